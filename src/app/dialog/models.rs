//! Which model edits, what the small one knows, and where to get a bigger one.

use std::path::PathBuf;

use egui::{Button, CollapsingHeader, Frame, Label, RichText, ScrollArea, Ui, vec2};

use super::{Answer, foot, heading};
use crate::app::App;
use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::{Phrase, phrase, retold, t};
use crate::app::theme;
use crate::app::widget::{icon_text, quiet};
use crate::engine::{Family, Source};

/// What the built-in model knows: its training's words.
const WORDS: [(Phrase, &str); 5] = [
    (
        phrase!("models-things"),
        "airplane, apple, ball, balloon, banana, bicycle, boat, bus, butterfly, cake, car, castle, cat, chair, cow, \
         dinosaur, dog, duck, elephant, fish, flamingo, gift, giraffe, hat, horse, house, mushroom, orange, palm tree, \
         pear, penguin, pig, pine tree, rabbit, sheep, snowman, strawberry, sunflower, teddy bear, tiger, train, tree, \
         truck, tulip, turtle, umbrella, whale, zebra",
    ),
    (
        phrase!("models-colours"),
        "red, orange, yellow, green, blue, purple, pink; small, big; on the left, on the right",
    ),
    (
        phrase!("models-scenes"),
        "on grass, on a beach, in the snow, in the mountains, in the desert, in a forest, on the water, on a road in \
         the city, on a wooden table, in a room, in the sky, on a plain background",
    ),
    (phrase!("models-time"), "on a sunny day, at sunset, at night, in the fog, on a snowy day, in the rain"),
    (
        phrase!("models-styles"),
        "a photo of, a pencil sketch of, a watercolor painting of, pixel art of, a black and white photo of",
    ),
];

/// Draws the dialog; `path` is what was typed for a folder.
pub(super) fn ui(ui: &mut Ui, app: &App, path: &mut String) -> Answer {
    ui.set_width(520.0);
    heading(ui, t!("models-title"));
    let mut answer = Answer::Stay;
    let tall = (ui.ctx().content_rect().height() - 200.0).clamp(120.0, 480.0);
    ScrollArea::vertical().max_height(tall).min_scrolled_height(tall).show(ui, |ui| {
        let recent = &app.settings.recent_models;
        let found = app.found_models.iter().filter(|found| !recent.contains(found));
        let folders = recent.iter().chain(found).cloned().map(Source::Folder);
        for source in std::iter::once(Source::Builtin).chain(folders) {
            if row(ui, app, &source) {
                answer = Answer::Send(Command::ChooseModel(source));
            }
        }
        let info = Command::PickModel.info();
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let button = Button::new(icon_text(Icon::FolderOpen, t!("export-browse"))).min_size(vec2(0.0, 28.0));
                if ui.add(button).on_hover_text(info.tooltip).accessible_name(t!("models-browse")).clicked() {
                    answer = Answer::Send(Command::PickModel);
                }
                let field = super::path_field(ui, path, t!("models-hint"), t!("models-folder"));
                let entered = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
                if entered && !path.trim().is_empty() {
                    answer = Answer::Send(Command::ChooseModel(Source::Folder(PathBuf::from(path.trim()))));
                }
            });
        });
        ui.add_space(theme::GRID);
        ui.label(t!("models-bigger"));
        let told = t!("models-bigger-more");
        ui.add(Label::new(quiet(ui, told)).wrap());
        ui.add_space(theme::GRID);
        CollapsingHeader::new(t!("models-knows")).default_open(true).show_unindented(ui, |ui| {
            let told = t!("models-knows-more");
            ui.add(Label::new(quiet(ui, told)).wrap());
            for (group, words) in WORDS {
                ui.label(RichText::new(group.said()).small().strong());
                ui.add(Label::new(quiet(ui, words)).wrap());
            }
        });
    });
    ui.add_space(8.0);
    foot(ui, |ui| {
        if ui.add(Button::new(t!("dialog-leave")).min_size(vec2(80.0, 32.0))).clicked() {
            answer = Answer::Leave;
        }
    });
    answer
}

/// One model; true when it is chosen.
fn row(ui: &mut Ui, app: &App, source: &Source) -> bool {
    let p = theme::palette(ui.ctx());
    let is_chosen = app.draft.source == *source;
    let mut chosen = false;
    let (fill, line) = if is_chosen { (p.accent_wash, p.accent) } else { (p.raised, p.line) };
    Frame::new().fill(fill).stroke(egui::Stroke::new(1.0, line)).corner_radius(theme::RADIUS).inner_margin(8).show(
        ui,
        |ui| {
            ui.set_width(ui.available_width());
            let name = App::name_of(source);
            ui.horizontal(|ui| {
                ui.label(RichText::new(&name).strong());
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let usable = !matches!(app.cards.get(source), Some(Err(_)));
                    let button = Button::new(if is_chosen { t!("models-in-use") } else { t!("models-use") });
                    let told = if is_chosen {
                        t!("models-name-in-use", name = name.as_str())
                    } else {
                        t!("models-use-name", name = name.as_str())
                    };
                    let response = ui.add_enabled(usable && !is_chosen, button);
                    chosen = response.accessible_name(told).clicked();
                });
            });
            match app.cards.get(source) {
                Some(Ok(card)) => {
                    let parameters: u64 = card.parts.iter().map(|(_, parameters, _)| parameters).sum();
                    let family = match card.family {
                        Family::Builtin => t!("models-small"),
                        Family::Sd1 => "Stable Diffusion 1.x",
                        Family::Sd2 => "Stable Diffusion 2.x",
                        Family::Pixel => t!("models-pixel"),
                    };
                    let millions = parameters as f64 / 1e6;
                    let told =
                        t!("models-told", family = family, side = card.native_px, millions = format!("{millions:.0}"));
                    ui.label(quiet(ui, told));
                }
                Some(Err(reason)) => {
                    ui.add(Label::new(RichText::new(retold(reason)).small().color(p.error)).wrap());
                }
                None => {
                    ui.label(quiet(ui, t!("models-reading")));
                }
            }
        },
    );
    ui.add_space(theme::GRID);
    chosen
}
