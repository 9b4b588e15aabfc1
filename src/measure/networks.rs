//! Calls of the networks, in a pool like the engine's.

use candle_core::{Shape, Tensor};
use rayon::ThreadPool;

use super::machine::Roof;
use super::speed::{Figure, Settings, Watch};
use super::{Result, Samples, Word};
use crate::diffusion::control::Prompts;
use crate::diffusion::{Context, Controls, Denoiser as _, Guidance, Observer, SamplerId, Schedule, Start, sample};
use crate::edit::samples;
use crate::engine::fits;
use crate::model::{self, Hooks, Model, ModelCard};
use crate::raster::{Extent, io, psnr};
use crate::tensor::convert::{image_to_tensor, tensor_to_image};
use crate::tensor::{Noise, Normal as _, Purpose};

/// In the middle of the schedule.
const TIMESTEP: f64 = 501.0;
/// Words as long as they are in practice; all prompts are padded to one length.
const WORDS: &str = "a small cat on a beach";

/// Leaves between blocks when asked to.
struct Ask<'a>(&'a dyn Watch);

impl Hooks for Ask<'_> {
    fn checkpoint(&mut self) -> model::Result<()> {
        if self.0.stopped() { Err(model::Error::Cancelled) } else { Ok(()) }
    }
}

impl Observer for Ask<'_> {
    fn checkpoint(&mut self) -> crate::diffusion::Result<()> {
        if self.0.stopped() { Err(crate::diffusion::Error::Cancelled) } else { Ok(()) }
    }
}

/// A loaded model and what its networks are given.
struct Bench<'a> {
    model: Model,
    size: u32,
    runs: usize,
    pool: &'a ThreadPool,
    watch: &'a dyn Watch,
}

/// Figures of those of `words` that are calls of networks.
pub(super) fn measure(
    settings: &Settings,
    card: &ModelCard,
    size: u32,
    words: &[Word],
    pool: &ThreadPool,
    roof: &mut Roof,
    watch: &dyn Watch,
) -> Result<Vec<Figure>> {
    fits(card.run_bytes(size, size, 2, 0))?;
    watch.tell("loading the model");
    let model = pool.install(|| Model::load(&settings.source, &crate::edit::device(), &mut |_, _| Ok(())))?;
    let bench = Bench { model, size, runs: settings.runs, pool, watch };
    let mut figures = Vec::new();
    for &word in words {
        roof.again(pool)?;
        watch.tell(word.name());
        let (says, flop, seconds) = match word {
            Word::Text => ("text encoder, one prompt", card.work.text(), bench.text()?),
            Word::Encode => ("VAE encoder", card.work.encode(size, size), bench.encode()?),
            Word::Decode => ("VAE decoder", card.work.decode(size, size), bench.decode()?),
            Word::Unet => ("UNet, one call", card.work.unet(size, size, 1), bench.unet()?),
            Word::Pair => ("UNet, guidance pair", card.work.unet(size, size, 2), bench.pair()?),
            Word::Tiles => {
                figures.extend(bench.tiles()?);
                continue;
            }
            Word::Edit | Word::Masks | Word::Preview | Word::Again | Word::Reuse | Word::Startup => continue,
        };
        figures.push(Figure { flop: Some(flop), ..Figure::edit(word.name(), says.into(), seconds) });
    }
    Ok(figures)
}

impl Bench<'_> {
    fn timed(&self, work: impl Fn() -> Result<()> + Sync) -> Result<Samples> {
        Samples::of(self.runs, |_| self.pool.install(&work))
    }

    fn noise(&self, channels: usize, side: u32) -> Result<Tensor> {
        let shape: Shape = (1, channels, side as usize, side as usize).into();
        Ok(Noise::new(1).draw(Purpose::Init, 0, &shape, &self.model.device)?)
    }

    /// x as the noise predictor sees it.
    fn x(&self) -> Result<Tensor> {
        let card = &self.model.card;
        self.noise(card.latent_channels, self.size / card.factor)
    }

    /// Words, and the channels that some networks want beside x.
    fn context(&self, words: &str) -> Result<Context> {
        let card = &self.model.card;
        let text = self.model.text.as_ref().map(|text| self.pool.install(|| text.encode(words))).transpose()?;
        let more = card.unet_channels - card.latent_channels;
        let extra = (more > 0).then(|| self.noise(more, self.size / card.factor)).transpose()?;
        Ok(Context { text, extra })
    }

    fn text(&self) -> Result<Samples> {
        self.timed(|| {
            if let Some(text) = &self.model.text {
                text.encode(WORDS)?;
            }
            Ok(())
        })
    }

    fn encode(&self) -> Result<Samples> {
        let image = self.noise(3, self.size)?.clamp(-1f32, 1f32)?;
        self.timed(|| {
            if let Some(vae) = &self.model.vae {
                vae.encode(&image, &mut Ask(self.watch))?;
            }
            Ok(())
        })
    }

    fn decode(&self) -> Result<Samples> {
        let z = self.x()?;
        self.timed(|| {
            if let Some(vae) = &self.model.vae {
                vae.decode(&z, &mut Ask(self.watch))?;
            }
            Ok(())
        })
    }

    fn unet(&self) -> Result<Samples> {
        let (x, context) = (self.x()?, self.context(WORDS)?);
        self.timed(|| {
            self.model.predict(&x, TIMESTEP, &[&context], &mut Ask(self.watch))?;
            Ok(())
        })
    }

    /// One step of the loop itself, so that the pair is run as edits run it.
    fn pair(&self) -> Result<Samples> {
        let (x, prompts) =
            (self.x()?, Prompts { cond: self.context(WORDS)?, uncond: Some(self.context("")?), ..Prompts::default() });
        let schedule = Schedule::new(&self.model.scheduler, 1)?;
        self.timed(|| {
            let mut controls = Controls::new(Start::Latent { x: x.clone(), first: 0 }).combine(Guidance::new(4.0));
            let (mut sampler, mut noise) = (SamplerId::Ddim.start(&schedule, 0.0), Noise::new(1));
            let mut ask = Ask(self.watch);
            sample(&self.model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut ask)?;
            Ok(())
        })
    }

    /// A sample picture there and back, whole and in tiles of half its side.
    fn tiles(&self) -> Result<Vec<Figure>> {
        let Some(vae) = &self.model.vae else { return Ok(Vec::new()) };
        let (side, extent) = (self.size as usize, Extent::new(self.size, self.size));
        let sample = io::decode(samples()[0].bytes)?.pixels.resized(extent);
        let (planes, _) = sample.to_srgb_planes(extent.rect())?;
        let image = image_to_tensor(&planes, side, side, &self.model.device)?;
        let back = |tile: u32| {
            let (mean, _) = vae.encode_tiled(&image, tile, &mut Ask(self.watch))?;
            Ok(vae.decode_tiled(&mean, tile, &mut Ask(self.watch))?)
        };
        let pixels = |tile: u32| -> Result<Vec<f32>> { Ok(tensor_to_image(&self.pool.install(|| back(tile))?)?) };
        let half = self.size / 2;
        let timed = |tile: u32| self.timed(|| back(tile).map(|_: Tensor| ()));
        let whole = Figure::edit("tiles_whole", "encoded and decoded, whole".into(), timed(0)?);
        let tiled = Figure::edit("tiles_half", format!("encoded and decoded, tiles of {half} px"), timed(half)?);
        Ok(vec![whole, Figure { psnr: Some(psnr(&pixels(half)?, &pixels(0)?)), ..tiled }])
    }
}
