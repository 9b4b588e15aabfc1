//! The same model as one file, in shards, and in half precision.

use std::collections::HashMap;

use candle_core::{DType, Device, Tensor};
use palimpsest::model::{Family, Model, ModelCard, Part, PredictionType, Source};
use serde_json::json;

use super::folder::{Folder, UNET, card, load, tiny};

/// ε of one call with the model's own words.
fn eps(model: &Model) -> Tensor {
    let words = model.text.as_ref().unwrap().encode("a photo of a cat").unwrap();
    let x = super::hooks::wave((1, 4, 8, 8), 0.7);
    let t = Tensor::new(&[501f32], &Device::Cpu).unwrap();
    model.network.forward(&x, &t, Some(&words), &mut ()).unwrap()
}

fn difference(a: &Tensor, b: &Tensor) -> f32 {
    (a - b).unwrap().abs().unwrap().max_all().unwrap().to_scalar().unwrap()
}

#[test]
fn shards_give_the_same() {
    let folder = Folder::copy();
    let all = candle_core::safetensors::load(folder.file(UNET), &Device::Cpu).unwrap();
    folder.remove(UNET);
    let mut names: Vec<_> = all.keys().cloned().collect();
    names.sort();
    let mut map = serde_json::Map::new();
    for (i, half) in names.chunks(names.len() / 2 + 1).enumerate() {
        let shard = format!("diffusion_pytorch_model-0000{}-of-00002.safetensors", i + 1);
        let part: HashMap<_, _> = half.iter().map(|name| (name.clone(), all[name].clone())).collect();
        candle_core::safetensors::save(&part, folder.file("unet").join(&shard)).unwrap();
        map.extend(half.iter().map(|name| (name.clone(), json!(shard))));
    }
    assert_eq!(map.len(), names.len());
    let index = json!({ "metadata": {}, "weight_map": map });
    folder.write("unet/diffusion_pytorch_model.safetensors.index.json", index.to_string());
    assert_eq!(difference(&eps(&load(&folder.path()).unwrap()), &eps(&load(&tiny()).unwrap())), 0.0);
}

#[test]
fn half_precision_is_near() {
    let whole = eps(&load(&tiny()).unwrap());
    // bf16 keeps 8 bits of the weights, fp16 11.
    for (variant, dtype, near) in [("fp16", DType::F16, 2e-2), ("bf16", DType::BF16, 2e-1)] {
        let folder = Folder::copy();
        for stem in ["unet/diffusion_pytorch_model", "vae/diffusion_pytorch_model", "text_encoder/model"] {
            let file = folder.file(&format!("{stem}.safetensors"));
            let mut all = candle_core::safetensors::load(&file, &Device::Cpu).unwrap();
            for tensor in all.values_mut().filter(|tensor| tensor.dtype() == DType::F32) {
                *tensor = tensor.to_dtype(dtype).unwrap();
            }
            std::fs::remove_file(file).unwrap();
            candle_core::safetensors::save(&all, folder.file(&format!("{stem}.{variant}.safetensors"))).unwrap();
        }
        let half = eps(&load(&folder.path()).unwrap());
        assert_eq!(half.dtype(), DType::F32);
        let error = difference(&half, &whole);
        assert!(0.0 < error && error < near, "{variant}: {error}");
    }
}

#[test]
fn cards_say_what_a_model_is() {
    let sd1 = card(&tiny()).unwrap();
    assert_eq!((sd1.name.as_str(), sd1.family, sd1.prediction), ("tiny-sd15", Family::Sd1, PredictionType::Epsilon));
    assert_eq!((sd1.native_px, sd1.factor, sd1.step_px, sd1.latent_channels, sd1.unet_channels), (64, 8, 64, 4, 4));
    assert!(sd1.text && sd1.max_tokens == 77);
    let sd2 = card(&tiny().with_file_name("tiny-sd21")).unwrap();
    assert_eq!((sd2.family, sd2.prediction), (Family::Sd2, PredictionType::VPrediction));
    let pixel = card(&tiny().with_file_name("tiny-ddpm")).unwrap();
    assert_eq!((pixel.family, pixel.native_px, pixel.factor, pixel.step_px), (Family::Pixel, 32, 1, 8));
    assert!(!pixel.text && pixel.parts.len() == 1);
    let builtin = ModelCard::read(&Source::Builtin).unwrap();
    assert_eq!((builtin.name.as_str(), builtin.family, builtin.native_px), ("Built-in", Family::Builtin, 256));
    assert_eq!((builtin.factor, builtin.step_px), (8, 32));
    // fp16 on disk: two bytes a parameter and the header.
    for (part, parameters, bytes) in &builtin.parts {
        assert!((2 * parameters..2 * parameters + 65_536).contains(bytes), "{part:?}: {parameters} in {bytes}");
    }
    assert_eq!(builtin.parts.iter().map(|part| part.0).collect::<Vec<_>>(), [Part::Text, Part::Unet, Part::Vae]);
}

#[test]
fn a_hash_names_the_weights() {
    let folder = Folder::copy();
    let before = card(&folder.path()).unwrap().hash;
    assert_eq!(before, card(&tiny()).unwrap().hash);
    assert_eq!(before.len(), 64);
    let span = folder.span(UNET, "conv_in.bias");
    folder.json("scheduler/scheduler_config.json", |json| json["beta_end"] = json!(0.013));
    let schedule = card(&folder.path()).unwrap().hash;
    assert_ne!(before, schedule);
    folder.bytes(UNET, |bytes| {
        let end = bytes.len();
        bytes[end - 1] ^= 1;
        assert!(span.end <= end);
    });
    assert_ne!(schedule, card(&folder.path()).unwrap().hash);
}

#[test]
fn memory_grows_with_the_region() {
    let builtin = ModelCard::read(&Source::Builtin).unwrap();
    let sizes = [64, 128, 256, 512, 1024, 4096].map(|side| builtin.run_bytes(side, side, 2, 0));
    assert!(sizes.is_sorted(), "{sizes:?}");
    assert!(builtin.weight_bytes() < sizes[0]);
    assert!(builtin.run_bytes(256, 256, 1, 0) <= builtin.run_bytes(256, 256, 8, 0));
}

#[test]
fn loading_can_be_stopped() {
    let mut told = Vec::new();
    let stop = |part: Part, done: f32| {
        told.push((part, done));
        if part == Part::Unet { Err(palimpsest::model::Error::Cancelled) } else { Ok(()) }
    };
    let mut stop = stop;
    let Err(error) = Model::load(&Source::Builtin, &Device::Cpu, &mut stop) else { panic!("not stopped") };
    assert_eq!(error.to_string(), "cancelled");
    assert_eq!(told, [(Part::Text, 0.0), (Part::Text, 1.0), (Part::Unet, 0.0)]);
}
