//! Samples, compressed: LZ4 in blocks, quick enough for every stroke.

use super::bytes::{Bytes, put_run};
use super::{Error, Result};

/// Bytes of one block before it is compressed.
const BLOCK: usize = 4 << 20;
/// LZ4 never unpacks to more than this many times its size: who says so lies.
const RATIO: u64 = 256;

/// Appends `samples`.
pub(super) fn put(out: &mut Vec<u8>, samples: &[u8]) {
    out.extend((samples.len() as u64).to_le_bytes());
    for block in samples.chunks(BLOCK) {
        put_run(out, &lz4_flex::block::compress(block));
    }
}

/// Takes as many bytes as it should be.
pub(super) fn take(bytes: &mut Bytes<'_>, should: u64) -> Result<Vec<u8>> {
    let length = bytes.u64()?;
    if length != should || length > RATIO.saturating_mul(bytes.left.len() as u64) {
        return Err(Error::Unsound("a picture has another number of samples than its size says".to_owned()));
    }
    bytes.unpack(length)?;
    let mut samples = vec![0; length as usize];
    for block in samples.chunks_mut(BLOCK) {
        let unpacked =
            lz4_flex::block::decompress_into(bytes.run()?, block).map_err(|error| Error::Unsound(error.to_string()))?;
        if unpacked != block.len() {
            return Err(Error::Unsound("a picture ends early".to_owned()));
        }
    }
    Ok(samples)
}
