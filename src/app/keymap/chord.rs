//! Keys with their modifiers as text: "Ctrl+Shift+Z". Ctrl is Command on a Mac.

use egui::{Context, Key, KeyboardShortcut, Modifiers};

/// As files have it, whatever the system.
pub fn written(key: &KeyboardShortcut) -> String {
    let names = [(key.modifiers.command, "Ctrl+"), (key.modifiers.alt, "Alt+"), (key.modifiers.shift, "Shift+")];
    let held = names.into_iter().filter(|(is_held, _)| *is_held).map(|(_, name)| name);
    held.chain([key.logical_key.name()]).collect()
}

/// The reverse; none where it names no key.
pub fn parse(text: &str) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    let mut rest = text.trim();
    while let Some((name, key)) = rest.split_once('+').filter(|(name, _)| !name.is_empty()) {
        let held = match name {
            "Ctrl" => Modifiers::COMMAND,
            "Alt" => Modifiers::ALT,
            "Shift" => Modifiers::SHIFT,
            _ => return None,
        };
        (modifiers, rest) = (modifiers | held, key);
    }
    Key::from_name(rest).map(|key| KeyboardShortcut::new(modifiers, key))
}

/// As a person reads it, with the signs of the keys: "Ctrl+," and not "Ctrl+Comma".
pub fn shown(ctx: &Context, key: &KeyboardShortcut) -> String {
    let written = ctx.format_shortcut(key);
    let (name, sign) = (key.logical_key.name(), key.logical_key.symbol_or_name());
    match written.strip_suffix(name).filter(|_| sign.len() == 1) {
        Some(held) => format!("{held}{sign}"),
        None => written,
    }
}

/// What was pressed, as the table has it: neither Ctrl nor Command of one system apart.
pub fn pressed(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    let mut held = Modifiers { alt: modifiers.alt, shift: modifiers.shift, ..Modifiers::NONE };
    if modifiers.command || modifiers.ctrl {
        held |= Modifiers::COMMAND;
    }
    KeyboardShortcut::new(held, key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_written_and_read() {
        for &key in Key::ALL {
            for modifiers in [Modifiers::NONE, Modifiers::COMMAND | Modifiers::SHIFT, Modifiers::ALT] {
                let chord = KeyboardShortcut::new(modifiers, key);
                assert_eq!(parse(&written(&chord)), Some(chord), "{}", written(&chord));
            }
        }
    }

    #[test]
    fn signs_are_shown_and_names_of_other_keys_stay() {
        let shown = |modifiers, key| shown(&Context::default(), &KeyboardShortcut::new(modifiers, key));
        assert!(shown(Modifiers::COMMAND, Key::Comma).ends_with("+,"));
        assert_eq!(
            (shown(Modifiers::NONE, Key::OpenBracket).as_str(), shown(Modifiers::NONE, Key::Enter).as_str()),
            ("[", "Enter")
        );
        assert_eq!(shown(Modifiers::NONE, Key::ArrowUp), Key::ArrowUp.name());
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in ["", "Ctrl+", "Hyper+A", "Ctrl+Ctrl", "+A", "no"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse("Ctrl++"), parse("Ctrl+Plus"));
    }

    #[test]
    fn what_is_pressed_is_as_in_the_table() {
        let both = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
        assert_eq!(pressed(both, Key::Z), KeyboardShortcut::new(Modifiers::COMMAND, Key::Z));
    }
}
