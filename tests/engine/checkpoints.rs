//! Checkpoints that are shown more than a picture under noise, with tiny random weights: what runs on them, what does
//! not and why, the mask's promise, the same bytes on any number of threads.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::sync::Arc;

use candle_core::Device;
use palimpsest::edit::method::{METHODS, unavailable};
use palimpsest::edit::recipe::Method;
use palimpsest::edit::{self, Inputs, Memo, Recipe, inpaint, instruct_pix2pix};
use palimpsest::model::{Model, Source};
use palimpsest::raster::{Extent, Mask, Pixels, Rect, Samples};

use super::methods::{mask, model, recipe};

/// A tiny checkpoint by its name.
pub(crate) fn load(name: &str) -> Model {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity/models").join(name);
    Model::load(&Source::Folder(folder), &Device::Cpu, &mut |_, _| Ok(())).unwrap()
}

fn inputs(masked: bool) -> (Arc<Pixels>, Arc<Mask>, Inputs) {
    let extent = Extent::new(93, 61);
    let values = (0..4 * extent.area() as usize).map(|i| ((i * 7919) ^ (i / 3 * 104_729)) as u8).collect();
    let image = Arc::new(Pixels::new(extent, Samples::Eight(values)).unwrap());
    let covered = Arc::new(mask(extent, Rect::new(21, 13, 40, 31), 255));
    let inputs = Inputs { image: Some(Arc::clone(&image)), mask: masked.then(|| Arc::clone(&covered)) };
    (image, covered, inputs)
}

fn small(method: Method) -> Recipe {
    let mut recipe = recipe(method);
    recipe.sampling.steps = 4;
    recipe.sampling.guidance = 3.0;
    recipe.prompt.target = "make it snow".into();
    recipe
}

#[test]
fn each_checkpoint_runs_what_it_was_trained_for_and_says_why_not_the_rest() {
    for (name, own) in [("tiny-ip2p", "instruct_pix2pix"), ("tiny-sd15-inpaint", "inpaint")] {
        let model = load(name);
        for info in METHODS {
            let reason = unavailable(info, &model.card);
            assert_eq!(reason.is_none(), info.name == own, "{name} {}: {reason:?}", info.name);
            let told = reason.unwrap_or_default();
            assert!(told.is_empty() || told.contains(own) || told.contains("was not trained"), "{told}");
        }
    }
    for own in ["instruct_pix2pix", "inpaint"] {
        let info = METHODS.iter().find(|info| info.name == own).unwrap();
        assert!(unavailable(info, &model().card).unwrap().contains("reads 4 channels"));
    }
}

#[test]
fn outside_the_mask_nothing_changes_and_the_plan_is_what_runs() {
    for (name, method) in [
        ("tiny-ip2p", Method::InstructPix2Pix(instruct_pix2pix::Params { picture: 1.5 })),
        ("tiny-ip2p", Method::InstructPix2Pix(instruct_pix2pix::Params { picture: 1.0 })),
        ("tiny-sd15-inpaint", Method::Inpaint(inpaint::Params { strength: 1.0 })),
        ("tiny-sd15-inpaint", Method::Inpaint(inpaint::Params { strength: 0.6 })),
    ] {
        let model = load(name);
        let pools = [1, 2].map(|threads| palimpsest::engine::pool(Some(threads), false).unwrap());
        for (masked, guidance) in [(true, 3.0), (false, 3.0), (true, 1.0)] {
            let (image, covered, inputs) = inputs(masked);
            let mut recipe = small(method.clone());
            recipe.sampling.guidance = guidance;
            let plan = recipe.plan(&model.card, &inputs).unwrap();
            let [output, again] = pools
                .each_ref()
                .map(|pool| pool.install(|| edit::run(&recipe, &inputs, &model, &mut Memo::new(0), &mut ()).unwrap()));
            assert!(output.pixels.hash() == again.pixels.hash(), "{method:?}: threads differ");
            assert_eq!(
                (output.unet_calls, output.frames.len()),
                (plan.unet_calls, plan.steps),
                "{method:?} {guidance}"
            );
            let (w, h) = (image.extent().width, image.extent().height);
            let moved = |x, y| image.rgba16(x, y) != output.pixels.rgba16(x, y);
            let all: Vec<_> = (0..h).flat_map(|y| (0..w).map(move |x| (x, y))).collect();
            let outside = all.iter().filter(|&&(x, y)| masked && covered.at(x, y) == 0 && moved(x, y)).count();
            assert_eq!(outside, 0, "{method:?}");
            assert!(all.iter().filter(|&&(x, y)| moved(x, y)).count() > 500, "{method:?}");
        }
    }
}

#[test]
fn the_picture_the_instruction_and_the_hole_are_seen() {
    let base = |model: &Model, recipe: &Recipe, inputs: &Inputs| {
        edit::run(recipe, inputs, model, &mut Memo::new(0), &mut ()).unwrap().pixels
    };
    let (_, _, whole) = inputs(false);
    let ip2p = load("tiny-ip2p");
    let recipe = small(Method::InstructPix2Pix(instruct_pix2pix::Params::default()));
    let first = base(&ip2p, &recipe, &whole);
    for (key, value) in [("picture", "3"), ("guidance", "6"), ("prompt", "paint it red"), ("negative", "a cat")] {
        let mut other = recipe.clone();
        other.set(key, value).unwrap();
        assert_ne!(base(&ip2p, &other, &whole), first, "{key}");
    }
    let grey = Inputs { image: Some(Arc::new(Pixels::filled(Extent::new(93, 61), [128, 128, 128, 255]))), mask: None };
    assert_ne!(base(&ip2p, &recipe, &grey), first, "the picture is seen though x begins with noise");

    // Under the mask the picture is not seen at full strength, round it it is.
    let shown = load("tiny-sd15-inpaint");
    let recipe = small(Method::Inpaint(inpaint::Params::default()));
    let (image, covered, hole) = inputs(true);
    let first = base(&shown, &recipe, &hole);
    let changed = |at: (u32, u32)| {
        let mut rgba = image.to_rgba8().into_owned();
        let i = 4 * (at.1 * 93 + at.0) as usize;
        let other = 255 - rgba[i] / 2;
        rgba[i..i + 3].fill(other);
        let image = Arc::new(Pixels::new(image.extent(), Samples::Eight(rgba)).unwrap());
        let after = base(&shown, &recipe, &Inputs { image: Some(image), mask: hole.mask.clone() });
        let inside = (0..61).flat_map(|y| (0..93).map(move |x| (x, y))).filter(|&(x, y)| covered.at(x, y) == 255);
        inside.filter(|&(x, y)| after.rgba16(x, y) != first.rgba16(x, y)).count()
    };
    assert_eq!(changed((40, 30)), 0);
    assert!(changed((15, 30)) > 0);
}
