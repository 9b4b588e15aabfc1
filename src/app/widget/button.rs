//! Buttons: quiet ones with an icon, and the one primary button of the window.

use egui::{Atom, AtomExt as _, Button, IntoAtoms as _, Response, RichText, Stroke, Ui, vec2};

use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::{shortcuts, theme};

/// A button with an icon alone; `name` is what screen readers and tests call it, the tooltip says what one will see.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str, tooltip: &str) -> Response {
    let button = Button::new(icons::text(icon, theme::ICON)).frame_when_inactive(false).min_size(vec2(28.0, 28.0));
    ui.add(button).on_hover_text(tooltip).accessible_name(name)
}

/// The same, lit while it is on.
pub fn toggle(ui: &mut Ui, on: bool, icon: Icon, name: &str, tooltip: &str) -> Response {
    let p = theme::palette(ui.ctx());
    let color = if on { p.accent_text } else { p.text };
    let button = Button::new(icons::text(icon, theme::ICON).color(color))
        .selected(on)
        .frame_when_inactive(on)
        .min_size(vec2(28.0, 28.0));
    let response = ui.add(button).on_hover_text(tooltip).accessible_name(name);
    response.ctx.accesskit_node_builder(response.id, |node| node.set_toggled(on.into()));
    response
}

/// An icon and words, for a [`Button`].
pub fn icon_text<'a>(icon: Icon, words: &'a str) -> egui::Atoms<'a> {
    let icon: Atom<'a> = icons::text(icon, 15.0).into();
    (icon.atom_shrink(false), RichText::new(words)).into_atoms()
}

/// What stands on a quiet button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// The icon alone.
    Icon,
    /// Icon and label.
    Words,
}

/// A quiet button of a command: icon, label, tooltip and keys from the tables. True when it was clicked.
pub fn command_button(ui: &mut Ui, enabled: bool, command: &Command, face: Face) -> bool {
    told_button(ui, enabled, command, face, command.info().tooltip)
}

/// The same, with words of its own for what one will see.
pub fn told_button(ui: &mut Ui, enabled: bool, command: &Command, face: Face, tooltip: &str) -> bool {
    let info = command.info();
    let tooltip = shortcuts::with_keys(ui.ctx(), tooltip, command);
    let button = if face == Face::Words {
        Button::new(icon_text(info.icon, info.label)).min_size(vec2(0.0, 28.0))
    } else {
        Button::new(icons::text(info.icon, theme::ICON)).frame_when_inactive(false).min_size(vec2(28.0, 28.0))
    };
    let name = info.label.trim_end_matches('…');
    ui.add_enabled(enabled, button)
        .on_hover_text(tooltip.as_str())
        .on_disabled_hover_text(tooltip.as_str())
        .accessible_name(name)
        .clicked()
}

/// The one primary button. True when it was clicked.
pub fn primary_button(ui: &mut Ui, enabled: bool, words: &str, keys: &str, size: egui::Vec2) -> Response {
    let p = theme::palette(ui.ctx());
    let label = RichText::new(words).size(15.0).color(p.on_accent);
    let mut button = Button::new(label).fill(p.accent).stroke(Stroke::NONE).min_size(size);
    if !keys.is_empty() {
        button = button.right_text(RichText::new(keys).small().color(p.on_accent));
    }
    ui.scope(|ui| {
        ui.spacing_mut().button_padding.x = 12.0;
        ui.add_enabled(enabled, button).accessible_name(words)
    })
    .inner
}
