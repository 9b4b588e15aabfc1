//! Whole edits and live previews through the engine.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::driver::Driver;
use super::speed::{Figure, Settings, Watch};
use super::{Error, Result, Samples, Word};
use crate::edit::recipe::{Method, ModelId};
use crate::edit::{Recipe, samples, sdedit};
use crate::engine::{Inputs, ModelCard};
use crate::raster::io::{self, Export, Format, Metadata};
use crate::raster::{Extent, Mask, Pixels, Rect, Samples as Colours, psnr};

/// Shares of the picture in percent, the whole first: what it leaves in memory the others may use.
const SHARES: [u32; 4] = [100, 5, 10, 25];
/// Of so many calls of the network one is computed in full; the exact run first.
const INTERVALS: [usize; 4] = [1, 2, 3, 5];

/// Figures of those of `words` that are edits.
pub(super) fn measure(
    settings: &Settings,
    card: &ModelCard,
    size: u32,
    words: &[Word],
    watch: &dyn Watch,
) -> Result<Vec<Figure>> {
    let mut bench = Bench { settings, card, size, watch, driver: Driver::start(&settings.source, settings.threads)? };
    watch.tell("loading the model");
    bench.driver.load(watch)?;
    let mut figures = Vec::new();
    for &word in words {
        watch.tell(word.name());
        match word {
            Word::Edit => figures.push(bench.edit()?),
            Word::Masks => figures.extend(bench.masks()?),
            Word::Preview => figures.extend(bench.preview()?),
            Word::Again => figures.extend(bench.again()?),
            Word::Reuse => figures.extend(bench.reuse()?),
            Word::Text | Word::Encode | Word::Decode | Word::Unet | Word::Pair | Word::Tiles | Word::Startup => {}
        }
    }
    Ok(figures)
}

struct Bench<'a> {
    settings: &'a Settings,
    card: &'a ModelCard,
    size: u32,
    watch: &'a dyn Watch,
    driver: Driver,
}

