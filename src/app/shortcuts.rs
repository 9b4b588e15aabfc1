//! One table of keys: what the window listens to, and what the list of shortcuts shows.

use egui::{Context, Key, KeyboardShortcut, Modifiers, Popup};

use super::command::Command;
use super::keymap::{Keymap, chord, is_no_letter};
use super::locale::{Phrase, phrase};
use super::tool::ToolKind;

/// A row of the table.
pub struct Row {
    /// Heading it stands under.
    pub group: Phrase,
    /// What it does, in words.
    pub what: Phrase,
    /// The keys, unless a preset or the person says otherwise; the first is shown on buttons.
    pub keys: &'static [KeyboardShortcut],
    /// What is sent.
    pub command: fn() -> Command,
    /// Fires while a text field has the focus too.
    pub in_text: bool,
}

impl Row {
    /// What files call it.
    pub const fn name(&self) -> &'static str {
        self.what.key()
    }
}

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}
const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

const fn row(
    group: Phrase,
    what: Phrase,
    keys: &'static [KeyboardShortcut],
    command: fn() -> Command,
    in_text: bool,
) -> Row {
    Row { group, what, keys, command, in_text }
}

/// Headings of the list.
pub const PICTURE: Phrase = phrase!("shortcut-picture");
/// See [`PICTURE`].
pub const EDIT: Phrase = phrase!("shortcut-of-edit");
/// See [`PICTURE`].
pub const VIEW: Phrase = phrase!("shortcut-view");
/// See [`PICTURE`].
pub const MASK: Phrase = phrase!("shortcut-mask");
/// See [`PICTURE`].
pub const COLOUR: Phrase = phrase!("colour-title");

/// Every key that sends a command.
pub const TABLE: &[Row] = &[
    row(PICTURE, phrase!("shortcut-open"), &[key(CTRL, Key::O)], || Command::Open, true),
    row(PICTURE, phrase!("project-new"), &[key(CTRL, Key::N)], || Command::New, true),
    row(PICTURE, phrase!("project-shortcut-save"), &[key(CTRL, Key::S)], || Command::Save, true),
    row(PICTURE, phrase!("project-shortcut-save-as"), &[key(CTRL_SHIFT, Key::S)], || Command::SaveAs, true),
    row(PICTURE, phrase!("shortcut-export"), &[key(CTRL, Key::E), key(CTRL_SHIFT, Key::E)], || Command::Export, true),
    row(PICTURE, phrase!("command-undo"), &[key(CTRL, Key::Z)], || Command::Undo, false),
    row(PICTURE, phrase!("command-redo"), &[key(CTRL_SHIFT, Key::Z), key(CTRL, Key::Y)], || Command::Redo, false),
    row(PICTURE, phrase!("shortcut-close"), &[key(CTRL, Key::Q)], || Command::Quit, true),
    row(EDIT, phrase!("shortcut-edit"), &[key(CTRL, Key::Enter)], || Command::Edit, true),
    row(EDIT, phrase!("shortcut-escape"), &[key(NONE, Key::Escape)], || Command::Escape, true),
    row(EDIT, phrase!("command-stop"), &[key(SHIFT, Key::X)], || Command::Stop, false),
    row(EDIT, phrase!("shortcut-accept"), &[key(NONE, Key::Enter)], || Command::Accept, false),
    row(EDIT, phrase!("shortcut-step-back"), &[key(NONE, Key::Comma)], || Command::StepBack, false),
    row(EDIT, phrase!("shortcut-step-forward"), &[key(NONE, Key::Period)], || Command::StepForward, false),
    row(EDIT, phrase!("grid"), &[key(CTRL, Key::G)], || Command::Grid, true),
    row(VIEW, phrase!("gallery"), &[key(CTRL, Key::H)], || Command::Gallery, true),
    row(VIEW, phrase!("command-fit"), &[key(CTRL, Key::Num0)], || Command::Fit, true),
    row(VIEW, phrase!("shortcut-actual"), &[key(CTRL, Key::Num1)], || Command::Actual, true),
    row(VIEW, phrase!("shortcut-double"), &[key(CTRL, Key::Num2)], || Command::Double, true),
    row(VIEW, phrase!("command-full-canvas"), &[key(NONE, Key::F)], || Command::FullCanvas, false),
    row(VIEW, phrase!("shortcut-split"), &[key(SHIFT, Key::Tab)], || Command::Split, false),
    row(VIEW, phrase!("proof-title"), &[key(NONE, Key::P)], || Command::Proof, false),
    row(VIEW, phrase!("shortcut-mask-view"), &[key(NONE, Key::Q)], || Command::MaskView, false),
    row(VIEW, phrase!("command-next-region"), &[key(NONE, Key::F6)], || Command::NextRegion, true),
    row(VIEW, phrase!("settings-title"), &[key(CTRL, Key::Comma)], || Command::Settings, true),
    row(
        VIEW,
        phrase!("shortcut-list"),
        &[key(NONE, Key::F1), key(SHIFT, Key::Questionmark)],
        || Command::Shortcuts,
        false,
    ),
    row(MASK, phrase!("tool-brush"), &[key(NONE, Key::B)], || Command::Tool(ToolKind::Brush), false),
    row(MASK, phrase!("tool-eraser"), &[key(NONE, Key::E)], || Command::Tool(ToolKind::Eraser), false),
    row(MASK, phrase!("tool-rectangle"), &[key(NONE, Key::M)], || Command::Tool(ToolKind::Rectangle), false),
    row(MASK, phrase!("select-ellipse"), &[key(SHIFT, Key::M)], || Command::Tool(ToolKind::Ellipse), false),
    row(MASK, phrase!("tool-lasso"), &[key(NONE, Key::L)], || Command::Tool(ToolKind::Lasso), false),
    row(MASK, phrase!("select-polygon"), &[key(SHIFT, Key::L)], || Command::Tool(ToolKind::Polygon), false),
    row(MASK, phrase!("select-wand"), &[key(NONE, Key::W)], || Command::Tool(ToolKind::Wand), false),
    row(MASK, phrase!("select-range"), &[key(SHIFT, Key::W)], || Command::Tool(ToolKind::Range), false),
    row(MASK, phrase!("frame-transform"), &[key(NONE, Key::V)], || Command::Tool(ToolKind::Transform), false),
    row(MASK, phrase!("frame-crop"), &[key(NONE, Key::C)], || Command::Tool(ToolKind::Crop), false),
    row(MASK, phrase!("tool-hand"), &[key(NONE, Key::H)], || Command::Tool(ToolKind::Hand), false),
    row(COLOUR, phrase!("colour-paint"), &[key(SHIFT, Key::B)], || Command::Tool(ToolKind::Paint), false),
    row(COLOUR, phrase!("colour-eraser"), &[key(SHIFT, Key::E)], || Command::Tool(ToolKind::PaintEraser), false),
    row(COLOUR, phrase!("colour-fill"), &[key(NONE, Key::G)], || Command::Tool(ToolKind::Fill), false),
    row(COLOUR, phrase!("colour-gradient"), &[key(SHIFT, Key::G)], || Command::Tool(ToolKind::Gradient), false),
    row(COLOUR, phrase!("colour-eyedropper"), &[key(NONE, Key::I)], || Command::Tool(ToolKind::Eyedropper), false),
    row(MASK, phrase!("command-mask-all"), &[key(CTRL, Key::A)], || Command::MaskAll, false),
    row(MASK, phrase!("shortcut-mask-none"), &[key(CTRL, Key::D)], || Command::MaskNone, false),
    row(
        MASK,
        phrase!("shortcut-mask-invert"),
        &[key(CTRL_SHIFT, Key::I), key(CTRL, Key::I)],
        || Command::MaskInvert,
        false,
    ),
    row(MASK, phrase!("select-reselect"), &[key(CTRL_SHIFT, Key::D)], || Command::Reselect, false),
    row(MASK, phrase!("shortcut-feather"), &[key(SHIFT, Key::F6)], || Command::MaskFeather(4.0), false),
];

