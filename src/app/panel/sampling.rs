//! How the edit runs: strength, guidance, what a hole starts from, steps, sampler, seed, and the method's own.

use egui::{CollapsingHeader, Ui};

use crate::app::widget::{self, Slider, quiet, slider};
use crate::app::{App, draft, form, theme};
use crate::edit::recipe::{Fill, Region, Sampling};
use crate::engine::sampler::{SAMPLERS, about, no_karras, unfit};

/// Draws the controls.
pub fn ui(ui: &mut Ui, app: &mut App) {
    ui.add_space(theme::GRID);
    crate::app::presets::ui(ui, app);
    let planned = app.plan.as_ref().map(|plan| plan.steps);
    strength(ui, app);
    let recipe = &mut app.draft.recipe;
    let defaults = Sampling::default();
    slider(
        ui,
        &mut recipe.sampling.guidance,
        &Slider {
            label: "Follow the words (guidance)",
            tooltip: "Higher: closer to the words, stronger contrast, less variety (guidance scale s)",
            ends: ("", ""),
            default: defaults.guidance,
            range: (1.0, 15.0),
            decimals: 1,
            suffix: "",
        },
    );
    let mut steps = recipe.sampling.steps as f64;
    slider(
        ui,
        &mut steps,
        &Slider {
            label: "Steps",
            tooltip: "More: finer and slower; 20 to 30 suit most pictures",
            ends: ("", ""),
            default: draft::STEPS as f64,
            range: (1.0, 100.0),
            decimals: 0,
            suffix: "",
        },
    );
    recipe.sampling.steps = steps.round() as usize;
    if let Some(run) = planned.filter(|&run| run != recipe.sampling.steps) {
        let steps = recipe.sampling.steps;
        let (words, why) = if run < steps {
            let why = "A gentler edit begins later on the way from noise to picture, so fewer steps run";
            (format!("{run} of {steps} steps will run"), why)
        } else {
            (format!("{run} steps will run"), "Parts of the way are gone more than once")
        };
        ui.label(quiet(ui, words)).on_hover_text(why);
    }
    if app.mask_is_set() {
        fill(ui, app);
    }
    widget::seed(ui, &mut app.draft);
    CollapsingHeader::new(quiet(ui, "Method and sampler")).id_salt("own").show_unindented(ui, |ui| {
        form::own(ui, &mut app.draft.recipe);
        super::way::ui(ui, app);
        super::difference::ui(ui, app);
        sampler(ui, app);
        super::round_trip::ui(ui, app);
    });
    CollapsingHeader::new(quiet(ui, "Size and surroundings"))
        .id_salt("region")
        .show_unindented(ui, |ui| region(ui, app));
}

fn strength(ui: &mut Ui, app: &mut App) {
    let default = app.draft.info().map_or(0.6, |info| {
        let mut method = draft::default_of(info);
        draft::strength(&mut method).map_or(0.6, |value| *value)
    });
    let Some(value) = draft::strength(&mut app.draft.recipe.method) else { return };
    slider(
        ui,
        value,
        &Slider {
            label: "How much changes (strength)",
            tooltip: "Left: your picture with new details; right: only its rough colours survive (strength t₀)",
            ends: ("Keep", "Change"),
            default,
            range: (0.05, 1.0),
            decimals: 2,
            suffix: "",
        },
    );
}

/// What each start content is called, and what one will see.
const FILLS: [(Fill, &str, &str); 5] = [
    (Fill::Keep, "The picture", "What is there now shows through at low strength"),
    (Fill::Blur, "The picture, blurred", "Its colours stay, its shapes go"),
    (Fill::Border, "The colours round it", "The hole is filled from its border: best for taking things away"),
    (Fill::Neutral, "Grey", "Nothing of what was there is left"),
    (Fill::Noise, "Noise", "The most freedom for something new"),
];

fn fill(ui: &mut Ui, app: &mut App) {
    let fill = &mut app.draft.recipe.fill;
    ui.horizontal(|ui| {
        ui.label(quiet(ui, "Starts from"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let name = FILLS.iter().find(|(own, ..)| own == fill).map_or("", |(_, name, _)| name);
            let shown = egui::ComboBox::from_id_salt("fill").width(170.0).selected_text(name).show_ui(ui, |ui| {
                for (own, name, tooltip) in FILLS {
                    ui.selectable_value(fill, own, name).on_hover_text(tooltip);
                }
            });
            shown
                .response
                .on_hover_text("What the masked part is filled with before noise is added")
                .accessible_name("Starts from");
        });
    });
}

