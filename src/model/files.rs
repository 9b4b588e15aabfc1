//! The files of a model, in a folder or inside the program.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::{Error, Result, Source, builtin};

/// Longest text file that is read (a vocabulary is 1 MB).
const LONGEST_TEXT: u64 = 64 << 20;

/// Files by their paths within the model, `/` between folders.
pub(crate) enum Files {
    Folder(PathBuf),
    Embedded(&'static [(&'static str, &'static [u8])]),
}

impl Files {
    /// Where the files of `source` are. A folder must exist.
    pub(crate) fn of(source: &Source) -> Result<Self> {
        match source {
            Source::Builtin => Ok(Self::Embedded(builtin::FILES)),
            Source::Folder(path) if path.is_dir() => Ok(Self::Folder(path.clone())),
            Source::Folder(path) => {
                let reason =
                    if path.exists() { "it is a file, not a diffusers folder" } else { "there is no such folder" };
                Err(Error::not_a_model(reason, path))
            }
        }
    }

    /// Path to show in errors.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        match self {
            Self::Folder(path) => path.join(name),
            Self::Embedded(_) => Path::new("built-in").join(name),
        }
    }

    fn embedded(&self, name: &str) -> Option<&'static [u8]> {
        match self {
            Self::Folder(_) => None,
            Self::Embedded(files) => files.iter().find(|(file, _)| *file == name).map(|(_, bytes)| *bytes),
        }
    }

    /// Whether the file is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        match self {
            Self::Folder(path) => path.join(name).is_file(),
            Self::Embedded(_) => self.embedded(name).is_some(),
        }
    }

    /// Whether one of the files in the sub-folder `name` ends in `ending`.
    pub(crate) fn has_ending(&self, name: &str, ending: &str) -> bool {
        let Self::Folder(path) = self else { return false };
        let entries = std::fs::read_dir(path.join(name)).into_iter().flatten().flatten();
        entries.into_iter().any(|entry| entry.file_name().to_string_lossy().ends_with(ending))
    }

    /// A text file as a whole.
    pub(crate) fn text(&self, name: &str) -> Result<String> {
        let wrong = |reason: String| Error::config(name, reason);
        if !self.has(name) {
            return Err(wrong("the file is missing".to_owned()));
        }
        let blob = self.open(name).map_err(|e| wrong(e.to_string()))?;
        if blob.len > LONGEST_TEXT {
            return Err(wrong(format!("it is {} MB long", blob.len >> 20)));
        }
        let bytes = blob.read(0, blob.len as usize).map_err(|e| wrong(e.to_string()))?;
        String::from_utf8(bytes.into_owned()).map_err(|e| wrong(format!("it is not text: {e}")))
    }

    /// A file to read pieces of.
    pub(crate) fn open(&self, name: &str) -> io::Result<Blob> {
        let path = self.path(name);
        if let Some(bytes) = self.embedded(name) {
            return Ok(Blob { path, len: bytes.len() as u64, body: Body::Slice(bytes) });
        }
        let file = File::open(&path)?;
        Ok(Blob { path, len: file.metadata()?.len(), body: Body::File(Mutex::new(file)) })
    }
}

/// A file of which pieces are read.
pub(crate) struct Blob {
    pub(crate) path: PathBuf,
    pub(crate) len: u64,
    body: Body,
}

enum Body {
    File(Mutex<File>),
    Slice(&'static [u8]),
}

impl Blob {
    /// Bytes as if they were a file.
    #[cfg(test)]
    pub(crate) fn of(bytes: Vec<u8>) -> Self {
        Self { path: PathBuf::from("bytes"), len: bytes.len() as u64, body: Body::Slice(bytes.leak()) }
    }

    /// `len` bytes from `start` on; the caller knows that the file is that long.
    pub(crate) fn read(&self, start: u64, len: usize) -> io::Result<Cow<'static, [u8]>> {
        match &self.body {
            Body::Slice(bytes) => {
                let piece = bytes.get(start as usize..).and_then(|rest| rest.get(..len));
                piece.map(Cow::Borrowed).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
            }
            Body::File(file) => {
                let mut file = file.lock().map_err(|_poisoned| io::Error::other("another reader failed"))?;
                let mut piece = vec![0; len];
                file.seek(SeekFrom::Start(start))?;
                file.read_exact(&mut piece)?;
                Ok(Cow::Owned(piece))
            }
        }
    }
}
