//! Reading a journal.

use std::fs::File;
use std::io::{BufReader, Read};

use super::bytes::Bytes;
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

    /// The next record's bytes; `None` at the end, or where the tail is torn. After an error there is nothing more.
    pub(super) fn payload(&mut self) -> Option<Result<Vec<u8>>> {
        if self.left == 0 || self.is_torn {
            return None;
        }
        match self.next_payload() {
            Ok(Some(payload)) => {
                self.whole += HEAD as u64 + payload.len() as u64;
                Some(Ok(payload))
            }
            Ok(None) => {
                self.is_torn = true;
                None
            }
            // What the disk doesn't give now may be whole: it is not torn, and nothing after it is read.
            Err(error) => {
                self.left = 0;
                Some(Err(error))
            }
        }
    }

    /// `None` where the record is not whole.
    fn next_payload(&mut self) -> Result<Option<Vec<u8>>> {
        let mut head = [0; HEAD];
        let Some(left) = self.left.checked_sub(head.len() as u64) else { return Ok(None) };
        self.file.read_exact(&mut head)?;
        let mut numbers = Bytes::of(&head);
        let (length, sum) = (numbers.u64()?, numbers.u32()?);
        // A length is believed as far as the file goes.
        let Some(left) = left.checked_sub(length) else { return Ok(None) };
        self.left = left;
        let mut payload = Vec::new();
        Read::by_ref(&mut self.file).take(length).read_to_end(&mut payload)?;
        let is_whole = payload.len() as u64 == length && checksum(length, &payload) == sum;
        Ok(is_whole.then_some(payload))
    }
}

impl Iterator for Reader {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Self::Item> {
        self.payload().map(|payload| Record::of_payload(&payload?))
    }
}
