//! Prompt-to-Prompt with the built-in model: what the paper says of it, in few steps.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use candle_core::{Device, Tensor};
use palimpsest::diffusion::{Base, LocalBlend, Seen};
use palimpsest::edit::inversion::Inversion;
use palimpsest::edit::prompt_to_prompt::{Params, edit_seen};
use palimpsest::edit::recipe::Method;
use palimpsest::edit::{self, Bench, Canvas, Cut, Inputs, Memo, Recipe, Setup, View, WordMaps};
use palimpsest::raster::{Extent, Pixels, Rect, io};
use palimpsest::tensor::convert::image_to_tensor;

use super::methods::{mask, model, recipe};

const SIDE: u32 = 256;

fn draft(source: &str, target: &str, params: Params) -> Recipe {
    let mut recipe = recipe(Method::PromptToPrompt(params));
    source.clone_into(&mut recipe.prompt.source);
    target.clone_into(&mut recipe.prompt.target);
    recipe.sampling.steps = 6;
    recipe.sampling.guidance = 4.0;
    recipe
}

fn numbers(x: &Tensor) -> Vec<f32> {
    x.flatten_all().unwrap().to_vec1().unwrap()
}

/// The end of the target, the source's branch, and the maps of both.
fn run(recipe: &Recipe, image: Option<&Tensor>) -> (Tensor, Base, Seen) {
    let Method::PromptToPrompt(params) = &recipe.method else { unreachable!() };
    let side = image.map_or(SIDE, |image| image.dim(3).unwrap() as u32);
    let extent = Extent::new(side, side);
    let view = View { rect: extent.rect(), inner: extent, padded: extent };
    let canvas = Canvas { image: image.cloned(), start: image.cloned(), mask: None, extent };
    let (mut memo, mut watch) = (Memo::new(0), ());
    let mut bench = Bench::new(Setup::new(recipe, canvas, model()), view, model(), &mut memo, &mut watch).unwrap();
    let seen = Rc::<RefCell<Seen>>::default();
    let (x, base) = edit_seen(&mut bench, params, Some(Rc::clone(&seen))).unwrap();
    drop(bench);
    (x, base, seen.take())
}

fn distance(a: &Tensor, b: &Tensor) -> f32 {
    (a - b).unwrap().sqr().unwrap().mean_all().unwrap().to_scalar::<f32>().unwrap().sqrt()
}

fn cat() -> (&'static edit::Sample, Arc<Pixels>) {
    let sample = edit::samples().iter().find(|sample| sample.file.starts_with("cat")).unwrap();
    (sample, Arc::new(io::decode(sample.bytes).unwrap().pixels))
}

fn encoded() -> (Tensor, String) {
    encoded_at(SIDE)
}

fn encoded_at(side: u32) -> (Tensor, String) {
    let (sample, picture) = cat();
    let extent = Extent::new(side, side);
    let (rgb, _) = picture.resized(extent).to_srgb_planes(extent.rect()).unwrap();
    (image_to_tensor(&rgb, side as usize, side as usize, &Device::Cpu).unwrap(), sample.caption.clone())
}

#[test]
fn the_same_words_draw_the_source_bit_for_bit() {
    for (cross_replace, self_replace) in [(0.8, 0.4), (1.0, 1.0), (0.0, 0.0), (0.5, 0.0)] {
        let params = Params { cross_replace, self_replace, ..Params::default() };
        let (x, base, _) = run(&draft("a cat on a beach", "a cat on a beach", params), None);
        assert_eq!(numbers(&x), numbers(&base.x(0).unwrap()), "{cross_replace} {self_replace}");
    }
}

#[test]
fn the_source_of_a_picture_is_the_picture() {
    let (image, caption) = encoded();
    let recipe = draft(&caption, &caption.replace("cat", "dog"), Params::default());
    let (x, base, _) = run(&recipe, Some(&image));
    let vae = model().vae.as_ref().unwrap();
    let z = (vae.encode(&image, &mut ()).unwrap().0 * vae.scale()).unwrap();
    assert_eq!(numbers(&base.x(0).unwrap()), numbers(&z));
    assert!(distance(&x, &z) > 0.05, "the target is another picture");
}

