//! Null-text inversion — Mokady et al., CVPR 2023, arXiv 2211.09794, Algorithm 1: the states of the empty prompt are
//! learned, one a step, so that a guided run comes back to the picture.
//!
//!   z̄_T = z*_T;  for t = T … 1: N times ∅ ← ∅ − η ∇ ‖z*_{t−1} − step(z̄_t, ∅, C)‖²;  ∅_t = ∅, z̄_{t−1} = step(z̄_t, ∅_t, C)

use super::{
    Combined, Context, Controls, Denoiser, Error, Guidance, Observer, Prediction, Result, Sampler, Schedule, Start,
    control::Prompts, sample, sampler::Ddim,
};
use crate::model::{Hooks, PredictionType};
use crate::tensor::Noise;
use candle_core::{Device, Tensor, Var};
use candle_nn::optim::{AdamW, Optimizer as _, ParamsAdamW};
use std::cell::RefCell;

/// How ∅ is learned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NullText {
    /// Guidance scale of the run that shall come back.
    pub scale: f64,
    /// N: updates at each step at most.
    pub inner: usize,
    /// ε of the stop: at outer step i the updates end when the loss is below ε + 2·10⁻⁵ i.
    pub enough: f64,
}

/// What the first update went by: the surest thing to compare with another program.
#[derive(Clone, Debug)]
pub struct FirstUpdate {
    /// ‖z*_{T−1} − ẑ_{T−1}‖², the mean over elements.
    pub loss: f32,
    /// Its gradient with respect to ∅, (1, n, d).
    pub gradient: Tensor,
}

/// What was learned.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// ∅_t of each step that runs, noisiest first, (1, n, d).
    pub nulls: Vec<Tensor>,
    /// None where nothing was updated.
    pub first: Option<FirstUpdate>,
}

impl NullText {
    /// Learns the ∅_t of a run down `path`, cleanest first, by the words `cond`, from `null` on. A step costs 2 calls and
    /// one, forwards and backwards, for each update; `observer` is told each step.
    ///
    /// # Errors
    /// [`Error::NoGradient`] when the network cuts the gradient on its way to ∅; [`Error::Invalid`] without words.
    pub fn learn(
        self,
        model: &dyn Denoiser,
        schedule: &Schedule,
        path: &[Tensor],
        cond: Context,
        null: Context,
        observer: &mut dyn Observer,
    ) -> Result<Learned> {
        let Some(x) = path.last().cloned() else { return Ok(Learned::default()) };
        let first = schedule.len() - (path.len() - 1);
        let learning = Learning { model, schedule, path, first, how: self, learned: RefCell::default() };
        let mut controls = Controls::new(Start::Latent { x, first }).combine(Guidance::new(self.scale));
        let prompts = Prompts { cond, uncond: Some(null), ..Prompts::default() };
        let mut sampler = Ddim::new(schedule, 0.0);
        sample(&learning, &prompts, schedule, &mut sampler, &mut controls, &mut Noise::new(0), observer)?;
        Ok(learning.learned.into_inner())
    }

    /// lr of outer step i; the published 10⁻² (1 − i/100) is for 50 steps, and never ends below a hundredth of it.
    fn rate(i: usize) -> f64 {
        1e-2 * (1.0 - i as f64 / 100.0).max(0.01)
    }
}

/// A network that learns ∅ for a step before it answers.
struct Learning<'a> {
    model: &'a dyn Denoiser,
    schedule: &'a Schedule,
    path: &'a [Tensor],
    first: usize,
    how: NullText,
    learned: RefCell<Learned>,
}

impl Learning<'_> {
    /// One outer step of Algorithm 1: the cond branch's answer, and ∅_t.
    fn null(&self, x: &Tensor, t: f64, cond: &Tensor, null: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        let i = self.learned.borrow().nulls.len();
        let wrong = || Error::Invalid("there are more steps than the picture's way has".into());
        let step = self.schedule.steps(self.first + i).next().ok_or_else(wrong)?;
        let target = self.path.len().checked_sub(i + 2).and_then(|at| self.path.get(at)).ok_or_else(wrong)?;
        let null = Var::from_tensor(null)?;
        let betas = ParamsAdamW { lr: NullText::rate(i), weight_decay: 0.0, ..ParamsAdamW::default() };
        let mut adam = AdamW::new(vec![null.clone()], betas)?;
        let mut ddim = Ddim::new(self.schedule, 0.0);
        for _ in 0..self.how.inner {
            let context = Context { text: Some(null.as_tensor().clone()), extra: None };
            let away = self.model.predict(x, t, &[&context], hooks)?;
            let guided: Combined = (&away + ((cond - &away)? * self.how.scale)?)?.into();
            let prediction = Prediction::new(self.model.prediction(), step.now, x, &guided)?;
            let made = ddim.step(&step, x, &prediction.clip(&self.schedule.config)?, &mut Noise::new(0))?;
            let loss = (made - target)?.sqr()?.mean_all()?;
            let gradients = loss.backward()?;
            let gradient = gradients.get(&null).ok_or(Error::NoGradient { wrt: "the empty prompt" })?;
            let value = loss.to_scalar::<f32>()?;
            if !value.is_finite() {
                return Err(Error::NotFinite { step: i });
            }
            self.learned
                .borrow_mut()
                .first
                .get_or_insert_with(|| FirstUpdate { loss: value, gradient: gradient.clone() });
            adam.step(&gradients)?;
            if f64::from(value) < self.how.enough + 2e-5 * i as f64 {
                break;
            }
        }
        Ok(null.as_detached_tensor())
    }
}

impl Denoiser for Learning<'_> {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> Result<Tensor> {
        self.model.predict(x, t, contexts, hooks)
    }

    fn predict_pair(
        &self,
        x: &Tensor,
        t: f64,
        [words, null]: [&Context; 2],
        hooks: &mut dyn Hooks,
    ) -> Result<[Tensor; 2]> {
        let cond = self.model.predict(x, t, &[words], hooks)?.detach();
        // Each step begins with what the one before has found.
        let warm = self.learned.borrow().nulls.last().cloned().or_else(|| null.text.clone());
        let warm = warm.ok_or_else(|| Error::Invalid("null-text inversion needs a network that takes words".into()))?;
        let null = self.null(x, t, &cond, &warm, hooks)?;
        let context = Context { text: Some(null.clone()), extra: None };
        self.learned.borrow_mut().nulls.push(null);
        Ok([cond, self.model.predict(x, t, &[&context], hooks)?])
    }

    fn prediction(&self) -> PredictionType {
        self.model.prediction()
    }

    fn device(&self) -> &Device {
        self.model.device()
    }
}
