//! How and where to export.

use std::path::{Path, PathBuf};

use egui::Ui;

use super::{Answer, Then, buttons, heading, path_field};
use crate::app::App;
use crate::app::locale::{Phrase, phrase, t};
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

/// What is being written.
#[derive(Debug)]
pub struct Exporting {
    /// The document's revision then.
    pub revision: u64,
    /// What goes on once it is written.
    pub then: Option<Then>,
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

const FORMATS: [(Format, &str, Phrase); 4] = [
    (Format::Png, "PNG", phrase!("export-png-tip")),
    (Format::Jpeg, "JPEG", phrase!("export-jpeg-tip")),
    (Format::WebP, "WebP", phrase!("export-webp-tip")),
    (Format::Tiff, "TIFF", phrase!("export-png-tip")),
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
    heading(ui, t!("dialog-export"));
    section(ui, t!("export-format"));
    ui.horizontal(|ui| {
        for (format, name, tooltip) in FORMATS {
            if ui.selectable_value(&mut form.format, format, name).on_hover_text(tooltip.said()).clicked() {
                form.path = PathBuf::from(&form.path).with_extension(ending(format)).to_string_lossy().into_owned();
            }
        }
    });
    if form.format == Format::Jpeg {
        let mut quality = f64::from(form.quality);
        let about = Slider {
            label: t!("export-quality"),
            tooltip: t!("export-quality-tip"),
            ends: ("", ""),
            default: 92.0,
            range: (1.0, 100.0),
            decimals: 0,
            suffix: "",
        };
        slider(ui, &mut quality, &about);
        form.quality = quality as u8;
    }
    let promise = if form.format.lossless() { t!("export-promise") } else { t!("export-no-promise") };
    ui.label(quiet(ui, promise));
    section(ui, t!("export-metadata"));
    let has_recipe = app.opened().is_some_and(|opened| opened.recipe_file().is_some());
    ui.horizontal(|ui| {
        ui.selectable_value(&mut form.keep, Keep::Nothing, t!("export-none")).on_hover_text(t!("export-none-tip"));
        ui.selectable_value(&mut form.keep, Keep::Original, t!("export-original"))
            .on_hover_text(t!("export-original-tip"));
        ui.add_enabled_ui(has_recipe, |ui| {
            ui.selectable_value(&mut form.keep, Keep::Recipe, t!("export-recipe"))
                .on_hover_text(t!("export-recipe-tip"))
                .on_disabled_hover_text(t!("export-no-recipe"));
        });
    });
    section(ui, t!("export-file"));
    let mut browse = false;
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            browse = ui.button(t!("export-browse")).on_hover_text(t!("export-browse-tip")).clicked();
            path_field(ui, &mut form.path, t!("dialog-folder-and-name"), t!("export-file"));
        });
    });
    let exists = form.target().exists();
    if exists {
        ui.label(quiet(ui, t!("export-exists")));
    }
    let named = !form.path.trim().is_empty();
    let (go_on, cancel) = buttons(ui, named, t!("export-do"));
    match (go_on, cancel, browse) {
        (true, ..) => Answer::Export(form.clone()),
        (_, true, _) => Answer::Leave,
        (.., true) => Answer::Browse(form.target()),
        _ => Answer::Stay,
    }
}
