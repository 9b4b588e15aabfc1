//! Ctrl-C: exit 130, nothing half-written.
#![cfg(unix)]

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

use crate::program::{Folder, save_rgb};

#[test]
fn ctrl_c_leaves_nothing_behind() {
    let folder = Folder::new();
    save_rgb(&folder.path("in.png"), 128, 128);
    let arguments =
        ["edit", "in.png", "-o", "out.png", "--steps", "1000", "--strength", "1", "--json", "--save-recipe", "r.json"];
    let mut program = folder.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let running = lines.by_ref().map_while(Result::ok).any(|line| line.contains("\"denoise\""));
    assert!(running, "it never began to denoise");
    let sent = Command::new("kill").args(["-INT", &program.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(lines.map_while(Result::ok).filter(|line| line.contains("\"done\":{")).count(), 0);
    let mut stderr = String::new();
    program.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert_eq!(program.wait().unwrap().code(), Some(130), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(folder.names(), ["in.png"]);
}

#[test]
fn ctrl_c_ends_a_benchmark() {
    let folder = Folder::new();
    crate::scenes::scenes(&folder);
    let arguments =
        ["bench", "edits", "eval", "--methods", "sdedit/strength=1", "--steps", "1000", "--json", "out.json"];
    let program = folder.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(3)); // it says nothing before it is done
    assert!(Command::new("kill").args(["-INT", &program.id().to_string()]).status().unwrap().success());
    let output = program.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(output.stdout.is_empty() && stderr.lines().count() == 1, "{stderr}");
    assert_eq!(folder.names(), ["eval"]);
}
