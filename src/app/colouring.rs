//! Colours in the hand: taken from the picture, used, and filled in where the picture is of one colour.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::locale::t;
use super::tool::{Coloured, ToolKind};
use super::{App, draft};
use crate::document::LayerId;
use crate::engine::method::METHODS;
use crate::raster::select::Wand;
use crate::raster::{Colour, Mask};

/// Main colours of a picture that are shown.
pub const MAIN: usize = 6;

/// Strength at which rough strokes become things.
const ROUGH: f64 = 0.7;

/// A fill that was worked out: of which document, on which layer, in which colour, where.
type Filled = (u64, LayerId, Colour, Result<Mask, String>);

/// What is worked out for the tools of colour.
pub struct Colouring {
    tell: Sender<Filled>,
    told: Receiver<Filled>,
    is_filling: bool,
    /// The main colours of a document's picture.
    main: Option<(u64, Vec<Colour>)>,
}

impl Default for Colouring {
    fn default() -> Self {
        let (tell, told) = bounded(1);
        Self { tell, told, is_filling: false, main: None }
    }
}

impl App {
    /// What a tool of colour did, or asks for.
    pub(super) fn coloured(&mut self, ctx: &egui::Context, coloured: Coloured) {
        let Some(opened) = &mut self.opened else { return };
        match coloured {
            Coloured::Look(x, y) => {
                if let Some(mut colour) = opened.document.colour_at(x, y) {
                    colour.0[3] = u16::MAX;
                    self.toolbox.paint.take(colour);
                }
            }
            Coloured::Used => self.toolbox.paint.remember(),
            Coloured::Layer(id) => opened.choose(id),
            Coloured::NoPaint => self.notices.info(t!("colour-no-paint"), t!("colour-no-paint-more")),
            Coloured::Fill(x, y) => self.fill(ctx, x, y),
        }
    }

    /// Fills what is like the touched pixel and hangs together with it, within the mask.
    fn fill(&mut self, ctx: &egui::Context, x: u32, y: u32) {
        let Some(opened) = self.opened.as_ref().filter(|_| !self.colouring.is_filling) else { return };
        let (pixels, id, layer) = (opened.document.flattened(), opened.document.id(), opened.active());
        let mask = opened.document.has_mask().then(|| Arc::clone(opened.document.mask()));
        let wand = Wand { tolerance: self.toolbox.paint.tolerance, contiguous: true, smooth_edge: true };
        let colour = self.toolbox.kit().paint.ink();
        let (tell, ctx) = (self.colouring.tell.clone(), ctx.clone());
        self.colouring.is_filling = true;
        self.edges.spawn(move || {
            let shape = wand.of(&pixels, x, y).map_err(|error| error.to_string());
            let shape = shape.map(|shape| match mask {
                Some(mask) => super::sight::both(&mask, &shape),
                None => shape,
            });
            // Gone: nobody waits for it any more.
            if tell.send((id, layer, colour, shape)).is_ok() {
                ctx.request_repaint();
            }
        });
    }

    /// Takes in a fill that was worked out. A stroke is waited for.
    pub(super) fn tend_colouring(&mut self) {
        let Some(opened) = &mut self.opened else { return };
        if opened.document.is_open() {
            return;
        }
        let Ok((id, layer, colour, shape)) = self.colouring.told.try_recv() else { return };
        self.colouring.is_filling = false;
        let document = &mut opened.document;
        if document.id() != id {
            return;
        }
        match shape {
            Ok(shape) if shape.extent() == document.extent() => {
                document.begin("Fill");
                let layer = super::tool::sheet(document, Some(layer));
                document.fill_layer(layer, colour, Some(&shape));
                document.commit();
                opened.choose(layer);
                self.toolbox.paint.remember();
            }
            // The frame changed meanwhile: what was touched is elsewhere.
            Ok(_) => {}
            Err(reason) => self.notices.error(t!("colour-no-fill"), reason),
        }
    }

    /// SDEdit at a strength at which strokes become things and stay where they are, and the brush to draw them with.
    pub(super) fn paint_roughly(&mut self) {
        if let Some(info) = METHODS.iter().find(|info| info.name == "sdedit") {
            self.draft.choose(info);
        }
        if let Some(strength) = draft::strength(&mut self.draft.recipe.method) {
            *strength = ROUGH;
        }
        self.toolbox.choose(ToolKind::Paint);
    }

    /// A fill is being worked out.
    pub fn is_filling(&self) -> bool {
        self.colouring.is_filling
    }

    /// The main colours of the opened picture.
    pub(super) fn main_colours(&mut self) -> Vec<Colour> {
        let Some(opened) = &self.opened else { return Vec::new() };
        let id = opened.document.id();
        match &self.colouring.main {
            Some((of, colours)) if *of == id => colours.clone(),
            _ => {
                let colours = opened.document.original().main_colours(MAIN);
                self.colouring.main = Some((id, colours.clone()));
                colours
            }
        }
    }
}
