//! Eyedropper, fill and gradient.

use egui::Pos2;

use super::paint::{look, sheet};
use super::touch::pixel_at;
use super::{Coloured, Hint, Kit, Later, Outcome, Tool, ToolEvent, hints};
use crate::document::{Document, Gradient};

/// Takes the colour of what is touched, while the button is down.
#[derive(Debug, Default)]
pub struct Eyedropper {
    is_down: bool,
}

impl Tool for Eyedropper {
    fn event(&mut self, event: &ToolEvent, _: &Kit, document: &mut Document) -> Outcome {
        match *event {
            ToolEvent::Press { at, .. } => {
                self.is_down = true;
                look(at, document)
            }
            ToolEvent::Move { at, .. } if self.is_down => look(at, document),
            ToolEvent::Release { .. } | ToolEvent::Cancel => {
                self.is_down = false;
                Outcome::default()
            }
            _ => Outcome::default(),
        }
    }

    fn is_drawing(&self) -> bool {
        false
    }

    fn hints(&self) -> &'static [Hint] {
        hints::EYEDROPPER
    }
}

/// Fills what is like the touched pixel. What that is, is worked out elsewhere.
#[derive(Debug, Default)]
pub struct Fill;

impl Tool for Fill {
    fn event(&mut self, event: &ToolEvent, _: &Kit, document: &mut Document) -> Outcome {
        match *event {
            ToolEvent::Press { at, modifiers, .. } if modifiers.alt => look(at, document),
            ToolEvent::Press { at, .. } => {
                let coloured = pixel_at(at, document).map(|(x, y)| Coloured::Fill(x, y));
                Outcome { coloured, ..Outcome::default() }
            }
            _ => Outcome::default(),
        }
    }

    fn is_drawing(&self) -> bool {
        false
    }

    fn hints(&self) -> &'static [Hint] {
        hints::FILL
    }
}

/// Draws a gradient from where the button goes down to where it goes up.
#[derive(Debug, Default)]
pub struct GradientTool {
    way: Option<[Pos2; 2]>,
}

impl Tool for GradientTool {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        match (self.way, *event) {
            (None, ToolEvent::Press { at, modifiers, .. }) if modifiers.alt => return look(at, document),
            (None, ToolEvent::Press { at, .. }) => self.way = Some([at, at]),
            (Some([from, _]), ToolEvent::Move { at, .. }) => self.way = Some([from, at]),
            (Some([from, _]), ToolEvent::Release { at, .. }) => {
                self.way = None;
                // A click says no direction.
                if from.distance(at) < 1.0 || !(from.is_finite() && at.is_finite()) {
                    return Outcome::ended(false);
                }
                let place = |at: Pos2| [f64::from(at.x), f64::from(at.y)];
                let (start, end) = (kit.paint.colour, kit.paint.end);
                let gradient = Gradient { from: place(from), to: place(at), start, end };
                let active = kit.paint.layer;
                let covered = document.mask_bounds().unwrap_or(document.extent().rect());
                let px = covered.extent().area();
                let done = Later::unless_few(px, document, move |document| {
                    let mask = document.has_mask().then(|| std::sync::Arc::clone(document.mask()));
                    document.begin("Gradient");
                    let layer = sheet(document, active);
                    document.draw_gradient(layer, gradient, mask.as_deref());
                    document.commit();
                    Some(layer)
                });
                return match done {
                    Ok(layer) => Outcome { coloured: layer.map(Coloured::Layer), ..Outcome::ended(false) },
                    Err(later) => Outcome { later: Some(later), ..Outcome::ended(false) },
                };
            }
            (Some(_), ToolEvent::Cancel) => {
                self.way = None;
                return Outcome::ended(false);
            }
            _ => {}
        }
        Outcome::default()
    }

    fn is_drawing(&self) -> bool {
        self.way.is_some()
    }

    fn outline(&self) -> Vec<Pos2> {
        self.way.map_or_else(Vec::new, Vec::from)
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::DRAWING } else { hints::GRADIENT }
    }
}
