//! Files that lie.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::*;

/// The parts of a sound file.
fn parts() -> Vec<(String, Vec<u8>)> {
    let (_folder, path) = saved(&small());
    let mut zip = ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut parts = Vec::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        parts.push((part.name().unwrap().into_owned(), bytes));
    }
    parts
}

fn packed(parts: &[(String, Vec<u8>)], method: impl Fn(&str) -> CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default().compression_method(method(name))).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn ours(name: &str) -> CompressionMethod {
    if name == "project.json" { CompressionMethod::Deflated } else { CompressionMethod::Stored }
}

fn opened(bytes: &[u8]) -> Result<Project> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hostile.palimpsest");
    std::fs::write(&path, bytes).unwrap();
    open(&path)
}

/// The sentence that a change of the parts gets.
fn refused(change: impl FnOnce(&mut Vec<(String, Vec<u8>)>)) -> String {
    let mut parts = parts();
    change(&mut parts);
    opened(&packed(&parts, ours)).unwrap_err().to_string()
}

/// The sentence that a change of the description gets.
fn refused_words(change: impl FnOnce(&mut Value)) -> String {
    refused(|parts| {
        let mut words = serde_json::from_slice(&parts[0].1).unwrap();
        change(&mut words);
        parts[0].1 = serde_json::to_vec(&words).unwrap();
    })
}

/// Every place of `old` in the bytes made `new`, which is as long.
fn patched(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let mut found = 0;
    for at in 0..=bytes.len() - old.len() {
        if &bytes[at..at + old.len()] == old {
            bytes[at..at + old.len()].copy_from_slice(new);
            found += 1;
        }
    }
    assert!(found > 0);
    bytes
}

#[test]
fn parts_put_together_again_are_the_project() {
    assert_eq!(opened(&packed(&parts(), ours)).unwrap(), small());
}

#[test]
fn names_that_no_project_has_are_refused() {
    for name in ["../evil.png", "/etc/passwd", "blobs/../../evil", "C:\\evil", "..\\evil"] {
        let told = refused(|parts| parts.push((name.to_owned(), vec![1])));
        assert!(told.contains("outside of itself"), "{name}: {told}");
    }
    for name in ["readme.txt", "blobs/1.png", "blobs/0001.png", "blobs/+01.png", "blobs/", "Project.json"] {
        let told = refused(|parts| parts.push((name.to_owned(), Vec::new())));
        assert!(told.contains("no project has"), "{name}: {told}");
    }
    let told = refused(|parts| parts.push(("blobs/099.png".to_owned(), vec![1])));
    assert!(told.contains("does not fit together: it holds"), "{told}");
    let twice = packed(&[parts(), vec![("blobs/999.png".to_owned(), vec![1])]].concat(), ours);
    let told = opened(&patched(&twice, b"blobs/999.png", b"blobs/000.png")).unwrap_err().to_string();
    assert!(told.contains("two parts of one name"), "{told}");
}

#[test]
fn what_is_missing_is_named() {
    for missing in ["project.json", "blobs/000.png", "blobs/002.png"] {
        let told = refused(|parts| parts.retain(|(name, _)| name != missing));
        assert!(told.contains("missing") && told.contains(missing), "{told}");
    }
}

#[test]
fn bombs_are_told_by_the_list() {
    let bomb = vec![b' '; 4 << 20];
    let told = refused(|parts| parts[0].1.extend(&bomb));
    assert!(told.contains("unpacks to far more"), "{told}");
    let told = opened(&packed(&parts(), |_| CompressionMethod::Deflated)).unwrap_err().to_string();
    assert!(told.contains("unpacks to far more"), "{told}");
    let mut many = parts();
    many.extend((1_000..22_000).map(|number| (format!("blobs/{number}.png"), Vec::new())));
    let told = opened(&packed(&many, ours)).unwrap_err().to_string();
    assert!(told.contains("more than a project can have"), "{told}");
}

