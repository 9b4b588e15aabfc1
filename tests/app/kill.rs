//! `kill -9` in the middle of work: at most what is being done that very moment is missing.
//!
//! The process that is killed is this test binary again (`victim`), in which a window is driven by a script of strokes, undo,
//! redo, edits, accepts and saves. It says what it has done in lines on its output; what its journal brings back, and what
//! its project file holds, is compared with that. All 100 rounds:
//! `KILLS=100 cargo test --release --test app killed -- --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use egui::{Key, Modifiers};
use palimpsest::app::project::is_project;
use palimpsest::document::journal::{Note, Reader, Record, Recovered, recover};
use palimpsest::document::{Document, project};

use crate::harness::{Window, click, draw, edit, key, slide, with_sample_in};
use crate::journal::keeping;
use crate::project::{saved, type_path};

/// Names the folder of journals and project to the process that is killed.
const FOLDER: &str = "PALIMPSEST_VICTIM";
const SEED: &str = "PALIMPSEST_VICTIM_SEED";

/// Numbers that look like none, the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// All that can be seen of a document, in one word.
fn face(document: &Document) -> String {
    format!("{}{}{}", document.mask().hash(), document.flattened().hash(), document.layers().len())
}

/// A line that the other process has for certain.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").unwrap();
    out.flush().unwrap();
}

fn journals_in(folder: &Path) -> PathBuf {
    folder.join("journals")
}

/// The project has a folder of its own, so that all that is left beside it is seen.
fn project_in(folder: &Path) -> PathBuf {
    folder.join("work/cat.palimpsest")
}

fn stroke(window: &mut Window, dice: &mut Dice) {
    let mut place = || (20.0 + dice.roll(460) as f32, 20.0 + dice.roll(460) as f32);
    let points = [place(), place(), place(), place()];
    draw(window, &points);
}

/// One thing that a person does, which is one act of the document.
fn act(window: &mut Window, dice: &mut Dice, number: u64) {
    let can_undo = window.state().document().unwrap().can_undo();
    let can_redo = window.state().document().unwrap().redo_name().is_some();
    match dice.roll(10) {
        0 | 1 if can_undo => key(window, Modifiers::COMMAND, Key::Z),
        2 if can_redo => key(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z),
        3 => key(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::I),
        4 if number > 4 => {
            edit(window);
            click(window, "Accept");
        }
        _ => stroke(window, dice),
    }
}

#[test]
#[ignore = "the process that is killed; it works until then"]
fn victim() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("`killed` starts this with a folder"));
    let mut dice = Dice(std::env::var(SEED).expect("and a seed").parse().expect("a number"));
    let mut window = with_sample_in(keeping(&journals_in(&folder)));
    slide(&mut window, "Steps", 2.0);
    let mut script = Script { acts: 0, seen: face(window.state().document().unwrap()) };
    loop {
        // As quick as no hand is.
        std::thread::sleep(Duration::from_millis(20));
        if script.acts > 2 && dice.roll(6) == 0 {
            script.save(&mut window, &mut dice, &project_in(&folder));
        } else {
            script.does(&mut window, |window, number| act(window, &mut dice, number));
        }
    }
}

/// What the process that is killed has done.
struct Script {
    acts: u64,
    seen: String,
}

impl Script {
    fn does(&mut self, window: &mut Window, act: impl FnOnce(&mut Window, u64)) {
        say(&format!("begin {}", self.acts + 1));
        act(window, self.acts);
        let now = face(window.state().document().unwrap());
        // A stroke over what is painted already changes nothing, and is no act.
        if now != self.seen {
            self.acts += 1;
            say(&format!("done {} {now} {}", self.acts, window.state().results().len()));
            self.seen = now;
        }
    }

    /// Half of the time something is done while the file is being written.
    fn save(&mut self, window: &mut Window, dice: &mut Dice, path: &Path) {
        let (number, state) = (self.acts, self.seen.clone());
        say(&format!("saving {number} {state}"));
        key(window, Modifiers::COMMAND, Key::S);
        if window.state().project().is_none() {
            type_path(window, path);
        }
        if dice.roll(2) == 0 {
            self.does(window, |window, _| stroke(window, dice));
        }
        saved(window);
        say(&format!("saved {number} {state}"));
    }
}

/// What the process that was killed had said.
#[derive(Default)]
struct Said {
    begun: usize,
    /// What the document looked like after each act.
    faces: Vec<String>,
    /// Results that there were.
    results: usize,
    /// What was to be saved: after which act, and what it looked like.
    saving: Vec<(usize, String)>,
    /// So many of those are in the file for certain.
    saved: usize,
}

impl Said {
    fn hear(&mut self, line: &str) {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["begin", number] => self.begun = number.parse().unwrap(),
            ["done", number, face, results] => {
                self.faces.push(face.to_owned());
                self.results = results.parse().unwrap();
                assert_eq!(self.faces.len(), number.parse::<usize>().unwrap());
            }
            ["saving", number, face] => self.saving.push((number.parse().unwrap(), face.to_owned())),
            ["saved", ..] => self.saved = self.saving.len(),
            _ => {}
        }
    }
}

