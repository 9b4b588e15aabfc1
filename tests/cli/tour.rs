//! The first thing a newcomer sees where there is no display.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::program::Folder;

#[test]
fn without_a_display_the_tour_runs_and_says_why() {
    let folder = Folder::new();
    let stdout = folder.done(&[]);
    assert!(stdout.starts_with("No window: there is no display here"), "{stdout}");
    let [before, after, strip] = ["before", "after", "film-strip"].map(|name| {
        let path = format!("palimpsest-tour/{name}.png");
        assert!(stdout.contains(&path), "{stdout} does not name {path}");
        image::open(folder.path(&path)).unwrap().to_rgba8()
    });
    assert_eq!(before.dimensions(), after.dimensions());
    let changed = before.pixels().zip(after.pixels()).filter(|(old, new)| old != new).count();
    let all = before.len() / 4;
    assert!(changed > all / 100 && changed < all * 4 / 5, "{changed} of {all} pixels changed: a part, not all");
    assert!(strip.width() > 4 * strip.height(), "many pictures side by side");

    let [before, recipe] = ["before", "after"].map(|name| format!("palimpsest-tour/{name}.png"));
    folder.done(&["edit", &before, "-o", "again.png", "--recipe", &recipe]);
    assert!(folder.bytes(&recipe) == folder.bytes("again.png"), "the result carries the recipe that repeats it");
}

#[test]
#[cfg(target_os = "linux")]
fn a_window_that_fails_to_start_is_told_and_the_tour_begins() {
    let folder = Folder::new();
    let mut command = folder.command(&[]);
    command.env("DISPLAY", ":60123").stdout(Stdio::piped()).stderr(Stdio::null()); // no server has this number
    let mut program = command.spawn().unwrap();
    let lines: Vec<_> = BufReader::new(program.stdout.take().unwrap()).lines().map_while(Result::ok).take(2).collect();
    program.kill().unwrap();
    program.wait().unwrap();
    assert!(
        lines[0].starts_with("No window: ") && lines[0].ends_with("Running `palimpsest tour` instead."),
        "{lines:?}"
    );
    assert!(lines[1].contains("repaints"), "{lines:?}");
}