/// Mouse and held keys, for the list only: the canvas listens to them.
pub const GESTURES: &[(Phrase, Phrase)] = &[
    (phrase!("gesture-tab"), phrase!("gesture-tab-does")),
    (phrase!("gesture-brackets"), phrase!("gesture-brackets-does")),
    (phrase!("gesture-alt-wheel"), phrase!("gesture-alt-wheel-does")),
    (phrase!("gesture-right"), phrase!("gesture-right-does")),
    (phrase!("gesture-shift-click"), phrase!("gesture-shift-click-does")),
    (phrase!("gesture-digits"), phrase!("gesture-digits-does")),
    (phrase!("gesture-pan"), phrase!("gesture-pan-does")),
    (phrase!("gesture-zoom"), phrase!("gesture-zoom-does")),
    (phrase!("gesture-arrows"), phrase!("gesture-arrows-does")),
    (phrase!("gesture-paste"), phrase!("gesture-paste-does")),
];

/// The commands whose keys were pressed since the last frame; the keys are used up.
///
/// Enter and Tab belong to whatever has the focus unless that is the canvas (`canvas_has_keys`).
pub fn pressed(ctx: &Context, canvas_has_keys: bool) -> Vec<Command> {
    let typing = ctx.text_edit_focused();
    let map = Keymap::of(ctx);
    let menu = Popup::is_any_open(ctx);
    let pressed: Vec<Command> = ctx.input_mut(|input| {
        // Esc closes an open menu and nothing else.
        let of_focus = |key: &KeyboardShortcut| match key.logical_key {
            Key::Enter | Key::Tab => !key.modifiers.command && !canvas_has_keys,
            Key::Escape => menu && key.modifiers.is_none(),
            _ => false,
        };
        // A row that fires while somebody types does so by keys that are no letters.
        let fires = |row: usize, key: KeyboardShortcut| !typing || (TABLE[row].in_text && is_no_letter(key));
        map.order()
            .iter()
            .filter(|(key, row)| fires(*row, *key) && !of_focus(key) && input.consume_shortcut(key))
            .map(|(_, row)| (TABLE[*row].command)())
            .collect()
    });
    if menu && !pressed.is_empty() {
        Popup::close_all(ctx);
    }
    pressed
}

/// A tooltip with the key of a command under it, where it has one.
pub fn with_keys(ctx: &Context, tooltip: &str, command: &Command) -> String {
    match written(ctx, command) {
        Some(keys) => format!("{tooltip}\n{keys}"),
        None => tooltip.to_owned(),
    }
}

/// The first key of the row that does this, written out ("Ctrl+Z").
pub fn written(ctx: &Context, command: &Command) -> Option<String> {
    let wanted = std::mem::discriminant(command);
    let row = TABLE.iter().position(|row| {
        let own = (row.command)();
        match (&own, command) {
            (Command::Tool(own), Command::Tool(asked)) => own == asked,
            _ => std::mem::discriminant(&own) == wanted,
        }
    })?;
    Keymap::of(ctx).keys(row).first().map(|key| chord::shown(ctx, key))
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
                assert!(
                    key.modifiers.command || matches!(key.logical_key, Key::Escape | Key::F6),
                    "{:?} would swallow a letter",
                    row.what
                );
            }
        }
    }
}
