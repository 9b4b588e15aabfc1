//! How and where to export.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::{Answer, buttons, heading, path_field};
use crate::app::App;
use crate::app::widget::{Slider, quiet, section, slider};
use crate::raster::io::{Export, Format, Metadata};

/// Which metadata goes with the pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// None.
    Nothing,
    /// The original's.
    Original,
    /// The original's, and the recipe.
    Recipe,
}

/// What the dialog holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportForm {
    /// The format.
    pub format: Format,
    /// JPEG quality 1…100.
    pub quality: u8,
    /// Metadata.
    pub keep: Keep,
    /// Where to, as typed.
    pub path: String,
}

impl ExportForm {
    /// The first proposal.
    pub fn new(path: &Path) -> Self {
        let path = path.to_string_lossy().into_owned();
        Self { format: Format::Png, quality: 92, keep: Keep::Recipe, path }
    }

    /// Takes a chosen path, and the format that its ending names.
    pub fn take_path(&mut self, path: &Path) {
        if let Some(format) = Format::of_path(path) {
            self.format = format;
        }
        self.path = path.to_string_lossy().into_owned();
    }

    /// Where to, with an ending.
    pub fn target(&self) -> PathBuf {
        let path = PathBuf::from(self.path.trim());
        if path.extension().is_some() { path } else { path.with_extension(ending(self.format)) }
    }

    /// How to write.
    pub fn export(&self, recipe: Option<String>) -> Export {
        let metadata = match (self.keep, recipe) {
            (Keep::Nothing, _) => Metadata::None,
            (Keep::Recipe, Some(recipe)) => Metadata::Recipe(recipe),
            (Keep::Original | Keep::Recipe, _) => Metadata::Original,
        };
        Export { format: self.format, quality: self.quality, metadata }
    }
}

const FORMATS: [(Format, &str, &str); 4] = [
    (Format::Png, "PNG", "Lossless, 8 or 16 bits, with alpha"),
    (Format::Jpeg, "JPEG", "Small; every pixel changes a little, alpha is lost"),
    (Format::WebP, "WebP", "Lossless and small, 8 bits, with alpha"),
    (Format::Tiff, "TIFF", "Lossless, 8 or 16 bits, with alpha"),
];

fn ending(format: Format) -> &'static str {
    match format {
        Format::Png => "png",
        Format::Jpeg => "jpg",
        Format::WebP => "webp",
        Format::Tiff => "tif",
    }
}

/// Draws the dialog.
pub(super) fn ui(ui: &mut Ui, app: &App, form: &mut ExportForm) -> Answer {
    ui.set_width(440.0);
    heading(ui, "Export the picture");
    section(ui, "Format");
    ui.horizontal(|ui| {
        for (format, name, tooltip) in FORMATS {
            if ui.selectable_value(&mut form.format, format, name).on_hover_text(tooltip).clicked() {
                form.path = PathBuf::from(&form.path).with_extension(ending(format)).to_string_lossy().into_owned();
            }
        }
    });
    if form.format == Format::Jpeg {
        let mut quality = f64::from(form.quality);
        let about = Slider {
            label: "Quality",
            tooltip: "Higher: closer to the picture, larger file",
            ends: ("", ""),
            default: 92.0,
            range: (1.0, 100.0),
            decimals: 0,
            suffix: "",
        };
        slider(ui, &mut quality, &about);
        form.quality = quality as u8;
    }
    let promise = if form.format.lossless() {
        "Outside the mask every pixel is the original's"
    } else {
        "JPEG can't promise identical pixels outside the mask; the other formats do"
    };
    ui.label(quiet(ui, promise));
    section(ui, "Metadata");
    let has_recipe = app.opened().is_some_and(|opened| opened.recipe_file().is_some());
    ui.horizontal(|ui| {
        ui.selectable_value(&mut form.keep, Keep::Nothing, "None").on_hover_text("Pixels and colour profile only");
        ui.selectable_value(&mut form.keep, Keep::Original, "Original").on_hover_text("The camera's data too");
        ui.add_enabled_ui(has_recipe, |ui| {
            ui.selectable_value(&mut form.keep, Keep::Recipe, "Recipe too")
                .on_hover_text("Dropped on the window, the file brings back every setting of the last edit")
                .on_disabled_hover_text("Nothing was edited yet");
        });
    });
    section(ui, "File");
    let mut browse = false;
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            browse = ui.button("Browse…").on_hover_text("Chooses folder and name").clicked();
            path_field(ui, &mut form.path, "Folder and name", "File");
        });
    });
    let exists = form.target().exists();
    if exists {
        ui.label(quiet(ui, "This file exists and will be replaced"));
    }
    let named = !form.path.trim().is_empty();
    let (go_on, cancel) = buttons(ui, named, "Export file");
    match (go_on, cancel, browse) {
        (true, ..) => Answer::Export(form.clone()),
        (_, true, _) => Answer::Leave,
        (.., true) => Answer::Browse(form.target()),
        _ => Answer::Stay,
    }
}
