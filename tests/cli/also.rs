//! Controls that are added to a method by name, by preset and by recipe.

use serde_json::Value;

use crate::program::{Folder, last_line};

/// A sample picture with words for it.
const CAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample/cat-on-beach.png");

#[test]
fn what_is_added_runs_and_goes_into_the_recipe() {
    let folder = Folder::new();
    let fixed = ["edit", CAT, "--json", "--steps", "4", "--prompt", "a dog on a beach", "--source", "a cat on a beach"];
    let run = |more: &[&str]| last_line(&folder.done(&[&fixed[..], more].concat()))["done"]["unet_calls"].clone();
    // 4 · 0.5 steps, guided; once again, and looks at the picture's branch.
    let sdedit = ["--strength", "0.5", "-o", "plain.png"];
    assert_eq!(run(&sdedit), 4);
    let travel = ["--strength", "0.5", "-o", "travel.png", "--set", "travel.jump=1", "--set", "travel.resample=3"];
    assert_eq!(run(&travel), 8);
    let words = ["--strength", "0.5", "-o", "words.png", "--set", "words=on", "--blend", "cat", "--blend", "dog"];
    assert_eq!(run(&words), 6);
    assert_ne!(folder.bytes("plain.png"), folder.bytes("travel.png"));
    assert_ne!(folder.bytes("plain.png"), folder.bytes("words.png"));
    folder.done(&["edit", CAT, "-o", "again.png", "--recipe", "words.png"]);
    assert_eq!(folder.bytes("words.png"), folder.bytes("again.png"), "the recipe carries what is added");
}

#[test]
fn presets_add_controls() {
    let folder = Folder::new();
    let fixed = ["edit", CAT, "-o", "out.png", "--source", "a cat on a beach", "--prompt", "a dog on a beach"];
    let preset = ["--method", "edit_friendly", "--preset", "words", "--steps", "4", "--save-recipe", "recipe.json"];
    folder.done(&[&fixed[..], &preset].concat());
    let file: Value = serde_json::from_slice(&folder.bytes("recipe.json")).unwrap();
    let recipe = &file["recipe"];
    assert_eq!((&recipe["also"]["words"]["cross_replace"], &recipe["method"]["strength"]), (&0.6.into(), &0.88.into()));
    assert!(recipe["also"].get("travel").is_none());
}

#[test]
fn what_cannot_be_added_is_said_and_what_can_is_listed() {
    let folder = Folder::new();
    let edit = ["edit", CAT, "-o", "out.png", "--prompt", "a dog", "--steps", "2", "--set"];
    let refused = |more: &[&str]| folder.refused(&[&edit[..], more].concat());
    assert!(refused(&["words=on"]).contains("prompt.source"));
    assert!(refused(&["travel=on", "--method", "repaint"]).contains("repaint does this itself"));
    assert!(refused(&["travel.strength=1"]).contains("known are begin, jump, resample"));
    let listed: Value = serde_json::from_str(&folder.done(&["methods", "--json"])).unwrap();
    let names: Vec<_> = listed["additions"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, ["words", "travel", "layout"]);
    let own = |name: &str| {
        let row = listed["methods"].as_array().unwrap().iter().find(|row| row["name"] == name).cloned();
        row.unwrap()["also"].clone()
    };
    assert_eq!(own("sdedit"), serde_json::json!(["words", "travel", "layout"]));
    assert_eq!(own("edit_friendly"), serde_json::json!(["words", "layout"]));
    let text = folder.done(&["methods"]);
    assert!(text.contains("travel.resample") && text.contains("--set words=on"), "{text}");
    assert!(folder.done(&["edit", "--help"]).contains("travel.resample=5"));
}
