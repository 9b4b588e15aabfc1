//! Figures of speed: that they are there and fit together, not what they are.

use serde_json::Value;

use crate::models::TINY;
use crate::program::Folder;

/// The cheapest settings of `bench speed`, and more.
fn speed(more: &[&str]) -> Vec<String> {
    [&["bench", "speed", "--runs", "2", "--steps", "1", "--threads", "2", "--json"], more]
        .concat()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn measured(folder: &Folder, more: &[&str]) -> Value {
    let arguments = speed(more);
    let stdout = folder.done(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(stdout.lines().count(), 1, "{stdout}");
    serde_json::from_str(&stdout).unwrap()
}

#[test]
fn everything_of_the_model_inside() {
    let folder = Folder::new();
    let speed = measured(&folder, &["--size", "64"]);
    let figures = speed["figures"].as_array().unwrap();
    let names: Vec<_> = figures.iter().map(|figure| figure["name"].as_str().unwrap()).collect();
    let all = [
        "startup",
        "text",
        "encode",
        "decode",
        "unet",
        "pair",
        "tiles_whole",
        "tiles_half",
        "edit",
        "mask_100",
        "mask_5",
        "mask_10",
        "mask_25",
        "preview_first",
        "preview_end",
        "preview_slider",
        "again_first",
        "again_second",
        "again_full",
        "reuse_1",
        "reuse_2",
        "reuse_3",
        "reuse_5",
    ];
    assert_eq!(names, all);
    assert_eq!((&speed["size"], &speed["threads"], &speed["steps"]), (&64.into(), &2.into(), &1.into()));
    assert_eq!(speed["model"]["path"], "builtin");
    assert!(speed["gemm_gflops"].as_f64().unwrap() > 0.0);
    if cfg!(target_os = "linux") {
        assert!(speed["peak_bytes"].as_u64().unwrap() > 1 << 24);
    }
    for figure in figures {
        let seconds = &figure["seconds"];
        let [least, median, greatest] = ["least", "median", "greatest"].map(|key| seconds[key].as_f64().unwrap());
        assert!(0.0 < least && least <= median && median <= greatest, "{figure}");
        assert_eq!(seconds["all"].as_array().unwrap().len(), 2, "{figure}");
        let call = ["text", "encode", "decode", "unet", "pair"].contains(&figure["name"].as_str().unwrap());
        for key in ["gflop", "gflops", "share"] {
            assert_eq!(figure[key].as_f64().is_some_and(|x| x > 0.0), call, "{figure}");
        }
    }
    for figure in figures {
        let patched = &figure["patched"];
        assert_eq!(patched.is_object(), figure["name"] == "again_second", "{figure}");
        if patched.is_object() {
            assert_eq!(patched["dense"].as_u64().unwrap() + patched["patched"].as_u64().unwrap(), 2, "{figure}");
        }
    }
    // With one step every call is in full: nothing differs, and JSON knows no infinity.
    for figure in figures {
        let psnr = figure["psnr"].as_f64();
        assert_eq!(psnr.is_some_and(|psnr| psnr > 20.0), figure["name"] == "tiles_half", "{figure}");
    }
    let of = |name: &str, key: &str| figures[names.iter().position(|&n| n == name).unwrap()][key].as_f64().unwrap();
    assert_eq!(of("pair", "gflop"), 2.0 * of("unet", "gflop"));
    assert!(folder.names().is_empty(), "nothing is left behind");
}

#[test]
fn a_folder_and_some_words() {
    let folder = Folder::new();
    let speed = measured(&folder, &["--model", TINY, "--only", "unet,text"]);
    let names: Vec<_> = speed["figures"].as_array().unwrap().iter().map(|figure| &figure["name"]).collect();
    assert_eq!(names, ["text", "unet"]);
    assert_eq!(speed["model"]["path"], TINY);
}

#[test]
fn a_model_without_words_has_fewer_figures() {
    let folder = Folder::new();
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/models/tiny-ddpm");
    let speed = measured(&folder, &["--model", model]);
    let figures = speed["figures"].as_array().unwrap();
    assert!(figures.iter().any(|figure| figure["name"] == "unet"));
    assert!(!figures.iter().any(|figure| figure["name"] == "text" || figure["name"] == "decode"));
    let sentence = folder.refused(&["bench", "speed", "--model", model, "--only", "text"]);
    assert!(sentence.contains("text") && sentence.ends_with("tiny-ddpm"), "{sentence}");
}

#[test]
fn a_table_for_people() {
    let text = Folder::new().done(&["bench", "speed", "--size", "64", "--only", "unet", "--runs", "1"]);
    let near = ["bench", "speed", "--size", "64", "--only", "reuse", "--runs", "1", "--steps", "4"];
    let near = Folder::new().done(&near);
    assert!(near.contains("all in full") && near.matches("PSNR").count() == 3, "{near}");
    for word in ["median", "least", "greatest", "GFLOPS", "UNet", "64×64"] {
        assert!(text.contains(word), "{word} is missing: {text}");
    }
}

#[test]
fn what_callers_do_wrong() {
    let folder = Folder::new();
    for (more, word) in [
        (&["speed", "--only", "speed"][..], "unet"),
        (&["speed", "--size", "0"], "size"),
        (&["speed", "--size", "65"], "32"),
        (&["speed", "--size", "-64"], "size"),
        (&["speed", "--size", "4096"], "1024"),
        (&["speed", "--runs", "0"], "runs"),
        (&["speed", "--steps", "0"], "steps"),
        (&["speed", "--threads", "0"], "threads"),
        (&["speed", "--model", "nowhere"], "nowhere"),
        (&["load", "--model", "nowhere"], "nowhere"),
        (&["nonsense"], "nonsense"),
        (&[], "speed"),
    ] {
        let sentence = folder.refused(&[&["bench"], more].concat());
        assert!(sentence.contains(word), "{more:?}: {sentence}");
    }
}
