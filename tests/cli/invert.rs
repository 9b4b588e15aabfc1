//! `invert`: a picture to noise and back, and what it says about it.

use crate::program::{Folder, last_line, save_rgb};

/// A sample picture with words for it.
const CAT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample/cat-on-beach.png");

#[test]
fn ddim_comes_back_and_ddpm_does_not() {
    let folder = Folder::new();
    let trip = |more: &[&str]| {
        let fixed =
            ["invert", CAT, "-o", "out.png", "--source", "a cat on a beach", "--set", "resolution=0.25", "--json"];
        last_line(&folder.done(&[&fixed[..], more].concat()))["done"].clone()
    };
    let plain = trip(&["--steps", "10", "--ddpm", "ddpm.png"]);
    assert_eq!(plain["unet_calls"], 30, "{plain}");
    let psnr = |trip: &serde_json::Value, way: &str| trip[way]["psnr"].as_f64().unwrap();
    assert!(psnr(&plain, "ddim") > psnr(&plain, "ddpm") + 3.0, "{plain}");
    assert!(psnr(&plain, "ddim") <= psnr(&plain, "autoencoder") + 0.1, "{plain}");
    assert_eq!(plain["ddpm"]["output"], "ddpm.png");
    let size = |name: &str| image::image_dimensions(folder.path(name)).unwrap();
    assert_eq!((size("out.png"), size("ddpm.png")), (image::image_dimensions(CAT).unwrap(), size("out.png")));

    let refined = trip(&["--steps", "10", "--refine", "2"]);
    assert!(psnr(&refined, "ddim") > psnr(&plain, "ddim"), "{refined}");
    // Guidance leads off; direct inversion and edit-friendly DDPM come back all the same.
    let led_off = trip(&["--steps", "6", "--guidance", "7.5"]);
    let direct = trip(&["--steps", "6", "--guidance", "7.5", "--inversion", "direct"]);
    let friendly = ["--guidance", "7.5", "--set", "source_guidance=7.5", "--method", "edit_friendly"];
    let friendly = trip(&[&["--steps", "6"], &friendly[..]].concat());
    for exact in [direct, friendly] {
        assert!((psnr(&exact, "ddim") - psnr(&exact, "autoencoder")).abs() < 0.01, "{exact}");
        assert!(psnr(&led_off, "ddim") < psnr(&exact, "ddim") - 3.0, "{led_off}");
    }
}

#[test]
fn it_is_told_in_words_and_mistakes_in_one_line() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 40, 30);
    let said = folder.done(&["invert", "in.png", "-o", "out.png", "--steps", "2"]);
    assert!(said.contains("by DDIM at") && said.contains("by DDPM at") && said.contains("network calls"), "{said}");
    let refused = |more: &[&str]| folder.refused(&[&["invert", "in.png", "-o", "out.png"], more].concat());
    assert!(refused(&["--inversion", "magic"]).contains("magic"));
    assert!(refused(&["--method", "sdedit"]).contains("edit_friendly"));
    assert!(refused(&["--refine", "9"]).contains('9'));
    assert!(refused(&["--ddpm", "out.png"]).contains("same name"));
    assert!(refused(&["--method", "edit_friendly", "--refine", "1"]).contains("refinements"));
}

#[test]
fn every_way_back_is_reached_from_edit() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 48);
    let words =
        ["--source", "a cat", "--prompt", "a dog", "--steps", "2", "--guidance", "3", "--set", "resolution=0.25"];
    let mut pictures = Vec::new();
    for method in [
        &["ddim_inversion"][..],
        &["ddim_inversion", "--set", "inversion=negative_prompt"],
        &["ddim_inversion", "--set", "inversion=null_text", "--set", "inner=2"],
        &["ddim_inversion", "--preset", "exact"],
        &["ddim_inversion", "--set", "refinements=2"],
        &["edit_friendly"],
    ] {
        let edit = ["edit", "in.png", "-o", "out.png", "--save-recipe", "recipe.json", "--method"];
        folder.done(&[&edit[..], method, &words].concat());
        folder.done(&["edit", "in.png", "-o", "again.png", "--recipe", "recipe.json"]);
        assert!(folder.bytes("out.png").len() > 100);
        let pixels = |name: &str| image::open(folder.path(name)).unwrap().to_rgba8().into_raw();
        assert_eq!(pixels("out.png"), pixels("again.png"), "{method:?}");
        pictures.push(pixels("out.png"));
    }
    for (i, picture) in pictures.iter().enumerate() {
        assert!(pictures[..i].iter().all(|other| other != picture), "the {i}th is as another");
    }
}

#[test]
fn methods_for_other_checkpoints_stand_under_unavailable() {
    let listed: serde_json::Value = serde_json::from_str(&Folder::new().done(&["methods", "--json"])).unwrap();
    let refused = |name: &str| {
        let all = listed["unavailable"].as_array().unwrap();
        all.iter().find(|refused| refused["name"] == name).unwrap()["reason"].as_str().unwrap().to_owned()
    };
    assert!(refused("instruct_pix2pix").contains("instructions"));
    assert!(refused("inpaint").contains("hole"));
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/models/tiny-ip2p");
    let folder = Folder::new();
    let theirs: serde_json::Value =
        serde_json::from_str(&folder.done(&["methods", "--model", model, "--json"])).unwrap();
    assert_eq!(theirs["methods"].as_array().unwrap().len(), 1);
    save_rgb(&folder.path("in.png"), 64, 48);
    let instruct =
        ["edit", "in.png", "-o", "out.png", "--model", model, "--method", "instruct_pix2pix", "--steps", "2"];
    folder.done(&[&instruct[..], &["--prompt", "make it snow", "--save-recipe", "recipe.json"]].concat());
    let recipe: serde_json::Value = serde_json::from_slice(&folder.bytes("recipe.json")).unwrap();
    assert_eq!(recipe["recipe"]["sampling"]["guidance"], 7.5, "the guidance that its paper names");
    let error = folder.refused(&["edit", "in.png", "-o", "out.png", "--model", model, "--method", "sdedit"]);
    assert!(error.contains("instruct_pix2pix"), "{error}");
}
