//! Where two prompts disagree.

use super::wires::Wires;
use super::{Context, Denoiser, Observer, Prediction, Result, Step};
use candle_core::Tensor;

/// |ε(x, one) − ε(x, other)|, the mean over channels, for x (b, c, h, w) at `step.now`: (b, 1, h, w).
pub fn difference(
    model: &dyn Denoiser,
    step: &Step,
    x: &Tensor,
    [one, other]: [&Context; 2],
    observer: &mut dyn Observer,
) -> Result<Tensor> {
    let mut eps = |context: &Context| {
        let mut wires =
            Wires { step, attention: &mut [], bottleneck: None, observer: &mut *observer, whole: true, error: None };
        let said = model.predict(x, step.t, &[context], &mut wires);
        match wires.error {
            Some(error) => Err(error),
            None => Ok(Prediction::new(model.prediction(), step.now, x, &said?.into())?.eps),
        }
    };
    Ok((eps(one)? - eps(other)?)?.abs()?.mean_keepdim(1)?)
}
