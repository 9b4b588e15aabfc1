//! DDIM inversion: the deterministic way back to noise.

use super::wires::Wires;
use super::{Context, Denoiser, Error, Level, Observer, Prediction, Result, Schedule, Step};
use candle_core::Tensor;

/// x₀ → x at the level of step `first` (0: the noisiest), guidance 1. Returns every x on the way, cleanest first, x₀ included.
///
/// Every step undoes a step of DDIM on the same pair of levels (Song 2021, (3) with the levels exchanged): only that ε
/// is asked at the cleaner x, with the timestep of the noisier one. Where ε doesn't change between the two, it is exact.
pub fn invert(
    model: &dyn Denoiser,
    schedule: &Schedule,
    first: usize,
    x0: &Tensor,
    context: &Context,
    observer: &mut dyn Observer,
) -> Result<Vec<Tensor>> {
    climb(model, schedule, first, vec![x0.clone()], context, 0, observer)
}

/// [`invert`], each step then solved again `refinements` times with ε asked at the noisier x that was found: the fixed
/// point undoes DDIM exactly (Pan et al. 2023, AIDI, arXiv 2309.04907). Costs that many more passes.
pub fn invert_refined(
    model: &dyn Denoiser,
    schedule: &Schedule,
    first: usize,
    x0: &Tensor,
    context: &Context,
    refinements: usize,
    observer: &mut dyn Observer,
) -> Result<Vec<Tensor>> {
    climb(model, schedule, first, vec![x0.clone()], context, refinements, observer)
}

/// [`invert_refined`] from the end of a way that was begun, `path`, cleanest first: what is there is not gone again.
pub fn climb(
    model: &dyn Denoiser,
    schedule: &Schedule,
    first: usize,
    mut path: Vec<Tensor>,
    context: &Context,
    refinements: usize,
    observer: &mut dyn Observer,
) -> Result<Vec<Tensor>> {
    let of = schedule.len().saturating_sub(first);
    let there = path.len().saturating_sub(1);
    for (i, down) in schedule.steps(first).rev().enumerate().skip(there) {
        let step = Step { i, of, now: schedule.target(down.index), next: down.now, ..down };
        let x = path[i].clone();
        let (mut up, at) = raise(model, &step, &x, &x, step.now, context, observer)?;
        observer.step(&step, &x, &at.x0)?;
        for _ in 0..refinements {
            up = raise(model, &step, &x, &up, step.next, context, observer)?.0;
        }
        if !up.sum_all()?.to_scalar::<f32>()?.is_finite() {
            return Err(Error::NotFinite { step: i });
        }
        path.push(up);
    }
    Ok(path)
}

/// x from `step.now` to the noisier `step.next`, by the ε of `asked`, which is at `level`.
fn raise(
    model: &dyn Denoiser,
    step: &Step,
    x: &Tensor,
    asked: &Tensor,
    level: Level,
    context: &Context,
    observer: &mut dyn Observer,
) -> Result<(Tensor, Prediction)> {
    let mut wires = Wires { step, attention: &mut [], bottleneck: None, observer, whole: true, error: None };
    let said = model.predict(asked, step.t, &[context], &mut wires);
    if let Some(error) = wires.error {
        return Err(error);
    }
    let prediction = Prediction::new(model.prediction(), level, asked, &said?.into())?;
    let x0 = ((x - (&prediction.eps * step.now.b)?)? / step.now.a)?;
    Ok((Schedule::noised(&x0, step.next, &prediction.eps)?, prediction))
}
