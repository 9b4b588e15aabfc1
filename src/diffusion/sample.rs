//! THE loop.

use super::control::Prompts;
use super::wires::{Showing, Wires};
use super::{
    AttentionControl, Branches, Combined, Controls, Denoiser, Error, Observer, On, Prediction, Result, Sampler,
    Schedule, Step, Visit,
};
use crate::tensor::Normal;
use candle_core::{DType, Tensor, Var};

/// Runs the reverse process from `controls.start` to the clean end; returns x₀.
///
/// # Errors
/// [`Error::Cancelled`] when the observer says so, [`Error::NotFinite`] at the first step with a NaN or infinity,
/// [`Error::NoGradient`] when an energy does not depend on x.
pub fn sample(
    model: &dyn Denoiser,
    prompts: &Prompts,
    schedule: &Schedule,
    sampler: &mut dyn Sampler,
    controls: &mut Controls<'_>,
    noise: &mut dyn Normal,
    observer: &mut dyn Observer,
) -> Result<Tensor> {
    let (mut x, first) = controls.begin(schedule, noise, model.device())?; //        1
    for visit in controls.visits(schedule, first)? {
        //                                                                           7
        let step = match visit {
            Visit::Denoise(step) => step,
            Visit::Renoise(step) => {
                x = Schedule::renoise(&step, &x, noise)?;
                x = controls.travelled(&step, x, noise)?;
                observer.moved(&step, &x)?;
                continue;
            }
        };
        let prediction = predict(model, &x, &step, prompts, controls, observer)?; // 2, 3, 4, 5
        let prediction = prediction.clip(&schedule.config)?;
        finite(&step, &prediction.x0)?;
        observer.step(&step, &x, &prediction.x0)?;
        x = sampler.step(&step, &x, &prediction, noise)?;
        x = controls.rewrite(&step, x, noise)?; //                                   6
        finite(&step, &x)?;
        observer.moved(&step, &x)?;
    }
    Ok(x)
}

/// The pass with the prompt over the x of a step that another run has taken, for controls that learn from it.
pub fn rehearse(
    model: &dyn Denoiser,
    x: &Tensor,
    step: &Step,
    prompts: &Prompts,
    controls: &mut Controls<'_>,
    observer: &mut dyn Observer,
) -> Result<()> {
    look(model, x, step, &mut controls.attention, observer)?;
    let mut wires =
        Wires { step, attention: &mut controls.attention, bottleneck: None, observer, whole: true, error: None };
    wires.said(|wires| model.predict(x, step.t, &[&prompts.cond], wires)).map(|_| ())
}

