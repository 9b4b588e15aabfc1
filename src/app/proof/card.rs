//! The proof's figures and switches, in the canvas' upper right corner.

use egui::{Align2, Area, Frame, Id, Label, RichText, Ui, vec2};

use super::{Found, MOST, Ssim};
use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::locale::t;
use crate::app::widget::{Slider, icon_button, quiet, slider};
use crate::app::{App, theme};
use crate::raster::Comparison;

/// Width in points.
const WIDTH: f32 = 272.0;

/// Draws the card.
pub(super) fn ui(ui: &Ui, app: &mut App, canvas: egui::Rect) {
    let area = Area::new(Id::unique("proof")).order(egui::Order::Middle).pivot(Align2::RIGHT_TOP);
    area.fixed_pos(canvas.right_top() + vec2(-12.0, 12.0)).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).inner_margin(12).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.horizontal(|ui| {
                ui.strong(t!("proof-title"));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if icon_button(ui, Icon::X, t!("proof-close"), t!("proof-close-tip")).clicked() {
                        app.send(Command::Proof);
                    }
                });
            });
            match app.found_now() {
                Some(found) => figures(ui, found),
                None => {
                    ui.horizontal(|ui| {
                        ui.spinner();
                        ui.label(quiet(ui, t!("proof-comparing")));
                    });
                }
            }
            switches(ui, app);
        });
    });
}

fn figures(ui: &mut Ui, found: &Found) {
    match &found.comparison {
        Ok(comparison) => {
            verdict(ui, comparison);
            counts(ui, comparison, found.ssim);
        }
        Err(reason) => {
            let p = theme::palette(ui.ctx());
            ui.add(Label::new(RichText::new(t!("proof-cannot", reason = reason.as_str())).color(p.warning)).wrap());
        }
    }
}

/// The promise, and whether it was kept: by sign and words, not by colour alone.
fn verdict(ui: &mut Ui, comparison: &Comparison) {
    let p = theme::palette(ui.ctx());
    let kept = comparison.outside == 0;
    let (icon, colour) = if kept { (Icon::ShieldCheck, p.good) } else { (Icon::TriangleAlert, p.error) };
    ui.horizontal(|ui| {
        ui.label(icons::text(icon, 26.0).color(colour));
        ui.label(RichText::new(grouped(comparison.outside)).size(26.0).strong().color(colour));
        ui.add(Label::new(RichText::new(t!("proof-outside")).color(colour)).wrap());
    });
    if !kept {
        ui.add(Label::new(quiet(ui, t!("proof-outside-why"))).wrap());
    }
}

fn counts(ui: &mut Ui, comparison: &Comparison, ssim: Ssim) {
    let changed = t!("proof-changed", count = grouped(comparison.changed));
    ui.label(changed);
    let Some(psnr) = comparison.psnr() else {
        ui.add(Label::new(quiet(ui, t!("proof-no-edit"))).wrap());
        return;
    };
    let psnr = if psnr.is_finite() { format!("{psnr:.1} dB") } else { "∞".to_owned() };
    let ssim = match ssim {
        Ssim::Waiting => "…".to_owned(),
        Ssim::Known(None) => "–".to_owned(),
        Ssim::Known(Some(ssim)) => format!("{ssim:.3}"),
    };
    let inside = t!("proof-inside", pixels = grouped(comparison.inside), psnr = psnr, ssim = ssim);
    ui.add(Label::new(inside).wrap()).on_hover_text(t!("proof-inside-tip"));
}

fn switches(ui: &mut Ui, app: &mut App) {
    ui.add_space(theme::GRID);
    ui.horizontal(|ui| {
        ui.selectable_value(&mut app.proof.map, false, t!("proof-difference"))
            .on_hover_text(t!("proof-difference-tip"));
        ui.selectable_value(&mut app.proof.map, true, t!("proof-map")).on_hover_text(t!("proof-map-tip"));
    });
    if !app.proof.map {
        let about = Slider {
            label: t!("proof-gain"),
            tooltip: t!("proof-gain-tip"),
            ends: ("", ""),
            default: 8.0,
            range: (1.0, MOST),
            decimals: 0,
            suffix: " ×",
        };
        slider(ui, &mut app.proof.gain, &about);
    }
}

/// A number that can be read: "1,234,567".
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut told = String::with_capacity(digits.len() * 4 / 3 + 1);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn numbers_can_be_read() {
        let told = [0, 12, 123, 1_234, 123_456, 1_234_567].map(grouped);
        assert_eq!(told, ["0", "12", "123", "1,234", "123,456", "1,234,567"]);
    }
}