/// The longer the maps are the source's, the nearer the target stays.
#[test]
fn layout_stays_the_longer_the_maps_do() {
    let mut last = f32::INFINITY;
    for tau in [0.0, 0.4, 1.0] {
        let mut sum = 0.0;
        for seed in 0..4 {
            let params = Params { cross_replace: tau, self_replace: tau, ..Params::default() };
            let mut recipe = draft("a cat on a beach", "a dog on a beach", params);
            recipe.sampling.seed = seed;
            let (x, base, _) = run(&recipe, None);
            sum += distance(&x, &base.x(0).unwrap());
        }
        println!("distance of source and target at τ = {tau}: {:.3}", sum / 4.0);
        assert!(sum < last, "{tau}: {sum} after {last}");
        last = sum;
    }
}

/// The fader: the share of attention that a word draws, in the maps as they are used, follows its weight.
#[test]
fn a_words_attention_follows_its_fader() {
    let prompt = "a red ball on a beach";
    let words = model().text.as_ref().unwrap().tokens(prompt).unwrap();
    let token = edit::align::Phrase { text: prompt.into(), tokens: words }.find("red")[0];
    let (mut last, mut before) = (f32::NEG_INFINITY, f32::INFINITY);
    for weight in [-2.0, -1.0, 0.0, 1.0, 2.0, 4.0] {
        let mut params = Params { cross_replace: 1.0, ..Params::default() };
        params.weights.insert("red".into(), weight);
        let (x, base, seen) = run(&draft(prompt, prompt, params), None);
        let ([_, target], _) = seen.words().unwrap();
        let mass: f32 = target.iter().map(|map| numbers(&map.narrow(2, token, 1).unwrap()).iter().sum::<f32>()).sum();
        let away = distance(&x, &base.x(0).unwrap());
        println!("weight {weight}: attention {mass:.1}, distance {away:.3}");
        assert!(mass > last, "{weight}: {mass} after {last}");
        assert!(if weight > 1.0 { away > before } else { away < before }, "{weight}: {away} after {before}");
        before = away;
        assert_eq!(weight == 1.0, numbers(&x) == numbers(&base.x(0).unwrap()), "{weight}");
        last = mass;
    }
}

#[test]
fn where_no_blend_word_looks_the_latents_are_the_sources() {
    let (image, caption) = encoded();
    for image in [None, Some(&image)] {
        let params = Params { blend: vec!["cat".into(), "dog".into()], threshold: 0.6, ..Params::default() };
        let mut recipe = draft(&caption, &caption.replace("cat", "dog"), params.clone());
        let (x, base, seen) = run(&recipe, image);
        let ([source, target], grid) = seen.words().unwrap();
        let tokens = [&recipe.prompt.source, &recipe.prompt.target].map(|words| {
            let tokens = model().text.as_ref().unwrap().tokens(words).unwrap();
            let phrase = edit::align::Phrase { text: words.clone(), tokens };
            ["cat", "dog"].iter().flat_map(|word| phrase.find(word)).collect()
        });
        let spots = palimpsest::diffusion::local_blend::Spots { tokens, threshold: 0.6 };
        let size = (x.dim(2).unwrap(), x.dim(3).unwrap());
        let [_, mask] = LocalBlend::masks(&spots, None, [&source, &target], grid, size).unwrap();
        let mask = numbers(&mask);
        let (x, source) = (numbers(&x), numbers(&base.x(0).unwrap()));
        let free = mask.iter().filter(|&&m| m > 0.0).count();
        assert!(free > 0 && free < mask.len() * 3 / 4, "{free} of {}", mask.len());
        let moved = |i: usize| x[i] != source[i];
        assert!((0..x.len()).all(|i| mask[i % mask.len()] > 0.0 || !moved(i)), "outside of the words' places");
        assert!((0..x.len()).any(moved));

        // Taking a word away makes the place smaller; a word of its own takes it all.
        recipe.method = Method::PromptToPrompt(Params { subtract: vec!["cat".into(), "dog".into()], ..params });
        let (x, base, _) = run(&recipe, image);
        let same = numbers(&x).iter().zip(numbers(&base.x(0).unwrap())).filter(|(a, b)| **a == *b).count();
        assert!(same > source.len() * 3 / 4, "{same} of {}", source.len());
    }
}

