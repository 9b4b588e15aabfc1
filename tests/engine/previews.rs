//! Previews that recompute only what changed: near the run in full, and much less work.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use candle_core::{Device, Tensor};
use palimpsest::edit::recipe::Method;
use palimpsest::edit::{self, Inputs, Memo, Output, Recipe, latent_blend, samples};
use palimpsest::model::unet::{Activations, Coarse};
use palimpsest::model::{Hooks, Network};
use palimpsest::raster::{Extent, Mask, Pixels, Rect, io};

use super::methods::{mask, model, recipe};

/// A tenth of a picture, in parts of 256 of its width.
const HOLE: Rect = Rect { x: 88, y: 96, width: 81, height: 81 };
const ROOM: u64 = 2 << 30;

fn draft(words: &str, guidance: f64) -> Recipe {
    let params = latent_blend::Params { strength: 0.9, ..latent_blend::Params::default() };
    let mut recipe = recipe(Method::LatentBlend(params));
    words.clone_into(&mut recipe.prompt.target);
    recipe.sampling.steps = 20;
    recipe.region.padding = 4.0; // the model sees the whole picture, of which the hole is a tenth
    recipe.sampling.guidance = guidance;
    recipe
}

fn inputs(image: Pixels) -> Inputs {
    let scale = image.extent().width / 256;
    let hole = Rect::new(HOLE.x * scale, HOLE.y * scale, HOLE.width * scale, HOLE.height * scale);
    let mask = mask(image.extent(), hole, 255);
    Inputs { image: Some(Arc::new(image)), mask: Some(Arc::new(mask)) }
}

fn preview(recipe: &Recipe, inputs: &Inputs, memo: &mut Memo, room: u64) -> Output {
    edit::preview(recipe, inputs, model(), memo, room, &mut ()).unwrap()
}

fn run(recipe: &Recipe, inputs: &Inputs, memo: &mut Memo) -> Output {
    edit::run(recipe, inputs, model(), memo, &mut ()).unwrap()
}

/// PSNR of the colours where the mask is not 0.
pub(crate) fn psnr(a: &Pixels, b: &Pixels, mask: &Mask) -> f64 {
    let (mut sum, mut n) = (0.0, 0.0);
    for y in 0..a.extent().height {
        for x in (0..a.extent().width).filter(|&x| mask.at(x, y) > 0) {
            for (p, q) in a.rgba16(x, y).iter().zip(b.rgba16(x, y)).take(3) {
                sum += ((f64::from(*p) - f64::from(q)) / 65_535.0).powi(2);
                n += 1.0;
            }
        }
    }
    -10.0 * (sum / n).log10()
}

#[test]
fn a_second_preview_is_near_the_run_in_full() {
    for sample in samples().iter().take(2) {
        let inputs = inputs(io::decode(sample.bytes).unwrap().pixels);
        let mut memo = Memo::new(1 << 28);
        let first = preview(&draft(&sample.edits[0], 4.0), &inputs, &mut memo, ROOM);
        let patched = first.patched.unwrap();
        assert_eq!((patched.dense, patched.patched), (first.unet_calls, 0));
        assert!(memo.activation_bytes() > 0 && memo.activation_bytes() < ROOM);
        // The first preview is a run in full, and gives its bytes.
        let mut exact = Memo::new(1 << 28);
        let full = run(&draft(&sample.edits[0], 4.0), &inputs, &mut exact);
        assert!(full.patched.is_none());
        assert!(psnr(&first.pixels, &full.pixels, inputs.mask.as_ref().unwrap()) > 60.0);

        let second = preview(&draft(&sample.edits[0], 5.0), &inputs, &mut memo, ROOM);
        let patched = second.patched.unwrap();
        assert_eq!((patched.dense, patched.patched), (0, second.unet_calls));
        assert!(patched.share > 0.05 && patched.share < 0.4, "{patched:?}");
        let full = run(&draft(&sample.edits[0], 5.0), &inputs, &mut exact);
        let near = psnr(&second.pixels, &full.pixels, inputs.mask.as_ref().unwrap());
        assert!(near > 35.0, "{near} dB");
        // Outside, a preview keeps the promise too.
        let (before, mask) = (inputs.image.as_ref().unwrap(), inputs.mask.as_ref().unwrap());
        for y in 0..mask.extent().height {
            for x in (0..mask.extent().width).filter(|&x| mask.at(x, y) == 0) {
                assert_eq!(before.rgba16(x, y), second.pixels.rgba16(x, y));
            }
        }
    }
}

