//! The scene benchmark: how well methods edit, on scenes of which the exact result is known.

use std::path::PathBuf;

use super::bootstrap::Interval;
use super::judge::{Judge, judged};
use super::metric::{Found, Metric};
use super::results::Results;
use super::scenes::{Entry, Kind, Scene};
use super::scorer::Scorer;
use super::speed::Watch;
use super::tally::Tally;
use super::trial::{Lab, found_nothing};
use super::variant::Variant;
use super::{Error, Result, scenes};
use crate::engine::{ModelCard, Source, fits, pool};
use crate::model::Model;

/// What to measure.
#[derive(Clone, Debug)]
pub struct Trials {
    /// The model.
    pub source: Source,
    /// The folder of scenes.
    pub folder: PathBuf,
    /// Scenes of these kinds only; of all when empty.
    pub kinds: Vec<Kind>,
    /// How many scenes, the first ones; all when none.
    pub limit: Option<usize>,
    /// Methods, each with settings of its own where it has some ("repaint/resample=10"); all when both this and `results`
    /// are empty.
    pub methods: Vec<String>,
    /// What others made of the scenes.
    pub results: Vec<Results>,
    /// The row that all others are compared with.
    pub against: Option<String>,
    /// Steps of every method that is not told others; each method's own when none.
    pub steps: Option<usize>,
    /// How often each scene is edited, at least once.
    pub seeds: usize,
    /// Threads of number work; physical cores when none.
    pub threads: Option<usize>,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// As in [`Trials::methods`], or the name of results.
    pub method: String,
    /// Those metrics that it has, in the order of [`Metric::ALL`].
    pub figures: Vec<(Metric, Interval)>,
}

/// Rows less one of them, scene by scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Against {
    /// That one.
    pub method: String,
    /// Mean differences of the others, of the metrics that both have.
    pub rows: Vec<Row>,
}

/// All figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Edits {
    /// How many scenes.
    pub scenes: usize,
    /// One a method, then one for each results.
    pub rows: Vec<Row>,
    /// Where that was asked for.
    pub against: Option<Against>,
}

/// What a row's results come from.
enum Maker {
    Method(Variant),
    /// Folders of one name: what was made of each scene from one seed after another.
    Folders(Vec<Results>),
}

impl Maker {
    /// All rows; each is called differently.
    fn chosen(trials: &Trials, card: &ModelCard) -> Result<Vec<Self>> {
        let edits = !trials.methods.is_empty() || trials.results.is_empty();
        let variants = if edits { Variant::chosen(&trials.methods, card)? } else { Vec::new() };
        let mut makers: Vec<_> = variants.into_iter().map(Self::Method).collect();
        for results in &trials.results {
            match makers.iter_mut().find(|known| known.name() == results.name) {
                None => makers.push(Self::Folders(vec![results.clone()])),
                Some(Self::Folders(seeds)) if seeds.iter().all(|other| other.folder != results.folder) => {
                    seeds.push(results.clone());
                }
                Some(_) => {
                    return Err(Error::Method { reason: "this is asked for twice".into(), name: results.name.clone() });
                }
            }
        }
        Ok(makers)
    }

    fn name(&self) -> &str {
        match self {
            Self::Method(variant) => &variant.name,
            Self::Folders(seeds) => &seeds[0].name,
        }
    }

    /// What would end the work in its middle: settings out of range, results that can't be read.
    fn check(&self, entry: &Entry, scene: &Scene, card: &ModelCard, steps: Option<usize>) -> Result<()> {
        match self {
            Self::Folders(seeds) => seeds.iter().try_for_each(|results| results.load(entry, scene.extent).map(drop)),
            Self::Method(variant) => match variant.recipe(entry, card, steps)?.check(card, &variant.inputs(scene)?) {
                Err(error) if !(variant.finds_mask() && found_nothing(&error)) => Err(error.into()),
                _ => Ok(()),
            },
        }
    }

    /// Of one scene. There is a lab where some row is a method.
    fn figures(&self, entry: &Entry, scene: &Scene, judge: &Judge, lab: Option<&Lab<'_>>) -> Result<Found> {
        match (self, lab) {
            (Self::Folders(seeds), _) => judged(seeds.iter().map(|results| {
                let made = results.load(entry, scene.extent)?;
                judge.edit(&made.planes, made.mask.as_deref(), entry, scene)
            })),
            (Self::Method(variant), Some(lab)) => lab.trial(variant, entry, scene),
            (Self::Method(_), None) => Ok(Found::new()),
        }
    }
}

/// Runs every method on every scene: with the same seed, from the same picture. What can be wrong with folders and methods
/// is told before the first edit.
pub fn edits(trials: &Trials, watch: &dyn Watch) -> Result<Edits> {
    let entries = scenes::list(&trials.folder, &trials.kinds, trials.limit)?;
    let card = ModelCard::read(&trials.source)?;
    let makers = Maker::chosen(trials, &card)?;
    let other = trials.against.as_deref().map(|name| row_of(name, &makers)).transpose()?;
    watch.tell("reading the scenes");
    for entry in &entries {
        watch.check()?;
        let scene = entry.load(&trials.folder)?;
        makers.iter().try_for_each(|maker| maker.check(entry, &scene, &card, trials.steps))?;
    }
    let judge = Judge { scorer: Scorer::load()?, pool: pool(trials.threads, false)? };
    let edits = makers.iter().any(|maker| matches!(maker, Maker::Method(_)));
    let lab = edits.then(|| lab(trials, &card, &judge, watch)).transpose()?;
    let mut tally = Tally::new(makers.len());
    for (i, entry) in entries.iter().enumerate() {
        let scene = entry.load(&trials.folder)?;
        for (row, maker) in makers.iter().enumerate() {
            watch.check()?;
            watch.tell(&format!("scene {} of {}, {}", i + 1, entries.len(), maker.name()));
            tally.add(row, maker.figures(entry, &scene, &judge, lab.as_ref())?);
        }
    }
    let rows = |figures: &dyn Fn(usize) -> Vec<(Metric, Interval)>, without: Option<usize>| {
        let those = makers.iter().enumerate().filter(|&(row, _)| Some(row) != without);
        those.map(|(row, maker)| Row { method: maker.name().to_owned(), figures: figures(row) }).collect()
    };
    let against = |other: usize| Against {
        method: makers[other].name().to_owned(),
        rows: rows(&|row| tally.differences(row, other), Some(other)),
    };
    Ok(Edits { scenes: entries.len(), rows: rows(&|row| tally.means(row), None), against: other.map(against) })
}

fn lab<'a>(trials: &Trials, card: &ModelCard, judge: &'a Judge, watch: &'a dyn Watch) -> Result<Lab<'a>> {
    fits(card.weight_bytes())?;
    watch.tell("loading the model");
    let load = || Model::load(&trials.source, &crate::edit::device(), &mut |_, _| Ok(()));
    let model = judge.pool.install(load)?;
    Ok(Lab { model, judge, steps: trials.steps, seeds: trials.seeds.max(1), watch })
}

fn row_of(name: &str, makers: &[Maker]) -> Result<usize> {
    makers.iter().position(|maker| maker.name() == name.trim()).ok_or_else(|| {
        let names: Vec<_> = makers.iter().map(Maker::name).collect();
        let reason = format!("there is no row of this name to compare with (there are {})", names.join(", "));
        Error::Method { reason, name: name.to_owned() }
    })
}
