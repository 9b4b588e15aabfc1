//! Model folders: whole ones are described, broken ones refused with the reason.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::program::{Folder, save_rgb};

/// A small model of Stable Diffusion's form.
pub(crate) const TINY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/parity/models/tiny-sd15");
/// Its noise predictor's weights.
const UNET: &str = "unet/diffusion_pytorch_model.safetensors";

/// A copy of the small model.
fn copy(folder: &Folder, name: &str) -> PathBuf {
    let to = folder.path(name);
    copy_tree(Path::new(TINY), &to);
    to
}

fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_tree(&entry.path(), &to);
        } else {
            std::fs::write(to, std::fs::read(entry.path()).unwrap()).unwrap(); // writable whatever the source is
        }
    }
}

/// Rewrites the header of a safetensors file.
fn rewrite_header(path: &Path, change: impl FnOnce(&mut Value)) {
    let bytes = std::fs::read(path).unwrap();
    let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let mut header: Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
    change(&mut header);
    let header = header.to_string();
    let parts = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &bytes[8 + length..]];
    std::fs::write(path, parts.concat()).unwrap();
}

/// Breaks a model folder.
type Spoil = fn(&Path);

/// Broken copies of the small model: what was done to it, and its name in the folder.
pub(crate) fn broken(folder: &Folder) -> Vec<(&'static str, String)> {
    let spoils: [(&str, Spoil); 11] = [
        ("weights-missing", |at| std::fs::remove_file(at.join(UNET)).unwrap()),
        ("weights-cut", |at| {
            let bytes = std::fs::read(at.join(UNET)).unwrap();
            std::fs::write(at.join(UNET), &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("weights-empty", |at| std::fs::write(at.join(UNET), b"").unwrap()),
        ("header-huge", |at| {
            let mut bytes = std::fs::read(at.join(UNET)).unwrap();
            bytes[..8].copy_from_slice(&u64::MAX.to_le_bytes());
            std::fs::write(at.join(UNET), bytes).unwrap();
        }),
        ("tensor-missing", |at| {
            rewrite_header(&at.join(UNET), |header| {
                let weight = header.as_object_mut().unwrap().remove("conv_in.weight").unwrap();
                header["conv_in.other"] = weight;
            });
        }),
        ("tensor-mis-shaped", |at| {
            rewrite_header(&at.join(UNET), |header| {
                let shape = header["conv_in.weight"]["shape"].as_array_mut().unwrap();
                shape.swap(0, 1);
            });
        }),
        ("tensor-beyond-the-file", |at| {
            rewrite_header(&at.join(UNET), |header| header["conv_in.weight"]["data_offsets"] = json!([0, 1_u64 << 50]));
        }),
        ("tensor-lies-about-its-size", |at| {
            rewrite_header(&at.join(UNET), |header| {
                header["conv_in.weight"]["shape"] = json!([1_u64 << 40, 1 << 20, 1 << 20, 3]);
            });
        }),
        ("config-cut", |at| {
            let text = std::fs::read_to_string(at.join("unet/config.json")).unwrap();
            std::fs::write(at.join("unet/config.json"), &text[..text.len() / 2]).unwrap();
        }),
        ("config-missing", |at| std::fs::remove_file(at.join("unet/config.json")).unwrap()),
        ("tokenizer-missing", |at| std::fs::remove_file(at.join("tokenizer/vocab.json")).unwrap()),
    ];
    let mut models = Vec::new();
    for (name, spoil) in spoils {
        spoil(&copy(folder, name));
        models.push((name, name.to_owned()));
    }
    std::fs::create_dir(folder.path("empty-folder")).unwrap();
    folder.write("file.safetensors", b"not a model");
    models.extend(["empty-folder", "file.safetensors", "no-such-model"].map(|name| (name, name.to_owned())));
    models
}

#[test]
fn broken_ones_are_refused_with_the_reason() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 64);
    let models = broken(&folder);
    for (name, path) in &models {
        let told = folder.refused(&["models", path]);
        let edit = folder.refused(&["edit", "in.png", "-o", "out.png", "--steps", "1", "--model", path]);
        assert!(!folder.path("out.png").exists(), "{name}");
        assert_eq!(told, edit, "the same words everywhere");
        assert!(folder.refused(&["methods", "--model", path, "--json"]).len() > 8);
    }
    for (name, part) in
        [("tensor-missing", "conv_in.weight"), ("tensor-mis-shaped", "conv_in.weight"), ("weights-cut", UNET)]
    {
        let sentence = folder.refused(&["models", name]);
        assert!(sentence.contains(part), "{name}: {sentence}");
    }
    let all: Vec<_> = models.iter().map(|(_, path)| path.as_str()).collect();
    let sentence = folder.refused(&[&["models", "builtin"][..], &all].concat());
    assert!(sentence.contains(&format!("{} of {}", all.len(), all.len() + 1)), "{sentence}");
}

#[test]
fn the_built_in_model_is_described() {
    let folder = Folder::new();
    let text = folder.done(&["models"]);
    assert!(text.contains("256 px") && text.contains("unet") && text.contains("memory"), "{text}");
    let json: Value = serde_json::from_str(&folder.done(&["models", "--json"])).unwrap();
    let model = &json["models"][0];
    assert_eq!((model["native_px"].as_u64(), model["text"].as_bool()), (Some(256), Some(true)));
    assert!(model["memory_bytes"].as_u64().unwrap() > 10 << 20);
    assert_eq!(json["unavailable"], json!([]));
}

#[test]
fn folders_are_described_and_run() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 64, 64);
    let json: Value = serde_json::from_str(&folder.done(&["models", TINY, "--json"])).unwrap();
    assert_eq!(json["models"][0]["family"], "Stable Diffusion 1");
    folder.done(&["edit", "in.png", "-o", "out.png", "--model", TINY, "--steps", "2", "--prompt", "a cat"]);
    let sentence = folder.refused(&["edit", "in.png", "-o", "again.png", "--recipe", "out.png"]);
    assert!(sentence.contains("--model"), "{sentence}");
    folder.done(&["edit", "in.png", "-o", "again.png", "--recipe", "out.png", "--model", TINY]);
    assert!(folder.bytes("out.png") == folder.bytes("again.png"));
    let sentence = folder.refused(&["edit", "in.png", "-o", "x.png", "--recipe", "out.png", "--model", "builtin"]);
    assert!(sentence.contains("another model"), "{sentence}");
}
