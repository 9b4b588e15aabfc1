//! Words as pixels: the window's own letters, for pictures that leave the window.

use egui::{Color32, Context, FontId};

/// Words drawn: how much of each pixel they cover, 0…255, row by row.
#[derive(Clone, Debug, Default)]
pub(super) struct Label {
    /// Pixels.
    pub(super) width: usize,
    /// Pixels.
    pub(super) height: usize,
    /// width × height of them.
    pub(super) coverage: Vec<u8>,
}

impl Label {
    /// Draws words in letters of `size` pixels, on as many lines as `most` pixels of width want.
    pub(super) fn draw(ctx: &Context, words: &str, size: f32, most: f32) -> Self {
        let scale = ctx.pixels_per_point();
        ctx.fonts_mut(|fonts| {
            let font = FontId::proportional(size / scale);
            let galley = fonts.layout(words.to_owned(), font, Color32::WHITE, most / scale);
            let atlas = fonts.image();
            let (width, height) =
                ((galley.size().x * scale).ceil() as usize, (galley.size().y * scale).ceil() as usize);
            let mut label = Self { width, height, coverage: vec![0; width * height] };
            for row in &galley.rows {
                for glyph in row.row.glyphs.iter().filter(|glyph| !glyph.uv_rect.is_nothing()) {
                    let place = row.pos + glyph.pos.to_vec2() + glyph.uv_rect.offset;
                    let (left, top) = ((place.x * scale).round() as isize, (place.y * scale).round() as isize);
                    let ([x0, y0], [x1, y1]) = (glyph.uv_rect.min, glyph.uv_rect.max);
                    for y in y0..y1 {
                        for x in x0..x1 {
                            let texel = atlas.pixels.get(usize::from(y) * atlas.size[0] + usize::from(x));
                            let (at_x, at_y) = (left + (x - x0) as isize, top + (y - y0) as isize);
                            label.put(at_x, at_y, texel.map_or(0, Color32::a));
                        }
                    }
                }
            }
            label
        })
    }

    /// Covers a pixel by at least so much; what lies outside is nobody's.
    fn put(&mut self, x: isize, y: isize, coverage: u8) {
        let inside = x >= 0 && y >= 0 && (x as usize) < self.width && (y as usize) < self.height;
        if let Some(pixel) = inside.then(|| &mut self.coverage[y as usize * self.width + x as usize]) {
            *pixel = (*pixel).max(coverage);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Works within a frame of a window that is not there.
    pub(in super::super) fn in_a_frame<T>(ctx: &Context, work: impl FnOnce(&Context) -> T) -> T {
        let (mut work, mut done) = (Some(work), None);
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            if let Some(work) = work.take() {
                done = Some(work(ui.ctx()));
            }
        });
        output.textures_delta.clear(); // nobody draws it
        done.unwrap()
    }

    #[test]
    fn words_leave_ink_and_more_words_more_of_it() {
        let ctx = Context::default();
        let ink = |words: &str| {
            let label = in_a_frame(&ctx, |ctx| Label::draw(ctx, words, 20.0, 400.0));
            assert_eq!(label.coverage.len(), label.width * label.height);
            label.coverage.iter().map(|&c| u64::from(c)).sum::<u64>()
        };
        assert!(ink("0.4") > 1000);
        assert!(ink("0.4, 0.7, 1") > ink("0.4"));
        assert_eq!(ink(""), 0);
    }
}
