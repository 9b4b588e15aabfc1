//! `kill -9` in the middle of work: at most what is being done that very moment is missing.
//!
//! The process that is killed is this test binary again (`victim`), in which a window is driven by a script of strokes, undo,
//! redo, edits and accepts. It says what it has done in lines on its output; what its journal brings back is compared with
//! that. All 100 rounds: `KILLS=100 cargo test --release --test app killed -- --nocapture`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use egui::{Key, Modifiers};
use palimpsest::document::Document;
use palimpsest::document::journal::{Reader, Recovered, recover};

use crate::harness::{Window, click, draw, edit, key, slide, with_sample_in};
use crate::journal::keeping;

/// Names the folder of the journals to the process that is killed.
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
        _ => {
            let mut place = || (20.0 + dice.roll(460) as f32, 20.0 + dice.roll(460) as f32);
            let points = [place(), place(), place(), place()];
            draw(window, &points);
        }
    }
}

#[test]
#[ignore = "the process that is killed; it works until then"]
fn victim() {
    let folder = std::env::var_os(FOLDER).expect("`killed` starts this with a folder");
    let mut dice = Dice(std::env::var(SEED).expect("and a seed").parse().expect("a number"));
    let mut window = with_sample_in(keeping(Path::new(&folder)));
    slide(&mut window, "Steps", 2.0);
    let (mut acts, mut seen) = (0, face(window.state().document().unwrap()));
    loop {
        // As quick as no hand is.
        std::thread::sleep(Duration::from_millis(20));
        say(&format!("begin {}", acts + 1));
        act(&mut window, &mut dice, acts);
        let now = face(window.state().document().unwrap());
        // A stroke over what is painted already changes nothing, and is no act.
        if now != seen {
            acts += 1;
            say(&format!("done {acts} {now}"));
            seen = now;
        }
    }
}

/// What the process that was killed had said.
#[derive(Default)]
struct Said {
    begun: usize,
    /// What the document looked like after each act.
    faces: Vec<String>,
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
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = Said::default();
    let hear = |line: &str, said: &mut Said| match line.split(' ').collect::<Vec<_>>()[..] {
        ["begin", number] => said.begun = number.parse().unwrap(),
        ["done", number, face] => {
            said.faces.push(face.to_owned());
            assert_eq!(said.faces.len(), number.parse::<usize>().unwrap());
        }
        _ => {}
    };
    // Its work begins with its first act.
    for line in lines.by_ref() {
        hear(&line.unwrap(), &mut said);
        if !said.faces.is_empty() {
            break;
        }
    }
    std::thread::sleep(work);
    child.kill().unwrap();
    child.wait().unwrap();
    // The last line may be half of one.
    for line in lines.map_while(Result::ok) {
        if !line.starts_with("done") || line.split(' ').nth(2).is_some_and(|face| face.len() > 128) {
            hear(&line, &mut said);
        }
    }
    said
}

fn brought_back(folder: &Path) -> Recovered {
    let slot = std::fs::read_dir(folder).unwrap().next().expect("a journal was begun").unwrap().path();
    let reader = Reader::new(File::open(slot.join("journal")).unwrap()).unwrap();
    recover(reader).unwrap().expect("a document")
}

#[test]
fn killed_at_any_moment_at_most_what_is_being_done_is_missing() {
    let rounds: u64 = std::env::var("KILLS").map_or(3, |rounds| rounds.parse().expect("KILLS is a number"));
    let mut dice = Dice(rounds);
    let (mut torn, mut missing, mut acts) = (0, 0, 0);
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        let said = killed_after(folder.path(), round, Duration::from_micros(dice.roll(2_500_000)));
        let mut back = brought_back(folder.path());
        assert_eq!(back.lost, None, "round {round}");
        let (done, has) = (said.faces.len(), back.unsaved);
        acts += done;
        torn += usize::from(back.is_torn);
        // The last act may not have been said any more, or not have been written yet.
        assert!(has + 1 >= done && has <= said.begun, "round {round}: {has} of {done} done, {} begun", said.begun);
        missing += usize::from(has < done);
        if (1..=done).contains(&has) {
            assert_eq!(face(&back.document), said.faces[has - 1], "round {round}");
        }
        // All of its history is there.
        while back.document.undo().is_some() {}
        assert!(!back.document.has_mask() && back.document.layers().len() == 1, "round {round}");
    }
    println!("{rounds} rounds, {acts} acts: {missing} times the last act was missing, {torn} torn tails");
}
