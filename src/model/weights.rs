//! The weights of one part: checked against the configuration by their headers, then read tensor by tensor.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use candle_core::{DType, Device, Shape, Tensor};
use candle_nn::{Init, VarBuilder, var_builder::SimpleBackend};
use serde::Deserialize;

use super::files::{Blob, Files};
use super::header::{self, Entry};
use super::{Error, Result};

/// The safetensors files of one part.
pub(crate) struct Weights {
    pub(crate) blobs: Vec<Blob>,
    entries: BTreeMap<String, (usize, Entry)>,
}

#[derive(Deserialize)]
struct Index {
    weight_map: BTreeMap<String, String>,
}

impl Weights {
    /// Opens `folder/stem.safetensors`, its `fp16` or `bf16` variant, or the shards that its index names.
    pub(crate) fn open(files: &Files, folder: &str, stem: &str) -> Result<Self> {
        for variant in ["", ".fp16", ".bf16"] {
            let whole = format!("{stem}{variant}.safetensors");
            if files.has(&format!("{folder}/{whole}")) {
                return Self::shards(files, folder, [whole].into());
            }
            let index = [format!("{whole}.index.json"), format!("{stem}.safetensors.index{variant}.json")];
            if let Some(index) = index.iter().find(|index| files.has(&format!("{folder}/{index}"))) {
                return Self::indexed(files, folder, index);
            }
        }
        let reason = if files.has_ending(folder, ".bin") || files.has_ending(folder, ".ckpt") {
            format!("{folder} has its weights only as .bin files, which can run code; this version reads safetensors")
        } else {
            format!("{folder} has no {stem}.safetensors")
        };
        Err(Error::not_a_model(reason, &files.path("")))
    }

    fn indexed(files: &Files, folder: &str, index: &str) -> Result<Self> {
        let name = format!("{folder}/{index}");
        let text = files.text(&name)?;
        let Index { weight_map } =
            serde_json::from_str(&text).map_err(|e| Error::config(&name, format!("it is no index of shards: {e}")))?;
        let shards: BTreeSet<String> = weight_map.values().cloned().collect();
        for shard in &shards {
            let plain = shard.ends_with(".safetensors") && !shard.contains(['/', '\\', ':', '\0']);
            if !plain {
                return Err(Error::config(&name, format!("it names {shard:?}, which is no file beside it")));
            }
            if !files.has(&format!("{folder}/{shard}")) {
                return Err(Error::config(&name, format!("the shard {shard:?} is missing")));
            }
        }
        let weights = Self::shards(files, folder, shards)?;
        match weight_map.keys().find(|tensor| !weights.entries.contains_key(*tensor)) {
            Some(tensor) => Err(Error::config(&name, format!("no shard holds the tensor {tensor:?}"))),
            None => Ok(weights),
        }
    }

    fn shards(files: &Files, folder: &str, names: BTreeSet<String>) -> Result<Self> {
        let mut weights = Self { blobs: Vec::new(), entries: BTreeMap::new() };
        for name in names {
            let name = format!("{folder}/{name}");
            let path = files.path(&name);
            let broken = |reason: String| Error::Weights { reason, path: path.clone() };
            let blob = files.open(&name).map_err(|e| broken(e.to_string()))?;
            for (tensor, entry) in header::read(&blob).map_err(broken)? {
                if weights.entries.contains_key(&tensor) {
                    return Err(broken(format!("the tensor {tensor:?} is in another shard too")));
                }
                weights.entries.insert(tensor, (weights.blobs.len(), entry));
            }
            weights.blobs.push(blob);
        }
        Ok(weights)
    }

