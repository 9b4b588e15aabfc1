//! Undo steps as one run of bytes, for files that are no journals.

use super::bytes::Bytes;
use super::{Error, Record, Result};
use crate::document::Past;

/// Bytes that one step may unpack to, and that all of them may take in memory.
const ROOM: u64 = 1 << 30;

/// The steps in records, the newest first, each with its length before it.
pub fn pack(past: &Past) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    for act in past.acts() {
        let payload = Record::Past(act).payload()?;
        out.extend((payload.len() as u64).to_le_bytes());
        out.extend(payload);
    }
    Ok(out)
}

/// And back; whether they are steps of a document is asked when it [remembers](crate::document::Document::remember) them.
pub fn unpack(bytes: &[u8]) -> Result<Past> {
    let mut bytes = Bytes::of(bytes);
    let mut past = Past::default();
    while !bytes.is_empty() && (past.bytes() as u64) < ROOM {
        let length = usize::try_from(bytes.u64()?).unwrap_or(usize::MAX);
        match Record::of_bytes(Bytes::within(bytes.take(length)?, ROOM))? {
            Record::Past(act) => past.push(act),
            _ => return Err(Error::Unsound("an undo step is none".to_owned())),
        }
    }
    Ok(past)
}
