//! Any method with the controls of others: what may be combined runs, costs what was said and keeps what is outside a mask;
//! what may not is told.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use palimpsest::edit::also::{ADDITIONS, Also};
use palimpsest::edit::inversion::Inversion;
use palimpsest::edit::method::{METHODS, unavailable};
use palimpsest::edit::recipe::{Branch, Method};
use palimpsest::edit::{
    self, Inputs, Memo, Output, Recipe, ddim_inversion, diffedit, edit_friendly, ilvr, inpaint, instruct_pix2pix,
    prompt_to_prompt, repaint, sdedit,
};
use palimpsest::raster::{Extent, Pixels, Rect, io};

use palimpsest::model::Model;

use super::methods::{mask, model, recipe};

const WAS: &str = "a cat on a beach";
const SHALL: &str = "a dog on a beach";

/// Every method at its defaults but for few noises, those of real pictures by each of their inversions.
fn methods() -> Vec<Method> {
    let can = METHODS.iter().filter(|info| unavailable(info, &model().card).is_none());
    let defaults = can.map(|info| (info.default)()).map(|method| match method {
        Method::DiffEdit(own) => Method::DiffEdit(diffedit::Params { maps: 1, threshold: 0.2, ..own }),
        Method::Sdedit(own) => Method::Sdedit(sdedit::Params { repeats: 2, ..own }),
        other => other,
    });
    let inverted = |inversion| {
        let inner = 1;
        [
            Method::DdimInversion(ddim_inversion::Params { inversion, inner, ..Default::default() }),
            Method::PromptToPrompt(prompt_to_prompt::Params { inversion, inner, ..Default::default() }),
        ]
    };
    defaults
        .filter(|method| method.inversion().is_none())
        .chain(Inversion::ALL.into_iter().flat_map(inverted))
        .collect()
}

/// Each control alone, small, and all of them together.
fn additions() -> Vec<Also> {
    let words = prompt_to_prompt::Params { blend: vec!["cat".into()], blend_start: 0.5, ..Default::default() };
    let travel = repaint::Params { resample: 2, jump: 1, ..Default::default() };
    let layout = ilvr::Params { down: 4, stop: 0.0, ..Default::default() };
    let all = Also { words: Some(words), travel: Some(travel), layout: Some(layout) };
    let none = Also::default;
    vec![
        Also { words: all.words.clone(), ..none() },
        Also { travel: all.travel.clone(), ..none() },
        Also { layout: all.layout.clone(), ..none() },
        all,
    ]
}

fn draft(method: Method, also: Also) -> Recipe {
    let mut recipe = recipe(method);
    recipe.also = also;
    recipe.sampling.steps = 4;
    recipe.sampling.guidance = 3.0;
    recipe.region.resolution = 0.25;
    recipe.prompt.source = WAS.into();
    recipe.prompt.target = SHALL.into();
    recipe
}

/// Those of the additions that the method takes.
fn fitting(method: &Method, mut also: Also) -> Also {
    for addition in ADDITIONS.iter().filter(|addition| addition.refused(method).is_some()) {
        match addition.name {
            "words" => also.words = None,
            "travel" => also.travel = None,
            _ => also.layout = None,
        }
    }
    also
}

/// Everything that can be combined.
fn combinations() -> Vec<Recipe> {
    let mut recipes: Vec<Recipe> = Vec::new();
    for method in methods() {
        for also in additions() {
            let recipe = draft(method.clone(), fitting(&method, also));
            if !recipe.also.is_empty() && !recipes.contains(&recipe) {
                recipes.push(recipe);
            }
        }
    }
    recipes
}

/// Each method with all that it takes.
fn fullest() -> Vec<Recipe> {
    let all = additions().pop().unwrap();
    methods().into_iter().map(|method| draft(method.clone(), fitting(&method, all.clone()))).collect()
}

fn told(recipe: &Recipe) -> String {
    format!("{:?} also {}", recipe.method, serde_json::to_string(&recipe.also).unwrap())
}

fn cat(side: u32) -> Arc<Pixels> {
    let sample = edit::samples().iter().find(|sample| sample.file.starts_with("cat")).unwrap();
    Arc::new(io::decode(sample.bytes).unwrap().pixels.resized(Extent::new(side, side)))
}

