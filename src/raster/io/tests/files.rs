//! Files on a disk.

use std::fs;

use super::*;

#[test]
fn what_is_no_picture_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, bytes: &[u8]| {
        fs::write(folder.path().join(name), bytes).unwrap();
        open(&folder.path().join(name)).unwrap_err().to_string()
    };
    let text = at("text.png", b"not a picture at all");
    assert!(text.contains("not a picture format that can be opened (PNG, JPEG, WebP, TIFF, GIF)"), "{text}");
    assert!(text.ends_with("text.png"), "{text}");
    assert!(at("empty.png", b"").contains("the file is empty"));
    assert!(at("cut.png", b"\x89PNG\r\n\x1a\n").contains("cut"));
    assert!(open(folder.path()).unwrap_err().to_string().contains("it is a folder"));
    assert!(open(&folder.path().join("missing.png")).unwrap_err().to_string().contains("no such file"));
    assert!(decode(b"").is_err());
}

#[test]
fn the_content_tells_the_format_not_the_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jpg");
    let pixels = picture(Extent::new(9, 9), Depth::Sixteen);
    save(&pixels, &export(Format::Png, Metadata::None), &path).unwrap();
    assert_eq!(open(&path).unwrap().pixels, pixels);
    assert_eq!(Format::of_path(&path), Some(Format::Jpeg));
    assert_eq!(Format::of_path(Path::new("B.TIFF")), Some(Format::Tiff));
    assert_eq!(Format::of_path(Path::new("x.gif")), None);
    assert_eq!(Format::of_path(Path::new("png")), None);
}

#[test]
fn files_are_replaced_whole_and_refusals_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.bin");
    write_atomically(b"first", &path).unwrap();
    write_atomically(b"second", &path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"second");
    let refused = |path: &Path| write_atomically(b"x", path).unwrap_err().to_string();
    assert!(refused(&folder.path().join("none/out.bin")).contains("the folder does not exist"));
    assert!(refused(folder.path()).contains("it is a folder"));
    assert!(refused(&path.join("out.bin")).contains("folder"));
    assert!(refused(Path::new("")).contains("not the name of a file"));
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    assert!(refused(&path).contains("read-only"));
    assert_eq!(fs::read(&path).unwrap(), b"second");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_permissions_and_a_link_its_place() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("out.bin"), folder.path().join("link.bin"));
    write_atomically(b"first", &path).unwrap();
    assert_ne!(fs::metadata(&path).unwrap().permissions().mode() & 0o044, 0);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&path, &link).unwrap();
    write_atomically(b"second", &link).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&path).unwrap(), b"second");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
}
