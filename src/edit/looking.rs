//! What stands between a run and its watcher: counting, remembering, asking whether to go on.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use candle_core::{Device, Tensor};

use super::linear::Linear;
use super::passes::Passes;
use super::plan::Place;
use super::preview;
use super::trace::{State, Trace, Visit};
use super::watch::{Frame, Phase, Watch};
use super::{Error, View};
use crate::diffusion::{self, Context, Denoiser, Observer, Step};
use crate::model::{self, Hooks, Model, PredictionType};

/// Asks the watcher between blocks of the encoder and the decoder.
pub(super) struct Ask<'w>(pub(super) &'w mut dyn Watch);

impl Hooks for Ask<'_> {
    fn checkpoint(&mut self) -> model::Result<()> {
        if self.0.cancelled() { Err(model::Error::Cancelled) } else { Ok(()) }
    }
}

impl Observer for Ask<'_> {
    fn checkpoint(&mut self) -> diffusion::Result<()> {
        if self.0.cancelled() { Err(diffusion::Error::Cancelled) } else { Ok(()) }
    }
}

/// A network whose calls are counted.
pub(super) struct Counted<'a> {
    pub(super) network: &'a dyn Denoiser,
    pub(super) calls: &'a Cell<usize>,
}

impl Denoiser for Counted<'_> {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        self.calls.set(self.calls.get() + contexts.len());
        self.network.predict(x, t, contexts, hooks)
    }
    fn predict_pair(
        &self,
        x: &Tensor,
        t: f64,
        contexts: [&Context; 2],
        hooks: &mut dyn Hooks,
    ) -> diffusion::Result<[Tensor; 2]> {
        self.calls.set(self.calls.get() + 2);
        self.network.predict_pair(x, t, contexts, hooks)
    }
    fn prediction(&self) -> PredictionType {
        self.network.prediction()
    }
    fn device(&self) -> &Device {
        self.network.device()
    }
}

/// A network whose calls are counted, and before whose steps x is remembered; the run may end there.
pub(super) struct Traced<'a> {
    pub(super) model: &'a Model,
    /// The model, or what makes fewer of its calls in full.
    pub(super) network: &'a dyn Denoiser,
    pub(super) calls: &'a Cell<usize>,
    /// Those of them that were not made in full.
    pub(super) shallow: &'a Cell<usize>,
    pub(super) trace: &'a RefCell<Trace>,
    pub(super) places: &'a [Place],
    pub(super) until: Option<usize>,
    /// The activations of earlier previews, in a preview.
    pub(super) passes: Option<&'a RefCell<Passes>>,
}

impl Traced<'_> {
    /// Remembers x before the step that begins; the run may end here.
    fn enter(&self, x: &Tensor) -> diffusion::Result<()> {
        let done = {
            let mut trace = self.trace.borrow_mut();
            let k = trace.len();
            let place = self.places.get(k).copied().unwrap_or(Place { pass: 0, index: 0 });
            trace.enter(State { place, x: x.clone(), calls: self.calls.get(), shallow: self.shallow.get() });
            k
        };
        if self.until == Some(done) {
            return Err(diffusion::Error::Cancelled);
        }
        Ok(())
    }
}

impl Denoiser for Traced<'_> {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        self.enter(x)?;
        if let (Some(passes), [Context { text: Some(words), extra: None }]) = (self.passes, contexts)
            && x.dim(0)? == 1
            && let Some(out) = passes.borrow_mut().predict(self.model, x, t, words, hooks)?
        {
            self.calls.set(self.calls.get() + 1);
            return Ok(out);
        }
        Counted { network: self.network, calls: self.calls }.predict(x, t, contexts, hooks)
    }
    fn predict_pair(
        &self,
        x: &Tensor,
        t: f64,
        contexts: [&Context; 2],
        hooks: &mut dyn Hooks,
    ) -> diffusion::Result<[Tensor; 2]> {
        self.enter(x)?;
        if let (Some(passes), [Context { text: Some(a), extra: None }, Context { text: Some(b), extra: None }]) =
            (self.passes, contexts)
            && x.dim(0)? == 1
            && let Some(out) = passes.borrow_mut().predict_pair(self.model, x, t, [a, b], hooks)?
        {
            self.calls.set(self.calls.get() + 2);
            return Ok(out);
        }
        Counted { network: self.network, calls: self.calls }.predict_pair(x, t, contexts, hooks)
    }
    fn prediction(&self) -> PredictionType {
        self.model.prediction()
    }
    fn device(&self) -> &Device {
        &self.model.device
    }
}

