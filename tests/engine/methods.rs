//! Editing methods with the built-in model: the mask's promise, strength, guidance, branches, round trips.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::{Arc, OnceLock};

use candle_core::{Device, Tensor};
use palimpsest::diffusion::SamplerId;
use palimpsest::edit::recipe::{Branch, Fill, Method, ModelId};
use palimpsest::edit::{
    self, Bench, Canvas, Inputs, Memo, Output, Recipe, Setup, View, classifier_free, ddim_inversion, diffedit,
    edit_friendly, ilvr, latent_blend, prompt_to_prompt, repaint, sdedit,
};
use palimpsest::model::{Model, Source};
use palimpsest::raster::{Extent, Mask, Pixels, Rect, Samples, io};
use palimpsest::tensor::convert::image_to_tensor;
use palimpsest::tensor::{Normal, Recorded};

/// Loaded once for all tests.
pub(crate) fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::load(&Source::Builtin, &Device::Cpu, &mut |_, _| Ok(())).unwrap())
}

pub(crate) fn recipe(method: Method) -> Recipe {
    let mut recipe = Recipe::new(method, ModelId { name: "builtin".into(), hash: String::new() });
    recipe.sampling.guidance = 1.0;
    if matches!(recipe.method, Method::PromptToPrompt(_)) {
        recipe.prompt.source = "a cat on a beach".into();
    }
    recipe
}

fn run(recipe: &Recipe, inputs: &Inputs) -> Output {
    thread_local! { static MEMO: std::cell::RefCell<Memo> = std::cell::RefCell::new(Memo::new(1 << 28)); }
    MEMO.with_borrow_mut(|memo| edit::run(recipe, inputs, model(), memo, &mut ()).unwrap())
}

fn methods() -> [Method; 9] {
    [
        Method::Sdedit(sdedit::Params { strength: 0.6, repeats: 2 }),
        Method::LatentBlend(latent_blend::Params { strength: 0.8, graded: true, shrink: true }),
        Method::DdimInversion(ddim_inversion::Params { strength: 0.7, ..Default::default() }),
        Method::ClassifierFree(classifier_free::Params {}),
        Method::Ilvr(ilvr::Params { down: 2, stop: 0.2, strength: 1.0 }),
        Method::Repaint(repaint::Params { resample: 2, jump: 2, begin: 1.0, strength: 0.9 }),
        Method::DiffEdit(diffedit::Params { maps: 2, threshold: 0.2, ..diffedit::Params::default() }),
        Method::PromptToPrompt(prompt_to_prompt::Params {
            blend: vec!["cat".into()],
            blend_start: 0.5,
            ..prompt_to_prompt::Params::default()
        }),
        Method::EditFriendly(edit_friendly::Params { strength: 0.8, source_guidance: 2.0 }),
    ]
}

#[test]
fn every_method_of_the_table_is_tried_here() {
    let names: Vec<_> = methods().iter().map(Method::name).collect();
    // Those for other checkpoints are tried in `checkpoints`.
    let can = |info: &&edit::MethodInfo| edit::method::unavailable(info, &model().card).is_none();
    assert_eq!(names, edit::method::METHODS.iter().filter(can).map(|info| info.name).collect::<Vec<_>>());
}

/// Something with structure in every channel, alpha included.
fn picture(extent: Extent, sixteen: bool) -> Pixels {
    let n = extent.area() as usize;
    let value = |i: usize| ((i * 7919) ^ (i / 3 * 104_729)) % 65_536;
    let samples = if sixteen {
        Samples::Sixteen((0..4 * n).map(|i| value(i) as u16).collect())
    } else {
        Samples::Eight((0..4 * n).map(|i| (value(i) >> 8) as u8).collect())
    };
    Pixels::new(extent, samples).unwrap()
}

pub(crate) fn mask(extent: Extent, rect: Rect, coverage: u8) -> Mask {
    let mut mask = Mask::filled(extent, 0);
    mask.fill(rect, coverage);
    mask
}

