//! Pictures in a row, gone through by keys: Left and Right, Home and End, while one of them has the focus.

use egui::{EventFilter, Id, Key, Modifiers, Response, Ui};

/// Where the keys lead from the picture at `at` of `count`, which takes the focus in the next frame. `row` names the row.
pub fn walk(ui: &Ui, row: Id, response: &Response, at: usize, count: usize) -> Option<usize> {
    if ui.data(|data| data.get_temp::<usize>(row)) == Some(at) {
        ui.data_mut(|data| data.remove::<usize>(row));
        response.request_focus();
        response.scroll_to_me(None);
    }
    if !response.has_focus() || count == 0 {
        return None;
    }
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = count - 1;
    let next = if pressed(Key::ArrowLeft) {
        at.saturating_sub(1)
    } else if pressed(Key::ArrowRight) {
        (at + 1).min(last)
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else {
        return None;
    };
    if next == at {
        return None;
    }
    ui.data_mut(|data| data.insert_temp(row, next));
    ui.ctx().request_repaint();
    Some(next)
}
