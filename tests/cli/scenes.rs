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
    list(
        folder,
        &json!([
            scene(3, "object", "dog", "a dog on grass", "dog", json!({ "obj": "dog", "scene": "grass", "size": 0.5 })),
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