/// Pixels that differ where the mask is 0, samples of alpha that differ anywhere, and pixels that differ inside.
fn differing(before: &Pixels, after: &Pixels, mask: &Mask) -> (usize, usize, usize) {
    assert_eq!((before.extent(), before.depth()), (after.extent(), after.depth()));
    let extent = before.extent();
    let (mut outside, mut alpha, mut inside) = (0, 0, 0);
    for y in 0..extent.height {
        for x in 0..extent.width {
            let (a, b) = (before.rgba16(x, y), after.rgba16(x, y));
            match mask.at(x, y) {
                0 => outside += usize::from(a != b),
                _ => inside += usize::from(a != b),
            }
            alpha += usize::from(a[3] != b[3]);
        }
    }
    (outside, alpha, inside)
}

#[test]
fn outside_the_mask_nothing_changes() {
    let odd = Extent::new(333, 517);
    let cases = [
        (odd, Rect::new(40, 60, 70, 51), 255, false),
        (odd, Rect::new(332, 516, 1, 1), 255, true),
        (odd, Rect::new(0, 0, 3, 90), 100, false),
        (Extent::new(65, 33), Rect::new(10, 5, 30, 20), 255, true),
        (Extent::new(1, 1), Rect::new(0, 0, 1, 1), 255, false),
        (Extent::new(5, 2), Rect::new(1, 1, 1, 1), 7, true),
    ];
    for (extent, rect, coverage, sixteen) in cases {
        let image = Arc::new(picture(extent, sixteen));
        let mask = Arc::new(mask(extent, rect, coverage));
        let inputs = Inputs { image: Some(Arc::clone(&image)), mask: Some(Arc::clone(&mask)) };
        for method in methods() {
            for fill in Fill::ALL {
                if fill != Fill::Keep && !method.uses_fill() {
                    continue;
                }
                let mut recipe = recipe(method.clone());
                recipe.sampling.steps = 2;
                recipe.fill = fill;
                let output = run(&recipe, &inputs);
                let (outside, alpha, inside) = differing(&image, &output.pixels, &mask);
                let case = format!("{} {} {extent:?} {rect:?}", method.name(), fill.name());
                assert_eq!((outside, alpha), (0, 0), "{case}");
                assert!(inside > 0 || coverage < 255, "nothing changed: {case}");
            }
        }
    }
}

#[test]
fn whole_pictures_of_any_size_keep_size_and_alpha() {
    for (width, height) in [(1, 1), (333, 47), (31, 300)] {
        let extent = Extent::new(width, height);
        let image = Arc::new(picture(extent, false));
        let inputs = Inputs { image: Some(Arc::clone(&image)), mask: None };
        let mut recipe = recipe(Method::Sdedit(sdedit::Params { strength: 1.0, repeats: 1 }));
        recipe.sampling.steps = 2;
        recipe.region.resolution = 0.25;
        let output = run(&recipe, &inputs);
        let (_, alpha, changed) = differing(&image, &output.pixels, &Mask::filled(extent, 255));
        assert_eq!(alpha, 0);
        assert!(changed > 0);
        assert_eq!(output.rect, extent.rect());
    }
}

#[test]
fn the_plan_is_what_runs() {
    let extent = Extent::new(90, 70);
    let image = Some(Arc::new(picture(extent, false)));
    let covered = Some(Arc::new(mask(extent, Rect::new(20, 20, 40, 30), 255)));
    for method in methods() {
        for guidance in [0.0, 1.0, 3.0] {
            for mask in [None, covered.clone()] {
                let inputs = Inputs { image: image.clone(), mask };
                let mut recipe = recipe(method.clone());
                recipe.sampling.steps = 5;
                recipe.sampling.guidance = guidance;
                recipe.prompt.target = "a dog".into();
                let plan = recipe.plan(&model().card, &inputs).unwrap();
                let output = run(&recipe, &inputs);
                assert_eq!(output.unet_calls, plan.unet_calls, "{} at {guidance}", method.name());
                assert_eq!(output.frames.len(), plan.steps);
                assert_eq!(output.rect, plan.rect);
                assert!(output.frames.iter().enumerate().all(|(k, frame)| (frame.step, frame.of) == (k, plan.steps)));
                let mut child = recipe.clone();
                child.prompt.target = "a cat".into();
                child.branch = Some(Branch { parent: Box::new(recipe.clone()), step: plan.steps - 1 });
                let planned = child.plan(&model().card, &inputs).unwrap().unet_calls;
                assert_eq!(run(&child, &inputs).unet_calls, planned, "branch of {}", method.name());
            }
        }
    }
}

