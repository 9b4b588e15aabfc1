//! A copy of tiny-sd15 that a test may spoil.

use std::path::{Path, PathBuf};

use candle_core::Device;
use palimpsest::model::{Error, Model, ModelCard, Source};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) const UNET: &str = "unet/diffusion_pytorch_model.safetensors";

/// The model that the tests carry.
pub(crate) fn tiny() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity/models/tiny-sd15")
}

pub(crate) fn load(folder: &Path) -> Result<Model, Error> {
    Model::load(&Source::Folder(folder.to_owned()), &Device::Cpu, &mut |_, _| Ok(()))
}

pub(crate) fn card(folder: &Path) -> Result<ModelCard, Error> {
    ModelCard::read(&Source::Folder(folder.to_owned()))
}

/// A model folder in a temporary place.
pub(crate) struct Folder {
    temporary: TempDir,
}

impl Folder {
    pub(crate) fn copy() -> Self {
        let temporary = TempDir::new().unwrap();
        let (from, to) = (tiny(), temporary.path().join("model"));
        std::fs::create_dir(&to).unwrap();
        std::fs::copy(from.join("model_index.json"), to.join("model_index.json")).unwrap();
        for part in ["scheduler", "text_encoder", "tokenizer", "unet", "vae"] {
            std::fs::create_dir(to.join(part)).unwrap();
            for file in std::fs::read_dir(from.join(part)).unwrap() {
                let file = file.unwrap();
                std::fs::copy(file.path(), to.join(part).join(file.file_name())).unwrap();
            }
        }
        Self { temporary }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.temporary.path().join("model")
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub(crate) fn remove(&self, name: &str) {
        let path = self.file(name);
        if path.is_dir() { std::fs::remove_dir_all(path).unwrap() } else { std::fs::remove_file(path).unwrap() }
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.file(name), bytes).unwrap();
    }

    /// Changes a file's bytes.
    pub(crate) fn bytes(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut bytes = std::fs::read(self.file(name)).unwrap();
        change(&mut bytes);
        self.write(name, bytes);
    }

    /// Changes a JSON file.
    pub(crate) fn json(&self, name: &str, change: impl FnOnce(&mut Value)) {
        let mut json = serde_json::from_slice(&std::fs::read(self.file(name)).unwrap()).unwrap();
        change(&mut json);
        self.write(name, json.to_string());
    }

    /// Changes the header of a safetensors file, not its data.
    pub(crate) fn header(&self, name: &str, change: impl FnOnce(&mut Value)) {
        self.bytes(name, |bytes| {
            let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
            let mut json = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
            change(&mut json);
            let header = json.to_string().into_bytes();
            let data = bytes.split_off(8 + length);
            *bytes = [(header.len() as u64).to_le_bytes().to_vec(), header, data].concat();
        });
    }

    /// Where a tensor of a safetensors file lies in it.
    pub(crate) fn span(&self, name: &str, tensor: &str) -> std::ops::Range<usize> {
        let bytes = std::fs::read(self.file(name)).unwrap();
        let length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        let header: Value = serde_json::from_slice(&bytes[8..8 + length]).unwrap();
        let at = |i: usize| 8 + length + header[tensor]["data_offsets"][i].as_u64().unwrap() as usize;
        at(0)..at(1)
    }
}
