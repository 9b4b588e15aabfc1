//! The autoencoder in tiles: near the whole, without seams, and in less memory.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::Arc;

use candle_core::{Device, Tensor};
use palimpsest::edit::recipe::Method;
use palimpsest::edit::{self, Inputs, Memo, Recipe, latent_blend, samples};
use palimpsest::model::{Error, Hooks};
use palimpsest::raster::{Extent, Rect, io};
use palimpsest::tensor::convert::{image_to_tensor, tensor_to_image};

use super::methods::{mask, model, recipe};
use super::previews::psnr;

/// A sample enlarged to `side`.
fn picture(sample: usize, side: u32) -> Tensor {
    let pixels = io::decode(samples()[sample].bytes).unwrap().pixels.resized(Extent::new(side, side));
    let (planes, _) = pixels.to_srgb_planes(pixels.extent().rect()).unwrap();
    image_to_tensor(&planes, side as usize, side as usize, &Device::Cpu).unwrap()
}

/// PSNR in dB of pictures (1, 3, h, w).
fn near(a: &Tensor, b: &Tensor) -> f64 {
    let (a, b) = (tensor_to_image(a).unwrap(), tensor_to_image(b).unwrap());
    let sum: f64 = a.iter().zip(&b).map(|(a, b)| f64::from(a - b).powi(2)).sum();
    -10.0 * (sum / a.len() as f64).log10()
}

/// Mean squared difference of the columns before and after each of `borders`, and of the rows.
fn energy(image: &Tensor, borders: &[usize]) -> f64 {
    let of = |dim: usize, at: usize| {
        let step = (image.narrow(dim, at, 1).unwrap() - image.narrow(dim, at - 1, 1).unwrap()).unwrap();
        f64::from(step.sqr().unwrap().mean_all().unwrap().to_scalar::<f32>().unwrap())
    };
    borders.iter().map(|&at| of(2, at) + of(3, at)).sum::<f64>() / (2 * borders.len()) as f64
}

/// Two pictures of 512 px by tiles of 256 px, three an axis: they lie at 0, 128 and 256 px, overlap by half, and their
/// ramps begin and end 32 and 96 px behind their borders.
#[test]
fn tiles_are_near_the_whole_and_leave_no_seams() {
    let vae = model().vae.as_ref().unwrap();
    let borders = [128, 160, 192, 224, 256, 288, 320, 352, 384];
    for sample in 0..2 {
        let image = picture(sample, 512);
        let (whole, _) = vae.encode(&image, &mut ()).unwrap();
        let (tiled, _) = vae.encode_tiled(&image, 256, &mut ()).unwrap();
        let decoded = vae.decode(&whole, &mut ()).unwrap();
        let encoding = near(&vae.decode(&tiled, &mut ()).unwrap(), &decoded);
        let in_tiles = vae.decode_tiled(&whole, 256, &mut ()).unwrap();
        let decoding = near(&in_tiles, &decoded);
        println!("sample {sample}, tiles of 256 of 512 px: PSNR encoded {encoding:.1} dB, decoded {decoding:.1} dB");
        assert!(encoding > 45.0 && decoding > 45.0, "{encoding} dB, {decoding} dB");
        // At the tiles' borders the steps are the whole's, and no more of the difference is there than beside them, in the
        // same part of the picture.
        let steps = energy(&in_tiles, &borders) / energy(&decoded, &borders);
        let beside: Vec<usize> = (borders[0]..=borders[8]).filter(|at| !borders.contains(at)).collect();
        let seams = |image: &Tensor, borders: &[usize]| {
            let difference = (image - &decoded).unwrap();
            energy(&difference, borders) / energy(&difference, &beside)
        };
        let at_borders = seams(&in_tiles, &borders);
        println!(
            "at the tiles' borders: steps {steps:.3} of the whole's, {at_borders:.2} of the difference beside them"
        );
        assert!((0.9..1.15).contains(&steps) && at_borders < 1.6, "{steps} {at_borders}");
        // What this would see: two halves by themselves, side by side.
        let half = |x: usize| vae.decode(&whole.narrow(3, x, 32).unwrap().contiguous().unwrap(), &mut ()).unwrap();
        let cut = Tensor::cat(&[half(0), half(32)], 3).unwrap();
        let (steps, seam) = (energy(&cut, &[256]) / energy(&decoded, &[256]), seams(&cut, &[256]));
        assert!(steps > 2.0 && seam > 5.0 && near(&cut, &decoded) < decoding, "{steps} {seam}");
    }
}

