//! The header of a safetensors file, believed in nothing until checked.
//!
//! Format: 8 bytes little-endian length, that many bytes of JSON, then the tensors without gaps
//! (<https://github.com/huggingface/safetensors#format>).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::files::Blob;

/// Longest header that is read.
const LONGEST: u64 = 100 << 20;

/// Where a tensor lies.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// As named in the file (`F32`).
    pub(crate) dtype: String,
    pub(crate) shape: Vec<usize>,
    /// First byte, counted from the start of the file.
    pub(crate) start: u64,
    /// Length in bytes.
    pub(crate) len: usize,
}

#[derive(Deserialize)]
struct Header {
    #[serde(rename = "__metadata__")]
    _metadata: Option<IgnoredAny>,
    #[serde(flatten)]
    tensors: BTreeMap<String, Raw>,
}

#[derive(Deserialize)]
struct Raw {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

/// Reads and checks the header; the error is the reason in words.
pub(crate) fn read(blob: &Blob) -> Result<BTreeMap<String, Entry>, String> {
    let io = |e: std::io::Error| format!("it cannot be read: {e}");
    if blob.len < 8 {
        return Err(format!("it is only {} bytes long", blob.len));
    }
    let length = blob.read(0, 8).map_err(io)?;
    let length = u64::from_le_bytes(std::array::from_fn(|i| length[i]));
    if length > LONGEST || length > blob.len - 8 {
        return Err(format!("its header claims {length} bytes of a file of {}", blob.len));
    }
    let json = blob.read(8, length as usize).map_err(io)?;
    let header: Header = serde_json::from_slice(&json).map_err(|e| format!("its header is not sound: {e}"))?;
    let data = 8 + length;
    let entries = header.tensors.into_iter().map(|(name, raw)| entry(&name, raw, data).map(|entry| (name, entry)));
    let entries: BTreeMap<_, _> = entries.collect::<Result<_, _>>()?;
    covers(&entries, data, blob.len)?;
    Ok(entries)
}

/// One tensor: shape × type must be exactly as long as the offsets say.
fn entry(name: &str, raw: Raw, data: u64) -> Result<Entry, String> {
    let size = match raw.dtype.as_str() {
        "BOOL" | "U8" | "I8" | "F8_E4M3" | "F8_E5M2" | "F8_E8M0" => 1,
        "U16" | "I16" | "F16" | "BF16" => 2,
        "U32" | "I32" | "F32" => 4,
        "U64" | "I64" | "F64" | "C64" => 8,
        other => return Err(format!("the tensor {name:?} has the unknown type {other:?}")),
    };
    if raw.shape.len() > 8 {
        return Err(format!("the tensor {name:?} has {} dimensions", raw.shape.len()));
    }
    let bytes = raw.shape.iter().try_fold(size, |all: u64, &dim| all.checked_mul(dim));
    let (from, to) = raw.data_offsets;
    let span = to.checked_sub(from);
    match (bytes, span, data.checked_add(from)) {
        (Some(bytes), Some(span), Some(start)) if bytes == span => Ok(Entry {
            dtype: raw.dtype,
            shape: raw.shape.into_iter().map(|dim| dim as usize).collect(),
            start,
            len: span as usize,
        }),
        _ => Err(format!(
            "the tensor {name:?} of shape {:?} and type {} does not fill the bytes {from} to {to}",
            raw.shape, raw.dtype
        )),
    }
}

/// The tensors lie one after the other from `data` to the end of the file: no overlap, no gap, nothing beyond.
fn covers(entries: &BTreeMap<String, Entry>, data: u64, end: u64) -> Result<(), String> {
    let mut order: Vec<_> = entries.iter().collect();
    order.sort_by_key(|(_, entry)| (entry.start, entry.len));
    let mut at = data;
    for (name, entry) in order {
        if entry.start != at {
            let how = if entry.start < at { "overlaps another" } else { "leaves a gap before it" };
            return Err(format!("the tensor {name:?} {how}"));
        }
        at = at
            .checked_add(entry.len as u64)
            .filter(|&at| at <= end)
            .ok_or_else(|| format!("the tensor {name:?} reaches beyond the end of the file, which may be cut"))?;
    }
    if at == end { Ok(()) } else { Err(format!("{} bytes after the last tensor belong to none", end - at)) }
}
