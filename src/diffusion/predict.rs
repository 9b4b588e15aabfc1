//! The loop's only view of a network, and ε, v, x₀ conversions.

use super::{Combined, Level, Result};
use crate::model::pair::side_by_side;
use crate::model::{self, Hooks, Model, PredictionType, SchedulerConfig};
use candle_core::{Device, Tensor, bail};

/// What a branch is conditioned on: text states (1, n, d), or nothing.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// None for unconditional networks.
    pub text: Option<Tensor>,
    /// Channels appended to x (inpainting and instruction checkpoints).
    pub extra: Option<Tensor>,
}

/// Predicts; `Model`s are denoisers, and so is the tests' exact Gaussian.
pub trait Denoiser {
    /// Raw output for x (b, c, h, w) at timestep t; one context a batch row, or one for all.
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> Result<Tensor>;
    /// Raw outputs for the same x under two contexts: one pass after the other, or both at once where that is faster.
    fn predict_pair(
        &self,
        x: &Tensor,
        t: f64,
        [first, second]: [&Context; 2],
        hooks: &mut dyn Hooks,
    ) -> Result<[Tensor; 2]> {
        Ok([self.predict(x, t, &[first], hooks)?, self.predict(x, t, &[second], hooks)?])
    }
    /// Raw output for `base`, another branch's x, in a step whose own x is `x`.
    fn predict_base(
        &self,
        x: &Tensor,
        base: &Tensor,
        t: f64,
        context: &Context,
        hooks: &mut dyn Hooks,
    ) -> Result<Tensor> {
        let _ = x;
        self.predict(base, t, &[context], hooks)
    }
    /// What the raw output is.
    fn prediction(&self) -> PredictionType;
    /// Where x lives.
    fn device(&self) -> &Device {
        &Device::Cpu
    }
}

impl Denoiser for Model {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> Result<Tensor> {
        Ok(Batch::new(x, t, contexts)?.said(self, hooks)?)
    }

    /// A small network runs side by side with itself. A large one runs as a batch: its weights are read once for both, and
    /// what comes before the words is computed once. The bytes are the same.
    fn predict_pair(&self, x: &Tensor, t: f64, contexts: [&Context; 2], hooks: &mut dyn Hooks) -> Result<[Tensor; 2]> {
        let [first, second] = contexts;
        if self.is_small(x)? {
            let (first, second) = (Batch::new(x, t, &[first])?, Batch::new(x, t, &[second])?);
            return Ok(side_by_side(hooks, |hooks| first.said(self, hooks), |hooks| second.said(self, hooks))?);
        }
        let Some(batch) = Batch::pair(self, x, t, contexts)? else {
            return Ok([self.predict(x, t, &[first], hooks)?, self.predict(x, t, &[second], hooks)?]);
        };
        halves(&batch.said(self, hooks)?)
    }

    fn prediction(&self) -> PredictionType {
        self.scheduler.prediction_type
    }

    fn device(&self) -> &Device {
        &self.device
    }
}

/// What one call of a network is given.
pub(super) struct Batch {
    /// (b, c, h, w), with the channels that some networks want appended.
    pub(super) x: Tensor,
    /// (b).
    pub(super) t: Tensor,
    /// The words' states (b, n, d), or (2·b, n, d) for a pair.
    pub(super) text: Option<Tensor>,
}

impl Batch {
    /// What the model says to it.
    pub(super) fn said(&self, model: &Model, hooks: &mut dyn Hooks) -> model::Result<Tensor> {
        model.network.forward(&self.x, &self.t, self.text.as_ref(), hooks)
    }

    /// One context a row of x, or one for all.
    pub(super) fn new(x: &Tensor, t: f64, contexts: &[&Context]) -> Result<Self> {
        let rows = x.dim(0)?;
        let x = match stacked(contexts, |context| context.extra.as_ref(), rows)? {
            Some(extra) => Tensor::cat(&[x, &extra], 1)?,
            None => x.clone(),
        };
        let t = Tensor::full(t as f32, rows, x.device())?;
        Ok(Self { x, t, text: stacked(contexts, |context| context.text.as_ref(), rows)? })
    }

