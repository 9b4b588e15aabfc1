//! Where the mask is black nothing changes: not a bit, in any lossless format, alpha included.

use image::{DynamicImage, GenericImageView as _};

use crate::program::{Folder, picture, picture16, save_mask};

const SIZE: (u32, u32) = (333, 517);
const HOLE: (u32, u32, u32, u32) = (101, 203, 37, 29);

/// Runs an edit of `before` and counts pixels that differ outside and inside of the hole.
fn differing(before: &DynamicImage, ending: &str, hole: (u32, u32, u32, u32), more: &[&str]) -> (u32, u32) {
    let folder = Folder::new();
    let (input, output) = (format!("in.{ending}"), format!("out.{ending}"));
    before.save(folder.path(&input)).unwrap();
    save_mask(&folder.path("mask.png"), before.dimensions(), hole);
    let usual =
        ["edit", &input, "-o", &output, "--mask", "mask.png", "--steps", "2", "--guidance", "1", "--strength", "1"];
    folder.done(&[&usual[..], more].concat());
    let after = image::open(folder.path(&output)).unwrap();
    assert_eq!((after.color(), after.dimensions()), (before.color(), before.dimensions()), "{ending} {more:?}");
    let (before, after) = (before.to_rgba16(), after.to_rgba16());
    let mut counts = (0, 0);
    for ((x, y, old), new) in before.enumerate_pixels().zip(after.pixels()) {
        let inside = x >= hole.0 && x < hole.0 + hole.2 && y >= hole.1 && y < hole.1 + hole.3;
        *(if inside { &mut counts.1 } else { &mut counts.0 }) += u32::from(old != new);
    }
    counts
}

#[test]
fn eight_bits_with_alpha_in_every_lossless_format() {
    let before = DynamicImage::ImageRgba8(picture(SIZE.0, SIZE.1));
    for ending in ["png", "webp", "tiff"] {
        let (outside, inside) = differing(&before, ending, HOLE, &["--prompt", "a cat"]);
        assert_eq!(outside, 0, "{ending}");
        assert!(inside > HOLE.2 * HOLE.3 / 2, "{ending}: only {inside} pixels were repainted");
    }
}

#[test]
fn sixteen_bits_with_alpha() {
    let before = DynamicImage::ImageRgba16(picture16(SIZE.0, SIZE.1));
    for ending in ["png", "tiff"] {
        let (outside, inside) = differing(&before, ending, HOLE, &[]);
        assert_eq!(outside, 0, "{ending}");
        assert!(inside > HOLE.2 * HOLE.3 / 2, "{ending}: only {inside} pixels were repainted");
    }
}

#[test]
fn every_start_content_and_one_pixel_masks() {
    let before = DynamicImage::ImageRgba8(picture(57, 43));
    for fill in ["keep", "blur", "border", "neutral", "noise"] {
        for hole in [(20, 10, 1, 1), (0, 0, 1, 1), (30, 20, 20, 20)] {
            let (outside, _) = differing(&before, "png", hole, &["--fill", fill]);
            assert_eq!(outside, 0, "{fill} {hole:?}");
        }
    }
}

#[test]
fn the_smallest_picture_there_is() {
    let before = DynamicImage::ImageRgba8(picture(1, 1));
    let (outside, _) = differing(&before, "png", (0, 0, 1, 1), &[]);
    assert_eq!(outside, 0);
}

#[test]
fn every_method_keeps_the_rest() {
    let before = DynamicImage::ImageRgba8(picture(96, 64));
    let listed: serde_json::Value = serde_json::from_str(&Folder::new().done(&["methods", "--json"])).unwrap();
    for method in listed["methods"].as_array().unwrap() {
        let method = method["name"].as_str().unwrap();
        let words = ["--method", method, "--source", "a cat", "--prompt", "a dog"];
        assert_eq!(differing(&before, "png", (40, 20, 24, 24), &words).0, 0, "{method}");
    }
}

#[test]
fn every_sampler_keeps_the_rest_and_comes_back_from_its_recipe() {
    let folder = Folder::new();
    picture(64, 48).save(folder.path("in.png")).unwrap();
    for sampler in [
        "ddim",
        "ddpm",
        "euler",
        "euler_ancestral",
        "dpmpp_2m",
        "dpmpp_2m_sde",
        "pndm",
        "unipc",
        "lcm",
        "unipc --karras",
    ] {
        let words: Vec<_> =
            ["--steps", "3", "--set", "resolution=0.25", "--sampler"].into_iter().chain(sampler.split(' ')).collect();
        let before = DynamicImage::ImageRgba8(picture(64, 48));
        let (outside, inside) = differing(&before, "png", (20, 10, 24, 24), &words[2..]);
        assert!(outside == 0 && inside > 200, "{sampler}: {outside} {inside}");
        folder.done(&[&["edit", "in.png", "-o", "out.png", "--guidance", "1"], &words[..]].concat());
        folder.done(&["edit", "in.png", "-o", "again.png", "--recipe", "out.png"]);
        assert!(folder.bytes("out.png") == folder.bytes("again.png"), "{sampler}");
    }
}

#[test]
fn fewer_bits_are_said() {
    let folder = Folder::new();
    DynamicImage::ImageRgba16(picture16(40, 30)).save(folder.path("in.png")).unwrap();
    for (name, said) in [("out.webp", true), ("out.jpg", true), ("out.png", false), ("out.tiff", false)] {
        let stdout = folder.done(&["edit", "in.png", "-o", name, "--steps", "1", "--guidance", "1"]);
        assert_eq!(stdout.contains("16 bits"), said, "{name}: {stdout}");
    }
}
