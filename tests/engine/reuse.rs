//! Calls of the network that reuse deep features: exact where they must be, near the exact run elsewhere, and counted.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::cell::Cell;
use std::sync::Arc;

use candle_core::{Device, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::{Context, Controls, Denoiser, Guidance, Reusing, SamplerId, Schedule, Start, Step, sample};
use palimpsest::edit::recipe::{Branch, Method};
use palimpsest::edit::{self, Inputs, Memo, Output, Recipe, classifier_free, latent_blend, repaint, samples, sdedit};
use palimpsest::model::unet::Deep;
use palimpsest::model::{Error, Hooks, Model, Network};
use palimpsest::raster::{Pixels, Rect, io};
use palimpsest::tensor::{Noise, Normal as _, Purpose};

use super::methods::{mask, model, recipe};
use super::models::{load, tiny};
use super::previews::psnr;
use super::samplers::all;

fn noise(seed: u64, shape: (usize, usize, usize, usize)) -> Tensor {
    Noise::new(seed).draw(Purpose::Init, 0, &shape.into(), &Device::Cpu).unwrap()
}

fn numbers(x: &Tensor) -> Vec<f32> {
    x.flatten_all().unwrap().to_vec1().unwrap()
}

fn words(model: &Model, words: &str) -> Tensor {
    model.text.as_ref().unwrap().encode(words).unwrap()
}

/// x, t and words that the network takes, as a pair of rows.
fn inputs(model: &Model, side: usize) -> (Tensor, Tensor, Option<Tensor>) {
    let text = model.text.as_ref().map(|_| Tensor::cat(&[words(model, "a cat"), words(model, "")], 0).unwrap());
    let x = noise(1, (2, model.card.latent_channels, side, side));
    (x, Tensor::new(&[500f32, 500.0], &Device::Cpu).unwrap(), text)
}

#[test]
fn given_what_the_deep_layers_said_of_it_the_outer_ones_say_the_same() {
    let ddpm = load(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/models/tiny-ddpm")));
    for model in [&load(&tiny()).unwrap(), &ddpm.unwrap(), model()] {
        let name = &model.card.name;
        let (x, t, text) = inputs(model, 16);
        let mut deep = Deep::default();
        let nothing = model.network.shallow(&x, &t, text.as_ref(), &mut (), &deep).unwrap();
        assert!(nothing.is_none(), "{name}: nothing was kept");
        let whole = model.network.forward(&x, &t, text.as_ref(), &mut ()).unwrap();
        let full = model.network.forward_deep(&x, &t, text.as_ref(), &mut (), &mut deep).unwrap();
        let shallow = model.network.shallow(&x, &t, text.as_ref(), &mut (), &deep).unwrap().unwrap();
        assert_eq!(numbers(&full), numbers(&whole), "{name}");
        assert_eq!(numbers(&shallow), numbers(&whole), "{name}");
        // Of another x it is an approximation, and x does arrive.
        let other = (&x + (noise(2, (2, model.card.latent_channels, 16, 16)) * 0.1).unwrap()).unwrap();
        let exact = numbers(&model.network.forward(&other, &t, text.as_ref(), &mut ()).unwrap());
        let near = numbers(&model.network.shallow(&other, &t, text.as_ref(), &mut (), &deep).unwrap().unwrap());
        assert!(near != exact && near != numbers(&whole), "{name}");
        // Features of another size are none.
        let (larger, t, text) = inputs(model, 24);
        assert!(model.network.shallow(&larger, &t, text.as_ref(), &mut (), &deep).unwrap().is_none(), "{name}");
    }
}

/// Asks at every checkpoint, and looks at no layer.
struct Stop {
    at: usize,
    asked: usize,
}

impl Hooks for Stop {
    fn whole(&self) -> bool {
        false
    }
    fn checkpoint(&mut self) -> palimpsest::model::Result<()> {
        self.asked += 1;
        if self.asked > self.at { Err(Error::Cancelled) } else { Ok(()) }
    }
}

#[test]
fn a_shallow_call_ends_at_the_next_checkpoint() {
    let model = load(&tiny()).unwrap();
    let ((x, t, text), mut deep) = (inputs(&model, 16), Deep::default());
    model.network.forward_deep(&x, &t, text.as_ref(), &mut (), &mut deep).unwrap();
    let mut all = Stop { at: usize::MAX, asked: 0 };
    model.network.shallow(&x, &t, text.as_ref(), &mut all, &deep).unwrap();
    // Beginning and end, one resnet, thrice in one transformer.
    assert_eq!(all.asked, 2 + 1 + 3);
    for at in 0..all.asked {
        let mut stop = Stop { at, asked: 0 };
        let ended = model.network.shallow(&x, &t, text.as_ref(), &mut stop, &deep);
        assert!(matches!(ended, Err(Error::Cancelled)) && stop.asked == at + 1, "{at}");
    }
}

/// Ten steps of the built-in model with guidance, through `network`.
fn denoised(network: &dyn Denoiser, plug: impl for<'c> FnOnce(Controls<'c>) -> Controls<'c>) -> Vec<f32> {
    let context = |text: &str| Context { text: Some(words(model(), text)), extra: None };
    let prompts = Prompts { cond: context("a cat on a beach"), uncond: Some(context("")), ..Prompts::default() };
    let schedule = Schedule::new(&model().scheduler, 10).unwrap();
    let start = Start::Noise { shape: (1, 4, 16, 16).into() };
    let mut controls = plug(Controls::new(start).combine(Guidance::new(4.0)));
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let (mut noise, mut nobody) = (Noise::new(3), Nobody);
    numbers(&sample(network, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut nobody).unwrap())
}

struct Nobody;

impl palimpsest::diffusion::Observer for Nobody {}

/// A control that looks into a pass, or a gradient that goes back through it, is never passed over.
#[test]
fn calls_that_something_looks_into_are_whole() {
    let shift = |_: &Step, h: &Tensor| Ok(Some((h * 0.1)?));
    let energy = |_: &Step, x0: &Tensor| Ok(x0.sqr()?.mean_all()?);
    for looked_into in [true, false] {
        let run = |network: &dyn Denoiser| {
            if looked_into {
                denoised(network, |controls| controls.bottleneck(shift))
            } else {
                denoised(network, |controls| controls.energy(energy))
            }
        };
        let shallow = Cell::new(0);
        assert_eq!(run(&Reusing::new(model(), 3, &shallow)), run(model()), "{looked_into}");
        assert_eq!(shallow.get(), 0);
    }
    let shallow = Cell::new(0);
    assert_ne!(denoised(&Reusing::new(model(), 3, &shallow), |c| c), denoised(model(), |c| c));
    assert_eq!(shallow.get(), 2 * 6, "steps 0, 3, 6 and 9 are in full");
    shallow.set(0);
    assert_eq!(denoised(&Reusing::new(model(), 1, &shallow), |c| c), denoised(model(), |c| c));
    assert_eq!(shallow.get(), 0);
}

fn picture() -> Arc<Pixels> {
    Arc::new(io::decode(samples()[0].bytes).unwrap().pixels)
}

fn masked() -> Inputs {
    let image = picture();
    let mask = Arc::new(mask(image.extent(), Rect::new(60, 60, 120, 120), 255));
    Inputs { image: Some(image), mask: Some(mask) }
}

fn run(recipe: &Recipe, inputs: &Inputs) -> Output {
    edit::run(recipe, inputs, model(), &mut Memo::new(1 << 28), &mut ()).unwrap()
}

/// How many calls the features of the last one in full should have served, by the steps' t.
fn expected(output: &Output) -> usize {
    let (interval, branches) =
        (output.recipe.sampling.reuse, if output.recipe.sampling.guidance == 1.0 { 1 } else { 2 });
    let (mut full, mut used, mut shallow) = (f64::NEG_INFINITY, 0, 0);
    for frame in &output.frames {
        if used + 1 < interval && frame.t <= full {
            (used, shallow) = (used + 1, shallow + branches);
        } else {
            (used, full) = (0, frame.t);
        }
    }
    shallow
}

/// Runs of each interval.
const SEEDS: u64 = 3;

#[test]
fn methods_count_what_they_reuse_and_stay_near() {
    for (method, least) in [
        (Method::Sdedit(sdedit::Params { strength: 0.6, repeats: 1 }), 20.0),
        (Method::LatentBlend(latent_blend::Params { strength: 0.7, graded: true, shrink: true }), 17.0),
        (Method::Repaint(repaint::Params { resample: 2, jump: 3, begin: 1.0, strength: 0.8 }), 11.0),
    ] {
        let mut recipe = recipe(method);
        (recipe.sampling.guidance, recipe.sampling.steps) = (3.0, 20);
        recipe.prompt.target.clone_from(&samples()[0].edits[0]);
        let (inputs, name) = (masked(), recipe.method.name());
        // The order is that of means: one seed alone may come out on the other side of a choice that the model makes.
        let (mut means, own) = ([0.0; 3], recipe.sampling.seed);
        for seed in own..own + SEEDS {
            (recipe.sampling.seed, recipe.sampling.reuse) = (seed, 1);
            let exact = run(&recipe, &inputs);
            assert_eq!(exact.shallow_calls, 0);
            for (mean, interval) in means.iter_mut().zip([2, 3, 5]) {
                recipe.sampling.reuse = interval;
                let near = run(&recipe, &inputs);
                assert_eq!(near.unet_calls, exact.unet_calls, "{name}: every call is counted");
                assert_eq!(near.unet_calls, recipe.plan(&model().card, &inputs).unwrap().unet_calls);
                assert_eq!((near.shallow_calls, near.shallow_calls > 0), (expected(&near), true), "{name} {interval}");
                let db = psnr(&near.pixels, &exact.pixels, inputs.mask.as_ref().unwrap());
                println!("{name}, seed {seed}: 1 of {interval} calls in full: PSNR {db:.1} dB in the mask");
                assert!(db.is_finite() && (db > least || seed != own), "{name} {interval}: {db} dB");
                *mean += db / SEEDS as f64;
                let image = inputs.image.as_ref().unwrap();
                assert_eq!(image.rgba16(3, 3), near.pixels.rgba16(3, 3), "outside of the mask");
            }
        }
        assert!(means.iter().all(|db| *db > least), "{name}: {means:?} dB");
        let ordered = means.windows(2).all(|pair| pair[1] < pair[0] + 3.0);
        assert!(ordered, "{name}: fewer calls in full are hardly nearer: {means:?}");
    }
}

#[test]
fn every_sampler_can_do_with_fewer_calls_in_full() {
    let image = picture();
    let inputs = Inputs { image: Some(Arc::clone(&image)), mask: None };
    for (sampler, karras) in all() {
        let mut recipe = recipe(Method::Sdedit(sdedit::Params { strength: 0.5, repeats: 1 }));
        (recipe.sampling.sampler, recipe.sampling.karras, recipe.sampling.steps) = (sampler, karras, 20);
        (recipe.sampling.guidance, recipe.region.resolution) = (3.0, 0.25);
        recipe.prompt.target = "a cat on a beach".into();
        let exact = run(&recipe, &inputs);
        recipe.sampling.reuse = 2;
        let near = run(&recipe, &inputs);
        assert_eq!((near.unet_calls, near.shallow_calls), (exact.unet_calls, expected(&near)), "{sampler:?} {karras}");
        let whole = mask(image.extent(), image.extent().rect(), 255);
        let db = psnr(&near.pixels, &exact.pixels, &whole);
        assert!(near.shallow_calls > 0 && db > 18.0, "{sampler:?} {karras}: {db} dB");
    }
}

#[test]
fn threads_do_not_change_a_byte_and_previews_are_the_run() {
    let mut recipe = recipe(Method::LatentBlend(latent_blend::Params::default()));
    (recipe.sampling.guidance, recipe.sampling.steps, recipe.sampling.reuse) = (3.0, 8, 3);
    recipe.region.tile = 64;
    recipe.prompt.target.clone_from(&samples()[0].edits[0]);
    let inputs = masked();
    let [one, two] = [1, 2].map(|threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&recipe, &inputs).pixels)
    });
    assert!(one == two);
    let preview = || edit::preview(&recipe, &inputs, model(), &mut Memo::new(1 << 28), 2 << 30, &mut ()).unwrap();
    let preview = preview();
    assert!(preview.pixels == one && preview.patched.is_none() && preview.shallow_calls > 0);
}

