//! The workbench that a method has at hand: encode, invert, denoise, decode.
//!
//! It counts calls of the noise predictor, tells the watcher, remembers every step, and takes up a branch where it left
//! its parent.

mod also;
mod border;
mod denoise;
mod find;
mod invert;
mod look;
mod part;
mod real;
mod shown;
mod source;

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::sync::Arc;

use candle_core::{Shape, Tensor};

use super::canvas::Canvas;
use super::linear::Linear;
use super::looking::Ask;
use super::memo::{Key, Value, content};
use super::passes::Patched;
use super::plan::{Place, first_step, timeline};
use super::preview;
use super::recipe::Recipe;
use super::trace::Trace;
use super::watch::{Frame, Phase, Watch};
use super::{Error, Memo, Result, View};
use crate::diffusion::{Context, KeepOutside, Known, Sampler, Schedule, Start};
use crate::model::{Model, SchedulerConfig};
use crate::raster::Mask;
use crate::tensor::resize::{area_standing, nearest_down};
use crate::tensor::{Normal, Purpose};

/// What a run is made from. The product's choices are [`Setup::new`]'s; comparisons with reference code change some.
pub struct Setup<'a> {
    /// What to do.
    pub recipe: &'a Recipe,
    /// To what.
    pub canvas: Canvas,
    /// The schedule's configuration; the model's own.
    pub scheduler: SchedulerConfig,
    /// Where normal numbers come from; our counter-based ones of the recipe's seed when none.
    pub noise: Option<Box<dyn Normal + 'a>>,
    /// Whether the encoder's posterior is sampled; the mean is better to edit from.
    pub posterior: bool,
    /// Whether the mask goes to the latent grid by nearest sample; the area's maximum loses no thin line.
    pub nearest: bool,
    /// Whether what is kept lags one level behind, as in the published codes of SDEdit, ILVR, diffusers' RePaint and
    /// DiffEdit.
    pub behind: bool,
    /// Whether Prompt-to-Prompt's aligner follows the published code to the letter, see [`super::align::replacement`].
    pub published: bool,
    /// Another sampler than the recipe's, for the first repetition.
    pub sampler: Option<Box<dyn Sampler>>,
    /// Guidance on the way of an inversion; above 1 it comes back worse.
    pub inverting: f64,
}

impl<'a> Setup<'a> {
    /// As the product does it.
    pub fn new(recipe: &'a Recipe, canvas: Canvas, model: &Model) -> Self {
        let scheduler = model.scheduler.clone();
        Self {
            recipe,
            canvas,
            scheduler,
            noise: None,
            posterior: false,
            nearest: false,
            behind: false,
            published: false,
            sampler: None,
            inverting: 1.0,
        }
    }
}

/// How a soft mask acts while denoising.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Every latent cell that the mask takes part of is free, see [`area_standing`]; the soft edge comes at the end, in
    /// pixels.
    Touched,
    /// Soft coverage is graded strength.
    Graded {
        /// Index of the first step of the whole edit.
        first: usize,
    },
}

/// See the module.
pub struct Bench<'a> {
    model: &'a Model,
    setup: Setup<'a>,
    schedule: Schedule,
    memo: &'a mut Memo,
    watch: &'a mut dyn Watch,
    view: View,
    places: Vec<Place>,
    calls: Cell<usize>,
    shallow: Cell<usize>,
    trace: RefCell<Trace>,
    frames: Vec<Arc<Frame>>,
    /// The last encoded picture and its latents: what the preview's colours are fitted on.
    seen: Option<(Tensor, Tensor)>,
    linear: Option<Arc<Linear>>,
    /// Run this many steps and no more.
    until: Option<usize>,
    /// A preview: how many bytes of activations it may keep.
    room: Option<u64>,
    /// How much a preview has recomputed.
    patched: Option<Patched>,
    /// The mask that was found, over the working region.
    found: Option<Arc<Mask>>,
    /// The picture's own x at each level, cleanest first, where a method has asked for it.
    way: Option<Arc<Vec<Tensor>>>,
}

impl<'a> Bench<'a> {
    /// Lays everything ready. `view` says where frames belong in the picture.
    pub fn new(
        setup: Setup<'a>,
        view: View,
        model: &'a Model,
        memo: &'a mut Memo,
        watch: &'a mut dyn Watch,
    ) -> Result<Self> {
        let sampling = &setup.recipe.sampling;
        let schedule = Schedule::on(sampling.grid(), &setup.scheduler, sampling.steps)?;
        let places = timeline(setup.recipe);
        Ok(Self {
            model,
            schedule,
            memo,
            watch,
            view,
            places,
            setup,
            calls: Cell::new(0),
            shallow: Cell::new(0),
            trace: RefCell::default(),
            frames: Vec::new(),
            seen: None,
            linear: None,
            until: None,
            room: None,
            patched: None,
            found: None,
            way: None,
        })
    }

