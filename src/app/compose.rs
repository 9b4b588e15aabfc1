//! Whether an input method composes a word: its keys are its own then.

use egui::{Context, Event, Id, ImeEvent};

/// Whether a word is being composed in a text field, or was before this frame's keys. To be asked once a frame.
pub(super) fn composes(ctx: &Context) -> bool {
    let id = Id::unique("composes");
    let before = ctx.data(|data| data.get_temp(id)).unwrap_or(false);
    let mut now = before;
    let told = ctx.input(|input| {
        let mut told = false;
        for event in &input.events {
            match event {
                Event::Ime(ImeEvent::Preedit { text, .. }) => (told, now) = (true, !text.is_empty()),
                Event::Ime(ImeEvent::Commit(_)) => (told, now) = (true, false),
                _ => {}
            }
        }
        told
    });
    // A field that lost the focus does not say how its word ended.
    let typing = ctx.text_edit_focused();
    ctx.data_mut(|data| data.insert_temp(id, now && typing));
    typing && (before || told)
}
