//! `methods`, help and version, and the way into the window.

use serde_json::Value;

use crate::program::{Folder, save_rgb};

#[test]
fn methods_as_json() {
    let folder = Folder::new();
    let listed: Value = serde_json::from_str(&folder.done(&["methods", "--json"])).unwrap();
    let methods = listed["methods"].as_array().unwrap();
    let names: Vec<_> = methods.iter().map(|method| method["name"].as_str().unwrap()).collect();
    for name in ["sdedit", "latent_blend", "ddim_inversion"] {
        assert!(names.contains(&name), "{names:?}");
    }
    for method in methods {
        assert!(!method["paper"].as_str().unwrap().is_empty());
        for parameter in method["parameters"].as_array().unwrap() {
            assert!(!parameter["name"].as_str().unwrap().is_empty());
            assert!(!parameter["range"].as_str().unwrap().is_empty());
        }
    }
    assert!(listed["unavailable"].is_array());
}

#[test]
fn methods_of_a_pixel_model_say_what_does_not_run() {
    let folder = Folder::new();
    let model = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/models/tiny-ddpm");
    let listed: Value = serde_json::from_str(&folder.done(&["methods", "--json", "--model", model])).unwrap();
    let names = |key: &str| -> Vec<String> {
        listed[key].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names("methods").contains(&"sdedit".into()), "{listed}");
    for row in listed["unavailable"].as_array().unwrap() {
        assert!(!row["reason"].as_str().unwrap().is_empty());
        assert!(!names("methods").contains(&row["name"].as_str().unwrap().to_owned()));
    }
}

#[test]
fn methods_as_text_names_papers() {
    let text = Folder::new().done(&["methods"]);
    assert!(text.contains("sdedit") && text.contains("2108.01073"), "{text}");
}

#[test]
fn help_and_version_are_no_errors() {
    let folder = Folder::new();
    assert!(folder.done(&["--help"]).contains("edit"));
    assert!(folder.done(&["edit", "--help"]).contains("--strength"));
    assert_eq!(folder.done(&["--version"]).trim(), concat!("palimpsest ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_file_named_like_a_command_is_opened_by_its_path() {
    let folder = Folder::new();
    save_rgb(&folder.path("tour.png"), 8, 8);
    std::fs::rename(folder.path("tour.png"), folder.path("methods")).unwrap();
    assert!(folder.done(&["methods"]).contains("sdedit"), "the command has the name");
    let out = folder.done(&["edit", "./methods", "-o", "out.png", "--steps", "1", "--guidance", "1"]);
    assert!(out.contains("out.png"), "{out}");
}
