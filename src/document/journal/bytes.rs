//! Numbers and runs of bytes, little end first; reading never believes a length.

use super::{Error, Result};

/// What is left to be read.
pub(super) struct Bytes<'a> {
    pub(super) left: &'a [u8],
    /// Bytes that may still be unpacked from it.
    room: u64,
}

impl<'a> Bytes<'a> {
    /// All of them, whatever they unpack to.
    pub(super) fn of(left: &'a [u8]) -> Self {
        Self::within(left, u64::MAX)
    }
    /// No more than `room` bytes are unpacked from them.
    pub(super) fn within(left: &'a [u8], room: u64) -> Self {
        Self { left, room }
    }
    /// So much is about to be unpacked.
    pub(super) fn unpack(&mut self, bytes: u64) -> Result<()> {
        let too_much = || Error::Unsound("it unpacks to more than may be kept".to_owned());
        self.room = self.room.checked_sub(bytes).ok_or_else(too_much)?;
        Ok(())
    }
    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self.left.split_at_checked(count).ok_or_else(cut)?;
        self.left = rest;
        Ok(taken)
    }
    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (taken, rest) = self.left.split_first_chunk().ok_or_else(cut)?;
        self.left = rest;
        Ok(*taken)
    }
    pub(super) fn u8(&mut self) -> Result<u8> {
        self.array().map(u8::from_le_bytes)
    }
    pub(super) fn u16(&mut self) -> Result<u16> {
        self.array().map(u16::from_le_bytes)
    }
    pub(super) fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }
    pub(super) fn u64(&mut self) -> Result<u64> {
        self.array().map(u64::from_le_bytes)
    }
    /// A run with its length before it.
    pub(super) fn run(&mut self) -> Result<&'a [u8]> {
        let length = self.u32()? as usize;
        self.take(length)
    }
    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }
}

/// A run with its length before it.
pub(super) fn put_run(out: &mut Vec<u8>, run: &[u8]) {
    out.extend((run.len() as u32).to_le_bytes());
    out.extend(run);
}

fn cut() -> Error {
    Error::Unsound("a record is shorter than what it should hold".to_owned())
}