/// What goes on from a step begins with a call in full: nothing of the parent's calls is there any more.
#[test]
fn a_branch_begins_in_full() {
    let mut parent = recipe(Method::ClassifierFree(classifier_free::Params {}));
    (parent.sampling.steps, parent.sampling.reuse, parent.region.resolution) = (9, 3, 0.25);
    parent.prompt.target = "a red ball".into();
    let before = run(&parent, &Inputs::default());
    assert_eq!((before.unet_calls, before.shallow_calls), (9, 6));
    let mut child = parent.clone();
    child.branch = Some(Branch { parent: Box::new(parent.clone()), step: 5 });
    let after = run(&child, &Inputs::default());
    // Of the parent's steps 0 and 3 are in full, then 5 and 8.
    assert_eq!((after.unet_calls, after.shallow_calls), (9, 5));
    // The same when the parent's steps are remembered.
    let mut memo = Memo::new(1 << 28);
    edit::run(&parent, &Inputs::default(), model(), &mut memo, &mut ()).unwrap();
    let again = edit::run(&child, &Inputs::default(), model(), &mut memo, &mut ()).unwrap();
    assert!(again.pixels == after.pixels && again.shallow_calls == 5);
}

#[test]
fn recipes_without_the_fields_are_exact_and_bad_ones_are_told() {
    let mut recipe = recipe(Method::ClassifierFree(classifier_free::Params {}));
    let mut tree = serde_json::to_value(&recipe).unwrap();
    tree["sampling"].as_object_mut().unwrap().remove("reuse").unwrap();
    tree["region"].as_object_mut().unwrap().remove("tile").unwrap();
    let old = Recipe::from_file(&tree.to_string()).unwrap().recipe;
    assert_eq!((old.sampling.reuse, old.region.tile), (1, 0));
    let problems = |recipe: &Recipe, model: &Model| {
        let found = recipe.problems(&model.card, &Inputs::default());
        found.into_iter().map(|problem| problem.field).collect::<Vec<_>>()
    };
    for (reuse, tile, fields) in [
        (1, 0, &[][..]),
        (10, 64, &[]),
        (0, 4096, &["sampling.reuse"]),
        (11, 63, &["sampling.reuse", "region.tile"]),
        (2, 4097, &["region.tile"]),
    ] {
        (recipe.sampling.reuse, recipe.region.tile) = (reuse, tile);
        assert_eq!(problems(&recipe, model()), fields, "{reuse} {tile}");
    }
}

#[test]
fn a_model_of_pixels_reuses_and_has_no_tiles() {
    let ddpm =
        load(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/models/tiny-ddpm"))).unwrap();
    assert!(matches!(ddpm.network, Network::Pixel(_)));
    let mut recipe = recipe(Method::ClassifierFree(classifier_free::Params {}));
    (recipe.sampling.steps, recipe.sampling.reuse) = (4, 2);
    let fields = |recipe: &Recipe| recipe.problems(&ddpm.card, &Inputs::default());
    recipe.region.tile = 64;
    assert!(fields(&recipe).iter().any(|problem| problem.field == "region.tile"));
    let shallow = Cell::new(0);
    let reusing = Reusing::new(&ddpm, 2, &shallow);
    for (t, so_far) in [(900.0, 0), (800.0, 1), (700.0, 1), (750.0, 1), (740.0, 2)] {
        reusing.predict(&noise(1, (1, 3, 16, 16)), t, &[&Context::default()], &mut ()).unwrap();
        assert_eq!(shallow.get(), so_far, "at {t}: in full are every second one, and what goes back");
    }
}
