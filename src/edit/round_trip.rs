//! There and back: how much of a picture comes back from its own noise, beside what comes back from any noise.
//!
//! DDIM (Song 2021) undoes its own inversion; DDPM's way there (Ho 2020) is noise that it has no memory of, so that only
//! what the noise left comes back. The inversion that is gone here is the one that edits go by afterwards.

use std::sync::Arc;

use candle_core::Tensor;

use super::bench::{Bench, Setup};
use super::canvas::{self, Canvas};
use super::recipe::{Method, Recipe};
use super::{Error, Inputs, Memo, Result, View, Watch, ddim_inversion, run, sdedit};
use crate::diffusion::SamplerId;
use crate::model::Model;
use crate::raster::{Pixels, Rect, psnr};
use crate::tensor::convert::tensor_to_image;

/// A picture that came back.
#[derive(Clone, Debug)]
pub struct Returned {
    /// The working region, at the picture's size.
    pub pixels: Arc<Pixels>,
    /// Peak signal-to-noise ratio to the picture as the model sees it, dB; infinite where they are equal.
    pub psnr: f64,
}

/// Both ways, and what could come back at most.
#[derive(Clone, Debug)]
pub struct RoundTrip {
    /// By the recipe's inversion.
    pub ddim: Returned,
    /// Noised by as much, and denoised by DDPM with the same words.
    pub ddpm: Returned,
    /// PSNR of the autoencoder alone, dB: nothing comes back better. None for models without one.
    pub most: Option<f64>,
    /// The working region.
    pub rect: Rect,
    /// Calls of the noise predictor behind it.
    pub unet_calls: usize,
    /// How many of them were remembered.
    pub reused: usize,
}

impl Recipe {
    /// The recipe of a round trip: the words for now both ways, by the recipe's own inversion, all the way.
    #[must_use]
    pub fn there_and_back(&self) -> Self {
        let mut there = self.clone();
        there.branch = None;
        there.prompt.target.clone_from(&there.prompt.source);
        there.method = match &self.method {
            Method::DdimInversion(own) => {
                Method::DdimInversion(ddim_inversion::Params { strength: 1.0, ..own.clone() })
            }
            Method::EditFriendly(own) => Method::EditFriendly(own.clone()),
            _ => Method::DdimInversion(ddim_inversion::Params::default()),
        };
        (there.sampling.sampler, there.sampling.karras) = (SamplerId::Ddim, false);
        there
    }
}

/// Takes the whole picture to noise and back with the words for now: by the recipe's own inversion and guidance (plain
/// DDIM for a method that has none), and by DDPM.
pub fn round_trip(
    recipe: &Recipe,
    inputs: &Inputs,
    model: &Model,
    memo: &mut Memo,
    watch: &mut dyn Watch,
) -> Result<RoundTrip> {
    let inputs = Inputs { image: inputs.image.clone(), mask: None };
    let there = recipe.there_and_back();
    there.check(&model.card, &inputs)?;
    let mut noised = there.clone();
    noised.method = Method::Sdedit(sdedit::Params { strength: there.method.strength(), repeats: 1 });
    noised.sampling.sampler = SamplerId::Ddpm;

    let saved = memo.saved;
    let view = View::new(&there, &model.card, &inputs)?;
    let canvas = Canvas::new(&there, &inputs, &view, &model.device)?;
    let image = canvas.image.clone().ok_or(Error::MissingInput { method: "a round trip", what: "a picture" })?;
    let mut calls = 0;
    let mut returned = |recipe: &Recipe| -> Result<(Returned, Option<f64>)> {
        let setup = Setup::new(recipe, canvas.clone(), model);
        let mut bench = Bench::new(setup, view, model, memo, watch)?;
        let x = run::edit(&recipe.method, &mut bench)?;
        let back = bench.decode(&x)?;
        let most = if model.vae.is_some() {
            let z = bench.original()?;
            Some(nearness(&bench.decode(&z)?, &image, &view)?)
        } else {
            None
        };
        calls += bench.calls();
        let pixels = Arc::new(canvas::patch(&back, &view, inputs.image.as_deref())?);
        Ok((Returned { pixels, psnr: nearness(&back, &image, &view)? }, most))
    };
    let (ddim, most) = returned(&there)?;
    let (ddpm, _) = returned(&noised)?;
    if watch.cancelled() {
        return Err(Error::Cancelled);
    }
    Ok(RoundTrip { ddim, ddpm, most, rect: view.rect, unet_calls: calls, reused: memo.saved - saved })
}

/// PSNR of two pictures (1, 3, h, w) in [−1, 1], their margins cut off, dB.
fn nearness(a: &Tensor, b: &Tensor, view: &View) -> Result<f64> {
    let (w, h) = (view.inner.width as usize, view.inner.height as usize);
    let part = |x: &Tensor| tensor_to_image(&x.narrow(2, 0, h)?.narrow(3, 0, w)?);
    Ok(psnr(&part(a)?, &part(b)?))
}