/// What no blend word looks at stays the picture's own, to the byte.
#[test]
fn the_rest_of_a_picture_is_the_picture() {
    let (sample, picture) = cat();
    let inputs = Inputs { image: Some(Arc::clone(&picture)), mask: None };
    let target = sample.caption.replace("cat", "dog");
    let mut memo = Memo::new(1 << 28);
    let mut same = |blend: &[&str]| {
        let blend = blend.iter().map(|&word| word.to_owned()).collect();
        let recipe = draft(&sample.caption, &target, Params { blend, ..Params::default() });
        let out = edit::run(&recipe, &inputs, model(), &mut memo, &mut ()).unwrap();
        let extent = picture.extent();
        let all = (0..extent.height).flat_map(|y| (0..extent.width).map(move |x| (x, y)));
        all.filter(|&(x, y)| out.pixels.rgba8(x, y) == picture.rgba8(x, y)).count() as f64 / extent.area() as f64
    };
    let (without, with) = (same(&[]), same(&["cat", "dog"]));
    println!("pixels that stay: {without:.2} without blend words, {with:.2} with");
    assert!(without < 0.3 && (0.5..0.99).contains(&with), "{without} {with}");
}

/// The fader shows: the redder the word, the redder the ball.
#[test]
fn a_fader_is_seen_in_the_picture() {
    let prompt = "a red ball on a beach";
    let mut memo = Memo::new(1 << 28);
    let mut reds = Vec::new();
    for weight in [-2.0, 0.0, 2.0, 4.0] {
        let mut red = 0.0;
        for seed in 0..3 {
            let mut params = Params::default();
            params.weights.insert("red".into(), weight);
            let mut recipe = draft(prompt, prompt, params);
            recipe.sampling.seed = seed;
            recipe.sampling.steps = 8;
            let out = edit::run(&recipe, &Inputs::default(), model(), &mut memo, &mut ()).unwrap();
            for y in 64..224 {
                for [r, g, b, _] in (48..208).map(|x| out.pixels.rgba8(x, y)) {
                    red += f64::from(r) - f64::midpoint(f64::from(g), f64::from(b));
                }
            }
        }
        println!("weight {weight}: redness {:.1}", red / f64::from(3 * 160 * 160));
        reds.push(red);
    }
    assert!(reds.windows(2).all(|pair| pair[0] < pair[1]), "{reds:?}");
}

fn look(recipe: &Recipe, inputs: &Inputs, memo: &mut Memo) -> Arc<WordMaps> {
    edit::words(recipe, inputs, model(), memo, &mut ()).unwrap()
}

/// Words know where their things are: better than chance.
#[test]
fn words_look_at_their_things() {
    let (sample, picture) = cat();
    let recipe = draft(&sample.caption, &sample.caption, Params::default());
    let inputs = Inputs { image: Some(Arc::clone(&picture)), mask: None };
    let mut memo = Memo::new(1 << 28);
    let words = look(&recipe, &inputs, &mut memo);
    assert_eq!(words.unet_calls, 12, "6 steps up and 6 looks");
    assert_eq!(*look(&recipe, &inputs, &mut memo), *words);
    assert_eq!(*look(&recipe, &inputs, &mut Memo::new(0)), *words, "a memo changes nothing");
    assert!(words.words().contains(&"cat"));

    let truth = sample.mask(picture.extent());
    let heat = words.heat("cat", None).unwrap();
    let [mut hot, mut both, mut thing] = [0.0; 3];
    let found = heat.mask(&Cut { threshold: 0.3, grow: 0, blur: 0.0 });
    for (&found, &real) in found.coverage().iter().zip(truth.coverage().iter()) {
        hot += f64::from(found > 127);
        thing += f64::from(real > 127);
        both += f64::from(found > 127 && real > 127);
    }
    let (iou, chance) = (both / (hot + thing - both), thing / picture.extent().area() as f64);
    println!("cat: IoU {iou:.2} with the sample's wide mask, which covers {chance:.2}; {:.2} of it inside", both / hot);
    assert!(iou > chance && both > 0.8 * hot, "{iou} {chance} {}", both / hot);
    assert_ne!(words.heat("cat", Some(0)).unwrap(), words.heat("cat", Some(5)).unwrap());
    for (word, step) in [("dog", None), ("", None), ("cat", Some(6))] {
        assert!(words.heat(word, step).is_err(), "{word} {step:?}");
    }
    // The edit that follows has its way up already.
    let swapped = draft(&sample.caption, &sample.caption.replace("cat", "dog"), Params::default());
    let out = edit::run(&swapped, &inputs, model(), &mut memo, &mut ()).unwrap();
    assert_eq!(out.unet_calls, swapped.plan(&model().card, &inputs).unwrap().unet_calls);
    assert_eq!(out.reused, 6);
}

