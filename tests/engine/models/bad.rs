//! Every way of being broken that we could think of: one sentence each, on one line, before anything big is allocated.

use serde_json::{Value, json};

use super::folder::{Folder, UNET, card, load};

/// Spoils a copy; what the sentence must contain.
type Case = (&'static str, fn(&Folder), &'static str);

const CONFIG: &str = "unet/config.json";
const TEXT: &str = "text_encoder/config.json";

fn set(file: &'static str, folder: &Folder, key: &str, value: Value) {
    folder.json(file, |json| json[key] = value);
}

/// All that must be refused without reading a weight.
const CASES: &[Case] = &[
    ("no folder", |f| f.remove(""), "there is no such folder"),
    ("index missing", |f| f.remove("model_index.json"), "no model_index.json"),
    ("index is no JSON", |f| f.write("model_index.json", "{"), "not a JSON object"),
    ("index is a list", |f| f.write("model_index.json", "[]"), "not a JSON object"),
    ("index without class", |f| f.write("model_index.json", "{}"), "_class_name is missing"),
    (
        "another family",
        |f| set("model_index.json", f, "_class_name", json!("StableDiffusionXLPipeline")),
        "this is a Stable Diffusion XL model; this version runs Stable Diffusion 1.x",
    ),
    ("unknown pipeline", |f| set("model_index.json", f, "_class_name", json!("a\nb")), r#"a model for "a\nb""#),
    ("config missing", |f| f.remove(CONFIG), "cannot use unet/config.json: the file is missing"),
    ("config is no text", |f| f.write(CONFIG, [0xff, 0xfe, 0]), "it is not text"),
    ("config is empty", |f| f.write(CONFIG, ""), "not a JSON object"),
    ("vae missing", |f| f.remove("vae"), "its part vae is missing"),
    ("text encoder missing", |f| f.remove("text_encoder"), "its part text_encoder is missing"),
    ("tokenizer missing", |f| f.remove("tokenizer"), "its part tokenizer is missing"),
    ("scheduler missing", |f| f.remove("scheduler"), "scheduler_config.json: the file is missing"),
    // Configurations.
    ("wrong type", |f| set(CONFIG, f, "block_out_channels", json!("16")), "must be a list"),
    ("no blocks", |f| set(CONFIG, f, "block_out_channels", json!([])), "must be a list of 1 to 16"),
    ("zero channels", |f| set(CONFIG, f, "block_out_channels", json!([0, 32, 32, 32])), "not 0"),
    ("negative channels", |f| set(CONFIG, f, "block_out_channels", json!([-16, 32, 32, 32])), "not -16"),
    ("half channels", |f| set(CONFIG, f, "block_out_channels", json!([16.5, 32, 32, 32])), "not 16.5"),
    ("absurd channels", |f| set(CONFIG, f, "block_out_channels", json!([1_000_000_000, 1, 1, 1])), "not 1000000000"),
    ("absurd layers", |f| set(CONFIG, f, "layers_per_block", json!(1_000_000)), "layers_per_block must be"),
    ("channels missing", |f| set(CONFIG, f, "block_out_channels", Value::Null), "block_out_channels is missing"),
    ("groups do not divide", |f| set(CONFIG, f, "norm_num_groups", json!(5)), "does not divide 16 channels"),
    ("no groups", |f| set(CONFIG, f, "norm_num_groups", json!(0)), "norm_num_groups must be"),
    ("heads do not divide", |f| set(CONFIG, f, "attention_head_dim", json!(3)), "does not divide"),
    ("heads of three blocks", |f| set(CONFIG, f, "attention_head_dim", json!([2, 2, 2])), "must have 4 entries"),
    ("unknown network", |f| set(CONFIG, f, "_class_name", json!("UNet3D")), "lacks: \"UNet3D\""),
    (
        "unknown block",
        |f| f.json(CONFIG, |json| json["down_block_types"][0] = json!("SkipDownBlock2D")),
        "lacks: \"SkipDownBlock2D\"",
    ),
    (
        "decoder block in the encoder",
        |f| f.json(CONFIG, |json| json["down_block_types"][0] = json!("UpBlock2D")),
        "does not belong there",
    ),
    ("an unknown feature", |f| set(CONFIG, f, "class_embed_type", json!("timestep")), "does not have: \"timestep\""),
    ("words of another width", |f| set(CONFIG, f, "cross_attention_dim", json!(768)), "the text encoder gives 12"),
    ("eps is a word", |f| set(CONFIG, f, "norm_eps", json!("small")), "norm_eps must be a number"),
    ("latents of another depth", |f| set("vae/config.json", f, "latent_channels", json!(16)), "16 of the latents"),
    ("unknown activation", |f| set(TEXT, f, "hidden_act", json!("relu")), "lacks: \"relu\""),
    ("text heads do not divide", |f| set(TEXT, f, "num_attention_heads", json!(5)), "does not divide 12"),
    (
        "unknown prediction",
        |f| set("scheduler/scheduler_config.json", f, "prediction_type", json!("noise")),
        "unknown variant",
    ),
    ("beta of 7", |f| set("scheduler/scheduler_config.json", f, "beta_end", json!(7)), "beta_end must be"),
    ("T of 0", |f| set("scheduler/scheduler_config.json", f, "num_train_timesteps", json!(0)), "from 1 to 100000"),
    // Tokenizer.
    ("vocabulary cut", |f| f.bytes("tokenizer/vocab.json", |b| b.truncate(1000)), "no table of tokens"),
    (
        "vocabulary without end",
        |f| f.json("tokenizer/vocab.json", |json| drop(json.as_object_mut().unwrap().remove("<|endoftext|>"))),
        "lacks the special token",
    ),
    ("ids too high", |f| set("tokenizer/vocab.json", f, "zzzz", json!(60_000)), "the text encoder knows 49408"),
    ("merges cut", |f| f.bytes("tokenizer/merges.txt", |b| b.truncate(1001)), "is no pair of tokens"),
    (
        "merges of another vocabulary",
        |f| f.write("tokenizer/merges.txt", "#version: 0.2\nqqqq zzzz\n"),
        "does not fit the vocabulary",
    ),
    // Weights files.
    ("weights missing", |f| f.remove(UNET), "unet has no diffusion_pytorch_model.safetensors"),
    (
        "pickled weights",
        |f| {
            f.remove(UNET);
            f.write("unet/diffusion_pytorch_model.bin", "x");
        },
        "only as .bin files",
    ),
    ("weights empty", |f| f.write(UNET, ""), "only 0 bytes long"),
    ("weights cut", |f| f.bytes(UNET, |b| b.truncate(b.len() / 2)), "which may be cut"),
    ("weights cut by a byte", |f| f.bytes(UNET, |b| b.truncate(b.len() - 1)), "which may be cut"),
    ("weights cut in the header", |f| f.bytes(UNET, |b| b.truncate(100)), "its header claims"),
    ("header of all memory", |f| f.bytes(UNET, |b| b[..8].fill(0xff)), "its header claims 18446744073709551615 bytes"),
    ("header is no JSON", |f| f.bytes(UNET, |b| b[8] = b'x'), "its header is not sound"),
    ("header too deep", |f| f.bytes(UNET, |b| b[8..2000].fill(b'[')), "its header is not sound"),
    ("bytes left over", |f| f.bytes(UNET, |b| b.extend([0; 16])), "16 bytes after the last tensor"),
    ("overlap", |f| tensor(f, |t| shift(t, -4)), "overlaps another"),
    ("gap", |f| tensor(f, |t| shift(t, 4)), "leaves a gap"),
    ("beyond the file", |f| tensor(f, |t| shift(t, 1 << 40)), "leaves a gap"),
    ("backwards", |f| tensor(f, |t| t["data_offsets"] = json!([64, 0])), "does not fill the bytes 64 to 0"),
    ("offsets below zero", |f| tensor(f, |t| t["data_offsets"] = json!([-64, 0])), "its header is not sound"),
    ("shape too big for its bytes", |f| tensor(f, |t| t["shape"] = json!([17])), "does not fill the bytes"),
    ("shape overflows", |f| tensor(f, |t| t["shape"] = json!([1u64 << 40, 1u64 << 40])), "does not fill the bytes"),
    ("unknown type", |f| tensor(f, |t| t["dtype"] = json!("F7")), "unknown type \"F7\""),
    ("whole numbers", |f| tensor(f, |t| t["dtype"] = json!("I32")), "is I32; this version reads F32, F16 and BF16"),
    (
        "transposed tensor",
        |f| f.header(UNET, |json| json["conv_in.weight"]["shape"] = json!([4, 16, 3, 3])),
        "the tensor conv_in.weight has shape [4, 16, 3, 3], expected [16, 4, 3, 3]",
    ),
    ("renamed tensor", |f| rename(f, UNET, "conv_in.bias"), "lack the tensor conv_in.bias (expected shape [16])"),
    (
        "renamed tensor of the autoencoder",
        |f| rename(f, "vae/diffusion_pytorch_model.safetensors", "decoder.conv_in.bias"),
        "lack the tensor decoder.conv_in.bias",
    ),
    ("another depth", |f| set(CONFIG, f, "layers_per_block", json!(3)), "lack the tensor down_blocks.0.resnets.2"),
    ("another width", |f| set(CONFIG, f, "block_out_channels", json!([16, 32, 32, 64])), "has shape"),
    // Shards.
    ("index to nowhere", |f| index(f, "gone.safetensors"), "the shard \"gone.safetensors\" is missing"),
    ("index out of the folder", |f| index(f, "../vae/diffusion_pytorch_model.safetensors"), "no file beside it"),
    ("index to the root", |f| index(f, "/etc/passwd"), "no file beside it"),
    (
        "index that lies",
        |f| {
            std::fs::copy(f.file(UNET), f.file("unet/a.safetensors")).unwrap();
            index(f, "a.safetensors");
        },
        "no shard holds the tensor \"x\"",
    ),
];

fn tensor(folder: &Folder, change: impl FnOnce(&mut Value)) {
    folder.header(UNET, |json| change(&mut json["conv_norm_out.bias"]));
}

fn shift(tensor: &mut Value, by: i64) {
    for offset in tensor["data_offsets"].as_array_mut().unwrap() {
        *offset = json!(offset.as_i64().unwrap() + by);
    }
}

fn rename(folder: &Folder, file: &str, tensor: &str) {
    folder.header(file, |json| {
        let table = json.as_object_mut().unwrap();
        let entry = table.remove(tensor).unwrap();
        table.insert("other".to_owned(), entry);
    });
}

/// Replaces the UNet's weights by an index that puts the tensor `x` into `shard`.
fn index(folder: &Folder, shard: &str) {
    folder.remove(UNET);
    let index = json!({ "metadata": {}, "weight_map": { "x": shard } });
    folder.write("unet/diffusion_pytorch_model.safetensors.index.json", index.to_string());
}

#[test]
fn broken_folders_are_told_apart() {
    assert!(CASES.len() >= 40);
    for (name, spoil, expected) in CASES {
        let folder = Folder::copy();
        spoil(&folder);
        let Err(error) = card(&folder.path()) else { panic!("{name} was accepted") };
        let sentence = error.to_string();
        assert!(sentence.contains(expected), "{name}: {sentence}");
        assert!(!sentence.contains('\n'), "{name}: {sentence}");
        let Err(error) = load(&folder.path()) else { panic!("{name} was loaded") };
        assert_eq!(error.to_string(), sentence, "{name}");
    }
}

#[test]
fn a_file_is_no_folder() {
    let folder = Folder::copy();
    let sentence = card(&folder.file("model_index.json")).unwrap_err().to_string();
    assert!(sentence.contains("it is a file, not a diffusers folder"), "{sentence}");
}

/// Only reading the weights can tell: the header is sound, a value is not.
#[test]
fn values_that_are_no_numbers() {
    let texts = "text_encoder/model.safetensors";
    let bias = "text_model.final_layer_norm.bias";
    for (file, tensor, value) in [(UNET, "conv_in.bias", f32::NAN), (texts, bias, f32::NEG_INFINITY)] {
        let folder = Folder::copy();
        let span = folder.span(file, tensor);
        folder.bytes(file, |bytes| bytes[span.end - 4..span.end].copy_from_slice(&value.to_le_bytes()));
        let Err(error) = load(&folder.path()) else { panic!("{tensor} was accepted") };
        assert_eq!(error.to_string(), format!("the tensor {tensor} holds values that are not finite numbers"));
    }
}
