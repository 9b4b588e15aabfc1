//! A picture that comes from elsewhere is laid over the one that is open.

use std::sync::Arc;

use egui::{Pos2, Rect};

use super::Lay;
use crate::app::App;
use crate::app::command::Command;
use crate::app::files::Reply;
use crate::app::locale::t;
use crate::app::tool::ToolKind;
use crate::document::{Document, LayerId};
use crate::raster::io::Picture;
use crate::raster::{Extent, Pixels, Placement};

impl App {
    /// What was pasted: a layer on the picture that is open, or else a picture to open.
    pub(in crate::app) fn paste(&mut self, image: &egui::ColorImage) {
        let extent = Extent::new(image.width() as u32, image.height() as u32);
        let samples = image.pixels.iter().flat_map(egui::Color32::to_srgba_unmultiplied).collect();
        match Pixels::new(extent, crate::raster::Samples::Eight(samples)) {
            Ok(pixels) => self.take_piece(t!("notice-pasted").into(), pixels),
            Err(error) => self.notices.error(t!("notice-no-paste"), error.to_string()),
        }
    }

    /// Lays a picture over the one that is open, or opens it where there is none.
    pub(in crate::app) fn take_piece(&mut self, name: String, pixels: Pixels) {
        if self.opened.is_none() {
            self.open_or_ask(reply(name, pixels));
            return;
        }
        let seen = self.canvas.view.visible_in_image();
        let pixels = Arc::new(pixels);
        let (title, piece) = (name.clone(), Arc::clone(&pixels));
        // What the piece covers is composed anew: all of the picture at most.
        let px = pixels.extent().area();
        let work = move |document: &mut Document| lay_piece(document, &title, &piece, seen);
        self.change_of(px, work, move |app, answer| match answer {
            Ok(Some(id)) => {
                app.toolbox.choose(ToolKind::Transform);
                app.toolbox.transform.chosen = Some(id);
                app.frame.pasted = Some((name.clone(), pixels, id));
                let offer = Command::Frame(super::Act::OpenPasted);
                app.notices.offer(name, t!("frame-pasted"), t!("frame-open-pasted"), offer);
            }
            Ok(None) => {}
            Err(reason) => app.notices.error(t!("notice-no-paste"), reason),
        });
    }

    /// Opens what was pasted last; the layer that it became goes, where nothing was done since.
    pub(in crate::app) fn open_pasted(&mut self) {
        let Some((name, pixels, id)) = self.frame.pasted.take() else { return };
        if let Some(document) = self.opened.as_mut().map(|opened| &mut opened.document)
            && document.undo_name() == Some("Paste picture")
            && document.layers().last().is_some_and(|layer| layer.id() == id)
        {
            document.undo();
        }
        self.open_or_ask(reply(name, Pixels::clone(&pixels)));
    }
}

/// A new layer in the middle of what is seen, no larger than the picture.
fn lay_piece(document: &mut Document, name: &str, pixels: &Arc<Pixels>, seen: Rect) -> Result<Option<LayerId>, String> {
    let canvas = document.extent();
    let middle = if seen.is_positive() { seen.center() } else { middle_of(canvas) };
    let (at, shrunk) = placed_at(pixels.extent(), canvas, middle);
    document.begin("Paste picture");
    let pasted = document.paste(name, pixels, at);
    if let (Ok(id), Some(placement)) = (&pasted, shrunk) {
        document.place_layer(*id, placement);
    }
    match &pasted {
        Ok(_) => document.commit(),
        Err(_) => document.abort(),
    }
    pasted.map(Some).map_err(|error| error.to_string())
}

fn reply(name: String, pixels: Pixels) -> Reply {
    let picture = Box::new(Picture { pixels, recipe: None, notes: Vec::new() });
    Reply::Picture { name, path: None, picture, recipe: None }
}

fn middle_of(extent: Extent) -> Pos2 {
    Pos2::new(extent.width as f32 / 2.0, extent.height as f32 / 2.0)
}

/// The corner that lays the middle of `piece` at `middle`; and where it lies when it has to be smaller to fit the canvas.
fn placed_at(piece: Extent, canvas: Extent, middle: Pos2) -> ((i64, i64), Option<Placement>) {
    let size = [f64::from(piece.width), f64::from(piece.height)];
    let fits = (f64::from(canvas.width) / size[0]).min(f64::from(canvas.height) / size[1]);
    if fits < 1.0 {
        // As large as the canvas in one direction: only its own middle shows all of it.
        return ((0, 0), Some(Lay::Fit.of(Placement::at(0, 0), piece, canvas)));
    }
    let corner = [0, 1].map(|axis| {
        let (middle, limit) = ([middle.x, middle.y][axis], [canvas.width, canvas.height][axis]);
        let at = (f64::from(middle) - size[axis] / 2.0).round();
        at.clamp(0.0, f64::from(limit) - size[axis]) as i64
    });
    ((corner[0], corner[1]), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pasted_lies_where_one_looks_and_within_the_picture() {
        let canvas = Extent::new(200, 100);
        assert_eq!(placed_at(Extent::new(20, 10), canvas, Pos2::new(50.0, 50.0)), ((40, 45), None));
        assert_eq!(placed_at(Extent::new(20, 10), canvas, Pos2::new(199.0, 0.0)), ((180, 0), None));
        let (_, shrunk) = placed_at(Extent::new(400, 400), canvas, Pos2::new(10.0, 10.0));
        let shrunk = shrunk.unwrap();
        assert_eq!(shrunk.corners(Extent::new(400, 400))[0], [50.0, 0.0]);
        assert_eq!(shrunk.scale(), [0.25, 0.25]);
    }
}
