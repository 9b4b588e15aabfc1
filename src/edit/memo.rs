//! What a run may reuse from earlier ones: text states, encoded pictures, trajectories; pruned by bytes.

use std::collections::HashMap;
use std::sync::Arc;

use candle_core::{DType, Tensor};
use sha2::{Digest, Sha256};

use super::Result;
use super::linear::Linear;
use super::passes::Passes;
use super::trace::Trace;

/// Identity of a value: a hash of everything that it depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key([u8; 32]);

impl Key {
    /// From the kind of value and everything that it depends on.
    pub(super) fn new(kind: &str, parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in std::iter::once(&kind).chain(parts) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }
}

/// The hash of a tensor's shape and numbers, as text for [`Key::new`].
pub(super) fn content(x: &Tensor) -> Result<String> {
    let numbers: Vec<f32> = x.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
    let mut hash = Sha256::new();
    hash.update(format!("{:?}", x.dims()));
    hash.update(bytemuck::cast_slice::<f32, u8>(&numbers));
    Ok(format!("{:x}", hash.finalize()))
}

/// A reusable value.
#[derive(Clone)]
pub(super) enum Value {
    /// Text states, an encoded picture.
    Tensor(Tensor),
    /// An inversion, cleanest first.
    Path(Arc<Vec<Tensor>>),
    /// What was learned for each step, and the calls that it took.
    Learned(Arc<Vec<Tensor>>, usize),
    /// The steps of a run.
    Trace(Arc<Trace>),
    /// A model's latent → RGB map.
    Linear(Arc<Linear>),
}

impl Value {
    fn bytes(&self) -> u64 {
        let bytes = |x: &Tensor| (x.elem_count() * 4) as u64;
        match self {
            Self::Tensor(x) => bytes(x),
            Self::Path(path) | Self::Learned(path, _) => path.iter().map(bytes).sum(),
            Self::Trace(trace) => trace.bytes(),
            Self::Linear(_) => 256,
        }
    }
}

struct Entry {
    value: Value,
    used: u64,
}

/// Keyed by content, so that it can only save time. The least recently used goes first.
#[derive(Default)]
pub struct Memo {
    limit: u64,
    bytes: u64,
    clock: u64,
    entries: HashMap<Key, Entry>,
    /// Activations of previews.
    pub(super) passes: Passes,
    /// Calls of noise predictors that were not made because of it, ever.
    pub(super) saved: usize,
}

impl std::fmt::Debug for Memo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Memo({} values, {} of {} bytes)", self.entries.len(), self.bytes, self.limit)
    }
}

impl Memo {
    /// With a limit in bytes; 0 remembers nothing.
    pub fn new(limit: u64) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Bytes of activations that are kept for previews.
    pub fn activation_bytes(&self) -> u64 {
        self.passes.bytes()
    }

    /// Forgets the activations of previews.
    pub fn forget_activations(&mut self) {
        self.passes.clear();
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::new(self.limit);
    }

    pub(super) fn get(&mut self, key: &Key) -> Option<Value> {
        self.clock += 1;
        let entry = self.entries.get_mut(key)?;
        entry.used = self.clock;
        Some(entry.value.clone())
    }

    pub(super) fn put(&mut self, key: Key, value: Value) {
        self.clock += 1;
        let bytes = value.bytes();
        if bytes > self.limit {
            return;
        }
        self.bytes += bytes;
        if let Some(old) = self.entries.insert(key, Entry { value, used: self.clock }) {
            self.bytes -= old.value.bytes();
        }
        while self.bytes > self.limit {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone());
            let Some(entry) = oldest.and_then(|key| self.entries.remove(&key)) else { break };
            self.bytes -= entry.value.bytes();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    fn value(n: usize) -> Value {
        Value::Tensor(Tensor::zeros(n, DType::F32, &Device::Cpu).unwrap())
    }

    #[test]
    fn the_least_used_goes_first_and_the_limit_holds() {
        let mut memo = Memo::new(1000);
        let key = |name: &str| Key::new("test", &[name]);
        memo.put(key("a"), value(100));
        memo.put(key("b"), value(100));
        assert!(memo.get(&key("a")).is_some());
        memo.put(key("c"), value(100));
        assert!(memo.get(&key("b")).is_none());
        assert!(memo.get(&key("a")).is_some() && memo.get(&key("c")).is_some());
        memo.put(key("a"), value(50));
        assert_eq!(memo.bytes(), 600);
        memo.put(key("huge"), value(1000));
        assert!(memo.get(&key("huge")).is_none());
        assert_eq!(memo.bytes(), 600);
    }

    #[test]
    fn keys_tell_parts_apart() {
        assert_ne!(Key::new("a", &["bc"]), Key::new("a", &["b", "c"]));
        let x = Tensor::new(&[[1f32, 2.0]], &Device::Cpu).unwrap();
        assert_ne!(content(&x).unwrap(), content(&x.t().unwrap()).unwrap());
        assert_eq!(content(&x).unwrap(), content(&x.copy().unwrap()).unwrap());
    }
}