fn run(recipe: &Recipe, inputs: &Inputs) -> Output {
    edit::run(recipe, inputs, model(), &mut Memo::new(1 << 28), &mut ())
        .unwrap_or_else(|error| panic!("{}: {error}", told(recipe)))
}

/// Root mean square of colour differences, 0…1.
fn distance(a: &Pixels, b: &Pixels) -> f64 {
    let (a, b) = (a.to_rgba8().into_owned(), b.to_rgba8().into_owned());
    let square = |(a, b): (&u8, &u8)| ((f64::from(*a) - f64::from(*b)) / 255.0).powi(2);
    (a.iter().zip(&b).map(square).sum::<f64>() * 4.0 / 3.0 / a.len() as f64).sqrt()
}

/// Runs on one and on two threads: planned is counted, the bytes are the same, outside the mask they are the picture's.
/// Without what is added the result is another.
fn holds(recipes: &[Recipe], model: &Model) {
    let image = cat(64);
    let covered = Arc::new(mask(image.extent(), Rect::new(20, 15, 25, 31), 255));
    let inputs = Inputs { image: Some(Arc::clone(&image)), mask: Some(Arc::clone(&covered)) };
    let pools = [1, 2].map(|threads| palimpsest::engine::pool(Some(threads), false).unwrap());
    let mut memo = Memo::new(1 << 28);
    let mut alone: Option<Output> = None;
    for recipe in recipes {
        let plan = recipe.plan(&model.card, &inputs).unwrap_or_else(|error| panic!("{}: {error}", told(recipe)));
        let mut with = |recipe: &Recipe, pool: usize| {
            memo.clear();
            let ran = pools[pool].install(|| edit::run(recipe, &inputs, model, &mut memo, &mut ()));
            ran.unwrap_or_else(|error| panic!("{}: {error}", told(recipe)))
        };
        let [output, again] = [0, 1].map(|pool| with(recipe, pool));
        assert!(output.pixels.hash() == again.pixels.hash(), "threads differ: {}", told(recipe));
        let early = matches!(recipe.method.inversion(), Some((Inversion::NullText, _)));
        let calls = output.unet_calls;
        assert!(
            calls == plan.unet_calls || (early && calls < plan.unet_calls),
            "{calls} calls of {}: {}",
            plan.unet_calls,
            told(recipe)
        );
        assert_eq!(output.frames.len(), plan.steps, "{}", told(recipe));
        let pixels = (0..image.extent().height).flat_map(|y| (0..image.extent().width).map(move |x| (x, y)));
        let moved = |(x, y): &(u32, u32)| image.rgba16(*x, *y) != output.pixels.rgba16(*x, *y);
        let outside = pixels.filter(|&(x, y)| covered.at(x, y) == 0).filter(moved).count();
        assert_eq!(outside, 0, "{}", told(recipe));
        let bare = Recipe { also: Also::default(), ..recipe.clone() };
        let alone = match &alone {
            Some(known) if known.recipe == bare => known,
            _ => alone.insert(with(&bare, 1)),
        };
        assert!(alone.pixels != output.pixels, "nothing is added: {}", told(recipe));
    }
    println!("{} combinations of {}", recipes.len(), model.card.name);
}

#[test]
fn every_combination_costs_what_was_said_keeps_the_rest_and_does_something() {
    let recipes = combinations();
    assert!(recipes.len() >= 50);
    holds(&recipes, model());
}

#[test]
fn checkpoints_that_are_shown_more_combine_too() {
    for (name, method) in [
        ("tiny-ip2p", Method::InstructPix2Pix(instruct_pix2pix::Params::default())),
        ("tiny-sd15-inpaint", Method::Inpaint(inpaint::Params::default())),
    ] {
        let recipes: Vec<_> = additions()
            .into_iter()
            .map(|also| draft(method.clone(), fitting(&method, also)))
            .filter(|recipe| !recipe.also.is_empty())
            .collect();
        assert!(recipes.len() >= 3);
        holds(&recipes, &super::checkpoints::load(name));
    }
}

