//! Work that outlives its window.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use palimpsest::app::Start;

use crate::harness::{Window, click, draw, edit, key, slide, start, wait, window, with_sample_in};
use crate::project::{saved, type_path};

/// A window that keeps journals in `root`.
pub(crate) fn keeping(root: &Path) -> Window {
    window(Start { journals: Some(root.to_owned()), ..start(None) })
}

/// The journals in a folder.
pub(crate) fn journals(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path().join("journal")).filter(|path| path.is_file()).collect()
}

/// As if the window had been killed: what it wrote, in another folder, held by nobody.
pub(crate) fn left_behind(root: &Path, to: &Path) {
    let [journal] = journals(root).try_into().expect("a window has one journal");
    // It is written by another thread: when it grows no more, all is written.
    let mut size = 0;
    let began = Instant::now();
    while began.elapsed().as_secs() < 60 {
        std::thread::sleep(std::time::Duration::from_millis(300));
        let now = fs::metadata(&journal).unwrap().len();
        if now == size {
            break;
        }
        size = now;
    }
    fs::create_dir_all(to.join("gone")).unwrap();
    fs::copy(journal, to.join("gone/journal")).unwrap();
}

fn strokes(window: &mut Window) {
    draw(window, &[(250.0, 330.0), (300.0, 260.0), (350.0, 250.0)]);
    draw(window, &[(100.0, 100.0), (140.0, 120.0)]);
    key(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::I);
    key(window, Modifiers::COMMAND, Key::Z);
}

#[test]
fn what_a_killed_window_left_is_brought_back_with_its_undo_steps() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second, third) = (folder.path().join("1"), folder.path().join("2"), folder.path().join("3"));
    let mut killed = with_sample_in(keeping(&first));
    assert!(journals(&first).is_empty(), "nothing was done yet, and nothing is written");
    strokes(&mut killed);
    wait(&mut killed, "a journal", |_| !journals(&first).is_empty());
    left_behind(&first, &second);

    let mut window = keeping(&second);
    wait(&mut window, "the offer", |window| window.query_by_label("Bring back what was not saved?").is_some());
    assert!(window.query_by_label_contains("4 changes").is_some());
    click(&mut window, "Bring back cat-on-beach.png");
    wait(&mut window, "the document", |window| window.state().document().is_some());
    let live = killed.state().document().unwrap();
    let back = window.state().document().unwrap();
    assert_eq!(back.parts(), live.parts());
    assert_eq!(back.flattened(), live.flattened());
    assert!(back.is_dirty());
    assert_eq!((back.undo_name(), back.redo_name()), (live.undo_name(), live.redo_name()));
    // Undo reaches back to before the window was killed, and what is done now goes on in the same journal.
    key(&mut window, Modifiers::COMMAND, Key::Z);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert!(!window.state().document().unwrap().has_mask());
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    left_behind(&second, &third);
    let mut again = keeping(&third);
    wait(&mut again, "the offer", |window| window.query_by_label_contains("7 changes").is_some());
    click(&mut again, "Bring back cat-on-beach.png");
    wait(&mut again, "the document", |window| window.state().document().is_some());
    assert_eq!(again.state().document().unwrap().parts(), window.state().document().unwrap().parts());
    key(&mut again, Modifiers::COMMAND, Key::Z);
    assert!(!again.state().document().unwrap().has_mask());
}

/// A window that was killed after strokes, and the folder where what it left lies.
fn killed_after_strokes(folder: &Path) -> (Window, PathBuf) {
    let (first, second) = (folder.join("1"), folder.join("2"));
    let mut killed = with_sample_in(keeping(&first));
    strokes(&mut killed);
    wait(&mut killed, "a journal", |_| !journals(&first).is_empty());
    left_behind(&first, &second);
    (killed, second)
}

