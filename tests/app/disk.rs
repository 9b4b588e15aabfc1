//! A disk that is full, and one that can't be written to. As root, on a small file system of its own:
//!
//! ```text
//! mkdir /tmp/small && mount -t tmpfs -o size=4m tmpfs /tmp/small
//! SMALL_DISK=/tmp/small cargo test --release --test app full_disk -- --ignored --nocapture
//! ```

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::app::Start;
use palimpsest::document::journal::{Reader, recover};
use palimpsest::document::project;

use crate::harness::{Window, click, draw, key, start, wait, window, with_sample_in};
use crate::journal::{journals, keeping, left_behind};
use crate::project::{saved, type_path};

/// Takes all room that there is, to the last byte.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("filler");
    let mut file = File::create(&path).unwrap();
    for block in [1 << 16, 1 << 10, 1] {
        let error = loop {
            if let Err(error) = file.write_all(&vec![7; block]) {
                break error;
            }
        };
        assert_eq!(error.kind(), ErrorKind::StorageFull);
    }
    path
}

/// Whether the disk may be written to.
fn remount(disk: &Path, how: &str) {
    let done = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(disk).status().unwrap();
    assert!(done.success());
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<_> = entries.collect();
    names.sort();
    names
}

fn stroke(window: &mut Window, number: u16) {
    let y = 20.0 + 9.0 * f32::from(number);
    draw(window, &[(40.0, y), (460.0, y + 30.0)]);
}

const STUCK: &str = "Your work is not being kept";

fn is_stuck(window: &Window) -> bool {
    window.query_by_label(STUCK).is_some()
}

fn sentence(window: &Window, title: &str) -> String {
    window.state().notices().iter().find(|notice| notice.title == title).expect(title).sentence.clone()
}

/// Waits for a notice, and takes it away; says what it said.
fn told(window: &mut Window, title: &str) -> String {
    wait(window, title, |window| window.query_by_label(title).is_some());
    let said = sentence(window, title);
    click(window, "Dismiss");
    println!("{title}: {said}");
    said
}

/// Journals on a disk that fills up: told until there is room again, and nothing is lost.
fn journal(disk: &Path) {
    let (root, elsewhere) = (disk.join("journals"), tempfile::tempdir().unwrap());
    let mut window = with_sample_in(keeping(&root));
    stroke(&mut window, 0);
    wait(&mut window, "a journal", |_| !journals(&root).is_empty());
    let filler = fill(disk);
    let mut strokes = 1;
    while !is_stuck(&window) {
        stroke(&mut window, strokes);
        strokes += 1;
        assert!(strokes < 50, "a disk that is full takes no strokes");
    }
    println!("{STUCK}: {}", sentence(&window, STUCK));
    assert!(sentence(&window, STUCK).contains("the disk is full"));
    // What was written before is there, whole.
    let before = journals(&root)[0].clone();
    let back = recover(Reader::new(File::open(&before).unwrap()).unwrap()).unwrap().unwrap();
    assert!(back.lost.is_none() && (1..strokes.into()).contains(&back.unsaved));
    for _ in 0..6 {
        stroke(&mut window, strokes);
        strokes += 1;
    }
    let masked = |window: &Window| window.state().document().unwrap().mask().hash();
    let last = masked(&window);
    for _ in 0..strokes {
        assert!(window.state().document().unwrap().has_mask());
        key(&mut window, Modifiers::COMMAND, Key::Z);
    }
    assert!(!window.state().document().unwrap().has_mask(), "all is undone");
    for _ in 0..strokes {
        key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    }
    assert_eq!(masked(&window), last);
    // It is tried again, and leaves nothing that fills the disk still more.
    std::thread::sleep(std::time::Duration::from_secs(4));
    window.run_steps(2);
    std::thread::sleep(std::time::Duration::from_secs(1));
    window.run_steps(2);
    assert!(is_stuck(&window));
    assert_eq!(names(before.parent().unwrap()), ["journal", "lock"]);
    fs::remove_file(filler).unwrap();
    wait(&mut window, "it is mended", |window| !is_stuck(window));
    stroke(&mut window, 1);
    left_behind(&root, elsewhere.path());
    let mut again = keeping(elsewhere.path());
    wait(&mut again, "the offer", |window| window.state().has_dialog());
    click(&mut again, "Bring back cat-on-beach.png");
    wait(&mut again, "the document", |window| window.state().document().is_some());
    assert_eq!(again.state().document().unwrap().parts(), window.state().document().unwrap().parts());
    drop(window);
    fs::remove_dir_all(root).unwrap();
}

