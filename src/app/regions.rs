//! Going round the window without a pointer: F6 leads from one region to the next.

use egui::{Context, Id, Rect};

use super::App;

impl App {
    /// Gives the focus to the next region's first control, round and round. While a dialog is open it stays there.
    pub(super) fn next_region(&self, ctx: &Context) {
        let focused = ctx.memory(egui::Memory::focused).and_then(|id| ctx.read_response(id)).map(|it| it.rect.center());
        let here = focused.and_then(|at| self.regions.iter().position(|region| region.contains(at)));
        let count = self.regions.len();
        let next = here.map_or(0, |here| here + 1);
        let canvas = |region: Rect| self.canvas_id.filter(|&id| is_in(ctx, id, region));
        let first = (0..count).find_map(|step| {
            let region = self.regions[(next + step) % count];
            canvas(region).or_else(|| first_in(ctx, region))
        });
        if let Some(id) = first {
            ctx.memory_mut(|memory| memory.request_focus(id));
        }
    }
}

/// Whether a control of the last frame is in the middle of `region`.
fn is_in(ctx: &Context, id: Id, region: Rect) -> bool {
    ctx.read_response(id).is_some_and(|it| region.contains(it.rect.center()))
}

/// The first control of the window itself, not of what lies over it, in `region`.
fn first_in(ctx: &Context, region: Rect) -> Option<Id> {
    ctx.viewport(|viewport| {
        let widgets = viewport.prev_pass.widgets.get_layer(egui::LayerId::background());
        let mut inside = widgets
            .filter(|widget| widget.enabled && widget.sense.senses_click() && region.contains(widget.rect.center()));
        inside.next().map(|widget| widget.id)
    })
}