#[test]
fn without_a_picture_both_are_drawn_as_planned() {
    let mut params = Params::default();
    for blend in [vec![], vec!["cat".to_owned()]] {
        params.blend = blend;
        for guidance in [1.0, 4.0] {
            let mut recipe = draft("a cat on a beach", "a dog on a beach", params.clone());
            recipe.sampling.guidance = guidance;
            let inputs = Inputs::default();
            let plan = recipe.plan(&model().card, &inputs).unwrap();
            let mut memo = Memo::new(1 << 28);
            let out = edit::run(&recipe, &inputs, model(), &mut memo, &mut ()).unwrap();
            assert_eq!((out.unet_calls, out.frames.len()), (plan.unet_calls, 6));
            assert_eq!(out.pixels.extent(), Extent::new(SIDE, SIDE));
            assert_eq!(out.reused, 0);
            let mut other = recipe.clone();
            other.prompt.target = "a horse on a beach".into();
            let other = edit::run(&other, &inputs, model(), &mut memo, &mut ()).unwrap();
            assert_eq!(other.reused, if guidance == 1.0 { 6 } else { 12 }, "the source is drawn once");
            let mut child = recipe.clone();
            child.branch = Some(edit::recipe::Branch { parent: Box::new(recipe.clone()), step: 4 });
            let plan = child.plan(&model().card, &inputs).unwrap();
            let again = edit::run(&child, &inputs, model(), &mut memo, &mut ()).unwrap();
            assert_eq!(again.unet_calls, plan.unet_calls);
            assert!(again.pixels == out.pixels, "going on with nothing changed is the same run");
        }
    }
}

#[test]
fn words_that_are_not_there_are_told() {
    let extent = Extent::new(40, 30);
    let covered = Some(Arc::new(mask(extent, Rect::new(5, 5, 9, 9), 255)));
    let inputs = Inputs { image: Some(Arc::new(Pixels::filled(extent, [9, 80, 200, 255]))), mask: covered };
    let problem = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = draft("a cat on a beach", "a dog on a beach", Params::default());
        change(&mut recipe);
        let problems = recipe.problems(&model().card, &inputs);
        assert!(problems.len() < 2, "{problems:?}");
        problems.into_iter().next().map(|problem| format!("{}: {}", problem.field, problem.reason))
    };
    let set =
        |key: &'static str, value: &'static str| problem(&move |recipe: &mut Recipe| recipe.set(key, value).unwrap());
    assert_eq!(set("weights", "dog=2,beach=-1.5"), None);
    assert_eq!(set("weights", "{\"dog\": 2}"), None);
    assert_eq!(set("windows", "dog=0:0.4"), None);
    assert_eq!(set("blend", "cat, Dog"), None);
    for (key, value, told) in [
        ("weights", "cat=2", "method.weights: the prompt \"a dog on a beach\" has no such word: cat"),
        ("weights", "dog=4.5", "method.weights: must be between -2 and 4, it is 4.5"),
        ("windows", "cat=0:1", "method.windows: the prompt \"a dog on a beach\" has no such word: cat"),
        ("windows", "dog=0:2", "method.windows: must be between 0 and 1, it is 2"),
        ("blend", "bird", "method.blend: neither \"a cat on a beach\" nor \"a dog on a beach\" has such a word: bird"),
        (
            "subtract",
            "beach",
            "method.subtract: takes something from where the words of method.blend look; there are none",
        ),
        ("cross_replace", "1.2", "method.cross_replace: must be between 0 and 1, it is 1.2"),
        (
            "sampler",
            "euler",
            "sampling.sampler: prompt_to_prompt goes up from the picture by ddim and only ddim comes back to it, not euler",
        ),
    ] {
        assert_eq!(set(key, value).as_deref(), Some(told));
    }
    let told = problem(&|recipe: &mut Recipe| recipe.prompt.source = " ".into()).unwrap();
    assert!(told.starts_with("prompt.source: say what the picture shows"), "{told}");
    let mut recipe = draft("a cat", "a dog", Params::default());
    for (key, value) in
        [("weights", "dog"), ("weights", "dog=much"), ("windows", "dog=1"), ("weights", "dog=0:1"), ("weights", "{")]
    {
        let told = recipe.set(key, value).unwrap_err().to_string();
        assert!(told.starts_with(key), "{told}");
    }
}