#[test]
fn a_memo_saves_time_and_changes_nothing() {
    let extent = Extent::new(64, 64);
    let inputs = Inputs {
        image: Some(Arc::new(picture(extent, false))),
        mask: Some(Arc::new(mask(extent, Rect::new(8, 8, 40, 40), 255))),
    };
    for method in methods() {
        let mut parent = recipe(method);
        parent.sampling.steps = 6;
        parent.sampling.eta = 1.0; // draws noise at every step
        let mut child = parent.clone();
        child.branch = Some(Branch { parent: Box::new(parent.clone()), step: 2 });
        let mut memo = Memo::new(1 << 28);
        let mut with = |recipe: &Recipe| edit::run(recipe, &inputs, model(), &mut memo, &mut ()).unwrap();
        let outputs = [with(&parent), with(&child), with(&child)];
        let without = |recipe: &Recipe| edit::run(recipe, &inputs, model(), &mut Memo::new(0), &mut ()).unwrap();
        for (a, b) in outputs.iter().zip([without(&parent), without(&child), without(&child)]) {
            assert_eq!(a.pixels, b.pixels);
            assert_eq!(a.unet_calls, b.unet_calls);
            let frames = |output: &Output| output.frames.iter().map(|frame| frame.pixels.hash()).collect::<Vec<_>>();
            assert_eq!(frames(a), frames(&b));
        }
        // Going on with nothing changed is the same run.
        assert_eq!(outputs[0].pixels, outputs[1].pixels, "{}", parent.method.name());
        let mut other = child.clone();
        other.prompt.target = "a red balloon".into();
        assert_ne!(without(&other).pixels, outputs[0].pixels, "{}", parent.method.name());
    }
}

#[test]
fn a_step_is_developed_in_full() {
    let extent = Extent::new(64, 64);
    let inputs = Inputs { image: Some(Arc::new(picture(extent, false))), mask: None };
    let mut recipe = recipe(Method::Sdedit(sdedit::Params { strength: 1.0, repeats: 1 }));
    recipe.sampling.steps = 4;
    let mut memo = Memo::new(1 << 28);
    let output = edit::run(&recipe, &inputs, model(), &mut memo, &mut ()).unwrap();
    let (early, rect) = edit::develop(&recipe, &inputs, 0, model(), &mut memo, &mut ()).unwrap();
    let (cold, _) = edit::develop(&recipe, &inputs, 0, model(), &mut Memo::new(0), &mut ()).unwrap();
    assert_eq!((&early, rect), (&cold, output.rect));
    let (last, _) = edit::develop(&recipe, &inputs, 3, model(), &mut memo, &mut ()).unwrap();
    let opaque = Mask::filled(extent, 255);
    assert_ne!(early, last);
    // ᾱ₀ is not quite 1: the last prediction and the end differ by a hair.
    assert!(distance(&last, &output.pixels, &opaque) < 0.02, "{}", distance(&last, &output.pixels, &opaque));
    assert!(edit::develop(&recipe, &inputs, 4, model(), &mut memo, &mut ()).is_err());
}

