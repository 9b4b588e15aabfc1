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

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> Vec<u8> {
        let header = r#"{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F16","shape":[4],"data_offsets":[24,32]},"c":{"dtype":"I64","shape":[],"data_offsets":[32,40]}}"#;
        [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[7; 40]].concat()
    }

    #[test]
    fn a_sound_header() {
        let bytes = file();
        let data = bytes.len() as u64 - 40;
        let entries = read(&Blob::of(bytes)).unwrap();
        let entry = |dtype: &str, shape: &[usize], start, len| Entry {
            dtype: dtype.to_owned(),
            shape: shape.to_vec(),
            start: data + start,
            len,
        };
        assert_eq!(entries["a"], entry("F32", &[2, 3], 0, 24));
        assert_eq!(entries["b"], entry("F16", &[4], 24, 8));
        assert_eq!(entries["c"], entry("I64", &[], 32, 8));
    }

    /// Thousands of spoilt files: an error on one line, or tensors that lie within the file; never a panic.
    #[test]
    fn spoilt_headers_do_no_harm() {
        let (mut state, mut refused) = (1u64, 0);
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..5000 {
            let mut bytes = file();
            for _ in 0..=next(3) {
                let at = next(bytes.len());
                match next(4) {
                    0 => bytes[at] = next(256) as u8,
                    1 => bytes[at] = b"0123456789-[]{},:\"e"[next(19)],
                    2 => drop(bytes.remove(at)),
                    _ => bytes.insert(at, bytes[next(at + 1)]),
                }
            }
            let length = bytes.len() as u64;
            match read(&Blob::of(bytes)) {
                Ok(entries) => {
                    assert!(entries.values().all(|entry| entry.start + entry.len as u64 <= length));
                }
                Err(reason) => {
                    assert!(!reason.is_empty() && !reason.contains('\n'));
                    refused += 1;
                }
            }
        }
        assert!((3000..5000).contains(&refused), "{refused}");
    }
}
