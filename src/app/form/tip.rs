//! The brush's tip.

use egui::Ui;

use crate::app::locale::t;
use crate::app::tool::BrushSettings;
use crate::app::widget::{Slider, slider};

/// Draws the form.
pub fn tip(ui: &mut Ui, tip: &mut BrushSettings) {
    let default = BrushSettings::default();
    let row = |ui: &mut Ui, value: &mut f32, about: Slider<'_>| {
        let mut wide = f64::from(*value);
        if slider(ui, &mut wide, &about) {
            *value = wide as f32;
        }
    };
    let about = Slider {
        label: t!("tip-size"),
        tooltip: t!("tip-size-tip"),
        ends: ("", ""),
        default: f64::from(default.size_px),
        range: (1.0, 512.0),
        decimals: 0,
        suffix: " px",
    };
    row(ui, &mut tip.size_px, about);
    let about = Slider {
        label: t!("tip-hardness"),
        tooltip: t!("tip-hardness-tip"),
        ends: (t!("tip-soft"), t!("tip-hard")),
        default: f64::from(default.hardness),
        range: (0.0, 1.0),
        decimals: 2,
        suffix: "",
    };
    row(ui, &mut tip.hardness, about);
    let about = Slider {
        label: t!("tip-value"),
        tooltip: t!("tip-value-tip"),
        ends: ("", ""),
        default: f64::from(default.value),
        range: (0.05, 1.0),
        decimals: 2,
        suffix: "",
    };
    row(ui, &mut tip.value, about);
}