/// Root mean square of colour differences, 0…1, where the mask is not 0.
fn distance(a: &Pixels, b: &Pixels, mask: &Mask) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for y in 0..a.extent().height {
        for x in (0..a.extent().width).filter(|&x| mask.at(x, y) != 0) {
            let (p, q) = (a.rgba16(x, y), b.rgba16(x, y));
            sum += (0..3).map(|c| ((f64::from(p[c]) - f64::from(q[c])) / 65_535.0).powi(2)).sum::<f64>();
            n += 3.0;
        }
    }
    (sum / n).sqrt()
}

fn sample(file: &str) -> (&'static edit::Sample, Arc<Pixels>) {
    let sample = edit::samples().iter().find(|sample| sample.file.starts_with(file)).unwrap();
    (sample, Arc::new(io::decode(sample.bytes).unwrap().pixels))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    values
        .iter()
        .map(|v| {
            let below = values.iter().filter(|w| *w < v).count() as f64;
            let same = values.iter().filter(|w| *w == v).count() as f64;
            below + (same - 1.0) / 2.0
        })
        .collect()
}

fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() - 1) as f64 / 2.0;
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    sum(&a, &b) / (sum(&a, &a) * sum(&b, &b)).sqrt()
}

#[test]
fn distance_grows_with_strength() {
    let (sample, image) = sample("cat");
    let inputs = Inputs { image: Some(Arc::clone(&image)), mask: None };
    let all = Mask::filled(image.extent(), 255);
    let (mut strengths, mut distances) = (Vec::new(), Vec::new());
    let mut memo = Memo::new(1 << 28);
    for seed in 0..10 {
        for tenth in 2..=9 {
            let strength = f64::from(tenth) / 10.0;
            let mut recipe = recipe(Method::Sdedit(sdedit::Params { strength, repeats: 1 }));
            recipe.prompt.target.clone_from(&sample.edits[0]);
            recipe.sampling.steps = 10;
            recipe.sampling.seed = seed;
            recipe.region.resolution = 0.25;
            let output = edit::run(&recipe, &inputs, model(), &mut memo, &mut ()).unwrap();
            strengths.push(strength);
            distances.push(distance(&image, &output.pixels, &all));
        }
    }
    let rho = spearman(&strengths, &distances);
    println!("Spearman of strength and distance: {rho:.3}");
    assert!(rho >= 0.9, "{rho}");
}

#[test]
fn words_move_the_picture() {
    let (sample, image) = sample("cat");
    let mask = Arc::new(sample.mask(image.extent()));
    let inputs = Inputs { image: Some(Arc::clone(&image)), mask: Some(Arc::clone(&mask)) };
    for method in methods() {
        let mut recipe = recipe(method);
        recipe.sampling.steps = 4;
        recipe.sampling.guidance = 3.0;
        recipe.region.resolution = 0.25;
        recipe.prompt.source.clone_from(&sample.caption);
        recipe.prompt.target.clone_from(&sample.edits[0]);
        let base = run(&recipe, &inputs).pixels;
        for (key, value) in [("guidance", "6"), ("negative", "a cat"), ("prompt", "a red apple"), ("rescale", "0.7")] {
            let mut other = recipe.clone();
            other.set(key, value).unwrap();
            let moved = distance(&base, &run(&other, &inputs).pixels, &mask);
            assert!(moved > 1e-3, "{} {key}: {moved}", recipe.method.name());
        }
    }
}

/// Peak signal-to-noise ratio of pictures in [−1, 1], dB.
fn psnr(a: &Tensor, b: &Tensor) -> f64 {
    let mse = (a.clamp(-1f32, 1f32).unwrap() - b.clamp(-1f32, 1f32).unwrap()).unwrap().sqr().unwrap();
    10.0 * (4.0 / f64::from(mse.mean_all().unwrap().to_scalar::<f32>().unwrap())).log10()
}