#[test]
fn a_branch_of_a_combination_goes_on_as_it_went() {
    let inputs = Inputs { image: Some(cat(64)), mask: None };
    for parent in fullest() {
        let mut child = parent.clone();
        child.branch = Some(Branch { parent: Box::new(parent.clone()), step: 1 });
        let planned = child.plan(&model().card, &inputs).unwrap().unet_calls;
        let (whole, branched) = (run(&parent, &inputs), run(&child, &inputs));
        assert!(whole.pixels == branched.pixels, "another picture: {}", told(&parent));
        let early = matches!(parent.method.inversion(), Some((Inversion::NullText, _)));
        assert!(
            branched.unet_calls == planned || (early && branched.unet_calls < planned),
            "{} calls of {planned}: {}",
            branched.unet_calls,
            told(&parent)
        );
    }
}

/// A run of one step: the source's branch begins where the target's does, so that its maps are the target's own.
#[test]
fn the_base_is_the_pictures_own_x() {
    let inputs = Inputs { image: Some(cat(64)), mask: None };
    for mut recipe in fullest().into_iter().filter(|recipe| recipe.also.words.is_some()) {
        recipe.prompt.target.clone_from(&recipe.prompt.source);
        if matches!(
            recipe.method,
            Method::DiffEdit(_) | Method::Repaint(_) | Method::Ilvr(_) | Method::ClassifierFree(_)
        ) {
            continue; // they begin elsewhere, or find nothing where words are the same
        }
        let words = prompt_to_prompt::Params { cross_replace: 1.0, self_replace: 1.0, ..Default::default() };
        recipe.also = Also { words: Some(words), ..Also::default() };
        recipe.set("strength", "0.25").unwrap();
        recipe.set("repeats", "1").ok();
        let alone = Recipe { also: Also::default(), ..recipe.clone() };
        let (with, without) = (run(&recipe, &inputs), run(&alone, &inputs));
        let apart = distance(&with.pixels, &without.pixels);
        assert!(apart < 2e-3, "{apart}: {}", told(&recipe));
    }
}

/// What each control is for, in numbers: mean distances to the picture over seeds.
#[test]
fn words_and_layout_keep_more_of_the_picture() {
    let image = cat(128);
    let inputs = Inputs { image: Some(Arc::clone(&image)), mask: None };
    for method in [
        Method::Sdedit(sdedit::Params { strength: 0.8, repeats: 1 }),
        Method::EditFriendly(edit_friendly::Params { strength: 0.9, source_guidance: 3.5 }),
        Method::DdimInversion(ddim_inversion::Params::default()),
    ] {
        let away = |also: &Also| {
            let seeds = (0..2).map(|seed| {
                let mut recipe = draft(method.clone(), also.clone());
                recipe.sampling.steps = 8;
                recipe.sampling.guidance = 4.0;
                recipe.sampling.seed = seed;
                distance(&run(&recipe, &inputs).pixels, &image)
            });
            seeds.sum::<f64>() / 2.0
        };
        let words = prompt_to_prompt::Params { cross_replace: 1.0, self_replace: 1.0, ..Default::default() };
        let words = away(&Also { words: Some(words), ..Also::default() });
        let layout = away(&Also { layout: Some(ilvr::Params { down: 2, ..Default::default() }), ..Also::default() });
        let alone = away(&Also::default());
        println!("{}: alone {alone:.3}, with words {words:.3}, with layout {layout:.3}", method.name());
        assert!(words < alone && layout < alone, "{}", method.name());
    }
}

