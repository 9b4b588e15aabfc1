//! A recipe repeats its picture.

use crate::program::{Folder, cheap, picture, save_mask, save_rgb};

fn with_result() -> Folder {
    let folder = Folder::new();
    picture(72, 60).save(folder.path("in.png")).unwrap();
    save_mask(&folder.path("mask.png"), (72, 60), (10, 12, 30, 20));
    let words = ["--prompt", "a dog on a beach", "--negative", "snow", "--seed", "5", "--eta", "0.4", "--fill", "blur"];
    let places = ["--mask", "mask.png", "--method", "latent_blend", "--save-recipe", "recipe.json"];
    folder.done(&cheap(&[&words[..], &places[..]].concat()));
    folder
}

#[test]
fn the_recipe_in_a_png_gives_the_same_bytes() {
    let folder = with_result();
    for recipe in ["out.png", "recipe.json"] {
        folder.done(&["edit", "in.png", "-o", "again.png", "--recipe", recipe]);
        assert!(folder.bytes("out.png") == folder.bytes("again.png"), "{recipe} gave another picture");
    }
}

#[test]
fn it_embeds_the_mask_and_no_path() {
    let folder = with_result();
    let json = String::from_utf8(folder.bytes("recipe.json")).unwrap();
    assert!(!json.contains("mask.png") && !json.contains("in.png"), "{json}");
    let out = folder.done(&["edit", "in.png", "-o", "again.png", "--recipe", "recipe.json", "--mask", "mask.png"]);
    assert!(!out.contains("another picture"));
    assert!(folder.bytes("out.png") == folder.bytes("again.png"));
}

#[test]
fn typed_options_override_it() {
    let folder = with_result();
    folder.done(&[
        "edit",
        "in.png",
        "-o",
        "again.png",
        "--recipe",
        "out.png",
        "--seed",
        "6",
        "--save-recipe",
        "six.json",
    ]);
    assert!(folder.bytes("out.png") != folder.bytes("again.png"));
    let six = String::from_utf8(folder.bytes("six.json")).unwrap();
    let five = String::from_utf8(folder.bytes("recipe.json")).unwrap();
    assert_eq!(six.replace("\"seed\": 6", "\"seed\": 5").replace("\"seed\":6", "\"seed\":5"), five);
}

#[test]
fn another_picture_is_only_a_note() {
    let folder = with_result();
    save_rgb(&folder.path("other.png"), 72, 60);
    let out = folder.done(&["edit", "other.png", "-o", "again.png", "--recipe", "recipe.json"]);
    assert!(out.contains("another picture"), "{out}");
}

#[test]
fn metadata_is_a_choice() {
    let folder = with_result();
    folder.done(&["edit", "in.png", "-o", "bare.png", "--recipe", "recipe.json", "--metadata", "none"]);
    let sentence = folder.refused(&["edit", "in.png", "-o", "x.png", "--recipe", "bare.png"]);
    assert!(sentence.contains("carries no recipe"), "{sentence}");
    assert!(folder.bytes("bare.png").len() < folder.bytes("out.png").len());
}

#[test]
fn set_reaches_every_field_of_the_recipe() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 64);
    folder.done(&cheap(&[
        "--set",
        "strength=0.9",
        "--set",
        "repeats=2",
        "--set",
        "fill=neutral",
        "--save-recipe",
        "a.json",
    ]));
    folder.done(&cheap(&["--strength", "0.9", "--set", "repeats=2", "--fill", "neutral", "--save-recipe", "b.json"]));
    assert_eq!(folder.bytes("a.json"), folder.bytes("b.json"));
    let json: serde_json::Value = serde_json::from_slice(&folder.bytes("a.json")).unwrap();
    assert!(json.to_string().contains("\"repeats\":2"), "{json}");
}

/// What is near and not exact is in the recipe: it gives the same bytes again, and says what it left out.
#[test]
fn reuse_and_tiles_are_repeated_and_told() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 96, 64);
    let common = ["edit", "in.png", "--guidance", "1", "--steps", "4", "--strength", "1", "--prompt", "a dog"];
    folder.done(&[&common[..], &["-o", "exact.png"]].concat());
    let near = ["-o", "out.png", "--reuse", "2", "--vae-tile", "64", "--json"];
    let told = folder.done(&[&common[..], &near[..]].concat());
    let done: serde_json::Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert_eq!((&done["done"]["unet_calls"], &done["done"]["shallow_calls"]), (&4.into(), &2.into()), "{told}");
    assert!(folder.bytes("out.png") != folder.bytes("exact.png"));
    let told = folder.done(&["edit", "in.png", "-o", "again.png", "--recipe", "out.png"]);
    assert!(told.contains("4 network calls (2 of the outermost layers alone)"), "{told}");
    assert!(folder.bytes("again.png") == folder.bytes("out.png"));
}

#[test]
fn a_variation_is_a_step_towards_another_seed() {
    let folder = Folder::new();
    picture(72, 60).save(folder.path("in.png")).unwrap();
    let made = |out: &str, more: &[&str]| {
        let words =
            ["edit", "in.png", "-o", out, "--prompt", "a dog", "--steps", "2", "--strength", "1", "--eta", "0.5"];
        folder.done(&[&words[..], &["--method", "sdedit", "--metadata", "none"], more].concat());
        folder.bytes(out)
    };
    let (own, other) = (made("own.png", &["--seed", "5"]), made("other.png", &["--seed", "8"]));
    assert!(made("none.png", &["--seed", "5", "--variation", "8:0"]) == own, "no step is the seed's own picture");
    assert!(made("all.png", &["--seed", "5", "--variation", "8:1"]) == other, "the whole way is the other seed's");
    let between = made("between.png", &["--seed", "5", "--variation", "8:0.3", "--save-recipe", "between.json"]);
    assert!(between != own && between != other);
    let recipe = String::from_utf8(folder.bytes("between.json")).unwrap();
    assert!(recipe.contains("\"variation\""), "{recipe}");
    assert!(made("again.png", &["--recipe", "between.json"]) == between);
}