/// Why deterministic inversion matters: it comes back, the more exactly the more steps; noise and denoising do not.
#[test]
fn inversion_comes_back_and_noising_does_not() {
    let native = model().card.native_px;
    let extent = Extent::new(native, native);
    let view = View { rect: extent.rect(), inner: extent, padded: extent };
    let mut figures = [Vec::new(), Vec::new(), Vec::new()];
    for sample in edit::samples() {
        let picture = io::decode(sample.bytes).unwrap().pixels.resized(extent);
        let (rgb, _) = picture.to_srgb_planes(extent.rect()).unwrap();
        let image = image_to_tensor(&rgb, native as usize, native as usize, &Device::Cpu).unwrap();
        let mut memo = Memo::new(1 << 28);
        let settings = [
            (
                50,
                SamplerId::Ddim,
                Method::DdimInversion(ddim_inversion::Params { strength: 1.0, ..Default::default() }),
            ),
            (
                10,
                SamplerId::Ddim,
                Method::DdimInversion(ddim_inversion::Params { strength: 1.0, ..Default::default() }),
            ),
            (25, SamplerId::Ddpm, Method::Sdedit(sdedit::Params { strength: 1.0, repeats: 1 })),
        ];
        for ((steps, sampler, method), figures) in settings.into_iter().zip(&mut figures) {
            let mut recipe = recipe(method);
            recipe.prompt.source.clone_from(&sample.caption);
            recipe.prompt.target.clone_from(&sample.caption);
            recipe.sampling.steps = steps;
            recipe.sampling.sampler = sampler;
            let canvas = Canvas { image: Some(image.clone()), start: Some(image.clone()), mask: None, extent };
            let mut watch = ();
            let mut bench =
                Bench::new(Setup::new(&recipe, canvas, model()), view, model(), &mut memo, &mut watch).unwrap();
            let x = match &recipe.method {
                Method::DdimInversion(params) => ddim_inversion::edit(&mut bench, params),
                Method::Sdedit(params) => sdedit::edit(&mut bench, params),
                _ => unreachable!(),
            }
            .unwrap();
            let original = bench.original().unwrap();
            let (there, back) = (bench.decode(&original).unwrap(), bench.decode(&x).unwrap());
            figures.push(psnr(&there, &back));
        }
    }
    let medians = figures.clone().map(|mut values| {
        values.sort_by(f64::total_cmp);
        (values[values.len() / 2], values[0])
    });
    let [(fifty, worst), (ten, worst_ten), (ddpm, _)] = medians;
    println!(
        "round trip, median (worst): {fifty:.1} ({worst:.1}) dB at 50 steps, {ten:.1} ({worst_ten:.1}) dB at 10 steps, {ddpm:.1} dB by DDPM noise"
    );
    assert!(fifty >= ten + 6.0 && fifty >= ddpm + 15.0, "{figures:?}");
}

/// The whole guided way against PyTorch's.
#[test]
fn twenty_guided_steps_end_where_pytorch_ends() {
    let known = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/known/known.safetensors");
    let known = candle_core::safetensors::load(known, &Device::Cpu).unwrap();
    let mut recipe = recipe(Method::ClassifierFree(classifier_free::Params {}));
    recipe.prompt.target = "a dog on a beach at sunset".into();
    recipe.sampling.steps = 20;
    recipe.sampling.guidance = 4.0;
    let extent = Extent::new(256, 256);
    let view = View { rect: extent.rect(), inner: extent, padded: extent };
    let mut setup = Setup::new(&recipe, Canvas { image: None, start: None, mask: None, extent }, model());
    setup.noise = Some(Box::new(Recorded::new([known["noise"].clone()])) as Box<dyn Normal>);
    let (mut memo, mut watch) = (Memo::new(0), ());
    let mut bench = Bench::new(setup, view, model(), &mut memo, &mut watch).unwrap();
    let z = classifier_free::edit(&mut bench).unwrap();
    let error = (z - &known["guided_20"]).unwrap().abs().unwrap().max_all().unwrap().to_scalar::<f32>().unwrap();
    println!("guided 20 steps: off by {error:.1e}");
    assert!(error < 1e-2, "{error}");
    assert_eq!(bench.calls(), 40);
}