/// A step that is developed after previews is the run's own, and no preview's.
#[test]
fn previews_leave_no_trace_in_what_is_kept() {
    let sample = &samples()[0];
    let inputs = inputs(io::decode(sample.bytes).unwrap().pixels);
    let develop = |memo: &mut Memo| {
        let recipe = draft(&sample.edits[0], 5.0);
        let (pixels, _) = edit::develop(&recipe, &inputs, 9, model(), memo, &mut ()).unwrap();
        (pixels, run(&recipe, &inputs, memo).pixels)
    };
    let mut memo = Memo::new(1 << 28);
    for guidance in [4.0, 5.0] {
        preview(&draft(&sample.edits[0], guidance), &inputs, &mut memo, ROOM);
    }
    assert_eq!(develop(&mut memo), develop(&mut Memo::new(1 << 28)));
}

/// How often a pass was asked whether to go on: once a block.
#[derive(Default)]
struct Blocks(usize);

impl Hooks for Blocks {
    fn checkpoint(&mut self) -> palimpsest::model::Result<()> {
        self.0 += 1;
        Ok(())
    }
}

/// x (1, 4, 32, 32), and the same with other cells in a tenth of it.
fn two_states() -> [Tensor; 2] {
    let value = |seed: f32| move |i: usize| ((i as f32 * 12.9898 + seed).sin() * 43_758.547).fract() * 2.0;
    let changed = |i: usize| (12..22).contains(&(i / 32 % 32)) && (11..21).contains(&(i % 32));
    let x = (0..4096).map(value(1.0));
    let y = (0..4096).map(|i| value(1.0)(i) + if changed(i) { 0.2 * value(2.0)(i) } else { 0.0 });
    let tensor = |numbers: Vec<f32>| Tensor::from_vec(numbers, (1, 4, 32, 32), &Device::Cpu).unwrap();
    [tensor(x.collect()), tensor(y.collect())]
}

/// Root of the mean square.
fn size(x: &Tensor) -> f32 {
    x.sqr().unwrap().mean_all().unwrap().to_scalar::<f32>().unwrap().sqrt()
}

/// From one step to the next, what the coarse levels say is carried along: much less work, and nearly all of the change.
#[test]
fn coarse_levels_are_carried_along() {
    let Network::Conditional(unet) = &model().network else { panic!("the built-in model reads words") };
    let words = model().text.as_ref().unwrap().encode("a dog on grass").unwrap();
    let [x, y] = two_states();
    let mut coarse = Coarse::default();
    let blocks = [481.0_f32, 441.0].map(|t| {
        let t = Tensor::new(&[t], &Device::Cpu).unwrap();
        let mut kept = Activations::default();
        let before = unet.forward_kept(&x, &t, &words, &mut (), &mut kept).unwrap();
        let mut blocks = Blocks::default();
        let (near, _) = unet.patch(&y, &t, &words, &mut blocks, (&mut kept, &mut coarse), 1).unwrap().unwrap();
        let exact = unet.forward(&y, &t, &words, &mut ()).unwrap();
        let (error, change) = (size(&(near - &exact).unwrap()), size(&(exact - before).unwrap()));
        assert!(error < 0.2 * change, "{error} of {change}");
        blocks.0
    });
    assert!(blocks[1] * 3 < blocks[0] * 2, "{blocks:?}");
}

