//! Any colour: a square of saturation and brightness, a bar of hues, and both in numbers, as painters know them.

use egui::{
    Align2, Color32, CornerRadius, DragValue, Id, Mesh, Pos2, Rect, Response, Sense, Stroke, StrokeKind, TextEdit, Ui,
};
use egui::{lerp, pos2, vec2};

use crate::app::locale::t;
use crate::app::theme;

/// Size of the square, and height of the bar, points.
const SQUARE: egui::Vec2 = vec2(224.0, 144.0);
const BAR: f32 = 16.0;
/// Height of a field, points.
const FIELD: f32 = 26.0;
/// Steps in which a gradient is drawn: between them colours are mixed in straight lines, which these are not.
const STEPS: u16 = 24;

/// Hue (turns), saturation and brightness, 0..=1 each, of the colour as it is stored (sRGB).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Hsv {
    h: f32,
    s: f32,
    v: f32,
}

impl Hsv {
    fn of_rgb(rgb: [u8; 3]) -> Self {
        let [r, g, b] = rgb.map(|part| f32::from(part) / 255.0);
        let v = r.max(g).max(b);
        let range = v - r.min(g).min(b);
        let sixths = if range == 0.0 {
            0.0
        } else if v == r {
            ((g - b) / range).rem_euclid(6.0)
        } else if v == g {
            (b - r) / range + 2.0
        } else {
            (r - g) / range + 4.0
        };
        Self { h: sixths / 6.0, s: if v == 0.0 { 0.0 } else { range / v }, v }
    }

    fn rgb(self) -> [u8; 3] {
        // How far each part lies below the brightest, going round the hues.
        [5.0f32, 3.0, 1.0].map(|shift| {
            let k = (shift + 6.0 * self.h).rem_euclid(6.0);
            let below = self.s * k.min(4.0 - k).clamp(0.0, 1.0);
            (255.0 * self.v * (1.0 - below)).round() as u8
        })
    }

    fn shown(self) -> Color32 {
        let [r, g, b] = self.rgb();
        Color32::from_rgb(r, g, b)
    }
}

/// Draws it; true when the colour changed.
pub fn picker(ui: &mut Ui, rgb: &mut [u8; 3]) -> bool {
    let before = *rgb;
    let id = ui.scope_id().with("hue");
    // Grey has no hue and black no saturation: the last ones stay in the hand.
    let kept: Option<Hsv> = ui.data(|data| data.get_temp(id));
    let mut hsv = kept.filter(|kept| kept.rgb() == before).unwrap_or_else(|| Hsv::of_rgb(before));
    square(ui, &mut hsv);
    bar(ui, &mut hsv);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 3.0;
        hex(ui, &mut hsv);
        number(ui, &mut hsv.h, (360.0, 359.0), "°", t!("colour-hue"));
        number(ui, &mut hsv.s, (100.0, 100.0), "%", t!("colour-saturation"));
        number(ui, &mut hsv.v, (100.0, 100.0), "%", t!("colour-brightness"));
    });
    ui.data_mut(|data| data.insert_temp(id, hsv));
    *rgb = hsv.rgb();
    *rgb != before
}

/// Where the pointer drags, as shares of a field.
fn dragged(response: &Response) -> Option<(f32, f32)> {
    let at = response.interact_pointer_pos()? - response.rect.min;
    let size = response.rect.size();
    Some(((at.x / size.x).clamp(0.0, 1.0), (at.y / size.y).clamp(0.0, 1.0)))
}

/// Saturation to the right, brightness upwards.
fn square(ui: &mut Ui, hsv: &mut Hsv) {
    // The keyboard has the numbers.
    let (rect, response) = ui.allocate_exact_size(SQUARE, Sense::CLICK | Sense::DRAG);
    if let Some((x, y)) = dragged(&response) {
        (hsv.s, hsv.v) = (x, 1.0 - y);
    }
    let h = hsv.h;
    gradient(ui, rect, STEPS, |x, y| Hsv { h, s: x, v: 1.0 - y });
    let at = pos2(lerp(rect.x_range(), hsv.s), lerp(rect.y_range(), 1.0 - hsv.v));
    handle(ui, rect, at, *hsv);
    response.on_hover_text(t!("colour-square-tip"));
}

/// All hues.
fn bar(ui: &mut Ui, hsv: &mut Hsv) {
    let (rect, response) = ui.allocate_exact_size(vec2(SQUARE.x, BAR), Sense::CLICK | Sense::DRAG);
    if let Some((x, _)) = dragged(&response) {
        hsv.h = x * 359.0 / 360.0;
    }
    gradient(ui, rect, 1, |x, _| Hsv { h: x, s: 1.0, v: 1.0 });
    let at = pos2(lerp(rect.x_range(), hsv.h), rect.center().y);
    handle(ui, rect, at, Hsv { s: 1.0, v: 1.0, ..*hsv });
    response.on_hover_text(t!("colour-hue"));
}