#[test]
fn results_that_were_not_accepted_are_brought_back_too() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("1"), folder.path().join("2"));
    let mut killed = with_sample_in(keeping(&first));
    slide(&mut killed, "Steps", 2.0);
    edit(&mut killed);
    wait(&mut killed, "a journal", |_| !journals(&first).is_empty());
    left_behind(&first, &second);
    let mut window = keeping(&second);
    wait(&mut window, "the offer", |window| window.query_by_label_contains("one result").is_some());
    click(&mut window, "Bring back cat-on-beach.png");
    wait(&mut window, "the document", |window| window.state().document().is_some());
    let (live, back) = (killed.state().history().unwrap(), window.state().history().unwrap());
    assert_eq!(back.entries(), live.entries());
}

#[test]
fn what_is_discarded_is_gone_and_what_is_left_for_later_is_offered_again() {
    let folder = tempfile::tempdir().unwrap();
    let (_killed, second) = killed_after_strokes(folder.path());
    let offered = |window: &Window| window.query_by_label("Bring back what was not saved?").is_some();
    let mut window = keeping(&second);
    wait(&mut window, "the offer", offered);
    click(&mut window, "Later");
    assert!(!window.state().has_dialog());
    let mut window = keeping(&second);
    wait(&mut window, "the offer", offered);
    // A second window does not offer what the first holds.
    let mut other = keeping(&second);
    for _ in 0..20 {
        other.step();
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(!other.state().has_dialog());
    click(&mut window, "Discard");
    assert!(!window.state().has_dialog());
    wait(&mut window, "nothing left", |_| journals(&second).is_empty());
}

#[test]
fn a_disk_that_says_no_is_told_until_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("journals");
    fs::write(&root, b"a file where a folder should be").unwrap();
    let mut window = with_sample_in(keeping(&root));
    draw(&mut window, &[(250.0, 330.0), (300.0, 260.0)]);
    let told = |window: &Window| window.query_by_label("Your work is not being kept").is_some();
    wait(&mut window, "the notice", told);
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(told(&window), "it stays until it is mended");
    assert!(window.state().document().unwrap().has_mask(), "and work goes on");
    draw(&mut window, &[(50.0, 50.0), (90.0, 90.0)]);
    fs::remove_file(&root).unwrap();
    wait(&mut window, "it is mended", |window| !told(window));
    let second = folder.path().join("2");
    left_behind(&root, &second);
    let mut again = keeping(&second);
    wait(&mut again, "the offer", |window| window.state().has_dialog());
    click(&mut again, "Bring back cat-on-beach.png");
    wait(&mut again, "the document", |window| window.state().document().is_some());
    assert_eq!(again.state().document().unwrap().parts(), window.state().document().unwrap().parts());
}

#[test]
fn what_was_saved_as_a_project_goes_on_as_that_with_its_settings() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second, third) = (folder.path().join("1"), folder.path().join("2"), folder.path().join("3"));
    let path = folder.path().join("cat.palimpsest");
    let mut killed = with_sample_in(keeping(&first));
    draw(&mut killed, &[(250.0, 330.0), (300.0, 260.0)]);
    slide(&mut killed, "Steps", 2.0);
    edit(&mut killed);
    key(&mut killed, Modifiers::COMMAND, Key::S);
    type_path(&mut killed, &path);
    saved(&mut killed);
    // What is in the project alone, for the journal begins after it.
    let mut killed = window(Start { journals: Some(second.clone()), ..start(Some(path.clone())) });
    wait(&mut killed, "the project", |window| window.state().document().is_some());
    wait(&mut killed, "a plan", |window| window.query_by_label_contains("→ model").is_some());
    draw(&mut killed, &[(100.0, 100.0), (140.0, 120.0)]);
    edit(&mut killed);
    slide(&mut killed, "Steps", 9.0);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    killed.run_steps(2);
    left_behind(&second, &third);

    let mut again = keeping(&third);
    wait(&mut again, "the offer", |window| window.state().has_dialog());
    click(&mut again, "Bring back cat.palimpsest");
    wait(&mut again, "the document", |window| window.state().document().is_some());
    let (state, live) = (again.state(), killed.state());
    assert_eq!(state.document().unwrap().parts(), live.document().unwrap().parts());
    assert_eq!(state.project(), Some(&*path));
    assert!(state.title().starts_with("• cat.palimpsest"), "{}", state.title());
    assert_eq!((state.results().len(), state.results()), (2, live.results()));
    let steps = again.get_by_role_and_label(Role::Slider, "Steps");
    assert_eq!(steps.accesskit_node().numeric_value(), Some(9.0), "the next edit is as it was");
    click(&mut again, "Dismiss");
    // It is saved where it was, without a question.
    key(&mut again, Modifiers::COMMAND, Key::S);
    saved(&mut again);
    let mut whole = window(start(Some(path)));
    wait(&mut whole, "the project", |window| window.state().document().is_some());
    assert_eq!(whole.state().results(), again.state().results());
}

