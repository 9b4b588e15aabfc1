//! `words`: where words look; and the edits that are made by it.

use crate::program::{Folder, last_line};

/// A sample picture with words for it.
const CAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample/cat-on-beach.png");

fn grey(folder: &Folder, name: &str) -> Vec<u8> {
    image::open(folder.path(name)).unwrap().to_luma8().into_raw()
}

#[test]
fn a_word_is_looked_at() {
    let folder = Folder::new();
    let words = ["--prompt", "a cat on a beach", "--word", "cat", "--set", "steps=6"];
    let fixed = ["words", CAT, "-o", "heat.png", "--mask", "mask.png", "--json"];
    let told = last_line(&folder.done(&[&fixed, &words[..]].concat()));
    assert_eq!(told["done"]["unet_calls"], 12, "{told}");
    let (heat, mask) = (grey(&folder, "heat.png"), grey(&folder, "mask.png"));
    assert_eq!(heat.len(), 512 * 512);
    assert!(heat.iter().zip(&mask).all(|(&heat, &mask)| (mask == 255) == (f64::from(heat) > 0.3 * 255.0)));
    let covered = mask.iter().filter(|&&value| value > 0).count();
    assert!((5_000..100_000).contains(&covered), "{covered}");
    // One step is another map; a mask that grows is larger; two threads give the same bytes as one.
    folder.done(&[&["words", CAT, "-o", "first.png", "--step", "0"], &words[..]].concat());
    assert_ne!(grey(&folder, "first.png"), heat);
    folder.done(
        &[&["words", CAT, "-o", "again.png", "--mask", "wide.png", "--grow", "9", "--threads", "1"], &words[..]]
            .concat(),
    );
    assert_eq!(folder.bytes("again.png"), folder.bytes("heat.png"));
    assert!(grey(&folder, "wide.png").iter().filter(|&&value| value > 0).count() > covered);
    // Without a picture: one that the words make.
    folder.done(&[&["words", "-o", "drawn.png"], &words[..]].concat());
    assert_eq!(grey(&folder, "drawn.png").len(), 256 * 256);
}

#[test]
fn a_swap_a_fader_and_a_blend_word() {
    let folder = Folder::new();
    let edit = [
        "edit",
        CAT,
        "--method",
        "prompt_to_prompt",
        "--source",
        "a small cat on a beach",
        "--prompt",
        "a small dog on a beach",
        "--steps",
        "6",
        "--set",
        "resolution=0.25",
    ];
    let run = |output: &str, more: &[&str]| {
        folder.done(&[&edit, &["-o", output][..], more].concat());
        folder.bytes(output)
    };
    let plain = run("plain.png", &["--threads", "1"]);
    assert_eq!(run("two.png", &["--threads", "2"]), plain, "one and two threads");
    let small = run("small.png", &["--weight", "small=-1"]);
    assert!(small != plain && run("large.png", &["--weight", "small=3"]) != small);
    assert_ne!(run("blend.png", &["--blend", "cat", "--blend", "dog", "--subtract", "beach"]), plain);
    folder.done(&["edit", CAT, "-o", "again.png", "--recipe", "blend.png"]);
    assert_eq!(folder.bytes("again.png"), folder.bytes("blend.png"), "recipes carry the words");
    folder.done(&[
        "generate",
        "-o",
        "drawn.png",
        "--method",
        "prompt_to_prompt",
        "--source",
        "a cat on a beach",
        "--prompt",
        "a dog on a beach",
        "--steps",
        "3",
    ]);
}

#[test]
fn what_cannot_be_is_said() {
    let folder = Folder::new();
    let refused = |arguments: &[&str]| folder.refused(arguments);
    let words = ["words", CAT, "-o", "heat.png", "--prompt", "a cat", "--word"];
    assert!(refused(&[&words[..], &["dog"]].concat()).contains("no such word: dog"));
    assert!(refused(&[&words[..], &["cat", "--mask", "heat.png"]].concat()).contains("same name"));
    assert!(refused(&[&words[..], &["cat", "--step", "25"]].concat()).contains("25 steps, counted from 0"));
    let edit = ["edit", CAT, "-o", "out.png", "--prompt", "a dog", "--steps", "2"];
    assert!(refused(&[&edit[..], &["--weight", "dog=2"]].concat()).contains("prompt_to_prompt"));
    let edit = [&edit[..], &["--method", "prompt_to_prompt"]].concat();
    assert!(refused(&edit).contains("prompt.source"));
    let edit = [&edit[..], &["--source", "a cat"]].concat();
    assert!(refused(&[&edit[..], &["--weight", "cat=2"]].concat()).contains("no such word: cat"));
    assert!(refused(&[&edit[..], &["--weight", "dog=7"]].concat()).contains("-2…4"));
    assert!(refused(&[&edit[..], &["--blend", "bird"]].concat()).contains("has such a word: bird"));
}