#[test]
fn sizes_that_lie_are_found_out() {
    let parts = parts();
    let sound = packed(&parts, ours);
    let size = (parts[0].1.len() as u32).to_le_bytes();
    for lie in [-1_i32, 1, 40] {
        let other = (parts[0].1.len() as i32 + lie).to_le_bytes();
        let told = opened(&patched(&sound, &size, &other)).unwrap_err().to_string();
        // Too much is seen when more comes out; too little by the archive itself.
        assert!(told.contains("not of the size that it claims") || told.contains("damaged"), "{lie}: {told}");
    }
}

#[test]
fn pictures_that_ask_for_too_much_are_refused_by_their_header() {
    let with_side = |side: u32| {
        refused(|parts| {
            for (name, png) in parts.iter_mut().filter(|(name, _)| name.starts_with("blobs")) {
                assert!(png[12..16] == *b"IHDR", "{name}");
                png[16..20].copy_from_slice(&side.to_be_bytes());
                png[20..24].copy_from_slice(&side.to_be_bytes());
            }
        })
    };
    assert!(with_side(100_000).contains("too large"), "{}", with_side(100_000));
    let told = with_side(17_000);
    assert!(told.contains("checksum"), "{told}");
    let told = refused(|parts| parts[2].1 = b"GIF89a".repeat(9));
    assert!(told.contains("no PNG"), "{told}");
}

#[test]
fn descriptions_that_do_not_fit_are_refused() {
    let told = refused_words(|words| words["version"] = (VERSION + 1).into());
    assert_eq!(told, "made by a newer Palimpsest (file version 3); update to open it");
    let told = refused(|parts| {
        let mut words: Value = serde_json::from_slice(&parts[0].1).unwrap();
        words["version"] = 99.into();
        parts[0].1 = serde_json::to_vec(&words).unwrap();
        parts.push(("palette.bin".to_owned(), vec![1]));
    });
    assert!(told.contains("file version 99"), "a part that only that has is no reason: {told}");
    assert!(refused_words(|words| words["version"] = 0.into()).contains("which version"));
    assert!(refused_words(|words| *words = json!([1])).contains("which version"));
    assert!(refused_words(|words| words["other"] = 1.into()).contains("unknown field `other`"));
    assert!(refused_words(|words| words["parts"]["other"] = 1.into()).contains("unknown field `other`"));
    assert!(refused_words(|words| words["parts"]["mask"] = 99.into()).contains("missing"));
    assert!(refused_words(|words| words["parts"]["mask"] = 0.into()).contains("of another kind"));
    assert!(refused_words(|words| words["blobs"][0] = "sheet".into()).contains("of another kind"));
    assert!(refused_words(|words| words["candidates"][0]["blobs"][0] = 99.into()).contains("not there"));
    assert!(refused(|parts| parts[0].1 = b"[".repeat(3_000)).contains("recursion"));
}

#[test]
fn other_files_are_no_projects() {
    for bytes in [b"".as_slice(), b"PK", b"\x89PNG\r\n\x1a\n and more", &[0; 9_000]] {
        assert!(matches!(opened(bytes), Err(Error::Foreign)), "{:?}", bytes.first());
    }
    let sound = packed(&parts(), ours);
    assert!(opened(&sound[..sound.len() - 30]).is_err());
}

#[test]
fn nothing_that_happens_to_a_file_is_more_than_an_error() {
    let sound = packed(&parts(), ours);
    let mut state = 1_u64;
    let mut dice = |sides: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % sides
    };
    let (mut refused, rounds) = (0, 600);
    for round in 0..rounds {
        let mut bytes = sound.clone();
        for _ in 0..=dice(3) {
            // Half of the time where the names and sizes are.
            let at = if dice(2) == 0 { dice(bytes.len()) } else { bytes.len() - 1 - dice(900.min(bytes.len())) };
            bytes[at] = dice(256) as u8;
        }
        if round % 5 == 0 {
            bytes.truncate(dice(bytes.len()));
        }
        match opened(&bytes) {
            Ok(project) => drop(Document::from_parts(project.parts)),
            Err(error) => refused += usize::from(!error.to_string().is_empty()),
        }
    }
    assert!(refused > rounds / 2, "{refused}");
}