fn gradient(ui: &Ui, rect: Rect, rows: u16, colour: impl Fn(f32, f32) -> Hsv) {
    let mut mesh = Mesh::default();
    for row in 0..=rows {
        for column in 0..=STEPS {
            let (x, y) = (f32::from(column) / f32::from(STEPS), f32::from(row) / f32::from(rows));
            mesh.colored_vertex(pos2(lerp(rect.x_range(), x), lerp(rect.y_range(), y)), colour(x, y).shown());
            if row < rows && column < STEPS {
                let at = u32::from(row * (STEPS + 1) + column);
                let below = at + u32::from(STEPS) + 1;
                mesh.add_triangle(at, at + 1, below);
                mesh.add_triangle(at + 1, below, below + 1);
            }
        }
    }
    ui.painter().add(mesh);
    let line = Stroke::new(1.0, theme::palette(ui.ctx()).line);
    ui.painter().rect_stroke(rect, CornerRadius::ZERO, line, StrokeKind::Outside);
}

fn handle(ui: &Ui, within: Rect, at: Pos2, colour: Hsv) {
    let at = within.shrink(2.0).clamp(at);
    ui.painter().circle(at, 6.0, colour.shown(), Stroke::new(2.0, Color32::WHITE));
    ui.painter().circle_stroke(at, 7.5, Stroke::new(1.0, Color32::from_black_alpha(160)));
}

/// One of the three in numbers: 1 is `whole` of the unit, of which no more than `most` is entered.
fn number(ui: &mut Ui, value: &mut f32, (whole, most): (f32, f32), unit: &str, name: &str) {
    let mut shown = (*value * whole).round();
    let field = DragValue::new(&mut shown).range(0.0..=most).speed(0.5).fixed_decimals(0).suffix(unit);
    if ui.add_sized(vec2(44.0, FIELD), field).on_hover_text(name).accessible_name(name).changed() {
        *value = shown / whole;
    }
}

/// The colour as `#rrggbb`; what is typed is taken as soon as it is one.
fn hex(ui: &mut Ui, hsv: &mut Hsv) {
    let id: Id = ui.scope_id().with("hex");
    let [r, g, b] = hsv.rgb();
    let now = format!("#{r:02x}{g:02x}{b:02x}");
    let typed: Option<String> = ui.data(|data| data.get_temp(id));
    let mut text = typed.unwrap_or(now);
    let field = TextEdit::singleline(&mut text).id(id.with("field")).align(Align2::LEFT_CENTER).char_limit(7);
    let name = t!("colour-hex");
    let response = ui.add_sized(vec2(83.0, FIELD), field).on_hover_text(name).accessible_name(name);
    if response.changed()
        && let Some(rgb) = rgb_of(&text)
    {
        *hsv = Hsv::of_rgb(rgb);
    }
    if response.has_focus() {
        ui.data_mut(|data| data.insert_temp(id, text));
    } else {
        ui.data_mut(|data| data.remove::<String>(id));
    }
}

/// `#rrggbb` or `rrggbb`; `None` for anything else.
fn rgb_of(text: &str) -> Option<[u8; 3]> {
    let digits = text.trim().trim_start_matches('#');
    // A sign would be read, too.
    let is_whole = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_whole)?;
    let [_, r, g, b] = number.to_be_bytes();
    Some([r, g, b])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_colour_comes_back_from_hue_saturation_and_brightness() {
        let parts = [0, 1, 37, 128, 200, 254, 255];
        for rgb in parts.iter().flat_map(|&r| parts.map(|g| (r, g))).flat_map(|(r, g)| parts.map(|b| [r, g, b])) {
            assert_eq!(Hsv::of_rgb(rgb).rgb(), rgb);
        }
        assert_eq!(Hsv { h: 1.0 / 3.0, s: 1.0, v: 1.0 }.rgb(), [0, 255, 0]);
        assert_eq!(Hsv { h: 0.5, s: 0.5, v: 1.0 }.rgb(), [128, 255, 255]);
    }

    #[test]
    fn a_colour_is_read_from_six_digits_alone() {
        assert_eq!(rgb_of("#1a2B3c"), Some([0x1a, 0x2b, 0x3c]));
        assert_eq!(rgb_of(" ffffff "), Some([255; 3]));
        for wrong in ["", "#", "#fff", "#12345", "1234567", "#gg0000", "+12345", "#ααα"] {
            assert_eq!(rgb_of(wrong), None, "{wrong}");
        }
    }
}
