//! The list of keys: what each does, and which other one shall do it.

use egui::{Button, ComboBox, Context, Event, Key, KeyboardShortcut, Label, RichText, ScrollArea, Ui, vec2};

use super::{Answer, foot, heading};
use crate::app::icons::Icon;
use crate::app::keymap::{self, Keymap, Keys, Preset, chord};
use crate::app::locale::{Phrase, t};
use crate::app::shortcuts::{COLOUR, EDIT, GESTURES, MASK, PICTURE, TABLE, VIEW};
use crate::app::widget::{icon_button, quiet, section};
use crate::app::{App, theme};

/// What is being looked for and changed.
#[derive(Debug, Default)]
pub struct Editor {
    search: String,
    /// The row that the next key goes to, and which of its keys it replaces.
    listens: Option<(usize, Option<usize>)>,
    refused: Option<Refused>,
}

/// Why a key was not taken.
#[derive(Debug)]
struct Refused {
    row: usize,
    replaces: Option<usize>,
    key: KeyboardShortcut,
    /// The row that has it; none when it is the window's own.
    by: Option<usize>,
}

impl Editor {
    /// The next key that is pressed is one to be taken down.
    pub fn is_listening(&self) -> bool {
        self.listens.is_some()
    }

    /// Takes down a key that was pressed; Esc gives up, Backspace leaves the place empty.
    pub fn listen(&mut self, ctx: &Context, keys: &mut Keys) {
        let Some((row, replaces)) = self.listens else { return };
        let mut pressed = None;
        ctx.input_mut(|input| {
            input.events.retain(|event| {
                if let Event::Key { key, pressed: true, modifiers, .. } = event {
                    pressed = Some(chord::pressed(*modifiers, *key));
                }
                !matches!(event, Event::Key { .. } | Event::Text(_))
            });
        });
        let Some(key) = pressed else { return };
        self.listens = None;
        self.refused = None;
        let bare = key.modifiers.is_none();
        match key.logical_key {
            Key::Escape => {}
            Key::Backspace | Key::Delete if bare => put(keys, row, replaces, None),
            _ if keymap::is_the_window_s(key) => self.refused = Some(Refused { row, replaces, key, by: None }),
            _ => match keys.taken_by(key, row) {
                by @ Some(_) => self.refused = Some(Refused { row, replaces, key, by }),
                None => put(keys, row, replaces, Some(key)),
            },
        }
    }

    /// The key goes to the row that wanted it, from the one that had it.
    fn take(&mut self, keys: &mut Keys) {
        let Some(Refused { row, replaces, key, by: Some(by) }) = self.refused.take() else { return };
        let mut left = keys.of(by);
        left.retain(|own| *own != key);
        keys.set(by, &left);
        put(keys, row, replaces, Some(key));
    }

    fn finds(&self, row: usize, map: &Keymap, ctx: &Context) -> bool {
        let wanted = self.search.trim().to_lowercase();
        let said = |text: &str| text.to_lowercase().contains(&wanted);
        wanted.is_empty()
            || said(TABLE[row].what.said())
            || map.keys(row).iter().any(|key| said(&chord::shown(ctx, key)))
    }
}

/// Puts `key` in the place of the row's key `replaces`, or behind the last; nothing takes the place away.
fn put(keys: &mut Keys, row: usize, replaces: Option<usize>, key: Option<KeyboardShortcut>) {
    let mut own = Keymap::new(keys).keys(row).to_vec();
    let at = replaces.unwrap_or(own.len()).min(own.len());
    let end = (at + 1).min(own.len());
    own.splice(at..end, key);
    let mut seen = Vec::new();
    own.retain(|key| {
        !seen.contains(key) && {
            seen.push(*key);
            true
        }
    });
    keys.set(row, &own);
}

/// Draws the list.
pub(super) fn ui(ui: &mut Ui, app: &mut App, editor: &mut Editor) -> Answer {
    ui.set_width(600.0);
    heading(ui, t!("command-shortcuts"));
    let keys = &mut app.settings.keys;
    head(ui, keys, editor);
    let tall = (ui.ctx().content_rect().height() - 240.0).clamp(120.0, 480.0);
    ScrollArea::vertical().max_height(tall).min_scrolled_height(tall).show(ui, |ui| {
        let map = Keymap::new(keys);
        let mut any = false;
        for group in [PICTURE, EDIT, VIEW, MASK, COLOUR] {
            any |= rows(ui, group, keys, &map, editor);
        }
        if !any {
            ui.label(quiet(ui, t!("keys-nothing")));
        }
        if editor.search.is_empty() {
            section(ui, t!("dialog-gestures"));
            for (keys, what) in GESTURES {
                ui.horizontal(|ui| {
                    ui.label(RichText::new(keys.said()).monospace());
                    ui.add(Label::new(what.said()).wrap());
                });
            }
        }
    });
    ui.add_space(8.0);
    let close = foot(ui, |ui| ui.add(Button::new(t!("dialog-leave")).min_size(vec2(80.0, 32.0))));
    if close.clicked() { Answer::Leave } else { Answer::Stay }
}

