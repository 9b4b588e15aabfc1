//! Published checkpoints by their numbers of parameters, and a pass of their size that is left in the middle.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use candle_core::{DType, Device, Shape, Tensor};
use candle_nn::var_builder::SimpleBackend;
use candle_nn::{Init, VarBuilder};
use serde_json::{Value, json};

use super::clip::{Clip, ClipConfig};
use super::unet::{PixelUnet, Unet, UnetConfig};
use super::vae::{Vae, VaeConfig};
use super::{Error, Hooks, Result};

/// Zeros that take no memory, counted.
struct Count(Arc<AtomicUsize>);

impl SimpleBackend for Count {
    fn get(&self, shape: Shape, _: &str, _: Init, dtype: DType, device: &Device) -> candle_core::Result<Tensor> {
        self.0.fetch_add(shape.elem_count(), Ordering::Relaxed);
        Tensor::zeros((), dtype, device)?.broadcast_as(shape)
    }
    fn get_unchecked(&self, _: &str, dtype: DType, device: &Device) -> candle_core::Result<Tensor> {
        Tensor::zeros((), dtype, device)
    }
    fn contains_tensor(&self, _: &str) -> bool {
        false
    }
}

fn count<T>(build: impl FnOnce(&VarBuilder<'_>) -> candle_core::Result<T>) -> usize {
    let counter = Arc::new(AtomicUsize::new(0));
    let backend = Box::new(Count(counter.clone()));
    build(&VarBuilder::from_backend(backend, DType::F32, Device::Cpu)).unwrap();
    counter.load(Ordering::Relaxed)
}

/// The configuration of a tiny model with the sizes of a published one.
fn config(model: &str, part: &str, sizes: &Value) -> String {
    let models = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity/models");
    let text = std::fs::read_to_string(models.join(model).join(part).join("config.json")).unwrap();
    let mut config: Value = serde_json::from_str(&text).unwrap();
    config.as_object_mut().unwrap().extend(sizes.as_object().unwrap().clone());
    config.to_string()
}

fn sd15() -> UnetConfig {
    let sizes = json!({
        "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 768, "norm_num_groups": 32, "sample_size": 64,
    });
    UnetConfig::parse("unet/config.json", &config("tiny-sd15", "unet", &sizes)).unwrap()
}

/// Stable Diffusion 1.5's UNet with nothing in it: gigabytes once packed, so that all tests share one.
pub(crate) fn sd15_of_zeros() -> &'static Unet {
    static UNET: OnceLock<Unet> = OnceLock::new();
    UNET.get_or_init(|| Unet::new(&sd15(), &VarBuilder::zeros(DType::F32, &Device::Cpu)).unwrap())
}

/// UNet, autoencoder and text encoder of Stable Diffusion 1.5.
pub(super) fn sd15_parts() -> (UnetConfig, VaeConfig, ClipConfig) {
    let sizes = json!({ "block_out_channels": [128, 256, 512, 512], "norm_num_groups": 32 });
    let vae = VaeConfig::parse("vae/config.json", &config("tiny-sd15", "vae", &sizes)).unwrap();
    let sizes = json!({
        "hidden_size": 768, "intermediate_size": 3072, "num_hidden_layers": 12, "num_attention_heads": 12,
    });
    let clip = ClipConfig::parse("text_encoder/config.json", &config("tiny-sd15", "text_encoder", &sizes)).unwrap();
    (sd15(), vae, clip)
}

#[test]
fn stable_diffusion_1_5() {
    let (unet, vae, clip) = sd15_parts();
    assert_eq!(count(|vb| Unet::new(&unet, vb)), 859_520_964);
    assert_eq!(count(|vb| Vae::new(&vae, vb)), 83_653_863);
    assert_eq!(count(|vb| Clip::new(&clip, vb)), 123_060_480);
}

#[test]
fn stable_diffusion_2_1() {
    let sizes = json!({
        "block_out_channels": [320, 640, 1280, 1280], "attention_head_dim": [5, 10, 20, 20],
        "cross_attention_dim": 1024, "norm_num_groups": 32,
    });
    let unet = UnetConfig::parse("unet/config.json", &config("tiny-sd21", "unet", &sizes)).unwrap();
    assert_eq!(count(|vb| Unet::new(&unet, vb)), 865_910_724);
    // 23 of OpenCLIP's 24 layers: the published folder has dropped the last.
    let sizes = json!({
        "hidden_size": 1024, "intermediate_size": 4096, "num_hidden_layers": 23, "num_attention_heads": 16,
    });
    let clip = ClipConfig::parse("text_encoder/config.json", &config("tiny-sd21", "text_encoder", &sizes)).unwrap();
    assert_eq!(count(|vb| Clip::new(&clip, vb)), 340_387_840);
}

/// CIFAR-10's DDPM (Ho et al. 2020, appendix B: 35.7 million parameters).
#[test]
fn ddpm_cifar10() {
    let sizes = json!({
        "block_out_channels": [128, 256, 256, 256], "norm_num_groups": 32,
        "down_block_types": ["DownBlock2D", "AttnDownBlock2D", "DownBlock2D", "DownBlock2D"],
        "up_block_types": ["UpBlock2D", "UpBlock2D", "AttnUpBlock2D", "UpBlock2D"],
    });
    let unet = UnetConfig::parse("unet/config.json", &config("tiny-ddpm", "unet", &sizes)).unwrap();
    assert_eq!(count(|vb| PixelUnet::new(&unet, vb)), 35_746_307);
}

struct Stop {
    at: usize,
    asked: usize,
}

impl Hooks for Stop {
    fn checkpoint(&mut self) -> Result<()> {
        self.asked += 1;
        if self.asked > self.at { Err(Error::Cancelled) } else { Ok(()) }
    }
}

/// At Stable Diffusion 1.5's sizes, too, a pass is left at the very next checkpoint.
#[test]
fn a_big_pass_ends_at_the_next_checkpoint() {
    let unet = sd15_of_zeros();
    let x = Tensor::ones((1, 4, 16, 16), DType::F32, &Device::Cpu).unwrap();
    let words = Tensor::ones((1, 77, 768), DType::F32, &Device::Cpu).unwrap();
    let t = Tensor::new(&[500f32], &Device::Cpu).unwrap();
    for at in [0, 5, 12] {
        let mut stop = Stop { at, asked: 0 };
        assert!(matches!(unet.forward(&x, &t, &words, &mut stop), Err(Error::Cancelled)));
        assert_eq!(stop.asked, at + 1);
    }
}
