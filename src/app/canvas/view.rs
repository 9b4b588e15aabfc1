//! Which part of the picture is seen, and how large.

use egui::{Pos2, Rect, Vec2, vec2};
use serde::{Deserialize, Serialize};

use crate::raster::Extent;

/// Largest zoom, screen pixels a picture pixel.
const MAX_ZOOM: f32 = 64.0;
/// A file that says less lies.
const LEAST_ZOOM: f32 = 1e-4;
/// A picture that fits is not enlarged further than this.
const MAX_FIT: f32 = 16.0;
/// Free margin round a picture that fits, points.
const FIT_MARGIN: f32 = 24.0;

/// What of a picture is looked at, whatever the window's size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// The picture's point in the middle, picture pixels.
    centre: [f32; 2],
    /// Screen pixels a picture pixel.
    zoom: f32,
    /// All of it, however large the window is.
    fits: bool,
}

/// Pan and zoom.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The canvas, ui points.
    rect: Rect,
    pixels_per_point: f32,
    extent: Extent,
    /// The picture's point in the middle of the canvas, picture pixels.
    centre: Pos2,
    /// Screen pixels a picture pixel: 1 is 100 %.
    zoom: f32,
    /// Follows the canvas until someone zooms or pans.
    fits: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            rect: Rect::from_min_size(Pos2::ZERO, Vec2::splat(1.0)),
            pixels_per_point: 1.0,
            extent: Extent::new(1, 1),
            centre: Pos2::ZERO,
            zoom: 1.0,
            fits: true,
        }
    }
}

impl View {
    /// Tells the place of the canvas and the size of the picture of this frame.
    pub fn lay_out(&mut self, rect: Rect, pixels_per_point: f32, extent: Extent) {
        (self.rect, self.pixels_per_point, self.extent) = (rect, pixels_per_point, extent);
        if self.fits {
            self.fit();
        }
        self.stay_near();
    }

    /// The canvas, ui points.
    pub fn rect(&self) -> Rect {
        self.rect
    }
    /// Screen pixels a picture pixel: 1 is 100 %.
    pub fn zoom(&self) -> f32 {
        self.zoom
    }
    /// Screen pixels a point.
    pub fn pixels_per_point(&self) -> f32 {
        self.pixels_per_point
    }
    /// Points a picture pixel.
    pub fn scale(&self) -> f32 {
        self.zoom / self.pixels_per_point
    }
    /// Whether it follows the canvas' size.
    pub fn fits(&self) -> bool {
        self.fits
    }

    /// What is looked at.
    pub fn look(&self) -> Look {
        Look { centre: [self.centre.x, self.centre.y], zoom: self.zoom, fits: self.fits }
    }

    /// Looks at the same again. What makes no sense is not taken.
    pub fn look_as(&mut self, look: &Look) {
        let [x, y] = look.centre;
        if look.fits || !(x.is_finite() && y.is_finite() && look.zoom.is_finite() && look.zoom > 0.0) {
            self.fit();
            return;
        }
        (self.centre, self.zoom, self.fits) = (Pos2::new(x, y), look.zoom.clamp(LEAST_ZOOM, MAX_ZOOM), false);
    }

    /// Shows the whole picture, and goes on doing so when the canvas changes.
    pub fn fit(&mut self) {
        self.fits = true;
        let room = (self.rect.size() - Vec2::splat(2.0 * FIT_MARGIN)).max(self.rect.size() * 0.5);
        let room = room.max(Vec2::splat(1.0)) * self.pixels_per_point;
        let (width, height) = (self.extent.width.max(1) as f32, self.extent.height.max(1) as f32);
        self.zoom = (room.x / width).min(room.y / height).min(MAX_FIT);
        self.centre = Pos2::new(width / 2.0, height / 2.0);
    }

    /// Zooms round the middle to this many per cent.
    pub fn zoom_to(&mut self, percent: f32) {
        self.zoom_at(self.rect.center(), percent / 100.0 / self.zoom);
    }

    /// Zooms so that the picture's point under `pointer_in_ui` stays there.
    pub fn zoom_at(&mut self, pointer_in_ui: Pos2, factor: f32) {
        if !factor.is_finite() || factor <= 0.0 || factor == 1.0 {
            return;
        }
        let from_middle = (pointer_in_ui - self.rect.center()) * self.pixels_per_point;
        let under_pointer = self.centre + from_middle / self.zoom;
        self.zoom = (self.zoom * factor).clamp(self.min_zoom(), MAX_ZOOM);
        self.centre = under_pointer - from_middle / self.zoom;
        self.fits = false;
        self.stay_near();
    }

    /// Moves the picture with the pointer, ui points.
    pub fn pan(&mut self, delta_in_ui: Vec2) {
        if delta_in_ui == Vec2::ZERO {
            return;
        }
        self.centre -= delta_in_ui / self.scale();
        self.fits = false;
        self.stay_near();
    }