    /// Bytes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        self.blobs.iter().map(|blob| blob.len).sum()
    }

    /// Builds the part without its values, to check name, shape and type of every tensor that it asks for; how many
    /// parameters it has, and the part. Nothing big is allocated: the tensors are one zero, broadcast.
    pub(crate) fn check<T>(&self, build: impl FnOnce(VarBuilder<'_>) -> candle_core::Result<T>) -> Result<(u64, T)> {
        let reader = Reader { weights: self, fetch: false, wrong: Mutex::default(), parameters: AtomicU64::new(0) };
        let hollow = reader.run(&Device::Cpu, build)?;
        Ok((reader.parameters.into_inner(), hollow))
    }

    /// Builds the part with its values as f32 on `device`.
    pub(crate) fn load<T>(
        &self,
        device: &Device,
        build: impl FnOnce(VarBuilder<'_>) -> candle_core::Result<T>,
    ) -> Result<T> {
        let reader = Reader { weights: self, fetch: true, wrong: Mutex::default(), parameters: AtomicU64::new(0) };
        reader.run(device, build)
    }

    fn read(&self, name: &str, shape: &Shape, device: &Device, fetch: bool) -> Result<Tensor> {
        let expected = shape.dims().to_vec();
        let Some((blob, entry)) = self.entries.get(name) else {
            return Err(Error::MissingTensor { name: name.to_owned(), expected });
        };
        if entry.shape != expected {
            return Err(Error::WrongShape { name: name.to_owned(), expected, found: entry.shape.clone() });
        }
        let broken = |reason: String| Error::Weights { reason, path: self.blobs[*blob].path.clone() };
        let dtype = match entry.dtype.as_str() {
            "F16" => DType::F16,
            "BF16" => DType::BF16,
            "F32" => DType::F32,
            other => return Err(broken(format!("the tensor {name} is {other}; this version reads F32, F16 and BF16"))),
        };
        if !fetch {
            return Ok(Tensor::zeros((), DType::F32, device)?.broadcast_as(shape)?);
        }
        let bytes = self.blobs[*blob].read(entry.start, entry.len).map_err(|e| broken(e.to_string()))?;
        if !finite(&bytes, dtype) {
            return Err(Error::NotFinite { name: name.to_owned() });
        }
        let tensor = Tensor::from_raw_buffer(&bytes, dtype, &expected, &Device::Cpu)?;
        Ok(tensor.to_dtype(DType::F32)?.to_device(device)?)
    }
}

/// Whether no value has all bits of its exponent set.
fn finite(bytes: &[u8], dtype: DType) -> bool {
    let half = |exponent: u16| bytes.chunks_exact(2).all(|b| u16::from_le_bytes([b[0], b[1]]) & exponent != exponent);
    match dtype {
        DType::F16 => half(0x7c00),
        DType::BF16 => half(0x7f80),
        _ => bytes.chunks_exact(4).all(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]).is_finite()),
    }
}

/// What candle's builder asks; keeps our own error, which candle's cannot carry.
struct Reader<'a> {
    weights: &'a Weights,
    fetch: bool,
    wrong: Mutex<Option<Error>>,
    parameters: AtomicU64,
}

impl Reader<'_> {
    fn run<T>(&self, device: &Device, build: impl FnOnce(VarBuilder<'_>) -> candle_core::Result<T>) -> Result<T> {
        let builder = VarBuilder::from_backend(Box::new(self), DType::F32, device.clone());
        let built = build(builder);
        let wrong = self.wrong.lock().ok().and_then(|mut wrong| wrong.take());
        wrong.map_or_else(|| built.map_err(Error::from), Err)
    }
}

impl SimpleBackend for &Reader<'_> {
    fn get(&self, shape: Shape, name: &str, _: Init, _: DType, device: &Device) -> candle_core::Result<Tensor> {
        self.parameters.fetch_add(shape.elem_count() as u64, Ordering::Relaxed);
        self.weights.read(name, &shape, device, self.fetch).map_err(|error| {
            let told = candle_core::Error::Msg(error.to_string());
            if let Ok(mut wrong) = self.wrong.lock() {
                wrong.get_or_insert(error);
            }
            told
        })
    }

    fn get_unchecked(&self, name: &str, dtype: DType, device: &Device) -> candle_core::Result<Tensor> {
        let shape = self.weights.entries.get(name).map(|(_, entry)| Shape::from(entry.shape.clone()));
        self.get(shape.unwrap_or_else(|| Shape::from(())), name, Init::Const(0.0), dtype, device)
    }

    fn contains_tensor(&self, name: &str) -> bool {
        self.weights.entries.contains_key(name)
    }
}