#[test]
fn problems_are_found_before_anything_runs() {
    let extent = Extent::new(40, 30);
    let image = Some(Arc::new(picture(extent, false)));
    let inputs = Inputs { image: image.clone(), mask: None };
    let card = &model().card;
    let sdedit = || recipe(Method::Sdedit(sdedit::Params::default()));
    assert!(sdedit().problems(card, &inputs).is_empty());
    for (key, value, field) in [
        ("steps", "0", "sampling.steps"),
        ("steps", "1001", "sampling.steps"),
        ("guidance", "-0.1", "sampling.guidance"),
        ("guidance", "30.5", "sampling.guidance"),
        ("eta", "1.5", "sampling.eta"),
        ("rescale", "2", "sampling.rescale"),
        ("strength", "0", "method.strength"),
        ("strength", "1.01", "method.strength"),
        ("repeats", "0", "method.repeats"),
        ("repeats", "9", "method.repeats"),
        ("padding", "-1", "region.padding"),
        ("resolution", "17", "region.resolution"),
    ] {
        let mut recipe = sdedit();
        recipe.set(key, value).unwrap();
        let problems = recipe.problems(card, &inputs);
        assert_eq!(problems.len(), 1, "{key} {value}: {problems:?}");
        assert_eq!(problems[0].field, field);
        assert!(edit::run(&recipe, &inputs, model(), &mut Memo::default(), &mut ()).is_err());
    }
    let mut recipe = sdedit();
    recipe.sampling.guidance = f64::NAN;
    assert_eq!(recipe.problems(card, &inputs).len(), 1);
    let mut recipe = sdedit();
    recipe.model.hash = "another".into();
    assert_eq!(recipe.problems(card, &inputs)[0].field, "model");
    let mut recipe = sdedit();
    recipe.prompt.target = "word ".repeat(2000);
    assert_eq!(recipe.problems(card, &inputs)[0].field, "prompt.target");
    assert_eq!(sdedit().problems(card, &Inputs::default())[0].field, "method");
    let empty = Some(Arc::new(Mask::filled(extent, 0)));
    assert!(sdedit().problems(card, &Inputs { image: image.clone(), mask: empty })[0].reason.contains("empty"));
    let small = Some(Arc::new(Mask::filled(Extent::new(39, 30), 255)));
    assert!(sdedit().problems(card, &Inputs { image, mask: small })[0].reason.contains("39×30"));

    let branch = |change: &dyn Fn(&mut Recipe), step| {
        let mut child = sdedit();
        let mut parent = sdedit();
        change(&mut parent);
        child.branch = Some(Branch { parent: Box::new(parent), step });
        child.problems(card, &inputs).first().map(|problem| problem.field)
    };
    assert_eq!(branch(&|_| {}, 14), None);
    assert_eq!(branch(&|_| {}, 15), Some("branch.step"));
    assert_eq!(branch(&|parent| parent.sampling.steps = 20, 1), Some("sampling.steps"));
    assert_eq!(branch(&|parent| parent.region.padding = 0.5, 1), Some("region"));
    assert_eq!(branch(&|parent| parent.sampling.eta = 7.0, 1), Some("branch.parent"));
    let mut deep = sdedit();
    for _ in 0..9 {
        let parent = Box::new(deep.clone());
        deep.branch = Some(Branch { parent, step: 0 });
    }
    assert_eq!(deep.problems(card, &inputs)[0].field, "branch");
}

#[test]
fn a_new_picture_has_the_size_that_was_asked_for() {
    let mut recipe = recipe(Method::ClassifierFree(classifier_free::Params {}));
    recipe.sampling.steps = 2;
    recipe.set("extent", "100x61").unwrap();
    let output = run(&recipe, &Inputs::default());
    assert_eq!(output.pixels.extent(), Extent::new(100, 61));
    recipe.sampling.seed = 1;
    assert_ne!(run(&recipe, &Inputs::default()).pixels, output.pixels);
}
