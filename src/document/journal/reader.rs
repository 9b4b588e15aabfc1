//! Reading a journal.

use std::fs::File;
use std::io::{BufReader, Read};

use super::writer::checksum;
use super::{Error, MAGIC, Record, Result};

/// The records of a journal, oldest first, up to the last whole one.
#[derive(Debug)]
pub struct Reader {
    file: BufReader<File>,
    /// Bytes that were not read yet.
    left: u64,
    is_torn: bool,
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
        Ok(Self { file, left: length.saturating_sub(magic.len() as u64), is_torn: magic.len() < MAGIC.len() })
    }

    /// The end of the file was not the end of a record.
    pub fn is_torn(&self) -> bool {
        self.is_torn
    }

    /// The next record's bytes; `None` at the end, or where the tail is torn.
    fn payload(&mut self) -> Option<Vec<u8>> {
        let mut head = [0; 12];
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
        if self.left == 0 || self.is_torn {
            return None;
        }
        let payload = self.payload();
        self.is_torn = payload.is_none();
        payload.map(|payload| Record::of_payload(&payload))
    }
}