#[test]
fn a_part_is_decoded_as_it_is_in_the_whole() {
    let vae = model().vae.as_ref().unwrap();
    let [z, _] = two_states();
    let (whole, norms) = vae.decode_kept(&z, &mut ()).unwrap();
    let exact = vae.decode(&z, &mut ()).unwrap();
    assert_eq!(size(&(&whole - &exact).unwrap()), 0.0);
    for (rows, columns) in [(12..22, 11..21), (0..3, 25..32), (31..32, 0..32)] {
        let part = vae.decode_within(&z, rows.clone(), columns.clone(), &norms, &mut ()).unwrap().unwrap();
        let cut = |x: &Tensor, (top, left): (usize, usize)| {
            let rows = x.narrow(2, rows.start * 8 - top, rows.len() * 8).unwrap();
            rows.narrow(3, columns.start * 8 - left, columns.len() * 8).unwrap()
        };
        let error = size(&(cut(&part.image, part.at) - cut(&whole, (0, 0))).unwrap());
        assert!(error < 1e-5, "{rows:?} {columns:?}: {error}");
    }
    // Of a picture that is another one in a part the norms are nearly right.
    let [z, other] = [0, 1].map(|i| {
        let pixels = io::decode(samples()[i].bytes).unwrap().pixels.resized(Extent::new(256, 256));
        let (planes, _) = pixels.to_srgb_planes(pixels.extent().rect()).unwrap();
        let image = Tensor::from_vec(planes, (1, 3, 256, 256), &Device::Cpu).unwrap();
        vae.encode(&((image * 2.0).unwrap() - 1.0).unwrap(), &mut ()).unwrap().0
    });
    let hole = other.narrow(2, 12, 10).unwrap().narrow(3, 11, 10).unwrap();
    let other = z.slice_assign(&[0..1, 0..4, 12..22, 11..21], &hole).unwrap();
    let (whole, norms) = vae.decode_kept(&z, &mut ()).unwrap();
    let part = vae.decode_within(&other, 12..22, 11..21, &norms, &mut ()).unwrap().unwrap();
    let exact = vae.decode(&other, &mut ()).unwrap();
    let (_, _, height, width) = part.image.dims4().unwrap();
    let of = |x: &Tensor| x.narrow(2, part.at.0, height).unwrap().narrow(3, part.at.1, width).unwrap();
    let (error, change) = (size(&(&part.image - of(&exact)).unwrap()), size(&(of(&exact) - of(&whole)).unwrap()));
    assert!(error > 0.0 && error < 0.1 * change, "{error} of {change}");
    let small = z.narrow(3, 0, 16).unwrap();
    assert!(vae.decode_within(&small, 0..4, 0..4, &norms, &mut ()).unwrap().is_none());
}

#[test]
fn without_room_previews_run_in_full() {
    let sample = &samples()[0];
    let inputs = inputs(io::decode(sample.bytes).unwrap().pixels);
    let mut memo = Memo::new(1 << 28);
    for (room, patched) in [(0, 0), (40 << 20, 1)] {
        memo.forget_activations();
        preview(&draft(&sample.edits[0], 4.0), &inputs, &mut memo, room);
        assert!(memo.activation_bytes() <= room);
        let second = preview(&draft(&sample.edits[0], 5.0), &inputs, &mut memo, room).patched.unwrap();
        assert!(second.dense > 0 && (second.patched > 0) == (patched > 0), "{second:?}");
    }
}

/// Figures over the ground-truth scenes: `SCENES=DIR cargo test --release --test engine previews_over_scenes -- --ignored --nocapture`.
#[test]
#[ignore = "prints figures over the scenes of the folder SCENES"]
fn previews_over_scenes() {
    let folder = std::env::var("SCENES").expect("SCENES names the folder with eval.json");
    let text = std::fs::read_to_string(Path::new(&folder).join("eval.json")).unwrap();
    let scenes: serde_json::Value = serde_json::from_str(&text).unwrap();
    let (mut nearness, mut ratios, mut shares) = (Vec::new(), Vec::new(), Vec::new());
    for scene in scenes.as_array().unwrap().iter().take(48) {
        let bytes = std::fs::read(Path::new(&folder).join(scene["source"].as_str().unwrap())).unwrap();
        let inputs = inputs(io::decode(&bytes).unwrap().pixels);
        let words = scene["edited_caption"].as_str().unwrap();
        let (mut memo, mut exact) = (Memo::new(1 << 28), Memo::new(1 << 28));
        preview(&draft(words, 4.0), &inputs, &mut memo, ROOM);
        run(&draft(words, 4.0), &inputs, &mut exact);
        let begun = Instant::now();
        let second = preview(&draft(words, 5.0), &inputs, &mut memo, ROOM);
        let quick = begun.elapsed();
        let begun = Instant::now();
        let full = run(&draft(words, 5.0), &inputs, &mut exact);
        ratios.push(quick.as_secs_f64() / begun.elapsed().as_secs_f64());
        nearness.push(psnr(&second.pixels, &full.pixels, inputs.mask.as_ref().unwrap()));
        shares.push(second.patched.unwrap().share);
    }
    for (name, values) in [("PSNR, dB", &mut nearness), ("time / time in full", &mut ratios), ("share", &mut shares)] {
        values.sort_by(f64::total_cmp);
        let n = values.len();
        println!("{name}: least {:.3}, median {:.3}, greatest {:.3} of {n}", values[0], values[n / 2], values[n - 1]);
    }
}
