//! Where journals lie: a folder for each window, locked while the window lives.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// A window's folder. The lock goes with it.
#[derive(Debug)]
pub(super) struct Slot {
    folder: PathBuf,
    _lock: File,
}

impl Slot {
    /// A new folder below `root`, which is made where it is missing.
    pub(super) fn new(root: &Path) -> io::Result<Self> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_micros());
        // Before it is locked a window that starts may take it for one that nobody needs: then another is made.
        for again in 0..3 {
            let folder = root.join(format!("{now}-{}-{again}", std::process::id()));
            std::fs::create_dir_all(&folder)?;
            match Self::lock(folder) {
                Ok(Some(slot)) if slot.is_there() => return Ok(slot),
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Err(io::ErrorKind::WouldBlock.into())
    }

    /// The folder of a window that is gone; `None` while it lives.
    fn lock(folder: PathBuf) -> io::Result<Option<Self>> {
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(folder.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Self { folder, _lock: lock })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// The folders of all windows that are gone, oldest first. What can't be read is passed over.
    pub(super) fn left(root: &Path) -> Vec<Self> {
        let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
        let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        folders.sort();
        folders.into_iter().filter_map(|folder| Self::lock(folder).ok().flatten()).collect()
    }

    /// Nobody deleted it.
    pub(super) fn is_there(&self) -> bool {
        self.folder.is_dir()
    }

    /// The journal.
    pub(super) fn journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// A journal that takes the place of the other once it holds a document.
    pub(super) fn next_journal(&self) -> PathBuf {
        self.folder.join("journal.new")
    }

    /// When the journal was last written to.
    pub(super) fn written(&self) -> Option<SystemTime> {
        std::fs::metadata(self.journal()).and_then(|data| data.modified()).ok()
    }

    /// Throws the journal and its folder away.
    pub(super) fn delete(self) -> io::Result<()> {
        let Self { folder, _lock: lock } = self;
        drop(lock);
        std::fs::remove_dir_all(folder)
    }
}
