//! `mask`: what words would change, and the edit that finds it by itself.

use crate::program::{Folder, last_line, save_rgb};

/// A sample picture with words for it.
const CAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample/cat-on-beach.png");

fn grey(folder: &Folder, name: &str) -> Vec<u8> {
    image::open(folder.path(name)).unwrap().to_luma8().into_raw()
}

#[test]
fn a_mask_is_found_and_the_edit_stays_in_it() {
    let folder = Folder::new();
    let words = ["--source", "a cat on a beach", "--prompt", "a red ball on a beach"];
    let find = |output: &str, more: &[&str]| {
        let fixed = ["mask", CAT, "-o", output, "--maps", "2", "--set", "steps=4", "--json"];
        last_line(&folder.done(&[&fixed, &words[..], more].concat()))
    };
    let told = find("mask.png", &["--heat", "heat.png"]);
    assert_eq!(told["done"]["unet_calls"], 4, "{told}");
    let (mask, heat) = (grey(&folder, "mask.png"), grey(&folder, "heat.png"));
    assert_eq!(mask.len(), heat.len());
    assert!(mask.iter().zip(&heat).all(|(&mask, &heat)| (mask == 255) == (heat > 76)), "a threshold of 0.3");
    let covered = told["done"]["covered"].as_f64().unwrap();
    assert!((0.01..0.8).contains(&covered), "{covered}");
    let larger = find("larger.png", &["--threshold", "0.2"]);
    assert!(larger["done"]["covered"].as_f64().unwrap() > covered, "{larger}");

    let edit = ["edit", CAT, "-o", "out.png", "--method", "diffedit", "--steps", "4", "--set", "maps=2"];
    folder.done(&[&edit, &words[..]].concat());
    let (before, after) =
        (image::open(CAT).unwrap().to_rgba8(), image::open(folder.path("out.png")).unwrap().to_rgba8());
    let moved = |i: usize| before.as_raw()[4 * i..][..4] != after.as_raw()[4 * i..][..4];
    assert_eq!((0..mask.len()).filter(|&i| mask[i] == 0 && moved(i)).count(), 0, "outside of what was found");
    assert!((0..mask.len()).any(moved));
}

#[test]
fn the_same_words_find_nothing() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 40, 30);
    let words = ["--source", "a cat", "--prompt", "a cat"];
    let said = folder.done(&[&["mask", "in.png", "-o", "mask.png", "--maps", "1"], &words[..]].concat());
    assert!(said.contains("empty"), "{said}");
    assert!(grey(&folder, "mask.png").iter().all(|&value| value == 0));
    let error = folder.refused(&[&["edit", "in.png", "-o", "out.png", "--method", "diffedit"], &words[..]].concat());
    assert!(error.contains("prompt.target"), "{error}");
}

#[test]
fn presets_set_what_belongs_together() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 32, 32);
    let edit = ["edit", "in.png", "-o", "out.png", "--method", "repaint", "--guidance", "1", "--preset"];
    folder.done(&[&edit[..], &["fast", "--steps", "6", "--save-recipe", "recipe.json"]].concat());
    let recipe: serde_json::Value = serde_json::from_slice(&folder.bytes("recipe.json")).unwrap();
    assert_eq!(recipe["recipe"]["method"]["resample"], 3);
    assert_eq!(recipe["recipe"]["sampling"]["steps"], 6, "what is typed comes after");
    assert!(folder.refused(&[&edit[..], &["slow"]].concat()).contains("fast, good, paper"));
}