/// Preset, search, reset.
fn head(ui: &mut Ui, keys: &mut Keys, editor: &mut Editor) {
    ui.horizontal(|ui| {
        let field = egui::TextEdit::singleline(&mut editor.search).hint_text(t!("keys-search")).desired_width(220.0);
        ui.add(field).accessible_name(t!("keys-search"));
        let shown = ComboBox::from_id_salt("preset").selected_text(keys.preset.name()).show_ui(ui, |ui| {
            for preset in Preset::ALL {
                ui.selectable_value(&mut keys.preset, preset, preset.name());
            }
        });
        shown.response.on_hover_text(t!("keys-preset-tip")).accessible_name(t!("keys-preset"));
        let reset = ui.add_enabled(!keys.own.is_empty(), Button::new(t!("keys-reset-all")));
        if reset.on_hover_text(t!("keys-reset-all-tip")).clicked() {
            keys.own.clear();
            (editor.listens, editor.refused) = (None, None);
        }
    });
}

/// One group; whether anything of it is found.
fn rows(ui: &mut Ui, group: Phrase, keys: &mut Keys, map: &Keymap, editor: &mut Editor) -> bool {
    let found: Vec<usize> =
        (0..TABLE.len()).filter(|&row| TABLE[row].group == group && editor.finds(row, map, ui.ctx())).collect();
    if !found.is_empty() {
        section(ui, group.said());
    }
    for &row in &found {
        ui.horizontal(|ui| {
            let what = TABLE[row].what.said();
            ui.scope(|ui| {
                ui.set_width(300.0);
                ui.add(Label::new(what).truncate());
            });
            for (at, key) in map.keys(row).iter().enumerate() {
                place(ui, row, Some(at), &chord::shown(ui.ctx(), key), editor);
            }
            place(ui, row, None, "+", editor);
            if keys.is_own(row)
                && icon_button(ui, Icon::RotateCcw, &t!("keys-reset", what = what), t!("keys-reset-tip")).clicked()
            {
                keys.reset(row);
            }
        });
        refused(ui, row, keys, editor);
    }
    !found.is_empty()
}

/// A key, or the place for one more.
fn place(ui: &mut Ui, row: usize, at: Option<usize>, words: &str, editor: &mut Editor) {
    let p = theme::palette(ui.ctx());
    let listens = editor.listens == Some((row, at));
    let words = if listens { RichText::new(t!("keys-press")).color(p.accent_text) } else { RichText::new(words) };
    let what = TABLE[row].what.said();
    let name = match at {
        _ if listens => t!("keys-press").to_owned(),
        Some(at) => t!("keys-change", what = what, number = at + 1),
        None => t!("keys-add", what = what),
    };
    let button = ui.add(Button::new(words.monospace()).selected(listens)).on_hover_text(t!("keys-change-tip"));
    if button.accessible_name(name).clicked() {
        editor.listens = (!listens).then_some((row, at));
        editor.refused = None;
    }
}

/// Says who has the key that this row wanted, and offers to take it from there.
fn refused(ui: &mut Ui, row: usize, keys: &mut Keys, editor: &mut Editor) {
    let Some(refused) = editor.refused.as_ref().filter(|refused| refused.row == row) else { return };
    let p = theme::palette(ui.ctx());
    let written = chord::shown(ui.ctx(), &refused.key);
    let by = refused.by.map(|by| TABLE[by].what.said());
    let told = match by {
        Some(by) => t!("keys-taken", keys = written, what = by),
        None => t!("keys-of-the-window", keys = written),
    };
    let (mut take, mut leave) = (false, false);
    ui.horizontal(|ui| {
        ui.label(crate::app::icons::text(Icon::TriangleAlert, 15.0).color(p.warning));
        ui.label(RichText::new(told).color(p.warning));
        take = by.is_some() && ui.button(t!("keys-take")).on_hover_text(t!("keys-take-tip")).clicked();
        leave = ui.button(t!("keys-leave")).clicked();
    });
    if take {
        editor.take(keys);
    } else if leave {
        editor.refused = None;
    }
}