fn save(window: &mut Window) {
    key(window, Modifiers::COMMAND, Key::S);
}

fn export(window: &mut Window, to: &Path) {
    key(window, Modifiers::COMMAND, Key::E);
    window.get_by_role_and_label(Role::TextInput, "File").set_text_value_accesskit(&to.to_string_lossy());
    window.run_steps(2);
    click(window, "Export file");
}

fn switch_theme(window: &mut Window, to: &str) {
    key(window, Modifiers::COMMAND, Key::Comma);
    click(window, to);
    key(window, Modifiers::NONE, Key::Escape);
}

/// Files on a disk that is full: a sentence, and what was there is there still.
fn files(disk: &Path) {
    let (path, settings) = (disk.join("cat.palimpsest"), disk.join("settings.json"));
    let mut window = with_sample_in(window(Start { settings: Some(settings.clone()), ..start(None) }));
    stroke(&mut window, 0);
    save(&mut window);
    type_path(&mut window, &path);
    saved(&mut window);
    switch_theme(&mut window, "Light");
    let filler = fill(disk);
    let before = (names(disk), fs::read(&path).unwrap(), fs::read(&settings).unwrap());
    stroke(&mut window, 5);
    save(&mut window);
    assert!(told(&mut window, "The project could not be saved").contains("the disk is full"));
    export(&mut window, &disk.join("cat.png"));
    assert!(told(&mut window, "The picture can't be exported").contains("the disk is full"));
    switch_theme(&mut window, "Dark");
    told(&mut window, "Settings could not be written");
    assert_eq!(before, (names(disk), fs::read(&path).unwrap(), fs::read(&settings).unwrap()));
    assert!(project::open(&path).is_ok() && window.state().document().unwrap().is_dirty());
    fs::remove_file(filler).unwrap();
    save(&mut window);
    saved(&mut window);
    assert_eq!(project::open(&path).unwrap().parts, window.state().document().unwrap().parts());
}

/// A disk that is read-only.
fn read_only(disk: &Path) {
    let path = disk.join("cat.palimpsest");
    let before = (names(disk), fs::read(&path).unwrap());
    remount(disk, "ro");
    let mut window = with_sample_in(keeping(&disk.join("journals")));
    stroke(&mut window, 0);
    wait(&mut window, "the notice", is_stuck);
    assert!(sentence(&window, STUCK).contains("the disk is read-only"), "{}", sentence(&window, STUCK));
    save(&mut window);
    type_path(&mut window, &path);
    assert!(told(&mut window, "The project could not be saved").contains("the disk is read-only"));
    export(&mut window, &disk.join("cat.png"));
    assert!(told(&mut window, "The picture can't be exported").contains("the disk is read-only"));
    assert_eq!(before, (names(disk), fs::read(&path).unwrap()));
    remount(disk, "rw");
    wait(&mut window, "it is mended", |window| !is_stuck(window));
}

#[test]
#[ignore = "fills and remounts a disk of its own, which SMALL_DISK names"]
fn a_full_disk_is_told_and_costs_nothing() {
    let disk = PathBuf::from(std::env::var_os("SMALL_DISK").expect("SMALL_DISK names a small file system"));
    assert_eq!(names(&disk), Vec::<String>::new(), "the disk is to be empty");
    journal(&disk);
    files(&disk);
    read_only(&disk);
    for name in names(&disk) {
        let path = disk.join(name);
        drop(fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path)));
    }
}
