//! Pointer, wheel and keys over the canvas.

use egui::{CursorIcon, Event, EventFilter, Key, Modifiers, PointerButton, Pos2, Ui};

use super::keyboard::ARROWS;
use super::{Canvas, CanvasResponse, Compare, Scene};
use crate::app::tool::{BrushSettings, Outcome, ToolEvent, ToolKind, Toolbox};

/// Zoom or size factor of a scroll: e to the power of points × this; one notch of a usual wheel is 1.2.
const WHEEL_RATE: f32 = 0.005;
/// How near to the split line a press takes hold of it, points.
const SPLIT_GRIP: f32 = 6.0;
/// How near to a corner a click meets it, points.
const REACH: f32 = 8.0;

/// What the held button does.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Gesture {
    #[default]
    Idle,
    /// The active tool has the pointer. `pans` while the middle button is down as well.
    Tool { button: PointerButton, pans: bool },
    /// The view follows the pointer.
    Pan { button: PointerButton },
    /// Alt and the right button: size to the right, hardness upwards.
    Tip { from: BrushSettings, origin: Pos2 },
    /// The split line follows the pointer.
    Split,
}

impl Canvas {
    /// All input of this frame.
    pub(super) fn handle_input(
        &mut self,
        ui: &Ui,
        scene: &mut Scene<'_>,
        tools: &mut Toolbox,
        answer: &mut CanvasResponse,
    ) {
        if answer.response.has_focus() {
            // Tab, Escape and the arrows are ours while the canvas has the focus: hold Tab shows the original, F6 leaves.
            let filter = EventFilter { tab: true, escape: true, horizontal_arrows: true, vertical_arrows: true };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(answer.response.id, filter));
        }
        if tools.is_drawing() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            self.gesture = Gesture::Idle;
            note(answer, tools.event(&ToolEvent::Cancel, scene.document));
        }
        tools.reach_px = REACH / self.view.scale().max(f32::EPSILON);
        handle_corners(ui, scene, tools, answer);
        handle_arrows(ui, scene, tools, answer);
        tools.keys(ui.ctx());
        self.handle_wheel(ui, scene, tools, answer);

        let types = ui.ctx().text_edit_focused();
        let (events, space) = ui.input(|input| (input.events.clone(), input.key_down(Key::Space) && !types));
        for event in &events {
            match *event {
                Event::PointerButton { pos, button, pressed: true, modifiers } => {
                    if answer.response.contains_pointer() {
                        answer.response.request_focus();
                        self.press(pos, button, modifiers, space, scene, tools, answer);
                    }
                    self.pointer = Some(pos);
                }
                Event::PointerMoved(pos) => {
                    let modifiers = ui.input(|input| input.modifiers);
                    self.drag(pos, modifiers, space, scene, tools, answer);
                    self.pointer = Some(pos);
                }
                Event::PointerButton { pos, button, pressed: false, modifiers } => {
                    self.release(pos, button, modifiers, scene, tools, answer);
                }
                Event::WindowFocused(false) => {
                    if let (Gesture::Tool { button, .. }, Some(pos)) = (self.gesture, self.pointer) {
                        self.release(pos, button, Modifiers::NONE, scene, tools, answer);
                    }
                    self.gesture = Gesture::Idle;
                }
                _ => {}
            }
        }
        tools.settle(scene.document);
        let twice = ui.input(|input| input.pointer.button_double_clicked(PointerButton::Primary));
        if twice && tools.is_drawing() && self.gesture == Gesture::Idle && answer.response.contains_pointer() {
            note(answer, tools.event(&ToolEvent::Finish, scene.document));
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one place where a press meets all that it may mean")]
    fn press(
        &mut self,
        pos: Pos2,
        button: PointerButton,
        modifiers: Modifiers,
        space: bool,
        scene: &mut Scene<'_>,
        tools: &mut Toolbox,
        answer: &mut CanvasResponse,
    ) {
        self.gesture = match (self.gesture, button) {
            (Gesture::Tool { button: held, .. }, PointerButton::Middle) => Gesture::Tool { button: held, pans: true },
            (Gesture::Idle, PointerButton::Middle) => Gesture::Pan { button },
            (Gesture::Idle, PointerButton::Primary) if space || tools.active == ToolKind::Hand => {
                Gesture::Pan { button }
            }
            (Gesture::Idle, PointerButton::Primary) if self.grips_split(scene.compare, pos) => Gesture::Split,
            (Gesture::Idle, PointerButton::Secondary) if modifiers.alt && tools.active.has_tip() => {
                Gesture::Tip { from: *tools.tip(), origin: pos }
            }
            // What cannot be seen is not painted on.
            (Gesture::Idle, PointerButton::Primary | PointerButton::Secondary)
                if tools.active != ToolKind::Hand && scene.compare != Compare::Original =>
            {
                let at = self.view.image_from_ui(pos);
                let erase = button == PointerButton::Secondary;
                note(answer, tools.event(&ToolEvent::Press { at, modifiers, erase }, scene.document));
                Gesture::Tool { button, pans: false }
            }
            (gesture, _) => gesture,
        };
    }

    fn drag(
        &mut self,
        pos: Pos2,
        modifiers: Modifiers,
        space: bool,
        scene: &mut Scene<'_>,
        tools: &mut Toolbox,
        answer: &mut CanvasResponse,
    ) {
        let delta = self.pointer.map_or(egui::Vec2::ZERO, |before| pos - before);
        match self.gesture {
            // Between two corners the button is up.
            Gesture::Idle if tools.is_drawing() => {
                let at = self.view.image_from_ui(pos);
                note(answer, tools.event(&ToolEvent::Move { at, modifiers }, scene.document));
            }
            Gesture::Idle => {}
            Gesture::Tool { pans, .. } if pans || space => self.view.pan(delta),
            Gesture::Tool { .. } => {
                let at = self.view.image_from_ui(pos);
                note(answer, tools.event(&ToolEvent::Move { at, modifiers }, scene.document));
            }
            Gesture::Pan { .. } => self.view.pan(delta),
            Gesture::Tip { from, origin } => tools.drag_tip(from, pos - origin, self.view.scale()),
            Gesture::Split => {
                let rect = self.view.rect();
                let share = ((pos.x - rect.left()) / rect.width().max(1.0)).clamp(0.0, 1.0);
                scene.compare = Compare::Split(share);
                answer.split = Some(share);
            }
        }
    }

    fn release(
        &mut self,
        pos: Pos2,
        button: PointerButton,
        modifiers: Modifiers,
        scene: &mut Scene<'_>,
        tools: &mut Toolbox,
        answer: &mut CanvasResponse,
    ) {
        match self.gesture {
            Gesture::Tool { button: held, .. } if held == button => {
                let at = self.view.image_from_ui(pos);
                note(answer, tools.event(&ToolEvent::Release { at, modifiers }, scene.document));
                self.gesture = Gesture::Idle;
            }
            Gesture::Tool { button: held, .. } if button == PointerButton::Middle => {
                self.gesture = Gesture::Tool { button: held, pans: false };
            }
            Gesture::Pan { button: held } if held == button => self.gesture = Gesture::Idle,
            Gesture::Tip { .. } if button == PointerButton::Secondary => self.gesture = Gesture::Idle,
            Gesture::Split if button == PointerButton::Primary => self.gesture = Gesture::Idle,
            _ => {}
        }
    }

    fn handle_wheel(&mut self, ui: &Ui, scene: &mut Scene<'_>, tools: &mut Toolbox, answer: &mut CanvasResponse) {
        let Some(pointer) = ui.input(|input| input.pointer.latest_pos()).filter(|_| answer.response.contains_pointer())
        else {
            return;
        };
        let (touch, zoom, scroll, alt) =
            ui.input(|i| (i.multi_touch(), i.zoom_delta(), i.smooth_scroll_delta(), i.modifiers.alt));
        if let Some(touch) = touch {
            // A second finger turns a stroke that began by accident into a pinch.
            if tools.is_drawing() {
                note(answer, tools.event(&ToolEvent::Cancel, scene.document));
            }
            self.gesture = Gesture::Idle;
            self.view.pan(touch.translation_delta);
            self.view.zoom_at(touch.center_pos, touch.zoom_delta);
            return;
        }
        self.view.zoom_at(pointer, zoom);
        if alt {
            tools.tip_mut().scale_size(((scroll.y + scroll.x) * WHEEL_RATE).exp());
        } else {
            self.view.zoom_at(pointer, (scroll.y * WHEEL_RATE).exp());
            self.view.pan(egui::vec2(scroll.x, 0.0));
        }
    }

    fn grips_split(&self, compare: Compare, pos: Pos2) -> bool {
        let rect = self.view.rect();
        matches!(compare, Compare::Split(share) if (pos.x - rect.left() - share * rect.width()).abs() <= SPLIT_GRIP)
    }

    /// Whether the brush ring stands for the cursor.
    pub(super) fn shows_ring(&self, tools: &Toolbox) -> bool {
        tools.active.has_tip() && matches!(self.gesture, Gesture::Idle | Gesture::Tool { .. } | Gesture::Tip { .. })
    }

    /// Where the ring is drawn: at the pointer, or where a drag of the tip's size began.
    pub(super) fn ring_place(&self, hover: Option<Pos2>) -> Option<Pos2> {
        match self.gesture {
            Gesture::Tip { origin, .. } => Some(origin),
            Gesture::Tool { .. } => self.pointer,
            _ => hover,
        }
    }

    pub(super) fn set_cursor(&self, ui: &Ui, answer: &CanvasResponse, scene: &Scene<'_>, tools: &Toolbox) {
        let Some(pointer) = answer.response.hover_pos() else { return };
        let space = ui.input(|input| input.key_down(Key::Space)) && !ui.ctx().text_edit_focused();
        let of_tool = || tools.cursor(self.view.image_from_ui(pointer), scene.document);
        let icon = match self.gesture {
            Gesture::Pan { .. } | Gesture::Tool { pans: true, .. } => CursorIcon::Grabbing,
            Gesture::Split => CursorIcon::ResizeHorizontal,
            Gesture::Idle if self.grips_split(scene.compare, pointer) => CursorIcon::ResizeHorizontal,
            Gesture::Idle if space || tools.active == ToolKind::Hand => CursorIcon::Grab,
            // The ring says it better, unless it is too small to be seen.
            _ if tools.active.has_tip() && tools.tip().ring_radius_px() * self.view.scale() > 4.0 => CursorIcon::None,
            _ => of_tool().unwrap_or(CursorIcon::Crosshair),
        };
        ui.ctx().set_cursor_icon(icon);
    }
}

