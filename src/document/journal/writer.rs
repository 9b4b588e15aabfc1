//! Writing a journal.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use super::{MAGIC, Record, Result};

/// Bytes before a record: length and checksum.
pub(super) const HEAD: usize = 12;

/// A journal that is being written.
#[derive(Debug)]
pub struct Writer {
    file: File,
    bytes: u64,
    /// Written since the disk was last told to keep it.
    is_loose: bool,
}

impl Writer {
    /// Begins a journal in an empty file.
    pub fn begin(mut file: File) -> Result<Self> {
        file.write_all(MAGIC)?;
        Ok(Self { file, bytes: MAGIC.len() as u64, is_loose: true })
    }

    /// Goes on with a journal whose records are whole up to `bytes`; what comes after is cut.
    pub fn go_on(mut file: File, bytes: u64) -> Result<Self> {
        file.set_len(bytes)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self { file, bytes, is_loose: true })
    }

    /// Writes a record at the end. After an error the journal ends with what was written before, or with a torn record;
    /// then nothing more should be written to it.
    pub fn append(&mut self, record: &Record) -> Result<()> {
        let payload = record.payload()?;
        let mut head = Vec::with_capacity(HEAD);
        head.extend((payload.len() as u64).to_le_bytes());
        head.extend(checksum(payload.len() as u64, &payload).to_le_bytes());
        self.file.write_all(&head)?;
        self.file.write_all(&payload)?;
        self.is_loose = true;
        self.bytes += (head.len() + payload.len()) as u64;
        Ok(())
    }

    /// Tells the disk to keep what was written. Without it a record outlives the program, but not the machine.
    pub fn sync(&mut self) -> Result<()> {
        if std::mem::take(&mut self.is_loose) {
            self.file.sync_data()?;
        }
        Ok(())
    }

    /// The file, for another thread to [sync](File::sync_data) what was written so far: that may take as long as a stroke.
    pub fn take_loose(&mut self) -> Result<Option<File>> {
        Ok(if std::mem::take(&mut self.is_loose) { Some(self.file.try_clone()?) } else { None })
    }

    /// Its size.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Of a record's length and payload, so that a length that was torn is seen too.
pub(super) fn checksum(length: u64, payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&length.to_le_bytes());
    hasher.update(payload);
    hasher.finalize()
}
