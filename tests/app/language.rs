//! The window in another language, and words that an input method composes.

use egui::accesskit::Role;
use egui::{Event, ImeEvent, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::app::App;
use palimpsest::app::locale::{self, Locale};
use palimpsest::document::Document;

use crate::harness::{Window, builder, click, draw, key, start, wait};

/// A window whose system speaks this language. Letters need not be drawn: the machine may have no font of them.
fn speaking(system: Locale) -> Window {
    let start = start(None);
    locale::apart(system);
    let mut window = builder().allow_missing_glyphs().build_eframe(|cc| App::new(cc, start).expect("the window's app"));
    window.run_steps(2);
    window
}

/// Chooses a language in the menu; both by the names that they go by now.
fn choose(window: &mut Window, menu: &str, language: &str, name: &str) {
    click(window, menu);
    window.get_by_label(language).click();
    window.run_steps(3);
    window.get_by_label(name).click();
    window.run_steps(4);
}

#[test]
fn the_window_switches_without_a_restart_and_the_main_flow_goes_in_chinese() {
    let mut window = speaking(Locale::English);
    window.get_by_label("Open a picture…");
    choose(&mut window, "Menu", "Language", "Chinese (Simplified)");
    window.get_by_label("打开图片…");
    assert!(window.query_by_label("Open a picture…").is_none(), "some of it is still in English");

    click(&mut window, "试试：海滩上的猫");
    wait(&mut window, "a plan", |window| window.query_by_label_contains("→ 模型").is_some());
    click(&mut window, "画笔");
    draw(&mut window, &[(100.0, 100.0), (140.0, 120.0)]);
    assert!(window.state().document().is_some_and(Document::has_mask));
    window.get_by_role_and_label(Role::Slider, "步数").set_value_accesskit(2.0);
    window.run_steps(2);
    click(&mut window, "编辑");
    wait(&mut window, "a candidate", |window| window.state().candidates() == 1 && !window.state().is_running());
    click(&mut window, "接受");
    assert_eq!(window.state().document().map(|document| document.layers().len()), Some(2));
    click(&mut window, "撤销");
    assert_eq!(window.state().document().map(|document| document.layers().len()), Some(1));
    click(&mut window, "导出");
    window.get_by_label("导出图片");
    click(&mut window, "取消");

    choose(&mut window, "菜单", "语言 (Language)", "English");
    window.get_by_role_and_label(Role::Button, "Edit");
}

#[test]
fn a_chinese_system_is_spoken_to_in_chinese() {
    let window = speaking(Locale::Chinese);
    window.get_by_label("打开图片…");
}

#[test]
fn keys_belong_to_an_input_method_while_it_composes() {
    let mut window = speaking(Locale::English);
    click(&mut window, "Try: Cat on beach");
    window.get_by_role_and_label(Role::MultilineTextInput, "Prompt").focus();
    window.run_steps(2);
    let preedit = |text: &str| Event::Ime(ImeEvent::Preedit { text: text.to_owned(), active_range_chars: None });
    window.event(preedit("mao"));
    window.run_steps(2);
    key(&mut window, Modifiers::COMMAND, Key::E);
    assert!(!window.state().has_dialog(), "a key of the input method was taken for the window's");
    window.event(Event::Ime(ImeEvent::Commit("猫".to_owned())));
    window.run_steps(2);
    let words = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt").value().unwrap_or_default();
    assert!(words.contains('猫'), "{words}");
    key(&mut window, Modifiers::COMMAND, Key::E);
    assert!(window.state().has_dialog(), "keys are the window's again");
}
