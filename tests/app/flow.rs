//! The main job, from an empty window to an exported file.

use std::process::Command;
use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::edit::recipe::Recipe;
use palimpsest::raster::io;

use crate::harness::{Window, click, draw, edit, key, slide, start, wait, window, with_sample};

/// Few steps, so that the test is quick.
const STEPS: f64 = 6.0;

#[test]
fn a_sample_is_edited_branched_accepted_undone_exported_and_opened_again() {
    let mut window = with_sample();
    let before = window.state().document().unwrap().flattened();
    let prompt = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt").value();
    assert_eq!(prompt.as_deref(), Some("a dog on a beach"), "a sample opens with its prompt filled in");

    // Brush.
    draw(&mut window, &[(250.0, 330.0), (300.0, 260.0), (350.0, 250.0), (340.0, 340.0), (280.0, 370.0)]);
    let document = window.state().document().unwrap();
    assert!(document.has_mask(), "the brush paints the mask");
    assert_eq!(document.undo_name(), Some("Brush stroke"), "one stroke is one step");
    let mask = Arc::clone(document.mask());

    // Edit.
    slide(&mut window, "Steps", STEPS);
    slide(&mut window, "How much changes (strength)", 0.9);
    edit(&mut window);
    let frames = window.state().frames();
    assert!((2..=STEPS as usize).contains(&frames), "{frames} steps in the strip");
    assert_eq!(
        window.state().document().unwrap().flattened(),
        before,
        "a candidate changes nothing until it is accepted"
    );

    // Scrub with the keys and by a click, then back to the result.
    key(&mut window, Modifiers::NONE, Key::Comma);
    assert_eq!(window.state().step(), Some(frames - 1));
    click(&mut window, "Step 2");
    assert_eq!(window.state().step(), Some(1));

    // Continue from the second step, with other words.
    window.get_by_role_and_label(Role::MultilineTextInput, "Prompt").set_text_value_accesskit("a penguin on a beach");
    window.run_steps(2);
    click(&mut window, "Continue from here");
    wait(&mut window, "the branch", |window| !window.state().is_running() && window.state().candidates() > 0);

    // The run that was left stands above; a click goes back to it, another to the branch.
    assert_eq!(window.state().other_runs(), 1);
    click(&mut window, "Run 1, result");
    assert_eq!((window.state().step(), window.state().other_runs()), (None, 1));
    click(&mut window, "Step 2");
    assert_eq!(window.state().step(), Some(1), "the parent's own steps are there");
    click(&mut window, "Run 2, result");
    assert_eq!(window.state().step(), None);

    // Accept, undo, redo.
    click(&mut window, "Accept");
    let document = window.state().document().unwrap();
    assert_eq!(document.layers().len(), 2);
    let accepted = document.flattened();
    assert_ne!(accepted, before);
    for y in 0..accepted.extent().height {
        for x in 0..accepted.extent().width {
            if mask.at(x, y) == 0 {
                assert_eq!(accepted.rgba16(x, y), before.rgba16(x, y), "({x}, {y}) is outside the mask");
            }
        }
    }
    assert!(document.layers()[1].origin().is_some_and(|recipe| recipe.branch.is_some()), "the branch is in the recipe");
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().document().unwrap().flattened(), before, "undo gives the picture back");
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.state().document().unwrap().flattened(), accepted, "redo gives the edit back");

    // Export, and open the file again: the pixels are the same, every setting comes back.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.png");
    click(&mut window, "Export");
    window.get_by_role_and_label(Role::TextInput, "File").set_text_value_accesskit(&path.to_string_lossy());
    window.run_steps(2);
    click(&mut window, "Export file");
    wait(&mut window, "the file", |window| window.query_by_label("Exported").is_some());
    let written = io::open(&path).unwrap();
    assert_eq!(written.pixels.to_rgba8(), accepted.to_rgba8());
    let file = Recipe::from_file(written.recipe.as_deref().unwrap()).unwrap();
    assert_eq!(file.recipe.prompt.target, "a penguin on a beach");
    assert_eq!(file.mask.as_deref(), Some(&*mask));

    // The command line makes the same bytes of the same recipe, the branch included.
    let line = folder.path().join("line.png");
    let ran = Command::new(env!("CARGO_BIN_EXE_palimpsest"))
        .args(["edit", concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample/cat-on-beach.png"), "--quiet", "-o"])
        .arg(&line)
        .arg("--recipe")
        .arg(&path)
        .status();
    assert!(ran.is_ok_and(|status| status.success()), "the command line runs the window's recipe");
    assert_eq!(io::open(&line).unwrap().pixels.to_rgba8(), accepted.to_rgba8());

    let mut again = window_on(path);
    wait(&mut again, "the exported file", |window| window.state().document().is_some());
    assert_eq!(again.state().document().unwrap().flattened().to_rgba8(), accepted.to_rgba8());
    assert_eq!(**again.state().document().unwrap().mask(), *mask, "the mask comes back with the recipe");
    let prompt = again.get_by_role_and_label(Role::MultilineTextInput, "Prompt").value();
    assert_eq!(prompt.as_deref(), Some("a penguin on a beach"));
}

fn window_on(path: std::path::PathBuf) -> Window {
    window(start(Some(path)))
}

#[test]
fn hovering_the_strip_scrubs_and_a_longer_look_develops_the_step() {
    let mut window = with_sample();
    slide(&mut window, "Steps", 4.0);
    edit(&mut window);
    window.get_by_role_and_label(Role::Button, "Step 2").hover();
    window.run_steps(3);
    assert_eq!((window.state().step(), window.state().developed()), (Some(1), 0), "the coarse picture comes at once");
    wait(&mut window, "the full picture", |window| window.state().developed() == 1);
    window.remove_cursor();
    window.run_steps(3);
    assert_eq!(window.state().step(), None, "what was not clicked is left with the pointer");
    assert!(window.state().notices().is_empty());
}

#[test]
fn a_stopped_edit_leaves_everything_as_it_was() {
    let mut window = with_sample();
    let before = window.state().document().unwrap().flattened();
    slide(&mut window, "Steps", 60.0);
    click(&mut window, "Edit");
    wait(&mut window, "a step", |window| window.state().frames() > 0);
    key(&mut window, Modifiers::NONE, Key::Escape);
    wait(&mut window, "the end", |window| !window.state().is_running());
    assert_eq!(window.state().candidates(), 0);
    let document = window.state().document().unwrap();
    assert_eq!(document.flattened(), before);
    assert!(!document.can_undo(), "there is nothing to take back");
    assert!(window.state().frames() > 0, "the film strip keeps what was computed");
    window.get_by_label("Stopped; the picture is as before");
}

#[test]
fn several_candidates_are_browsed_and_one_is_discarded() {
    let mut window = with_sample();
    slide(&mut window, "Steps", 4.0);
    window.get_by_role_and_label(Role::SpinButton, "Number of candidates").set_value_accesskit(2.0);
    window.run_steps(2);
    click(&mut window, "Edit");
    wait(&mut window, "two candidates", |window| window.state().candidates() == 2 && !window.state().is_running());
    click(&mut window, "Candidate 1");
    click(&mut window, "Discard");
    assert_eq!(window.state().candidates(), 1);
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(window.state().candidates(), 0, "Esc discards what is shown");
    assert_eq!(window.state().document().unwrap().layers().len(), 1);
}

#[test]
fn a_live_edit_follows_the_slider_and_is_only_a_preview() {
    let mut window = with_sample();
    slide(&mut window, "Steps", 4.0);
    click(&mut window, "Live");
    wait(&mut window, "a live preview", |window| window.state().has_live_preview());
    assert_eq!(window.state().candidates(), 0, "a preview is no candidate");
    slide(&mut window, "How much changes (strength)", 0.3);
    // At strength 0.3 one or two of four steps run.
    wait(&mut window, "the next preview", |window| window.state().has_live_preview() && window.state().frames() <= 2);
    assert!(
        window.state().live_cost().is_some_and(|cost| cost.starts_with('≈')),
        "the toggle shows what a preview costs"
    );
    assert!(!window.state().document().unwrap().can_undo());
    click(&mut window, "Live");
    assert_eq!(window.state().frames(), 0, "live off: the preview is gone");
}

#[test]
fn layers_are_renamed_hidden_and_deleted_undoably() {
    let mut window = with_sample();
    slide(&mut window, "Steps", 3.0);
    edit(&mut window);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(window.state().document().unwrap().layers().len(), 2, "Enter accepts");
    window.get_by_role_and_label(Role::Button, "Hide a dog on a beach").scroll_to_me();
    window.run_steps(20);
    click(&mut window, "Hide a dog on a beach");
    assert!(!window.state().document().unwrap().layers()[1].visible());
    click(&mut window, "More for a dog on a beach");
    click(&mut window, "Delete");
    assert_eq!(window.state().document().unwrap().layers().len(), 1);
    click(&mut window, "Undo");
    click(&mut window, "Undo");
    let document = window.state().document().unwrap();
    assert_eq!((document.layers().len(), document.layers()[1].visible()), (2, true));
}