    /// Goes on from a parent's steps.
    pub(super) fn take_up(&mut self, trace: Trace) -> Result<()> {
        if let Some(state) = trace.state(trace.len()) {
            self.calls.set(state.calls);
            self.shallow.set(state.shallow);
        }
        self.trace.replace(trace);
        if self.setup.canvas.start.is_some() {
            self.guide()?; // so that the preview's colours fit this picture
        }
        self.fit_preview()?;
        let trace = self.trace.take();
        for k in 0..trace.len() {
            if let Some(visit) = trace.visit(k) {
                let frame = self.picture_of(visit, k)?;
                self.watch.frame(Arc::clone(&frame));
                self.frames.push(frame);
            }
        }
        self.trace.replace(trace);
        Ok(())
    }

    fn picture_of(&self, visit: &super::trace::Visit, k: usize) -> Result<Arc<Frame>> {
        preview::frame(visit, k, self.places.len(), self.linear.as_deref(), &self.view, self.model.card.factor)
    }

    /// Ends the run when `steps` steps are done.
    pub(super) fn stop_after(&mut self, steps: usize) {
        self.until = Some(steps);
    }

    /// Makes the run a preview, which may patch the passes of earlier ones and keep `room` bytes of activations for it.
    pub(super) fn preview(&mut self, room: u64) {
        self.room = Some(room);
    }

    /// How much a preview recomputed; none for a run in full.
    pub(super) fn patched(&self) -> Option<Patched> {
        self.patched
    }

    /// Whether the run ended because of [`Bench::stop_after`].
    pub(super) fn stopped(&self) -> bool {
        self.until.is_some_and(|until| self.trace.borrow().reached() > until)
    }

    /// The index of the first step of a run of this strength.
    pub fn first(&self, strength: f64) -> usize {
        first_step(self.setup.recipe.sampling.steps, strength)
    }

    /// The repetitions that are still to run: all, or those from the one in which a branch left its parent.
    pub fn passes(&self, repeats: usize) -> Range<usize> {
        let from = self.places.get(self.trace.borrow().len()).map_or(0, |place| place.pass);
        from..repeats.max(from + 1)
    }

    /// Whether this run goes on from another's step.
    pub fn branched(&self) -> bool {
        self.setup.recipe.branch.is_some()
    }

    /// Whether the run has to know the picture's own way, wherever it begins: a mask keeps what is on it, or words are to
    /// look where they looked there.
    pub fn needs_way(&self) -> bool {
        self.masked() || self.setup.recipe.also.words.is_some()
    }

    /// Whether a mask keeps a part.
    pub fn masked(&self) -> bool {
        self.setup.canvas.mask.is_some()
    }

    /// Shape of x, (1, c, h, w).
    pub fn shape(&self) -> Shape {
        let (factor, extent) = (self.model.card.factor as usize, self.setup.canvas.extent);
        (1, self.model.card.latent_channels, extent.height as usize / factor, extent.width as usize / factor).into()
    }

    /// How many steps the whole schedule has.
    pub fn steps(&self) -> usize {
        self.schedule.len()
    }

    /// Whether a reference's lag is asked for, see [`Setup::behind`].
    pub fn behind(&self) -> bool {
        self.setup.behind
    }

    /// Noise alone at full strength, else the picture under noise.
    pub fn start(&mut self, strength: f64) -> Result<Start> {
        match self.first(strength) {
            0 => Ok(Start::Noise { shape: self.shape() }),
            first => Ok(Start::Noised { x0: self.guide()?, first }),
        }
    }

    /// x_g: the picture with its hole filled, encoded.
    pub fn guide(&mut self) -> Result<Tensor> {
        let start = self.setup.canvas.start.clone();
        self.encode(start, 0)
    }

    /// The picture itself, encoded: what is kept.
    pub fn original(&mut self) -> Result<Tensor> {
        let image = self.setup.canvas.image.clone();
        self.encode(image, 0)
    }

    /// The picture, (1, 3, h, w) in [−1, 1].
    fn image(&self) -> Result<Tensor> {
        let method = self.setup.recipe.method.name();
        self.setup.canvas.image.clone().ok_or(Error::MissingInput { method, what: "a picture" })
    }