impl Bench<'_> {
    /// All steps of the schedule run. The words are others in each run, so that none are remembered.
    fn recipe(&self, run: usize, steps: usize) -> Recipe {
        let method = Method::Sdedit(sdedit::Params { strength: 1.0, repeats: 1 });
        let mut recipe = Recipe::new(method, ModelId { name: self.card.name.clone(), hash: self.card.hash.clone() });
        recipe.prompt.target = format!("a dog on a beach {run}");
        recipe.sampling.steps = steps;
        recipe.sampling.seed = run as u64;
        // The model works at the picture's size, also where that is not its own.
        let native = f64::from(self.card.native_px);
        recipe.region.resolution = (f64::from(self.size) / native).powi(2).clamp(0.25, 16.0);
        recipe
    }

    /// A sample at the size; another one in each run, so that no encoded picture is remembered.
    fn picture(&self, run: usize) -> Result<Pixels> {
        let sample = &samples()[run % samples().len()];
        let extent = Extent::new(self.size, self.size);
        let mut rgba = io::decode(sample.bytes)?.pixels.resized(extent).to_rgba8().into_owned();
        rgba[0] = run as u8;
        Ok(Pixels::new(extent, Colours::Eight(rgba))?)
    }

    fn inputs(&self, run: usize) -> Result<Inputs> {
        Ok(Inputs { image: Some(Arc::new(self.picture(run)?)), mask: None })
    }

    /// From file to file. The warm-up is short: what it warms is the same.
    fn edit(&mut self) -> Result<Figure> {
        let (steps, folder) = (self.settings.steps, tempfile::tempdir()?);
        let path = |run: usize| folder.path().join(format!("{run}.png"));
        for run in 0..=self.settings.runs {
            save(&self.picture(run)?, &path(run))?;
        }
        let seconds = Samples::of(self.settings.runs, |run| {
            let recipe = self.recipe(run, if run == 0 { 1 } else { steps });
            let inputs = Inputs { image: Some(Arc::new(io::open(&path(run))?.pixels)), mask: None };
            let output = self.driver.run(recipe, &inputs, self.watch)?;
            save(&output.pixels, &folder.path().join("out.png"))
        })?;
        let says = format!("edit, {steps} steps, file to file");
        Ok(Figure::edit("edit", says, seconds))
    }

    /// In each run one picture, seed and schedule: all of it, then parts of it.
    fn masks(&mut self) -> Result<Vec<Figure>> {
        let mut seconds = SHARES.map(|_| Vec::new());
        for run in 0..=self.settings.runs {
            let recipe = self.recipe(run, if run == 0 { 1 } else { self.settings.steps });
            let image = Arc::new(self.picture(run)?);
            for (share, seconds) in SHARES.into_iter().zip(&mut seconds) {
                let inputs = Inputs { image: Some(Arc::clone(&image)), mask: Some(Arc::new(self.mask(share))) };
                let begun = Instant::now();
                self.driver.run(recipe.clone(), &inputs, self.watch)?;
                if run > 0 {
                    seconds.push(begun.elapsed().as_secs_f64());
                }
            }
        }
        let figure = |(share, seconds)| {
            let says = format!("edit, {} steps, mask of {share} %", self.settings.steps);
            Figure::edit(&format!("mask_{share}"), says, Samples::new(seconds))
        };
        Ok(SHARES.into_iter().zip(seconds).map(figure).collect())
    }

    /// A square in the middle that covers `share` percent.
    fn mask(&self, share: u32) -> Mask {
        let side = (f64::from(self.size) * (f64::from(share) / 100.0).sqrt()).round() as u32;
        let mut mask = Mask::filled(Extent::new(self.size, self.size), 0);
        mask.fill(Rect::new((self.size - side) / 2, (self.size - side) / 2, side, side), 255);
        mask
    }

    /// Live mode has been on for one run. A new seed leaves nothing to reuse but words and the encoded picture; where only
    /// the guidance moves, the first step's passes are those of the preview before.
    fn preview(&mut self) -> Result<[Figure; 3]> {
        let inputs = self.inputs(0)?;
        let (mut first, mut end, mut slider) = (Vec::new(), Vec::new(), Vec::new());
        for run in 0..=self.settings.runs {
            let mut draft = self.recipe(0, self.settings.steps);
            draft.sampling.seed = run as u64;
            let seed = self.driver.live(&draft, &inputs, self.watch)?;
            draft.sampling.guidance += 0.5;
            let guidance = self.driver.live(&draft, &inputs, self.watch)?;
            if run > 0 {
                first.push(seed.first);
                end.push(seed.end);
                slider.push(guidance.first);
            }
        }
        Ok([
            Figure::edit("preview_first", "new seed to first preview".into(), Samples::new(first)),
            Figure::edit("preview_end", "new seed to last preview".into(), Samples::new(end)),
            Figure::edit("preview_slider", "guidance slider to first preview".into(), Samples::new(slider)),
        ])
    }

    /// The slider is the guidance; all steps run, and the whole picture is in view, so that what is saved is saved by
    /// what the first edit left and not by a smaller region.
    fn again(&mut self) -> Result<[Figure; 3]> {
        let (mut first, mut second, mut full, mut patched) = (Vec::new(), Vec::new(), Vec::new(), None);
        for run in 0..=self.settings.runs {
            let mut draft = self.recipe(run, if run == 0 { 1 } else { self.settings.steps });
            draft.region.padding = 4.0;
            let inputs = Inputs { mask: Some(Arc::new(self.mask(10))), ..self.inputs(run)? };
            let one = Instant::now();
            self.driver.repeat(&draft, &inputs, self.watch)?;
            let one = one.elapsed().as_secs_f64();
            draft.sampling.guidance += 0.5;
            let two = Instant::now();
            patched = self.driver.repeat(&draft, &inputs, self.watch)?.patched;
            let two = two.elapsed().as_secs_f64();
            let three = Instant::now();
            self.driver.run(draft, &inputs, self.watch)?;
            if run > 0 {
                first.push(one);
                second.push(two);
                full.push(three.elapsed().as_secs_f64());
            }
        }
        let says = |which: &str| format!("mask of 10 %, whole in view, {which}");
        let second = Figure::edit("again_second", says("second"), Samples::new(second));
        Ok([
            Figure::edit("again_first", says("first"), Samples::new(first)),
            Figure { patched, ..second },
            Figure::edit("again_full", says("in full"), Samples::new(full)),
        ])
    }

    /// In each run one picture, seed and schedule, of which words and encoded picture are known.
    fn reuse(&mut self) -> Result<Vec<Figure>> {
        let (mut seconds, mut nearness) = (INTERVALS.map(|_| Vec::new()), INTERVALS.map(|_| f64::INFINITY));
        for run in 0..=self.settings.runs {
            let inputs = self.inputs(run)?;
            self.driver.run(self.recipe(run, 1), &inputs, self.watch)?;
            let mut recipe = self.recipe(run, if run == 0 { 1 } else { self.settings.steps });
            let mut exact = None;
            for (i, interval) in INTERVALS.into_iter().enumerate() {
                recipe.sampling.reuse = interval;
                let begun = Instant::now();
                let output = self.driver.run(recipe.clone(), &inputs, self.watch)?;
                if run > 0 {
                    seconds[i].push(begun.elapsed().as_secs_f64());
                    let (planes, _) = output.pixels.to_srgb_planes(output.pixels.extent().rect())?;
                    nearness[i] = nearness[i].min(psnr(&planes, exact.get_or_insert_with(|| planes.clone())));
                }
            }
        }
        let figure = |((interval, seconds), nearness): ((usize, _), _)| {
            let says = match interval {
                1 => format!("edit, {} steps, all in full", self.settings.steps),
                _ => format!("edit, {} steps, 1 of {interval} in full", self.settings.steps),
            };
            let figure = Figure::edit(&format!("reuse_{interval}"), says, Samples::new(seconds));
            Figure { psnr: (interval > 1).then_some(nearness), ..figure }
        };
        Ok(INTERVALS.into_iter().zip(seconds).zip(nearness).map(figure).collect())
    }
}

fn save(pixels: &Pixels, path: &Path) -> Result<()> {
    let export = Export { format: Format::Png, quality: 100, metadata: Metadata::None };
    io::save(pixels, &export, path).map_err(Error::from)
}
