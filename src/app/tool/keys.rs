//! The tools' keys. Letters belong to a text field while it has the focus.

use egui::{Context, Event, Key, Modifiers};

use super::{BrushSettings, Toolbox};

/// One press of `[` or `]`.
const SIZE_STEP: f32 = 1.1;
const HARDNESS_STEP: f32 = 0.1;

const DIGITS: [Key; 10] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9, Key::Num0];

impl Toolbox {
    /// Handles and consumes the tools' keys of this frame: `[` `]`, Shift+`[` `]`, digits, X, D.
    pub fn keys(&mut self, ctx: &Context) {
        if ctx.text_edit_focused() {
            return;
        }
        ctx.input_mut(|input| input.events.retain(|event| !self.takes(event)));
    }

    fn takes(&mut self, event: &Event) -> bool {
        match *event {
            Event::Key { key, pressed: true, repeat, modifiers, physical_key, .. } => {
                self.takes_key(key, physical_key, modifiers, repeat)
            }
            _ => false,
        }
    }

    fn takes_key(&mut self, key: Key, physical_key: Option<Key>, modifiers: Modifiers, repeat: bool) -> bool {
        if modifiers.command || modifiers.ctrl || modifiers.alt {
            return false;
        }
        match key {
            Key::OpenBracket | Key::OpenCurlyBracket => self.step_tip(-1.0, modifiers.shift),
            Key::CloseBracket | Key::CloseCurlyBracket => self.step_tip(1.0, modifiers.shift),
            _ if modifiers.shift || repeat => return false,
            Key::X => self.brush.value = 1.0 - self.brush.value,
            Key::D => self.brush.value = BrushSettings::default().value,
            _ => {
                // Digits by place: on some layouts the row gives digits only with Shift.
                let digit = DIGITS.iter().position(|&digit| digit == key || Some(digit) == physical_key);
                let Some(digit) = digit else { return false };
                self.brush.value = (digit + 1) as f32 / 10.0;
            }
        }
        true
    }

    fn step_tip(&mut self, direction: f32, hardness: bool) {
        if hardness {
            self.brush.add_hardness(direction * HARDNESS_STEP);
        } else {
            // At least one pixel: ×1.1 of a small tip would be no step at all.
            let step = (self.brush.size_px * (SIZE_STEP - 1.0)).max(1.0);
            self.brush.set_size(self.brush.size_px + direction * step);
        }
    }
}