    /// A point of the picture on the screen. The picture's corner lies on a whole screen pixel: 100 % is sharp.
    pub fn ui_from_image(&self, point_in_image: Pos2) -> Pos2 {
        self.origin() + point_in_image.to_vec2() * self.scale()
    }

    /// A point of the screen on the picture.
    pub fn image_from_ui(&self, point_in_ui: Pos2) -> Pos2 {
        ((point_in_ui - self.origin()) / self.scale()).to_pos2()
    }

    /// The whole picture on the screen, ui points.
    pub fn picture_in_ui(&self) -> Rect {
        let size = vec2(self.extent.width as f32, self.extent.height as f32);
        Rect::from_min_size(self.ui_from_image(Pos2::ZERO), size * self.scale())
    }

    /// What of the picture can be seen, picture pixels (may be empty or negative: then nothing is).
    pub fn visible_in_image(&self) -> Rect {
        let picture = Rect::from_min_size(Pos2::ZERO, vec2(self.extent.width as f32, self.extent.height as f32));
        Rect::from_min_max(self.image_from_ui(self.rect.min), self.image_from_ui(self.rect.max)).intersect(picture)
    }

    /// The pixel at a point of the screen, if the picture is there.
    pub fn pixel_at(&self, point_in_ui: Pos2) -> Option<(u32, u32)> {
        let point = self.image_from_ui(point_in_ui).floor();
        let inside = point.x >= 0.0
            && point.y >= 0.0
            && point.x < self.extent.width as f32
            && point.y < self.extent.height as f32;
        inside.then_some((point.x as u32, point.y as u32))
    }

    /// Where the picture's corner lies, ui points.
    fn origin(&self) -> Pos2 {
        let in_pixels = self.rect.center() * self.pixels_per_point - self.centre.to_vec2() * self.zoom;
        in_pixels.round() / self.pixels_per_point
    }

    /// A quarter of what fits, or a quarter of the real size for small pictures.
    fn min_zoom(&self) -> f32 {
        let longest = self.extent.width.max(self.extent.height).max(1) as f32;
        (64.0 / longest).min(0.25)
    }

    /// Keeps a point of the picture in the middle, so that it can't be lost.
    fn stay_near(&mut self) {
        let limit = Pos2::new(self.extent.width as f32, self.extent.height as f32);
        self.centre = self.centre.clamp(Pos2::ZERO, limit);
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    fn view() -> View {
        let mut view = View::default();
        let rect = Rect::from_min_size(pos2(40.0, 20.0), vec2(900.0, 700.0));
        view.lay_out(rect, 1.5, Extent::new(4000, 2600));
        view
    }

    #[test]
    fn there_and_back_is_the_same_point() {
        let mut view = view();
        view.zoom_at(pos2(300.0, 300.0), 3.7);
        let point = pos2(1234.5, 678.25);
        assert!(view.image_from_ui(view.ui_from_image(point)).distance(point) < 0.01);
    }

    #[test]
    fn zooming_keeps_the_point_under_the_cursor() {
        let mut view = view();
        let pointer = pos2(333.0, 222.0);
        let (before, zoom_before) = (view.image_from_ui(pointer), view.zoom());
        for _ in 0..20 {
            view.zoom_at(pointer, 1.1);
        }
        let moved = view.image_from_ui(pointer).distance(before);
        // The picture lies on whole screen pixels: before and after it may be half a diagonal off.
        let rounding = 0.5_f32.sqrt() * (1.0 / zoom_before + 1.0 / view.zoom());
        assert!(moved <= rounding, "{moved} pixels, {rounding} by rounding");
    }

    #[test]
    fn fit_shows_all_and_follows_the_canvas() {
        let mut view = view();
        assert!(view.rect().contains_rect(view.picture_in_ui()));
        let smaller = Rect::from_min_size(pos2(0.0, 0.0), vec2(300.0, 900.0));
        view.lay_out(smaller, 1.0, Extent::new(4000, 2600));
        assert!(smaller.contains_rect(view.picture_in_ui()));
        view.zoom_to(100.0);
        view.lay_out(smaller, 1.0, Extent::new(4000, 2600));
        assert_eq!(view.zoom(), 1.0);
    }

    #[test]
    fn zoom_has_limits_and_the_picture_cannot_be_lost() {
        let mut view = view();
        view.zoom_at(pos2(0.0, 0.0), 1e9);
        assert_eq!(view.zoom(), MAX_ZOOM);
        view.zoom_at(pos2(0.0, 0.0), 1e-9);
        assert!(view.zoom() > 0.01);
        view.pan(vec2(1e7, -1e7));
        assert!(view.picture_in_ui().intersects(view.rect().expand(1.0)));
        view.zoom_at(pos2(0.0, 0.0), f32::NAN);
        assert!(view.zoom().is_finite());
    }
}