#[test]
fn what_cannot_be_combined_is_told() {
    let image = Inputs { image: Some(cat(64)), mask: None };
    let card = &model().card;
    let told = |method: Method, key: &str, value: &str, inputs: &Inputs| {
        let mut recipe = draft(method, Also::default());
        recipe.set(key, value).unwrap();
        let problems = recipe.problems(card, inputs);
        problems.first().map(|problem| format!("{}: {}", problem.field, problem.reason)).unwrap_or_default()
    };
    let named = |name: &str| (METHODS.iter().find(|info| info.name == name).unwrap().default)();
    for (method, key, value, said) in [
        ("prompt_to_prompt", "words", "on", "also.words: prompt_to_prompt does this itself"),
        ("repaint", "travel.jump", "3", "also.travel: repaint does this itself"),
        ("ilvr", "layout", "on", "also.layout: ilvr does this itself"),
        ("edit_friendly", "travel", "on", "also.travel: edit_friendly replays"),
        ("sdedit", "travel.resample", "99", "also.travel: resample: must be between 1 and 20"),
        ("sdedit", "words.weights", "horse=2", "also.words: weights: the prompt"),
        ("sdedit", "words.cross_replace", "2", "also.words: cross_replace: must be between 0 and 1"),
        ("sdedit", "words.blend", "horse", "also.words: blend: neither"),
        ("sdedit", "words", "on", ""),
        ("sdedit", "words", "off", ""),
    ] {
        let told = told(named(method), key, value, &image);
        assert!(told.starts_with(said) && told.is_empty() == said.is_empty(), "{method} {key}={value}: {told}");
    }
    let direct = Method::DdimInversion(ddim_inversion::Params { inversion: Inversion::Direct, ..Default::default() });
    assert!(told(direct, "travel", "on", &image).contains("with inversion plain"));
    let none = Inputs::default();
    assert!(told(named("classifier_free"), "words", "on", &none).contains("needs a picture"));
    assert_eq!(told(named("classifier_free"), "travel", "on", &none), "");
    let mut recipe = draft(named("sdedit"), Also::default());
    recipe.set("travel", "on").unwrap();
    recipe.set("sampler", "pndm").unwrap();
    assert_eq!(recipe.problems(card, &image)[0].field, "sampling.sampler");
    let mut recipe = draft(named("sdedit"), Also::default());
    recipe.set("words", "on").unwrap();
    recipe.prompt.source.clear();
    assert_eq!(recipe.problems(card, &image)[0].field, "prompt.source");
    for (key, value) in
        [("travel", "perhaps"), ("travel.strength", "1"), ("words.inversion", "direct"), ("also.x", "1")]
    {
        assert!(recipe.set(key, value).unwrap_err().to_string().starts_with(key));
    }
}

#[test]
fn recipes_carry_what_is_added_and_old_ones_stay_as_they_were() {
    for recipe in combinations() {
        let json = recipe.to_file(&Inputs::default()).unwrap();
        assert_eq!(Recipe::from_file(&json).unwrap().recipe, recipe);
    }
    for method in methods() {
        let plain = draft(method, Also::default());
        let json = serde_json::to_string(&plain).unwrap();
        let usual = matches!(&plain.method, Method::PromptToPrompt(own) if own.inversion == Inversion::Direct);
        assert!(!json.contains("also"), "{json}");
        assert!(!usual || !json.contains("inversion"), "{json}");
    }
    let strange =
        r#"{"version":1,"model":{"name":"builtin"},"method":{"name":"sdedit"},"also":{"travel":{"strength":1}}}"#;
    assert!(Recipe::from_file(strange).unwrap_err().to_string().contains("strength"));
    // Set by name, two at a time, and taken away again.
    let mut recipe = draft(Method::Sdedit(sdedit::Params::default()), Also::default());
    let before = recipe.clone();
    recipe.set("travel.resample", "5").unwrap();
    recipe.set("also.travel.jump", "7").unwrap();
    recipe.set("words.blend", "cat,dog").unwrap();
    assert_eq!(recipe.also.travel, Some(repaint::Params { resample: 5, jump: 7, ..Default::default() }));
    assert_eq!(recipe.also.words.as_ref().unwrap().blend, ["cat", "dog"]);
    recipe.set("travel", "on").unwrap();
    assert_eq!(recipe.also.travel.as_ref().unwrap().resample, 5, "what is on stays as it is");
    recipe.set("travel", "off").unwrap();
    recipe.set("also.words", "off").unwrap();
    assert_eq!(recipe, before);
}

#[test]
fn presets_run_as_they_are() {
    let inputs = Inputs { image: Some(cat(64)), mask: None };
    for info in METHODS.iter().filter(|info| unavailable(info, &model().card).is_none()) {
        for preset in info.presets {
            let mut recipe = draft((info.default)(), Also::default());
            for (key, value) in preset.settings {
                recipe.set(key, value).unwrap();
            }
            let problems = recipe.problems(&model().card, &inputs);
            assert!(problems.is_empty(), "{} {}: {problems:?}", info.name, preset.name);
        }
    }
}