#[test]
fn what_a_later_window_saved_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("1"), folder.path().join("2"));
    let path = folder.path().join("cat.palimpsest");
    let mut killed = with_sample_in(keeping(&first));
    draw(&mut killed, &[(250.0, 330.0), (300.0, 260.0)]);
    key(&mut killed, Modifiers::COMMAND, Key::S);
    type_path(&mut killed, &path);
    saved(&mut killed);
    draw(&mut killed, &[(100.0, 100.0), (140.0, 120.0)]);
    left_behind(&first, &second);
    let later = std::time::SystemTime::now() + std::time::Duration::from_mins(1);
    fs::File::options().write(true).open(&path).unwrap().set_modified(later).unwrap();
    let mut again = keeping(&second);
    wait(&mut again, "the offer", |window| window.state().has_dialog());
    click(&mut again, "Bring back cat.palimpsest");
    wait(&mut again, "the document", |window| window.state().document().is_some());
    assert_eq!(again.state().document().unwrap().parts().mask, killed.state().document().unwrap().parts().mask);
    assert_eq!(again.state().project(), None, "it is asked where to save");
}

#[test]
fn a_journal_that_was_being_written_anew_counts_once_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let (_killed, second) = killed_after_strokes(folder.path());
    let whole = second.join("gone/journal");
    // One whole, one of which the first record is half there, and one of which nothing is there at all.
    for (name, bytes) in [("whole", fs::read(&whole).unwrap()), ("half", fs::read(&whole).unwrap()[..5000].to_vec())] {
        fs::create_dir_all(second.join(name)).unwrap();
        fs::write(second.join(name).join("journal.new"), bytes).unwrap();
    }
    fs::write(second.join("gone/journal.new"), b"PALI").unwrap();
    fs::create_dir_all(second.join("empty")).unwrap();
    let mut window = keeping(&second);
    wait(&mut window, "the offers", |window| {
        window.query_all_by_label("Bring back cat-on-beach.png").count() == 2 && !second.join("half").exists()
    });
    assert!(!second.join("empty").exists() && !second.join("gone/journal.new").exists());
    assert!(second.join("whole/journal").is_file() && whole.is_file());
}

#[test]
fn undo_reaches_through_a_project_and_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("1"), folder.path().join("2"));
    let path = folder.path().join("cat.palimpsest");
    let mut before = with_sample_in(window(start(None)));
    strokes(&mut before);
    key(&mut before, Modifiers::COMMAND, Key::S);
    type_path(&mut before, &path);
    saved(&mut before);
    let mut killed = window(Start { journals: Some(first.clone()), ..start(Some(path)) });
    wait(&mut killed, "the project", |window| window.state().document().is_some());
    key(&mut killed, Modifiers::COMMAND, Key::Z);
    wait(&mut killed, "a journal", |_| !journals(&first).is_empty());
    left_behind(&first, &second);
    let mut again = keeping(&second);
    wait(&mut again, "the offer", |window| window.query_by_label_contains("One change").is_some());
    click(&mut again, "Bring back cat.palimpsest");
    wait(&mut again, "the document", |window| window.state().document().is_some());
    assert_eq!(again.state().document().unwrap().parts(), killed.state().document().unwrap().parts());
    key(&mut again, Modifiers::COMMAND, Key::Z);
    assert!(!again.state().document().unwrap().has_mask());
    key(&mut again, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    key(&mut again, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(again.state().document().unwrap().parts().mask, before.state().document().unwrap().parts().mask);
}