/// Remembers each step, and shows it.
pub(super) struct Looking<'a> {
    pub(super) watch: &'a mut dyn Watch,
    pub(super) trace: &'a RefCell<Trace>,
    pub(super) frames: &'a mut Vec<Arc<Frame>>,
    pub(super) linear: Option<&'a Linear>,
    pub(super) places: &'a [Place],
    pub(super) view: &'a View,
    pub(super) factor: u32,
}

impl Observer for Looking<'_> {
    fn step(&mut self, step: &Step, _x: &Tensor, x0: &Tensor) -> diffusion::Result<()> {
        let k = self.trace.borrow().len();
        let place = self.places.get(k).copied().unwrap_or(Place { pass: 0, index: step.index });
        let visit = Visit { place, t: step.t, sigma: step.now.sigma(), x0: x0.clone(), proposed: None };
        let of = self.places.len();
        let frame =
            preview::frame(&visit, k, of, self.linear, self.view, self.factor).map_err(|error| match error {
                Error::Diffusion(error) => error,
                error => diffusion::Error::Invalid(error.to_string()),
            })?;
        self.trace.borrow_mut().predict(visit);
        self.watch.frame(Arc::clone(&frame));
        self.frames.push(frame);
        self.watch.phase(Phase::Denoise, k + 1, of);
        self.checkpoint()
    }
    fn checkpoint(&mut self) -> diffusion::Result<()> {
        if self.watch.cancelled() { Err(diffusion::Error::Cancelled) } else { Ok(()) }
    }
}

/// Tells how far an inversion is.
pub(super) struct Inverting<'a> {
    pub(super) watch: &'a mut dyn Watch,
    pub(super) of: usize,
}

impl Observer for Inverting<'_> {
    fn step(&mut self, step: &Step, _x: &Tensor, _x0: &Tensor) -> diffusion::Result<()> {
        self.watch.phase(Phase::Invert, step.i + 1, self.of);
        self.checkpoint()
    }
    fn checkpoint(&mut self) -> diffusion::Result<()> {
        if self.watch.cancelled() { Err(diffusion::Error::Cancelled) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sizes::sd15_of_zeros;
    use candle_core::DType;

    struct StopAt {
        at: usize,
        asked: usize,
    }
    impl Watch for StopAt {
        fn cancelled(&mut self) -> bool {
            self.asked += 1;
            self.asked >= self.at
        }
    }

    #[test]
    fn a_pass_of_stable_diffusions_size_is_left_at_the_next_checkpoint() {
        let unet = sd15_of_zeros();
        let tensor = |shape: &[usize]| Tensor::zeros(shape, DType::F32, &Device::Cpu).unwrap();
        let (x, t, words) = (tensor(&[1, 4, 8, 8]), tensor(&[1]), tensor(&[1, 77, 768]));
        for at in [1, 2, 5, 9] {
            let mut stop = StopAt { at, asked: 0 };
            let ended = unet.forward(&x, &t, &words, &mut Ask(&mut stop));
            assert!(matches!(ended, Err(model::Error::Cancelled)), "at {at}");
            assert!(stop.asked <= at + 1, "{} checkpoints after the token", stop.asked - at);
        }
    }
}