/// The source's branch of a picture by each inversion: it is what the same words draw, and it comes back the better, the
/// more is done for it.
#[test]
fn the_source_of_a_picture_comes_back_by_each_inversion() {
    let (image, caption) = encoded_at(128);
    let mut errors = Vec::new();
    for inversion in [Inversion::Plain, Inversion::NegativePrompt, Inversion::NullText, Inversion::Direct] {
        let params = Params { inversion, inner: 4, ..Params::default() };
        let (x, base, _) = run(&draft(&caption, &caption, params.clone()), Some(&image));
        let vae = model().vae.as_ref().unwrap();
        let z = (vae.encode(&image, &mut ()).unwrap().0 * vae.scale()).unwrap();
        let source = base.x(0).unwrap();
        errors.push(distance(&source, &z));
        if inversion != Inversion::Direct {
            assert_eq!(numbers(&x), numbers(&source), "{inversion:?}: the same words draw the source bit for bit");
        }
        let (x, other, _) = run(&draft(&caption, &caption.replace("cat", "dog"), params), Some(&image));
        assert_eq!(numbers(&other.x(0).unwrap()), numbers(&source), "{inversion:?}: the source knows no new words");
        assert!(distance(&x, &source) > 0.05, "{inversion:?}");
    }
    println!("error of the source by plain, negative-prompt, null-text, direct: {errors:.4?}");
    assert!(errors[1] < errors[0] && errors[2] < errors[0] && errors[3] == 0.0, "{errors:?}");
}

#[test]
fn what_an_inversion_learned_serves_other_words() {
    let (sample, picture) = cat();
    let picture = Arc::new(picture.resized(Extent::new(64, 64)));
    let inputs = Inputs { image: Some(picture), mask: None };
    let mut memo = Memo::new(1 << 28);
    for inversion in [Inversion::Plain, Inversion::NegativePrompt, Inversion::NullText] {
        let params = Params { inversion, inner: 1, ..Params::default() };
        let mut recipe = draft(&sample.caption, &sample.caption.replace("cat", "dog"), params);
        recipe.sampling.steps = 4;
        recipe.region.resolution = 0.25;
        let plan = recipe.plan(&model().card, &inputs).unwrap().unet_calls;
        let mut with = |recipe: &Recipe| edit::run(recipe, &inputs, model(), &mut memo, &mut ()).unwrap();
        let first = with(&recipe);
        recipe.prompt.target = sample.caption.replace("cat", "tiger");
        let second = with(&recipe);
        assert_eq!((first.unet_calls, second.unet_calls), (plan, plan), "{inversion:?}");
        // The way up, the learning and the source's way down; the target's own steps and its looks at the source are made.
        let learned = if inversion == Inversion::NullText { 3 } else { 0 };
        assert_eq!(second.reused, 4 * (1 + 2 + learned), "{inversion:?}");
        let cold = edit::run(&recipe, &inputs, model(), &mut Memo::new(0), &mut ()).unwrap();
        assert!(cold.pixels == second.pixels, "{inversion:?}");
    }
}
