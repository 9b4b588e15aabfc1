//! The scene benchmark: that its figures are there, fit together and are the same each time, not what they are.

use serde_json::{Value, json};

use crate::models::TINY;
use crate::program::{Folder, save_mask};

/// Two scenes of 64×64 in `folder`: an object that becomes another, and one whose surroundings change.
pub(crate) fn scenes(folder: &Folder) {
    std::fs::create_dir(folder.path("eval")).unwrap();
    let save = |name: &str, back: [u8; 3], fore: [u8; 3], wide: u32| {
        let inside = |x: u32, y: u32| x.abs_diff(32) < wide && (20..48).contains(&y);
        let pixel = |x, y| image::Rgb(if inside(x, y) { fore } else { back.map(|value| value + (x % 8) as u8) });
        image::RgbImage::from_fn(64, 64, pixel).save(folder.path(&format!("eval/{name}.png"))).unwrap();
        let mask = folder.path(&format!("eval/{name}_mask.png"));
        save_mask(&mask, (64, 64), (33 - wide, 20, 2 * wide - 1, 28));
    };
    save("cat", [60, 160, 70], [200, 120, 40], 12);
    save("dog", [60, 160, 70], [90, 60, 30], 14);
    save("snow", [230, 230, 240], [200, 120, 40], 12);
    let scene = |id: u64, kind: &str, target: &str, caption: &str, object: &str, spec: Value| {
        json!({
            "id": id, "kind": kind, "source": "cat.png", "target": format!("{target}.png"), "mask": "cat_mask.png",
            "target_mask": format!("{target}_mask.png"), "caption": "a cat on grass", "edited_caption": caption,
            "object": "cat", "target_object": object, "target_spec": spec, "heldout_composition": false,
        })
    };
    let dog = json!({ "obj": "dog", "scene": "grass", "time": "day", "style": "photo", "size": 0.5 });
    list(
        folder,
        &json!([
            scene(3, "object", "dog", "a dog on grass", "dog", dog),
            scene(4, "scene", "snow", "a cat in the snow", "cat", json!({ "obj": "cat", "scene": "snow" })),
        ]),
    );
}

fn list(folder: &Folder, scenes: &Value) {
    folder.write("eval/eval.json", scenes.to_string().as_bytes());
}

fn measured(folder: &Folder, more: &[&str]) -> (String, Value) {
    let table = folder.done(&[&["bench", "edits", "eval", "--json", "out.json"], more].concat());
    (table, serde_json::from_slice(&folder.bytes("out.json")).unwrap())
}

#[test]
fn every_method_of_a_model_has_its_figures() {
    let folder = Folder::new();
    scenes(&folder);
    let (table, all) = measured(&folder, &["--steps", "2", "--model", TINY]);
    assert_eq!(all["scenes"], 2);
    let methods = all["methods"].as_object().unwrap();
    for name in ["sdedit", "latent_blend", "repaint", "diffedit", "ilvr", "prompt_to_prompt", "edit_friendly"] {
        assert!(methods.contains_key(name) && table.contains(name), "{name}: {table}");
    }
    assert!(methods.contains_key("ddim_inversion/inversion=null_text") && !methods.contains_key("inpaint"));
    for (name, figures) in methods {
        for (metric, figure) in figures.as_object().unwrap() {
            let [mean, low, high] = ["mean", "low", "high"].map(|key| figure[key].as_f64().unwrap());
            assert!(low <= mean && mean <= high && low >= 0.0, "{name} {metric}: {figure}");
        }
        let has = |metric: &str| figures.get(metric).is_some();
        let always =
            ["edit_success", "background_psnr", "background_ssim", "target_error", "structure_distance", "seam"];
        assert!(always.into_iter().chain(["unet_calls", "seconds"]).all(has), "{name}: {figures}");
        let inverts = name.starts_with("ddim_inversion") || matches!(&**name, "edit_friendly" | "prompt_to_prompt");
        assert_eq!(has("round_trip_psnr"), inverts, "{name}");
        assert_eq!(has("mask_iou"), name == "diffedit", "{name}");
        assert_eq!(has("word_iou"), name.starts_with("prompt_to_prompt"), "{name}");
        assert!(has("source_distance") && !has("diversity") && !has("context"), "{name}");
    }
    // Outside of a mask nothing differs, and equal pictures are 100 dB and 1.
    for name in ["sdedit", "latent_blend", "repaint", "classifier_free"] {
        assert_eq!(methods[name]["background_psnr"]["mean"], 100.0, "{name}");
        assert!(methods[name]["background_ssim"]["mean"].as_f64().unwrap() > 1.0 - 1e-9, "{name}");
    }
    assert!(methods["sdedit/mask=none"]["background_psnr"]["mean"].as_f64().unwrap() < 60.0);
    assert_eq!(methods["repaint"]["unet_calls"]["low"], methods["repaint"]["unet_calls"]["high"]);
}

