//! The scene benchmark: how well methods edit, on scenes of which the exact result is known.

use std::path::{Path, PathBuf};

use super::bootstrap::Interval;
use super::scenes::Entry;
use super::scorer::Scorer;
use super::speed::Watch;
use super::trial::{Lab, Metric, found_nothing};
use super::variant::Variant;
use super::{Result, scenes};
use crate::engine::{ModelCard, Source, fits, pool};
use crate::model::Model;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Trials {
    /// The model.
    pub source: Source,
    /// The folder of scenes.
    pub folder: PathBuf,
    /// Methods, each with settings of its own where it has some ("repaint/resample=10"); all when empty.
    pub methods: Vec<String>,
    /// How many scenes, the first ones; all when none.
    pub limit: Option<usize>,
    /// Steps of every method that is not told others; each method's own when none.
    pub steps: Option<usize>,
    /// Threads of number work; physical cores when none.
    pub threads: Option<usize>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// As in [`Trials::methods`].
    pub method: String,
    /// Those metrics that it has, in the order of [`Metric::ALL`].
    pub figures: Vec<(Metric, Interval)>,
}

/// All figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Edits {
    /// How many scenes.
    pub scenes: usize,
    /// One a method.
    pub rows: Vec<Row>,
}

/// Runs every method on every scene: with the same seed, from the same picture. What can be wrong with folder and methods
/// is told before the first edit.
pub fn edits(trials: &Trials, watch: &dyn Watch) -> Result<Edits> {
    let entries = scenes::list(&trials.folder, trials.limit)?;
    let card = ModelCard::read(&trials.source)?;
    let variants = Variant::chosen(&trials.methods, &card)?;
    watch.tell("reading the scenes");
    check(&trials.folder, &entries, &variants, &card, trials.steps, watch)?;
    fits(card.weight_bytes())?;
    watch.tell("loading the model");
    let pool = pool(trials.threads, false)?;
    let model = pool.install(|| Model::load(&trials.source, &crate::edit::device(), &mut |_, _| Ok(())))?;
    let lab = Lab { model, scorer: Scorer::load()?, pool, steps: trials.steps, watch };
    let mut values = vec![vec![Vec::new(); Metric::ALL.len()]; variants.len()];
    for (i, entry) in entries.iter().enumerate() {
        let scene = entry.load(&trials.folder)?;
        for (variant, values) in variants.iter().zip(&mut values) {
            watch.check()?;
            watch.tell(&format!("scene {} of {}, {}", i + 1, entries.len(), variant.name));
            for (metric, value) in lab.trial(variant, entry, &scene)? {
                if let Some(at) = Metric::ALL.iter().position(|&known| known == metric) {
                    values[at].push(value);
                }
            }
        }
    }
    let figures = |values: Vec<Vec<f64>>| {
        let figure = |(metric, values): (Metric, Vec<f64>)| Some((metric, Interval::of(&values)?));
        Metric::ALL.into_iter().zip(values).filter_map(figure).collect()
    };
    let row = |(variant, values): (Variant, _)| Row { method: variant.name, figures: figures(values) };
    Ok(Edits { scenes: entries.len(), rows: variants.into_iter().zip(values).map(row).collect() })
}

/// What would end the work in its middle: pictures that can't be read, settings out of range.
fn check(
    folder: &Path,
    entries: &[Entry],
    variants: &[Variant],
    card: &ModelCard,
    steps: Option<usize>,
    watch: &dyn Watch,
) -> Result<()> {
    for entry in entries {
        watch.check()?;
        let scene = entry.load(folder)?;
        for variant in variants {
            match variant.recipe(entry, card, steps)?.check(card, &variant.inputs(&scene)) {
                Err(error) if !(variant.finds_mask() && found_nothing(&error)) => return Err(error.into()),
                _ => {}
            }
        }
    }
    Ok(())
}