#[test]
fn one_tile_is_the_whole_and_odd_sizes_fit() {
    let vae = model().vae.as_ref().unwrap();
    let numbers = |x: &Tensor| x.flatten_all().unwrap().to_vec1::<f32>().unwrap();
    let image = picture(0, 256).narrow(3, 0, 168).unwrap().contiguous().unwrap();
    let (mean, logvar) = vae.encode(&image, &mut ()).unwrap();
    let decoded = vae.decode(&mean, &mut ()).unwrap();
    for tile in [0, 256, 4096] {
        let (tiled, spread) = vae.encode_tiled(&image, tile, &mut ()).unwrap();
        assert!(numbers(&tiled) == numbers(&mean) && numbers(&spread) == numbers(&logvar), "{tile}");
        assert!(numbers(&vae.decode_tiled(&mean, tile, &mut ()).unwrap()) == numbers(&decoded), "{tile}");
    }
    for tile in [64, 100, 200] {
        let (tiled, spread) = vae.encode_tiled(&image, tile, &mut ()).unwrap();
        assert_eq!((tiled.dims(), spread.dims()), (mean.dims(), logvar.dims()), "{tile}");
        let back = vae.decode_tiled(&tiled, tile, &mut ()).unwrap();
        assert_eq!(back.dims(), image.dims());
        let db = near(&back, &decoded);
        println!("168×256 px there and back by tiles of {tile} px: PSNR {db:.1} dB");
        assert!(db.is_finite() && db > 35.0, "{tile}: {db} dB");
    }
}

struct Stop(usize);

impl Hooks for Stop {
    fn checkpoint(&mut self) -> palimpsest::model::Result<()> {
        self.0 = self.0.checked_sub(1).ok_or(Error::Cancelled)?;
        Ok(())
    }
}

#[test]
fn a_cancel_is_seen_within_a_tile() {
    let vae = model().vae.as_ref().unwrap();
    let image = picture(0, 256);
    let (mean, _) = vae.encode(&image, &mut ()).unwrap();
    let asked = |work: &dyn Fn(&mut Stop) -> bool| {
        let mut count = Stop(usize::MAX);
        assert!(work(&mut count), "it is not cancelled");
        usize::MAX - count.0
    };
    let whole = asked(&|stop| vae.decode(&mean, stop).is_ok());
    let tiled = asked(&|stop| vae.decode_tiled(&mean, 128, stop).is_ok());
    assert!(tiled > 4 * whole, "{tiled} checkpoints in tiles, {whole} without");
    for at in [0, whole, tiled / 2, tiled - 1] {
        assert!(matches!(vae.decode_tiled(&mean, 128, &mut Stop(at)), Err(Error::Cancelled)), "{at}");
    }
    assert!(matches!(vae.encode_tiled(&image, 128, &mut Stop(20)), Err(Error::Cancelled)));
}

fn large(tile: u32) -> Recipe {
    let mut recipe = recipe(Method::LatentBlend(latent_blend::Params { strength: 0.6, graded: true, shrink: true }));
    (recipe.sampling.steps, recipe.region.resolution, recipe.region.padding) = (4, 4.0, 4.0);
    recipe.prompt.target.clone_from(&samples()[0].edits[0]);
    recipe.region.tile = tile;
    recipe
}

#[test]
fn an_edit_in_tiles_keeps_the_masks_promise_and_needs_less_memory() {
    let image = Arc::new(io::decode(samples()[0].bytes).unwrap().pixels.resized(Extent::new(512, 512)));
    let hole = Rect::new(160, 160, 200, 200);
    let mask = Arc::new(mask(image.extent(), hole, 255));
    let inputs = Inputs { image: Some(Arc::clone(&image)), mask: Some(Arc::clone(&mask)) };
    let run = |tile: u32| edit::run(&large(tile), &inputs, model(), &mut Memo::new(1 << 28), &mut ()).unwrap();
    let (whole, tiled) = (run(0), run(256));
    let db = psnr(&tiled.pixels, &whole.pixels, &mask);
    println!("an edit of 512 px by tiles of 256 px: PSNR {db:.1} dB in the mask");
    assert!(db.is_finite() && db > 35.0, "{db} dB");
    for (x, y) in (0..512).flat_map(|y| (0..512).map(move |x| (x, y))) {
        if mask.at(x, y) == 0 {
            assert_eq!(image.rgba16(x, y), tiled.pixels.rgba16(x, y));
        }
    }
    let bytes = |tile: u32| large(tile).plan(&model().card, &inputs).unwrap().bytes;
    assert!(bytes(128) < bytes(256) && bytes(256) < bytes(0), "{} {} {}", bytes(128), bytes(256), bytes(0));
    assert_eq!(bytes(512), bytes(0), "one tile is the whole");
    // What a memo remembers of one is not given to the other.
    let mut memo = Memo::new(1 << 28);
    edit::run(&large(0), &inputs, model(), &mut memo, &mut ()).unwrap();
    assert!(edit::run(&large(256), &inputs, model(), &mut memo, &mut ()).unwrap().pixels == tiled.pixels);
}