#[test]
fn the_same_figures_each_time() {
    let folder = Folder::new();
    scenes(&folder);
    let asked = ["--steps", "1", "--limit", "1", "--methods", "sdedit/strength=1,prompt_to_prompt/blend=OBJECT"];
    let figures = |threads: &str| {
        let (_, mut all) = measured(&folder, &[&asked[..], &["--threads", threads]].concat());
        let methods = all["methods"].as_object_mut().unwrap();
        methods.values_mut().for_each(|figures| drop(figures.as_object_mut().unwrap().remove("seconds")));
        all
    };
    let one = figures("1");
    assert_eq!(one, figures("2"));
    assert_eq!(one["scenes"], 1);
    let names: Vec<_> = one["methods"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["prompt_to_prompt/blend=OBJECT", "sdedit/strength=1"]);
}

#[test]
fn several_seeds_and_half_a_picture() {
    let folder = Folder::new();
    scenes(&folder);
    let mean = |all: &Value, method: &str, metric: &str| all["methods"][method][metric]["mean"].as_f64();
    let asked = ["--model", TINY, "--steps", "2", "--seeds", "3", "--methods"];
    let names = "repaint/mask=half/resample=2,ddim_inversion,sdedit/mask=none";
    let (table, all) = measured(&folder, &[&asked[..], &[names, "--kinds", "object,colour"]].concat());
    assert_eq!(all["scenes"], 1, "{table}");
    let half = "repaint/mask=half/resample=2";
    let metrics: Vec<_> = all["methods"][half].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(metrics, ["context", "diversity", "seam", "seconds", "source_distance", "unet_calls"]);
    assert!((0.0..=1.0).contains(&mean(&all, half, "context").unwrap()));
    assert!(mean(&all, half, "diversity") > Some(0.0));
    // No noise, no difference; and the seeds of a scene are 2³² from each other, from its id or what is typed on.
    assert_eq!(mean(&all, "ddim_inversion", "diversity"), Some(0.0));
    let one = |seed: &str| {
        let (_, all) = measured(&folder, &["--model", TINY, "--steps", "2", "--limit", "1", "--methods", seed]);
        mean(&all, seed, "target_error").unwrap()
    };
    let apart = [3_u64, 3 + (1 << 32), 3 + (2 << 32)].map(|seed| one(&format!("sdedit/mask=none/seed={seed}")));
    let found = mean(&all, "sdedit/mask=none", "target_error").unwrap();
    assert!((found - apart.iter().sum::<f64>() / 3.0).abs() < 1e-9, "{found}, {apart:?}");
    assert!(apart[0] != apart[1] && apart[1] != apart[2], "{apart:?}");
}

