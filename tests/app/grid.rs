//! A grid of two parameters goes through the queue, cell by cell; waiting edits change their order.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use palimpsest::edit::recipe::Recipe;
use palimpsest::raster::io;

use crate::harness::{Window, click, draw, key, set, slide, start, wait, window, with_sample, with_sample_in};

fn say(window: &mut Window, name: &str, words: &str) {
    window.get_by_role_and_label(Role::TextInput, name).set_text_value_accesskit(words);
    window.run_steps(2);
}

#[test]
fn strength_by_guidance_is_a_sheet_whose_cells_are_recalled_and_exported() {
    let mut window = with_sample();
    draw(&mut window, &[(250.0, 330.0), (300.0, 260.0), (340.0, 340.0)]);
    slide(&mut window, "Steps", 2.0);
    key(&mut window, Modifiers::COMMAND, Key::G);
    for (name, value) in [("Across, From", 0.5), ("Across, To", 1.0), ("Down, From", 1.0), ("Down, To", 9.0)] {
        set(&mut window, name, value);
    }
    assert!(window.query_by_label_contains("9 edits, ").is_some(), "what it costs is told before");
    click(&mut window, "Run the grid");
    wait(&mut window, "all cells", |window| window.state().grid_done() == Some((9, 9)));
    let results = window.state().results();
    let made: Vec<_> = results.iter().map(|e| (e.recipe.method.strength(), e.recipe.sampling.guidance)).collect();
    let wanted: Vec<_> = [1.0, 5.0, 9.0].iter().flat_map(|&g| [0.5, 0.75, 1.0].map(|s| (s, g))).collect();
    assert_eq!(made, wanted, "row by row");
    assert!(results.iter().all(|entry| entry.recipe.sampling.seed == results[0].recipe.sampling.seed));
    assert!(results[0].pixels != results[8].pixels);

    // The sheet as one picture, with the recipe in it.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.png");
    click(&mut window, "Export sheet…");
    wait(&mut window, "the question", |window| window.query_by_label("Write sheet").is_some());
    assert!(window.get_by_role_and_label(Role::TextInput, "Path").value().is_some_and(|v| v.ends_with(" grid.png")));
    say(&mut window, "Path", &path.to_string_lossy());
    key(&mut window, Modifiers::NONE, Key::Enter);
    wait(&mut window, "the file", |window| window.query_by_label("Exported").is_some());
    let sheet = io::open(&path).unwrap();
    assert!(sheet.pixels.extent().width > 3 * 100, "{:?}", sheet.pixels.extent());
    let recipe = Recipe::from_file(sheet.recipe.as_deref().unwrap()).unwrap().recipe;
    assert_eq!(recipe.prompt.target, "a dog on a beach");

    // A cell's settings come back, and its result is shown.
    key(&mut window, Modifiers::COMMAND, Key::G);
    click(&mut window, "Cell 0.75, 9");
    let cell = window.state().results()[7].clone();
    assert_eq!(window.state().looked_at_result(), Some(cell.id));
    assert_eq!((cell.recipe.method.strength(), cell.recipe.sampling.guidance), (0.75, 9.0));
    let guidance = window.get_by_role_and_label(Role::Slider, "Follow the words (guidance)");
    assert_eq!(guidance.accesskit_node().numeric_value(), Some(9.0));
}

#[test]
fn waiting_edits_change_their_order_and_are_removed() {
    let mut window = with_sample();
    slide(&mut window, "Steps", 40.0);
    click(&mut window, "Edit");
    slide(&mut window, "Steps", 1.0);
    for words in ["first", "second", "third", "fourth"] {
        window.get_by_role_and_label(Role::MultilineTextInput, "Prompt").set_text_value_accesskit(words);
        window.run_steps(2);
        key(&mut window, Modifiers::COMMAND, Key::Enter);
    }
    let waiting = |window: &Window| -> Vec<String> {
        window.state().queue().waiting().iter().map(|waiting| waiting.recipe.prompt.target.clone()).collect()
    };
    assert_eq!(waiting(&window), ["first", "second", "third", "fourth"], "nothing begins while an edit runs");
    click(&mut window, "Hold the queue");
    click(&mut window, "Put 3 first");
    click(&mut window, "Move 2 down");
    click(&mut window, "Remove 4");
    assert_eq!(waiting(&window), ["third", "second", "first"]);
    key(&mut window, Modifiers::SHIFT, Key::X);
    wait(&mut window, "the end of the first run", |window| !window.state().is_running());
    window.run_steps(5);
    assert_eq!(waiting(&window).len(), 3, "a held queue begins nothing");
    click(&mut window, "Let the queue go on");
    wait(&mut window, "all of them", |window| window.state().results().len() == 3);
    let made: Vec<_> = window.state().results().iter().map(|e| e.recipe.prompt.target.clone()).collect();
    assert_eq!(made, ["third", "second", "first"]);
}

#[test]
fn settings_and_words_are_kept_for_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut how = start(None);
    how.settings = Some(folder.path().join("settings.json"));
    let mut first = with_sample_in(window(how.clone()));
    slide(&mut first, "Steps", 2.0);
    slide(&mut first, "Follow the words (guidance)", 12.0);
    click(&mut first, "Presets");
    say(&mut first, "Name of a new preset", "Strong words");
    click(&mut first, "Save");
    key(&mut first, Modifiers::NONE, Key::Escape);
    click(&mut first, "Edit");
    wait(&mut first, "a result", |window| window.state().results().len() == 1);
    wait(&mut first, "the words' file", |_| folder.path().join("prompts.json").exists());
    drop(first);

    let mut second = with_sample_in(window(how));
    slide(&mut second, "Follow the words (guidance)", 2.0);
    second.get_by_role_and_label(Role::MultilineTextInput, "Prompt").set_text_value_accesskit("a cat");
    click(&mut second, "Presets");
    click(&mut second, "Apply Strong words");
    let guidance = second.get_by_role_and_label(Role::Slider, "Follow the words (guidance)");
    assert_eq!(guidance.accesskit_node().numeric_value(), Some(12.0));
    click(&mut second, "Words used before");
    click(&mut second, "Use again: a dog on a beach");
    let prompt = second.get_by_role_and_label(Role::MultilineTextInput, "Prompt").value();
    assert_eq!(prompt.as_deref(), Some("a dog on a beach"));
    assert!(second.state().notices().is_empty());
}