    /// The same x under two contexts, where they differ in their words alone.
    pub(super) fn pair(model: &Model, x: &Tensor, t: f64, [first, second]: [&Context; 2]) -> Result<Option<Self>> {
        let alike = match (&first.extra, &second.extra) {
            (None, None) => true,
            (Some(a), Some(b)) => a.id() == b.id(),
            _ => false,
        };
        let (Some(a), Some(b), true) = (&first.text, &second.text, alike) else { return Ok(None) };
        let text = model.pair(a, b, x.dim(0)?)?;
        Ok(Some(Self { text: Some(text), ..Self::new(x, t, &[first])? }))
    }
}

/// What was said about each of a pair.
pub(super) fn halves(said: &Tensor) -> Result<[Tensor; 2]> {
    let rows = said.dim(0)? / 2;
    Ok([said.narrow(0, 0, rows)?, said.narrow(0, rows, rows)?])
}

/// One part of the contexts as a batch of `rows`; `None` where no context has it.
fn stacked<'a>(
    contexts: &[&'a Context],
    part: impl Fn(&'a Context) -> Option<&'a Tensor>,
    rows: usize,
) -> candle_core::Result<Option<Tensor>> {
    let parts: Vec<_> = contexts.iter().filter_map(|&context| part(context)).collect();
    match parts.len() {
        0 => Ok(None),
        have if have != contexts.len() => bail!("{have} of {} contexts have what the others lack", contexts.len()),
        1 if rows > 1 && parts[0].dim(0)? == 1 => Tensor::cat(&vec![parts[0]; rows], 0).map(Some),
        _ => Tensor::cat(&parts, 0).map(Some),
    }
}

/// What a step goes by, whatever the network predicts.
#[derive(Clone, Debug)]
pub struct Prediction {
    /// x̂₀, P in (3); clipped where the configuration says so.
    pub x0: Tensor,
    /// ε that belongs to x̂₀ (before clipping).
    pub eps: Tensor,
    /// D in (3), where it is another ε than the one that made x̂₀ (Asyrp).
    pub direction: Option<Tensor>,
}

impl Prediction {
    /// From what the network, or the combination of its branches, said about `x` at `level`.
    pub(super) fn new(kind: PredictionType, level: Level, x: &Tensor, said: &Combined) -> Result<Self> {
        let (x0, eps) = split(kind, level, x, &said.output)?;
        let direction = match &said.direction {
            Some(direction) => Some(split(kind, level, x, direction)?.1),
            None => None,
        };
        Ok(Self { x0, eps, direction })
    }

    /// D in (3).
    pub fn direction(&self) -> &Tensor {
        self.direction.as_ref().unwrap_or(&self.eps)
    }

    /// ε ← ε + `shift`, and x̂₀ with it (2). Where nothing of the picture is left in x (a = 0), x̂₀ can't follow.
    pub(super) fn bend(self, level: Level, shift: &Tensor) -> Result<Self> {
        let x0 = if level.a == 0.0 { self.x0 } else { (self.x0 - (shift * level.sigma())?)? };
        let direction = self.direction.map(|direction| direction + shift).transpose()?;
        Ok(Self { x0, eps: (self.eps + shift)?, direction })
    }

    /// x̂₀ clamped where the configuration says so; ε stays (diffusers' rule).
    pub(super) fn clip(self, config: &SchedulerConfig) -> Result<Self> {
        if !config.clip_sample {
            return Ok(self);
        }
        let range = config.clip_sample_range;
        Ok(Self { x0: self.x0.clamp(-range, range)?, ..self })
    }

    /// The same numbers without their history.
    pub(super) fn detach(self) -> Self {
        Self {
            x0: self.x0.detach(),
            eps: self.eps.detach(),
            direction: self.direction.map(|direction| direction.detach()),
        }
    }
}

/// (x̂₀, ε) of a raw output: ε: x̂₀ = (x − b ε)/a; v: x̂₀ = a x − b v, ε = a v + b x; x₀: ε = (x − a x̂₀)/b.
fn split(kind: PredictionType, Level { a, b }: Level, x: &Tensor, output: &Tensor) -> Result<(Tensor, Tensor)> {
    Ok(match kind {
        PredictionType::Epsilon => (((x - (output * b)?)? / a)?, output.clone()),
        PredictionType::VPrediction => (((x * a)? - (output * b)?)?, ((output * a)? + (x * b)?)?),
        PredictionType::Sample => (output.clone(), ((x - (output * a)?)? / b)?),
    })
}
