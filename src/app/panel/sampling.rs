//! How the edit runs: strength, guidance, what a hole starts from, steps, sampler, seed, and the method's own.

use egui::{CollapsingHeader, Ui};

use crate::app::locale::{Phrase, phrase, retold, t};
use crate::app::tables;
use crate::app::widget::{self, Slider, quiet, slider};
use crate::app::{App, draft, form, theme};
use crate::edit::recipe::{Fill, Region, Sampling};
use crate::engine::sampler::{SAMPLERS, about, no_karras, unfit};

/// Draws the controls.
pub fn ui(ui: &mut Ui, app: &mut App) {
    ui.add_space(theme::GRID);
    let planned = app.plan.as_ref().map(|plan| plan.steps);
    strength(ui, app);
    let recipe = &mut app.draft.recipe;
    let defaults = Sampling::default();
    slider(
        ui,
        &mut recipe.sampling.guidance,
        &Slider {
            label: t!("sampling-guidance"),
            tooltip: t!("sampling-guidance-tip"),
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
            label: t!("sampling-steps"),
            tooltip: t!("sampling-steps-tip"),
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
            let why = t!("sampling-fewer-tip");
            (t!("sampling-fewer", run = run, steps = steps), why)
        } else {
            (t!("sampling-more", run = run), t!("sampling-more-tip"))
        };
        ui.label(quiet(ui, words)).on_hover_text(why);
    }
    if app.mask_is_set() {
        fill(ui, app);
    }
    widget::seed(ui, &mut app.draft);
    CollapsingHeader::new(quiet(ui, t!("sampling-own"))).id_salt("own").show_unindented(ui, |ui| {
        form::own(ui, &mut app.draft.recipe);
        super::way::ui(ui, app);
        super::difference::ui(ui, app);
        sampler(ui, app);
        super::round_trip::ui(ui, app);
    });
    CollapsingHeader::new(quiet(ui, t!("sampling-region"))).id_salt("region").show_unindented(ui, |ui| region(ui, app));
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
            label: t!("sampling-strength"),
            tooltip: t!("sampling-strength-tip"),
            ends: (t!("sampling-keep"), t!("sampling-change")),
            default,
            range: (0.05, 1.0),
            decimals: 2,
            suffix: "",
        },
    );
}

/// What each start content is called, and what one will see.
const FILLS: [(Fill, Phrase, Phrase); 5] = [
    (Fill::Keep, phrase!("fill-keep"), phrase!("fill-keep-tip")),
    (Fill::Blur, phrase!("fill-blur"), phrase!("fill-blur-tip")),
    (Fill::Border, phrase!("fill-border"), phrase!("fill-border-tip")),
    (Fill::Neutral, phrase!("fill-neutral"), phrase!("fill-neutral-tip")),
    (Fill::Noise, phrase!("fill-noise"), phrase!("fill-noise-tip")),
];

fn fill(ui: &mut Ui, app: &mut App) {
    let fill = &mut app.draft.recipe.fill;
    ui.horizontal(|ui| {
        ui.label(quiet(ui, t!("sampling-fill")));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let name = FILLS.iter().find(|(own, ..)| own == fill).map_or("", |(_, name, _)| name.said());
            let shown = egui::ComboBox::from_id_salt("fill").width(170.0).selected_text(name).show_ui(ui, |ui| {
                for (own, name, tooltip) in FILLS {
                    ui.selectable_value(fill, own, name.said()).on_hover_text(tooltip.said());
                }
            });
            shown.response.on_hover_text(t!("sampling-fill-tip")).accessible_name(t!("sampling-fill"));
        });
    });
}

fn sampler(ui: &mut Ui, app: &mut App) {
    let recipe = &app.draft.recipe;
    let now = about(recipe.sampling.sampler);
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.label(quiet(ui, t!("sampling-sampler")));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let shown = egui::ComboBox::from_id_salt("sampler")
                .width(170.0)
                .height(360.0)
                .selected_text(now.title)
                .show_ui(ui, |ui| {
                    for row in &SAMPLERS {
                        let reason = unfit(row.id, &recipe.method).map(|why| retold(&why).into_owned());
                        let item = egui::Button::selectable(row.id == now.id, row.title);
                        let item = ui.add_enabled(reason.is_none(), item).on_hover_text(tables::sampler(row));
                        if item.on_disabled_hover_text(reason.unwrap_or_default()).clicked() {
                            chosen = Some(row);
                        }
                    }
                });
            shown.response.on_hover_text(tables::sampler(now)).accessible_name(t!("sampling-sampler"));
        });
    });
    if let Some(row) = chosen {
        app.draft.choose_sampler(row);
    }
    let sampling = &mut app.draft.recipe.sampling;
    let no_karras = no_karras(sampling.sampler).map(|why| retold(&why).into_owned());
    ui.add_enabled(no_karras.is_none(), egui::Checkbox::new(&mut sampling.karras, t!("sampling-karras")))
        .on_hover_text(t!("sampling-karras-tip"))
        .on_disabled_hover_text(no_karras.unwrap_or_default());
    if sampling.sampler.name() == "ddim" {
        let about = Slider {
            label: t!("sampling-eta"),
            tooltip: t!("sampling-eta-tip"),
            ends: ("", ""),
            default: 0.0,
            range: (0.0, 1.0),
            decimals: 2,
            suffix: "",
        };
        slider(ui, &mut sampling.eta, &about);
    }
    let about = Slider {
        label: t!("sampling-rescale"),
        tooltip: t!("sampling-rescale-tip"),
        ends: ("", ""),
        default: 0.0,
        range: (0.0, 1.0),
        decimals: 2,
        suffix: "",
    };
    slider(ui, &mut sampling.rescale, &about);
    let mut interval = sampling.reuse as f64;
    let about = Slider {
        label: t!("sampling-reuse"),
        tooltip: t!("sampling-reuse-tip"),
        ends: (t!("sampling-exact"), t!("sampling-fast")),
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
    let name = |tile: u32| if tile == 0 { t!("sampling-whole").to_owned() } else { t!("sampling-tiles", side = tile) };
    ui.horizontal(|ui| {
        ui.label(quiet(ui, t!("sampling-decoding")));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let shown =
                egui::ComboBox::from_id_salt("tiles").width(150.0).selected_text(name(*tile)).show_ui(ui, |ui| {
                    for side in TILES.into_iter().filter(|&side| coded || side == 0) {
                        ui.selectable_value(tile, side, name(side));
                    }
                });
            let tooltip = t!("sampling-decoding-tip");
            shown.response.on_hover_text(tooltip).accessible_name(t!("sampling-decoding"));
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
            label: t!("sampling-resolution"),
            tooltip: t!("sampling-resolution-tip"),
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
            label: t!("sampling-surroundings"),
            tooltip: t!("sampling-surroundings-tip"),
            ends: ("", ""),
            default: defaults.padding,
            range: (0.0, 2.0),
            decimals: 2,
            suffix: "×",
        },
    );
    ui.checkbox(&mut region.enlarge, t!("sampling-enlarge")).on_hover_text(t!("sampling-enlarge-tip"));
    tiles(ui, app);
}