/// Arrow keys move what has handles: by a pixel, with Shift by ten.
fn handle_arrows(ui: &Ui, scene: &mut Scene<'_>, tools: &mut Toolbox, answer: &mut CanvasResponse) {
    if !tools.active.has_handles() || !answer.response.has_focus() {
        return;
    }
    for (key, by) in ARROWS {
        for (modifiers, pixels) in [(Modifiers::SHIFT, 10.0), (Modifiers::NONE, 1.0)] {
            let times = ui.input_mut(|input| input.count_and_consume_key(modifiers, key));
            if times > 0 {
                note(answer, tools.event(&ToolEvent::Nudge(by * pixels * times as f32), scene.document));
            }
        }
    }
}

/// Keys of what is drawn corner by corner.
fn handle_corners(ui: &Ui, scene: &mut Scene<'_>, tools: &mut Toolbox, answer: &mut CanvasResponse) {
    for (modifiers, key, event) in [
        (Modifiers::NONE, Key::Enter, ToolEvent::Finish),
        (Modifiers::NONE, Key::Backspace, ToolEvent::Back),
        (Modifiers::COMMAND, Key::Z, ToolEvent::Back),
    ] {
        let pressed = || ui.input_mut(|input| input.consume_key(modifiers, key));
        if tools.is_drawing() && !ui.ctx().text_edit_focused() && pressed() {
            note(answer, tools.event(&event, scene.document));
        }
    }
}

pub(super) fn note(answer: &mut CanvasResponse, outcome: Outcome) {
    answer.mask_changed |= outcome.mask_changed;
    answer.stroke_ended |= outcome.ended;
    answer.pick = outcome.pick.or(answer.pick);
    answer.coloured.extend(outcome.coloured);
    answer.later.extend(outcome.later);
}
