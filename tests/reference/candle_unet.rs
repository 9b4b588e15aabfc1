//! candle-transformers' own UNet as the baseline of speed figures: one folder of Stable Diffusion 1.5's shape, one JSON
//! line with the seconds of each call after a warm-up.
//!
//! `candle_unet FOLDER SIZE BATCH RUNS THREADS`; `speed.py` runs it beside the others.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Device, Tensor};
use candle_transformers::models::stable_diffusion::StableDiffusionConfig;

/// What suits candle best: half of its time goes into page faults with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, size, batch, runs, threads] = &arguments[..] else {
        anyhow::bail!("expected FOLDER SIZE BATCH RUNS THREADS")
    };
    let (size, batch, runs): (usize, usize, usize) = (size.parse()?, batch.parse()?, runs.parse()?);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.parse()?).build()?;
    let seconds = pool.install(|| measure(Path::new(folder), size, batch, runs))?;
    let (seconds, peak) = (serde_json::json!(seconds), peak_bytes());
    println!("{}", serde_json::json!({ "seconds": seconds, "peak_bytes": peak }));
    Ok(())
}

fn measure(folder: &Path, size: usize, batch: usize, runs: usize) -> Result<Vec<f64>> {
    let device = Device::Cpu;
    let config = StableDiffusionConfig::v1_5(None, Some(size), Some(size));
    let weights = folder.join("unet/diffusion_pytorch_model.safetensors");
    let unet = config.build_unet(weights, &device, 4, false, DType::F32)?;
    let side = size / 8;
    let wave = |shape: &[usize]| -> Result<Tensor> {
        let n: usize = shape.iter().product();
        Ok(Tensor::from_iter((0..n).map(|i| (i as f32 * 0.7).sin()), &device)?.reshape(shape)?)
    };
    let (x, words) = (wave(&[batch, 4, side, side])?, wave(&[batch, 77, 768])?);
    let mut seconds = Vec::new();
    for run in 0..=runs {
        let begun = Instant::now();
        let out = unet.forward(&x, 501.0, &words)?;
        if run > 0 {
            seconds.push(begun.elapsed().as_secs_f64());
        }
        ensure!(out.sum_all()?.to_scalar::<f32>()?.is_finite(), "the numbers are no longer finite");
    }
    Ok(seconds)
}

/// VmHWM, where the system tells.
fn peak_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse().context("no number").ok()?;
    Some(kilobytes << 10)
}