/// The passes over other branches that controls ask for.
fn look(
    model: &dyn Denoiser,
    x: &Tensor,
    step: &Step,
    attention: &mut [Box<dyn AttentionControl + '_>],
    observer: &mut dyn Observer,
) -> Result<()> {
    for control in attention {
        if let Some((other, words)) = control.base(step)? {
            let mut showing = Showing { step, control: &mut **control, observer: &mut *observer, error: None };
            let said = model.predict_base(x, &other, step.t, &words, &mut showing);
            showing.error.map_or(said.map(|_| ()), Err)?;
        }
    }
    Ok(())
}

/// What the network says about x, both branches combined, bent by the energies.
fn predict(
    model: &dyn Denoiser,
    x: &Tensor,
    step: &Step,
    prompts: &Prompts,
    controls: &mut Controls<'_>,
    observer: &mut dyn Observer,
) -> Result<Prediction> {
    if !through_the_network(controls) {
        let prediction = forward(model, x, step, prompts, controls, observer)?;
        return bend(x, step, prediction, controls, None);
    }
    // x is a variable for this one step, so that the gradient finds its way back to it.
    let x = Var::from_tensor(&x.detach())?;
    let prediction = forward(model, &x, step, prompts, controls, observer)?;
    let x0 = prediction.x0.clone();
    bend(&x, step, prediction.detach(), controls, Some(&x0))
}

/// Whether a gradient goes back through the network.
fn through_the_network(controls: &Controls<'_>) -> bool {
    controls.energy.iter().any(|energy| energy.on() == On::Predicted)
}

/// The network's passes made one.
fn forward(
    model: &dyn Denoiser,
    x: &Tensor,
    step: &Step,
    prompts: &Prompts,
    controls: &mut Controls<'_>,
    observer: &mut dyn Observer,
) -> Result<Prediction> {
    let needed = controls.combine.as_ref().is_some_and(|combine| combine.needs_uncond(step));
    let uncond = prompts.away(step).filter(|_| needed);
    let blind = controls.combine.as_ref().is_some_and(|combine| combine.needs_blind(step));
    let blind = prompts.blind.as_ref().filter(|_| blind);
    let looked_into = !controls.attention.is_empty() || controls.bottleneck.is_some();
    look(model, x, step, &mut controls.attention, observer)?;
    // Also the branch that nobody looks into: guidance goes by their difference.
    let whole = looked_into || through_the_network(controls);
    let mut wires = Wires {
        step,
        attention: &mut controls.attention,
        bottleneck: controls.bottleneck.as_deref_mut(),
        observer: &mut *observer,
        whole,
        error: None,
    };
    let (cond, uncond) = match uncond {
        None => (wires.said(|wires| model.predict(x, step.t, &[&prompts.cond], wires))?, None),
        Some(uncond) if !looked_into => {
            let [cond, uncond] = wires.said(|wires| model.predict_pair(x, step.t, [&prompts.cond, uncond], wires))?;
            (cond, Some(uncond))
        }
        // The branch without the prompt is never edited.
        Some(uncond) => {
            let cond = wires.said(|wires| model.predict(x, step.t, &[&prompts.cond], wires))?;
            let mut plain =
                Wires { step, attention: &mut [], bottleneck: None, observer: &mut *observer, whole, error: None };
            (cond, Some(plain.said(|wires| model.predict(x, step.t, &[uncond], wires))?))
        }
    };
    let blind = match blind {
        None => None,
        Some(blind) => {
            let mut plain = Wires { step, attention: &mut [], bottleneck: None, observer, whole, error: None };
            Some(plain.said(|wires| model.predict(x, step.t, &[blind], wires))?)
        }
    };
    let combined: Combined = match &mut controls.combine {
        None => cond.into(),
        Some(combine) => {
            combine.combine(step, &Branches { cond: &cond, uncond: uncond.as_ref(), blind: blind.as_ref() })?
        }
    };
    Prediction::new(model.prediction(), step.now, x, &combined)
}

/// ε ← ε + b Σ s ∇E, the gradients taken with respect to x.
fn bend(
    x: &Tensor,
    step: &Step,
    mut prediction: Prediction,
    controls: &mut Controls<'_>,
    x0: Option<&Tensor>,
) -> Result<Prediction> {
    let mut through: Option<Tensor> = None; // Σ s E(x̂₀): one way back for all of them
    for energy in &mut controls.energy {
        let scale = energy.scale(step);
        let Some(x0) = x0.filter(|_| energy.on() == On::Predicted) else {
            let noisy = Var::from_tensor(&x.detach())?;
            let gradient = gradient(&(energy.energy(step, &noisy)? * scale)?, &noisy)?;
            prediction = prediction.bend(step.now, &(gradient * step.now.b)?)?;
            continue;
        };
        let scaled = (energy.energy(step, x0)? * scale)?;
        through = Some(match through {
            Some(sum) => (sum + scaled)?,
            None => scaled,
        });
    }
    if let Some(energy) = through {
        prediction = prediction.bend(step.now, &(gradient(&energy, x)? * step.now.b)?)?;
    }
    Ok(prediction)
}

fn gradient(energy: &Tensor, x: &Tensor) -> Result<Tensor> {
    let mut gradients = energy.backward()?;
    Ok(gradients.remove(x).ok_or(Error::NoGradient { wrt: "x" })?.detach())
}

/// One number that is infinite or NaN makes the sum so; latents are far too small for it to overflow by itself.
fn finite(step: &Step, x: &Tensor) -> Result<()> {
    if x.sum_all()?.to_dtype(DType::F64)?.to_scalar::<f64>()?.is_finite() {
        return Ok(());
    }
    Err(Error::NotFinite { step: step.i })
}
