//! One table of keys: what the window listens to, and what the list of shortcuts shows.

use egui::{Context, Key, KeyboardShortcut, Modifiers};

use super::command::Command;
use super::tool::ToolKind;

/// A row of the table.
pub struct Row {
    /// Heading it stands under.
    pub group: &'static str,
    /// What it does, in words.
    pub what: &'static str,
    /// The keys; the first is shown on buttons.
    pub keys: &'static [KeyboardShortcut],
    /// What is sent.
    pub command: fn() -> Command,
    /// Fires while a text field has the focus too.
    pub in_text: bool,
}

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}
const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

const fn row(
    group: &'static str,
    what: &'static str,
    keys: &'static [KeyboardShortcut],
    command: fn() -> Command,
    in_text: bool,
) -> Row {
    Row { group, what, keys, command, in_text }
}

/// Every key that sends a command.
pub const TABLE: &[Row] = &[
    row("Picture", "Open", &[key(CTRL, Key::O)], || Command::Open, true),
    row("Picture", "Export", &[key(CTRL, Key::E), key(CTRL_SHIFT, Key::E)], || Command::Export, true),
    row("Picture", "Undo", &[key(CTRL, Key::Z)], || Command::Undo, false),
    row("Picture", "Redo", &[key(CTRL_SHIFT, Key::Z), key(CTRL, Key::Y)], || Command::Redo, false),
    row("Picture", "Close", &[key(CTRL, Key::Q)], || Command::Quit, true),
    row("Edit", "Run the edit", &[key(CTRL, Key::Enter)], || Command::Edit, true),
    row("Edit", "Stop, or leave what is open", &[key(NONE, Key::Escape)], || Command::Escape, true),
    row("Edit", "Stop now", &[key(SHIFT, Key::X)], || Command::Stop, false),
    row("Edit", "Accept the candidate", &[key(NONE, Key::Enter)], || Command::Accept, false),
    row("Edit", "One step back in the film strip", &[key(NONE, Key::Comma)], || Command::StepBack, false),
    row("Edit", "One step on", &[key(NONE, Key::Period)], || Command::StepForward, false),
    row("View", "Fit in window", &[key(CTRL, Key::Num0)], || Command::Fit, true),
    row("View", "100 %", &[key(CTRL, Key::Num1)], || Command::Actual, true),
    row("View", "200 %", &[key(CTRL, Key::Num2)], || Command::Double, true),
    row("View", "Full canvas", &[key(NONE, Key::F)], || Command::FullCanvas, false),
    row("View", "Split before and after", &[key(SHIFT, Key::Tab)], || Command::Split, false),
    row("View", "Proof: what differs from the original", &[key(NONE, Key::P)], || Command::Proof, false),
    row("View", "Show or hide the mask", &[key(NONE, Key::Q)], || Command::MaskView, false),
    row("View", "Settings", &[key(CTRL, Key::Comma)], || Command::Settings, true),
    row("View", "This list", &[key(NONE, Key::F1), key(SHIFT, Key::Questionmark)], || Command::Shortcuts, false),
    row("Mask", "Brush", &[key(NONE, Key::B)], || Command::Tool(ToolKind::Brush), false),
    row("Mask", "Eraser", &[key(NONE, Key::E)], || Command::Tool(ToolKind::Eraser), false),
    row("Mask", "Rectangle", &[key(NONE, Key::M)], || Command::Tool(ToolKind::Rectangle), false),
    row("Mask", "Lasso", &[key(NONE, Key::L)], || Command::Tool(ToolKind::Lasso), false),
    row("Mask", "Hand", &[key(NONE, Key::H)], || Command::Tool(ToolKind::Hand), false),
    row("Mask", "Mask everything", &[key(CTRL, Key::A)], || Command::MaskAll, false),
    row("Mask", "Clear the mask", &[key(CTRL, Key::D)], || Command::MaskNone, false),
    row("Mask", "Invert the mask", &[key(CTRL_SHIFT, Key::I), key(CTRL, Key::I)], || Command::MaskInvert, false),
    row("Mask", "Feather by 4 px", &[key(SHIFT, Key::F6)], || Command::MaskFeather(4.0), false),
];

/// Mouse and held keys, for the list only: the canvas listens to them.
pub const GESTURES: &[(&str, &str)] = &[
    ("Tab, held", "The original"),
    ("[ and ]", "Smaller or larger brush; with Shift, softer or harder"),
    ("Alt + wheel", "Brush size"),
    ("Right button", "Erases with the same tip"),
    ("Shift + click", "Straight line from the last point"),
    ("1 … 0", "Mask value 10 … 100 %"),
    ("Space + drag, middle button", "Moves the picture"),
    ("Wheel, pinch", "Zooms where the pointer is"),
    ("Ctrl + V", "Pastes a picture"),
];

/// The commands whose keys were pressed since the last frame; the keys are used up.
///
/// Enter and Tab belong to whatever has the focus unless that is the canvas (`canvas_has_keys`).
pub fn pressed(ctx: &Context, canvas_has_keys: bool) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    ctx.input_mut(|input| {
        let of_focus = |key: &KeyboardShortcut| {
            matches!(key.logical_key, Key::Enter | Key::Tab) && !key.modifiers.command && !canvas_has_keys
        };
        let mut rows: Vec<&Row> = TABLE.iter().filter(|row| row.in_text || !typing).collect();
        // A chord with more modifiers is asked for first, for egui lets Shift pass where it isn't named.
        rows.sort_by_key(|row| std::cmp::Reverse(row.keys.iter().map(|key| weight(key.modifiers)).max()));
        rows.into_iter()
            .filter(|row| row.keys.iter().any(|key| !of_focus(key) && input.consume_shortcut(key)))
            .map(|row| (row.command)())
            .collect()
    })
}

fn weight(modifiers: Modifiers) -> u8 {
    u8::from(modifiers.command) + u8::from(modifiers.shift) + u8::from(modifiers.alt)
}

/// The first key of the row that says `what`, written out ("Ctrl+Z").
pub fn written(ctx: &Context, command: &Command) -> Option<String> {
    let wanted = std::mem::discriminant(command);
    let row = TABLE.iter().find(|row| {
        let own = (row.command)();
        match (&own, command) {
            (Command::Tool(own), Command::Tool(asked)) => own == asked,
            _ => std::mem::discriminant(&own) == wanted,
        }
    })?;
    row.keys.first().map(|key| ctx.format_shortcut(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        let mut seen: Vec<KeyboardShortcut> = Vec::new();
        for key in TABLE.iter().flat_map(|row| row.keys) {
            assert!(!seen.contains(key), "{key:?} stands twice in the table");
            seen.push(*key);
        }
    }

    #[test]
    fn letters_never_fire_while_typing() {
        for row in TABLE.iter().filter(|row| row.in_text) {
            for key in row.keys {
                assert!(key.modifiers.command || key.logical_key == Key::Escape, "{} would swallow a letter", row.what);
            }
        }
    }
}
