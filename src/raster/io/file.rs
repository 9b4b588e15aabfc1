//! Bytes from files and to files, with errors in words.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::super::{Error, Result};
use super::whole::Kind;

/// No file of a picture that can be opened is larger: 300 megapixels of four f32 and as much room again for the rest.
const BYTES_MAX: u64 = 10 << 30;

/// All bytes of a picture file; its first bytes must be those of a picture before the others are read.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let failed = |reason: String| Error::Read { reason, path: path.to_owned() };
    let wrong = |e: io::Error| failed(in_words(&e));
    let about = fs::metadata(path).map_err(wrong)?;
    if about.is_dir() {
        return Err(failed("it is a folder".to_owned()));
    }
    if !about.is_file() {
        return Err(failed("it is not a regular file".to_owned()));
    }
    if about.len() > BYTES_MAX {
        return Err(failed("the file is larger than any picture that can be opened".to_owned()));
    }
    let mut file = File::open(path).map_err(wrong)?;
    let mut bytes = Vec::new();
    io::Read::by_ref(&mut file).take(64).read_to_end(&mut bytes).map_err(wrong)?;
    if bytes.is_empty() {
        return Err(failed("the file is empty".to_owned()));
    }
    Kind::of(&bytes).map_err(|e| match e {
        Error::Decode { reason } => failed(reason),
        other => other,
    })?;
    bytes.try_reserve_exact(about.len() as usize).map_err(|e| failed(e.to_string()))?;
    file.take(BYTES_MAX).read_to_end(&mut bytes).map_err(wrong)?;
    Ok(bytes)
}

/// Errors where `path` cannot be written to, as far as that can be told beforehand.
pub(super) fn check_target(path: &Path) -> Result<()> {
    let failed = |reason: &str| Err(Error::Write { reason: reason.to_owned(), path: path.to_owned() });
    if path.file_name().is_none() {
        return failed("it is not the name of a file");
    }
    match fs::metadata(path) {
        Ok(about) if about.is_dir() => return failed("it is a folder"),
        Ok(about) if !about.is_file() => return failed("it is not a regular file"),
        Ok(about) if about.permissions().readonly() => return failed("the file is read-only"),
        _ => {}
    }
    match fs::metadata(folder_of(path)) {
        Ok(about) if about.is_dir() => Ok(()),
        Ok(_) => failed("its folder is a file"),
        Err(e) if e.kind() == ErrorKind::NotFound => failed("the folder does not exist"),
        Err(e) => failed(&in_words(&e)),
    }
}

/// Writes beside `path`, flushes, renames.
pub(super) fn write(bytes: &[u8], path: &Path) -> Result<()> {
    write_with(path, |mut file| file.write_all(bytes).map_err(|e| wrong_with(path, &e)))
}

/// The same of what `fill` writes.
pub(super) fn write_with<E: From<Error>>(path: &Path, fill: impl FnOnce(&File) -> Result<(), E>) -> Result<(), E> {
    check_target(path)?;
    // A link is followed, so that the file behind it is replaced and not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let beside = beside(&target).map_err(|e| wrong_with(path, &e))?;
    fill(beside.as_file())?;
    replace(beside, &target).map_err(|e| wrong_with(path, &e))?;
    Ok(())
}

fn wrong_with(path: &Path, error: &io::Error) -> Error {
    Error::Write { reason: in_words(error), path: path.to_owned() }
}

/// A new file in the folder of `target`.
fn beside(target: &Path) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".palimpsest-").suffix(".part");
    // A new file is as open as the user's umask lets it be, not private as temporary files are.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.tempfile_in(folder_of(target))
}

fn replace(beside: NamedTempFile, target: &Path) -> io::Result<()> {
    if let Ok(about) = fs::metadata(target) {
        beside.as_file().set_permissions(about.permissions())?;
    }
    beside.as_file().sync_all()?;
    beside.persist(target).map_err(|e| e.error)?;
    // The name itself lasts once the folder is flushed; not every system can do that, and the file is whole either way.
    #[cfg(unix)]
    File::open(folder_of(target)).and_then(|f| f.sync_all()).ok();
    Ok(())
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

pub(super) fn in_words(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "no such file".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::NotADirectory => "its folder is a file".to_owned(),
        // Without the trailing "(os error 5)", which means nothing to a person.
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase(),
    }
}