fn started(folder: &Path, seed: u64) -> Child {
    let binary = std::env::current_exe().unwrap();
    let mut command = Command::new(binary);
    command.args(["kill::victim", "--exact", "--ignored", "--nocapture"]).env(FOLDER, folder);
    command.env(SEED, seed.to_string()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills it after `work` of work, and hears what it had said.
fn killed_after(folder: &Path, seed: u64, work: Duration) -> Said {
    let mut child = started(folder, seed);
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (mut said, mut line) = (Said::default(), String::new());
    // Its work begins with its first act.
    while said.faces.is_empty() {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "it ended by itself");
        said.hear(line.trim_end());
    }
    std::thread::sleep(work);
    child.kill().unwrap();
    child.wait().unwrap();
    loop {
        line.clear();
        // The last line may be half of one.
        match out.read_line(&mut line) {
            Ok(1..) if line.ends_with('\n') => said.hear(line.trim_end()),
            _ => return said,
        }
    }
}

fn journal(folder: &Path) -> Reader {
    let slot = std::fs::read_dir(journals_in(folder)).unwrap().next().expect("a journal was begun").unwrap().path();
    Reader::new(File::open(slot.join("journal")).unwrap()).unwrap()
}

fn brought_back(folder: &Path) -> Recovered {
    recover(journal(folder)).unwrap().expect("a document")
}

/// Ids of results.
fn ids(notes: &[Note]) -> BTreeSet<u64> {
    notes.iter().filter(|note| note.kind == "result").filter_map(|note| note.words["id"].as_u64()).collect()
}

/// The project file, if there is one: whole, and one of the states that were to be saved, not an older one than the last
/// that was told to be saved. What it looks like, and its results.
fn project_of(folder: &Path, said: &Said) -> Option<(String, BTreeSet<u64>)> {
    let path = project_in(folder);
    for entry in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        let other = entry.unwrap().path();
        // What was being written when it ended goes by another name.
        assert!(other == path || !is_project(&other), "{}", other.display());
    }
    if !path.is_file() {
        assert_eq!(said.saved, 0, "it said that it was saved");
        return None;
    }
    let project = project::open(&path).unwrap();
    let face = face(&Document::from_parts(project.parts).unwrap());
    let from = said.saved.saturating_sub(1);
    assert!(said.saving[from..].iter().any(|(_, saved)| *saved == face), "a state that was not to be saved");
    Some((face, ids(&project.candidates)))
}

#[test]
fn killed_at_any_moment_at_most_what_is_being_done_is_missing() {
    let rounds: u64 = std::env::var("KILLS").map_or(3, |rounds| rounds.parse().expect("KILLS is a number"));
    let mut dice = Dice(rounds);
    let (mut torn, mut missing, mut acts, mut saves, mut halves) = (0, 0, 0, 0, 0);
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("work")).unwrap();
        let said = killed_after(folder.path(), round, Duration::from_micros(dice.roll(4_000_000)));
        let project = project_of(folder.path(), &said);
        let mut back = brought_back(folder.path());
        assert_eq!(back.lost, None, "round {round}");
        let has = journal(folder.path()).filter(|record| matches!(record, Ok(Record::Act(_)))).count();
        let done = said.faces.len();
        acts += done;
        saves += said.saved;
        halves += usize::from(said.saved < said.saving.len());
        torn += usize::from(back.is_torn);
        // The last act may not have been said any more, or not have been written yet.
        assert!(has + 1 >= done && has <= said.begun, "round {round}: {has} of {done} done, {} begun", said.begun);
        missing += usize::from(has < done);
        if (1..=done).contains(&has) {
            assert_eq!(face(&back.document), said.faces[has - 1], "round {round}");
        }
        // The journal knows the project, and what is in it: else nobody would be asked whether to bring it back.
        if said.saved > 0 && has > said.saving[said.saved - 1].0 {
            assert_eq!(back.project.as_deref(), Some(&*project_in(folder.path())), "round {round}");
        }
        let (saved, mut results) = project.unzip();
        if back.unsaved == 0 {
            assert_eq!(saved.as_ref(), Some(&face(&back.document)), "round {round}");
        }
        results.get_or_insert_default().append(&mut ids(&back.notes));
        assert!(results.is_some_and(|ids| ids.len() + 1 >= said.results), "round {round}: {} results", said.results);
        // All of its history is there.
        while back.document.undo().is_some() {}
        assert!(!back.document.has_mask() && back.document.layers().len() == 1, "round {round}");
    }
    println!(
        "{rounds} rounds, {acts} acts, {saves} saves: {missing} times the last act was missing, {torn} torn tails, \
         {halves} killed while saving"
    );
}