    /// Pixels → what the network denoises: scale · mean of the posterior. Pixel models see pixels. `draw` numbers the
    /// posterior's noise, where it is sampled.
    fn encode(&mut self, image: Option<Tensor>, draw: usize) -> Result<Tensor> {
        let method = self.setup.recipe.method.name();
        let image = image.ok_or(Error::MissingInput { method, what: "a picture" })?;
        let Some(vae) = &self.model.vae else { return Ok(image) };
        let tile = self.setup.recipe.region.tile;
        let key = Key::new(
            "encode",
            &[&self.model.card.hash, &content(&image)?, &format!("{} {tile}", self.setup.posterior)],
        );
        if let (Some(Value::Tensor(z)), None) = (self.memo.get(&key), &self.setup.noise) {
            self.seen = Some((image, z.clone()));
            return Ok(z);
        }
        if let Some((seen, z)) = &self.seen
            && seen.id() == image.id()
        {
            return Ok(z.clone());
        }
        self.watch.phase(Phase::Encode, 0, 1);
        let (mean, logvar) = vae.encode_tiled(&image, tile, &mut Ask(self.watch))?;
        let mut z = mean;
        if self.setup.posterior {
            let shape = z.shape().clone();
            let draw = with_noise(&mut self.setup, 0, |noise| {
                Ok(noise.draw(Purpose::Posterior, draw, &shape, z.device())?)
            })?;
            z = (z + ((logvar * 0.5)?.exp()? * draw)?)?;
        }
        let z = (z * vae.scale())?;
        self.watch.phase(Phase::Encode, 1, 1);
        self.memo.put(key, Value::Tensor(z.clone()));
        self.seen = Some((image, z.clone()));
        Ok(z)
    }

    /// Keeps what is outside the mask; nothing to keep without one.
    pub fn keep(&mut self, known: Known, hold: Hold) -> Result<Option<KeepOutside>> {
        let Some(mask) = self.setup.canvas.mask.clone() else { return Ok(None) };
        let original = self.original()?;
        let factor = self.model.card.factor as usize;
        let cells = match (factor, self.setup.nearest) {
            (1, _) => mask,
            (_, true) => nearest_down(&mask, factor)?,
            (_, false) => area_standing(&mask, factor)?,
        };
        let keep = match hold {
            Hold::Graded { first } => KeepOutside::new(original, cells, known).graded(first),
            Hold::Touched => KeepOutside::new(original, cells.gt(0.0)?.to_dtype(cells.dtype())?, known),
        };
        Ok(Some(if self.setup.behind { keep.behind() } else { keep }))
    }

    /// The states that the network reads for these words; nothing for a network without words.
    pub(super) fn words(&mut self, words: &str) -> Result<Context> {
        let Some(text) = &self.model.text else { return Ok(Context::default()) };
        let key = Key::new("text", &[&self.model.card.hash, words]);
        let states = if let Some(Value::Tensor(states)) = self.memo.get(&key) {
            states
        } else {
            let states = text.encode(words)?;
            self.memo.put(key, Value::Tensor(states.clone()));
            states
        };
        Ok(Context { text: Some(states), extra: None })
    }

    /// What the network made → pixels (1, 3, h, w) around [−1, 1].
    pub fn decode(&mut self, x: &Tensor) -> Result<Tensor> {
        let Some(vae) = &self.model.vae else { return Ok(x.clone()) };
        let z = (x / vae.scale())?;
        self.watch.phase(Phase::Decode, 0, 1);
        let image = match self.part()? {
            Some(part) => self.decode_part(vae, &z, part)?,
            None => vae.decode_tiled(&z, self.setup.recipe.region.tile, &mut Ask(self.watch))?,
        };
        self.watch.phase(Phase::Decode, 1, 1);
        Ok(image)
    }

    fn fit_preview(&mut self) -> Result<()> {
        if self.linear.is_none() && self.model.vae.is_some() {
            let prior = preview::model_map(self.model, self.memo, self.watch)?;
            self.linear = Some(match &self.seen {
                Some((image, z)) => Arc::new(preview::fitted(image, z, &prior, self.model.card.factor)?),
                None => prior,
            });
        }
        Ok(())
    }

    /// Every step until now.
    pub fn trace(&self) -> std::cell::Ref<'_, Trace> {
        self.trace.borrow()
    }

    /// Calls of the noise predictor until now; what a memo saved counts as it did when it ran.
    pub fn calls(&self) -> usize {
        self.calls.get()
    }

    /// So many calls are not made, because what they gave was remembered.
    fn reuse(&mut self, calls: usize) {
        self.calls.set(self.calls.get() + calls);
        self.memo.saved += calls;
    }

    /// s of the run.
    pub fn guidance(&self) -> f64 {
        self.setup.recipe.sampling.guidance
    }

    /// Those of them that ran the outermost layers alone.
    pub(super) fn shallow(&self) -> usize {
        self.shallow.get()
    }

    /// The mask that was found, if one was.
    pub(super) fn found(&self) -> Option<Arc<Mask>> {
        self.found.clone()
    }

    pub(super) fn done(self) -> (Trace, Vec<Arc<Frame>>, usize) {
        (self.trace.into_inner(), self.frames, self.calls.get())
    }
}

/// The noise of a repetition: every repetition has its own.
fn with_noise<T>(setup: &mut Setup<'_>, pass: usize, work: impl FnOnce(&mut dyn Normal) -> Result<T>) -> Result<T> {
    if let Some(noise) = &mut setup.noise {
        return work(&mut **noise);
    }
    let noise = setup.recipe.sampling.noise();
    work(&mut if pass == 0 { noise } else { noise.derive(pass as u64) })
}
