//! A shape is joined with the mask, as one step: at once where it is small, else beside the window.

use egui::Pos2;

use super::brush::pixels_between;
use super::coverage::Coverage;
use super::{Kit, Later, Outcome};
use crate::document::{Combine, Document};
use crate::raster::Rect;

/// Joins what `corners` enclose.
pub(super) fn outline(
    name: &'static str,
    corners: Vec<Pos2>,
    combine: Combine,
    kit: &Kit,
    document: &mut Document,
) -> Outcome {
    let bounds = egui::Rect::from_points(&corners);
    let rect = pixels_between(bounds.min, bounds.max, document);
    let shape = move || {
        let shape = rect.map(|rect| Coverage::of_polygon(&corners, rect));
        move |x, y| shape.as_ref().map_or(0, |shape| shape.at(x, y))
    };
    within(name, rect, combine, kit, document, shape)
}

/// Joins the shape that `make` makes, which covers nothing outside `rect`.
pub(super) fn within<S: Fn(u32, u32) -> u8>(
    name: &'static str,
    rect: Option<Rect>,
    combine: Combine,
    kit: &Kit,
    document: &mut Document,
    make: impl Fn() -> S + Send + Sync + 'static,
) -> Outcome {
    let before = document.revision();
    let value = kit.brush.coverage();
    let px = rect.map_or(0, |rect| rect.extent().area());
    let done = Later::unless_few(px, document, move |document| {
        document.combine_mask(name, rect, combine, value, make());
        None
    });
    Outcome { later: done.err(), ..Outcome::ended(document.revision() != before) }
}