#[test]
fn results_of_others_and_differences() {
    let folder = Folder::new();
    scenes(&folder);
    for (name, results) in [("exact", ["dog", "snow"]), ("lazy", ["cat", "cat"])] {
        std::fs::create_dir(folder.path(name)).unwrap();
        for (id, result) in [3, 4].into_iter().zip(results) {
            folder.write(&format!("{name}/{id}.png"), &folder.bytes(&format!("eval/{result}.png")));
        }
    }
    folder.write("exact/3.mask.png", &folder.bytes("eval/dog_mask.png"));
    let results = ["--results", "exact=exact", "--results", "lazy one=lazy", "--against", "lazy one"];
    let (table, all) = measured(&folder, &results);
    let methods = all["methods"].as_object().unwrap();
    assert_eq!(methods.keys().collect::<Vec<_>>(), ["exact", "lazy one"], "no method was asked for");
    for (name, metric, wanted) in [
        ("exact", "target_error", 0.0),
        ("lazy one", "target_error", 1.0),
        ("lazy one", "source_distance", 0.0),
        ("lazy one", "structure_distance", 0.0),
        ("exact", "background_psnr", 100.0),
        ("lazy one", "seam", 1.0),
    ] {
        assert_eq!(methods[name][metric]["mean"], wanted, "{name} {metric}");
    }
    let iou = methods["exact"]["mask_iou"]["mean"].as_f64().unwrap();
    assert!(iou > 0.9 && methods["lazy one"].get("mask_iou").is_none(), "{iou}");
    assert!(methods["exact"].get("unet_calls").is_none());
    let against = &all["against"];
    assert_eq!(against["method"], "lazy one");
    assert_eq!(against["methods"].as_object().unwrap().keys().collect::<Vec<_>>(), ["exact"]);
    let difference = &against["methods"]["exact"];
    assert_eq!(difference["target_error"], json!({ "mean": -1.0, "low": -1.0, "high": -1.0 }));
    assert!(difference.get("mask_iou").is_none());
    assert!(table.contains("difference to lazy one") && table.contains("-1.000  [-1.000, -1.000]"), "{table}");
    // Folders of one name are seeds of one row.
    let (_, all) = measured(&folder, &["--results", "both=exact", "--results", "both=lazy"]);
    let both = &all["methods"]["both"];
    assert_eq!(both["target_error"]["mean"], 0.5);
    assert_eq!(both["mask_iou"]["mean"], methods["exact"]["mask_iou"]["mean"], "of the seeds that have one");
    assert!(both["diversity"]["mean"].as_f64().unwrap() > 0.0);
    // Beside methods, and without a comparison as ever.
    let (_, all) = measured(&folder, &["--methods", "sdedit", "--steps", "1", "--results", "exact=exact"]);
    assert_eq!(all["methods"].as_object().unwrap().keys().collect::<Vec<_>>(), ["exact", "sdedit"]);
    assert!(all.get("against").is_none());

    let refused = |more: &[&str], word: &str| {
        let sentence = folder.refused(&[&["bench", "edits", "eval"], more].concat());
        assert!(sentence.contains(word), "{more:?}: {sentence}");
    };
    refused(&["--results", "exact"], "NAME=DIR");
    refused(&["--results", "a=nowhere"], "nowhere");
    refused(&["--results", "a=exact", "--results", "a=exact"], "twice");
    refused(&["--results", "sdedit=exact", "--methods", "sdedit"], "twice");
    refused(&["--results", "a=exact", "--against", "b"], "there are a");
    folder.write("lazy/4.png", b"no picture");
    refused(&["--results", "a=lazy"], "4.png");
    save_mask(&folder.path("lazy/4.png"), (32, 32), (0, 0, 8, 8));
    refused(&["--results", "a=lazy"], "size");
    std::fs::remove_file(folder.path("lazy/4.png")).unwrap();
    refused(&["--results", "a=lazy"], "scene 4");
}

#[test]
fn what_callers_do_wrong() {
    let folder = Folder::new();
    scenes(&folder);
    for (more, word) in [
        (&["nowhere"][..], "nowhere"),
        (&["."], "eval.json"),
        (&["eval", "--methods", "magic"], "sdedit"),
        (&["eval", "--methods", "inpaint"], "inpaint"),
        (&["eval", "--methods", "sdedit,sdedit"], "twice"),
        (&["eval", "--methods", "sdedit/strength=7", "--steps", "1"], "strength"),
        (&["eval", "--methods", "repaint/preset=best"], "preset"),
        (&["eval", "--methods", "ilvr/mask=half"], "mask"),
        (&["eval", "--kinds", "taste"], "colour"),
        (&["eval", "--kinds", "style"], "kinds"),
        (&["eval", "--seeds", "0"], "seeds"),
        (&["eval", "--limit", "0"], "limit"),
        (&["eval", "--steps", "0"], "steps"),
        (&["eval", "--json", "nowhere/out.json"], "nowhere"),
        (&["eval", "--model", "nowhere"], "nowhere"),
        (&[], "dir"),
    ] {
        let sentence = folder.refused(&[&["bench", "edits"], more].concat()).to_lowercase();
        assert!(sentence.contains(word), "{more:?}: {sentence}");
    }
    let refused = |word: &str| {
        let sentence = folder.refused(&["bench", "edits", "eval", "--methods", "sdedit", "--steps", "1"]);
        assert!(sentence.contains(word), "{word}: {sentence}");
    };
    let good: Value = serde_json::from_slice(&folder.bytes("eval/eval.json")).unwrap();
    save_mask(&folder.path("eval/small.png"), (32, 32), (0, 0, 8, 8));
    folder.write("eval/text.png", b"no picture");
    for (key, value, word) in [
        ("caption", json!(7), "eval.json"),
        ("kind", json!("taste"), "taste"),
        ("target", json!("missing.png"), "missing.png"),
        ("target", json!("text.png"), "text.png"),
        ("mask", json!("small.png"), "one size"),
    ] {
        let mut bad = good.clone();
        bad[0][key] = value;
        list(&folder, &bad);
        refused(word);
    }
    list(&folder, &json!([]));
    refused("empty");
    folder.write("eval/eval.json", b"{");
    refused("eval.json");
    assert_eq!(folder.names(), ["eval"], "nothing is written");
}
