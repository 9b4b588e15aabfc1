//! Colours in the hand: taken from the picture, used, and filled in where the picture is of one colour.

use super::locale::t;
use super::tool::{Coloured, ToolKind};
use super::{App, draft};
use crate::document::Document;
use crate::engine::method::METHODS;
use crate::raster::Colour;
use crate::raster::select::Wand;

/// Main colours of a picture that are shown.
pub const MAIN: usize = 6;

/// Strength at which rough strokes become things.
const ROUGH: f64 = 0.7;

/// What is remembered of colours.
#[derive(Default)]
pub struct Colouring {
    /// The main colours of a document's picture.
    main: Option<(u64, Vec<Colour>)>,
}

impl App {
    /// What a tool of colour did, or asks for.
    pub(super) fn coloured(&mut self, coloured: Coloured) {
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
            Coloured::Fill(x, y) => self.fill(x, y),
        }
    }

    /// Fills what is like the touched pixel and hangs together with it, within the mask.
    fn fill(&mut self, x: u32, y: u32) {
        let Some(layer) = self.active_layer() else { return };
        let wand = Wand { tolerance: self.toolbox.paint.tolerance, contiguous: true, smooth_edge: true };
        let colour = self.toolbox.kit().paint.ink();
        let work = move |document: &mut Document| {
            let shape = wand.of(&document.flattened(), x, y).map_err(|error| error.to_string())?;
            let shape = if document.has_mask() { super::sight::both(document.mask(), &shape) } else { shape };
            document.begin("Fill");
            let layer = super::tool::sheet(document, Some(layer));
            document.fill_layer(layer, colour, Some(&shape));
            document.commit();
            Ok(Some(layer))
        };
        self.change_beside(work, |app, answer| match answer {
            Err(reason) => app.notices.error(t!("colour-no-fill"), reason),
            answer => {
                app.choose_answer(answer);
                app.toolbox.paint.remember();
            }
        });
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
