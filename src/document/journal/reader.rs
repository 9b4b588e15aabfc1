//! Reading a journal.

use std::fs::File;
use std::io::{BufReader, Read};

use super::writer::{HEAD, checksum};
use super::{Error, MAGIC, Record, Result};

/// The records of a journal, oldest first, up to the last whole one.
#[derive(Debug)]
pub struct Reader {
    file: BufReader<File>,
    /// Bytes that were not read yet.
    left: u64,
    is_torn: bool,
    /// Bytes up to the end of the last whole record.
    whole: u64,
}

impl Reader {
    /// Errors when it is no journal of this version. A file that ends in its header is an empty journal.
    pub fn new(file: File) -> Result<Self> {
        let length = file.metadata()?.len();
        let mut file = BufReader::new(file);
        let mut magic = Vec::new();
        Read::by_ref(&mut file).take(MAGIC.len() as u64).read_to_end(&mut magic)?;
        if !MAGIC.starts_with(&magic) {
            return Err(Error::Foreign);
        }
        let whole = magic.len() as u64;
        Ok(Self { file, left: length.saturating_sub(whole), is_torn: magic.len() < MAGIC.len(), whole })
    }

    /// Where the last record that was read ends.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// The end of the file was not the end of a record.
    pub fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// The next record's bytes; `None` at the end, or where the tail is torn.
    pub(super) fn payload(&mut self) -> Option<Vec<u8>> {
        if self.left == 0 || self.is_torn {
            return None;
        }
        let payload = self.next_payload();
        match &payload {
            Some(payload) => self.whole += HEAD as u64 + payload.len() as u64,
            None => self.is_torn = true,
        }
        payload
    }

    fn next_payload(&mut self) -> Option<Vec<u8>> {
        let mut head = [0; HEAD];
        self.left = self.left.checked_sub(head.len() as u64)?;
        self.file.read_exact(&mut head).ok()?;
        let (length, sum) = head.split_first_chunk::<8>()?;
        let (length, sum) = (u64::from_le_bytes(*length), u32::from_le_bytes(*sum.first_chunk()?));
        // A length is believed as far as the file goes.
        self.left = self.left.checked_sub(length)?;
        let mut payload = Vec::new();
        Read::by_ref(&mut self.file).take(length).read_to_end(&mut payload).ok()?;
        (payload.len() as u64 == length && checksum(length, &payload) == sum).then_some(payload)
    }
}

impl Iterator for Reader {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        self.payload().map(|payload| Record::of_payload(&payload))
    }
}
