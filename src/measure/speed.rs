//! Settings, and all figures of a run.

use std::path::PathBuf;

use super::machine::{Roof, peak_bytes, processor};
use super::{Error, Result, Samples, Word, edits, networks, startup};
use crate::engine::{ModelCard, Patched, Source, pool};
use crate::tensor::kernel::Isa;

/// What to measure, and how.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The model.
    pub source: Source,
    /// Side of the picture in pixels; the model's own when none.
    pub size: Option<u32>,
    /// What to measure; all that the model has when empty.
    pub only: Vec<Word>,
    /// Timed runs of each, after one that warms up; at least 1.
    pub runs: usize,
    /// Steps of whole edits; all of them run.
    pub steps: usize,
    /// Threads of number work; physical cores when none.
    pub threads: Option<usize>,
    /// This program, to start it afresh.
    pub program: PathBuf,
}

/// Is told what is being measured, and may stop it.
pub trait Watch: Sync {
    /// This is measured now.
    fn tell(&self, what: &str) {
        let _ = what;
    }
    /// Asked often.
    fn stopped(&self) -> bool {
        false
    }
    /// An error once it was stopped.
    fn check(&self) -> Result<()> {
        if self.stopped() { Err(crate::edit::Error::Cancelled.into()) } else { Ok(()) }
    }
}

/// One line of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// A word without spaces: "unet", "mask_10".
    pub name: String,
    /// The same for people.
    pub says: String,
    /// How long it took.
    pub seconds: Samples,
    /// Operations of one run, where it is a call of a network (see [`crate::model::work`]).
    pub flop: Option<u64>,
    /// What a live edit recomputed in its last run, where it is one that repeats another.
    pub patched: Option<Patched>,
    /// Of what is near a result and not the result: its PSNR to that in dB, the least of all runs; infinite where
    /// nothing differs.
    pub psnr: Option<f64>,
}

impl Figure {
    /// Of a whole edit.
    pub(super) fn edit(name: &str, says: String, seconds: Samples) -> Self {
        Self { name: name.into(), says, seconds, flop: None, patched: None, psnr: None }
    }

    /// Operations a second, by the median.
    pub fn rate(&self) -> Option<f64> {
        self.flop.map(|flop| flop as f64 / self.seconds.median())
    }
}

/// All figures of a run.
#[derive(Clone, Debug)]
pub struct Speed {
    /// Of which model.
    pub card: ModelCard,
    /// At which side in pixels.
    pub size: u32,
    /// Threads of number work.
    pub threads: usize,
    /// Steps of whole edits.
    pub steps: usize,
    /// Operations a second of one large matrix product by our own kernel: the roof.
    pub gemm: f64,
    /// The processor's name, where the system tells.
    pub processor: Option<String>,
    /// The instruction set of our kernels.
    pub instructions: &'static str,
    /// The most memory in bytes that this process has held, where the system tells; a fresh process is not in it.
    pub peak_bytes: Option<u64>,
    /// One each, in the order in which they were measured.
    pub figures: Vec<Figure>,
}

/// Measures.
///
/// # Errors
/// [`Error::Lacks`] when the model has no part that was asked for by name, [`Error::Size`] when it cannot work at the
/// size, and what loading and editing may fail by.
pub fn speed(settings: &Settings, watch: &dyn Watch) -> Result<Speed> {
    let card = ModelCard::read(&settings.source)?;
    for &word in &settings.only {
        word.fits(&card)?;
    }
    let size = settings.size.unwrap_or(card.native_px);
    let (step, most) = (card.step_px.max(1), card.native_px * 4);
    if size == 0 || !size.is_multiple_of(step) || size > most {
        return Err(Error::Size { step, most, found: size });
    }
    let wanted = |word: &Word| {
        if settings.only.is_empty() { word.fits(&card).is_ok() } else { settings.only.contains(word) }
    };
    let words: Vec<_> = Word::ALL.into_iter().filter(wanted).collect();
    let some = |of: &[Word]| words.iter().copied().filter(|word| of.contains(word)).collect::<Vec<_>>();

    let pool = pool(settings.threads, false)?;
    let mut figures = Vec::new();
    if words.contains(&Word::Startup) {
        watch.tell(Word::Startup.name());
        let seconds = startup::measure(settings, &settings.program, watch)?;
        let says = "start, load the model, end".into();
        figures.push(Figure::edit(Word::Startup.name(), says, seconds));
    }
    watch.tell("matrix product");
    let mut roof = Roof::new(&pool)?;
    let calls = some(&[Word::Text, Word::Encode, Word::Decode, Word::Unet, Word::Pair, Word::Tiles]);
    if !calls.is_empty() {
        figures.extend(networks::measure(settings, &card, size, &calls, &pool, &mut roof, watch)?);
    }
    let whole = some(&[Word::Edit, Word::Masks, Word::Preview, Word::Again, Word::Reuse]);
    if !whole.is_empty() {
        figures.extend(edits::measure(settings, &card, size, &whole, watch)?);
    }
    roof.again(&pool)?;
    Ok(Speed {
        size,
        threads: pool.current_num_threads(),
        steps: settings.steps,
        gemm: roof.rate(),
        processor: processor(),
        instructions: Isa::best().name(),
        peak_bytes: peak_bytes(),
        figures,
        card,
    })
}