fn sampler(ui: &mut Ui, app: &mut App) {
    let recipe = &app.draft.recipe;
    let now = about(recipe.sampling.sampler);
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.label(quiet(ui, "Sampler"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let shown = egui::ComboBox::from_id_salt("sampler")
                .width(170.0)
                .height(360.0)
                .selected_text(now.title)
                .show_ui(ui, |ui| {
                    for row in &SAMPLERS {
                        let reason = unfit(row.id, &recipe.method);
                        let item = egui::Button::selectable(row.id == now.id, row.title);
                        let item = ui.add_enabled(reason.is_none(), item).on_hover_text(row.summary);
                        if item.on_disabled_hover_text(reason.unwrap_or_default()).clicked() {
                            chosen = Some(row);
                        }
                    }
                });
            shown.response.on_hover_text(now.summary).accessible_name("Sampler");
        });
    });
    if let Some(row) = chosen {
        app.draft.choose_sampler(row);
    }
    let sampling = &mut app.draft.recipe.sampling;
    let no_karras = no_karras(sampling.sampler);
    ui.add_enabled(no_karras.is_none(), egui::Checkbox::new(&mut sampling.karras, "Karras's noise levels"))
        .on_hover_text("More of the steps go into fine details: often better when there are few of them")
        .on_disabled_hover_text(no_karras.unwrap_or_default());
    if sampling.sampler.name() == "ddim" {
        let about = Slider {
            label: "Fresh noise (η)",
            tooltip: "0: deterministic; 1: as much fresh noise at every step as DDPM",
            ends: ("", ""),
            default: 0.0,
            range: (0.0, 1.0),
            decimals: 2,
            suffix: "",
        };
        slider(ui, &mut sampling.eta, &about);
    }
    let about = Slider {
        label: "Tame guidance (φ)",
        tooltip: "Higher: keeps contrast and colours natural at high guidance (rescale φ)",
        ends: ("", ""),
        default: 0.0,
        range: (0.0, 1.0),
        decimals: 2,
        suffix: "",
    };
    slider(ui, &mut sampling.rescale, &about);
    let mut interval = sampling.reuse as f64;
    let about = Slider {
        label: "Save work between steps (reuse)",
        tooltip: "1: every step in full. N: one of N steps in full, the others redo the finest detail alone (DeepCache): \
                  faster, and near the same picture. Built-in model, 20 steps, compared with all in full: at strength 0.6, \
                  2 and 3 come out at about 45 and 39 dB; where all is new, at 27 and 24 dB, which one sees",
        ends: ("Exact", "Fast"),
        default: 1.0,
        range: (1.0, 10.0),
        decimals: 0,
        suffix: "",
    };
    slider(ui, &mut interval, &about);
    sampling.reuse = interval.round() as usize;
}

/// Sides of the autoencoder's tiles that are offered.
const TILES: [u32; 4] = [0, 256, 512, 1024];

fn tiles(ui: &mut Ui, app: &mut App) {
    let coded = app.card().is_none_or(|card| card.factor > 1);
    let tile = &mut app.draft.recipe.region.tile;
    if !coded && *tile == 0 {
        return; // a model of pixels has nothing to decode
    }
    let name = |tile: u32| if tile == 0 { "As a whole".to_owned() } else { format!("In tiles of {tile} px") };
    ui.horizontal(|ui| {
        ui.label(quiet(ui, "Decoding (VAE tiles)"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let shown =
                egui::ComboBox::from_id_salt("tiles").width(150.0).selected_text(name(*tile)).show_ui(ui, |ui| {
                    for side in TILES.into_iter().filter(|&side| coded || side == 0) {
                        ui.selectable_value(tile, side, name(side));
                    }
                });
            let tooltip = "Tiles need less memory where the region is larger than one, and take up to twice as long; the \
                           picture is nearly the same (built-in model: 45 to 60 dB to the whole), without seams";
            shown.response.on_hover_text(tooltip).accessible_name("Decoding (VAE tiles)");
        });
    });
}

fn region(ui: &mut Ui, app: &mut App) {
    let defaults = Region::default();
    let region = &mut app.draft.recipe.region;
    slider(
        ui,
        &mut region.resolution,
        &Slider {
            label: "Resolution",
            tooltip: "Higher: more detail survives, slower by as much; 1 is what the model was made for",
            ends: ("", ""),
            default: defaults.resolution,
            range: (0.25, 4.0),
            decimals: 2,
            suffix: "×",
        },
    );
    slider(
        ui,
        &mut region.padding,
        &Slider {
            label: "Surroundings",
            tooltip: "How much of the picture round the mask the model sees: more fits in better, less is finer",
            ends: ("", ""),
            default: defaults.padding,
            range: (0.0, 2.0),
            decimals: 2,
            suffix: "×",
        },
    );
    ui.checkbox(&mut region.enlarge, "Enlarge small parts").on_hover_text(
        "A small masked part is shown to the model larger than it is: finer, but softer when it comes back",
    );
    tiles(ui, app);
}
