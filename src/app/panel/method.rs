//! The methods as cards, above the ways to begin.

use egui::{Ui, vec2};

use super::card::{self, Card, GAP, WIDTH};
use crate::app::App;
use crate::app::command::Command;
use crate::app::locale::{retold, t};
use crate::app::tables;
use crate::app::widget::section;
use crate::engine::MethodInfo;
use crate::engine::method::{METHODS, unavailable};

/// Draws the menu of methods.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let chosen = app.draft.info();
    let title = chosen.map_or(t!("command-choose-method").into(), tables::title);
    let window = ui.ctx().content_rect();
    // All methods at once where the window is large enough: a cut list hides that there are more.
    let height = (window.height() - 100.0).max(120.0);
    let columns = if window.width() >= 2.0 * WIDTH + 60.0 { 2 } else { 1 };
    let combo = egui::ComboBox::from_id_salt("method").width(250.0).height(height).truncate().selected_text(title);
    let shown = combo.show_ui(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(GAP, GAP);
        ui.set_width(columns as f32 * (WIDTH + GAP) - GAP + 10.0); // clear of the scroll bar
        let methods = METHODS.iter().map(|info| of(app, info)).collect();
        let is_chosen = card::rows(ui, app, methods, columns);
        section(ui, t!("begin-title"));
        let beginnings = super::beginnings::cards(app);
        if card::rows(ui, app, beginnings, columns) || is_chosen {
            ui.close();
        }
    });
    let summary = chosen.map(tables::summary).unwrap_or_default();
    shown.response.on_hover_text(summary).accessible_name(t!("command-choose-method"));
}

/// The card of a method.
fn of(app: &mut App, info: &'static MethodInfo) -> Card {
    let why_not = app.card().and_then(|card| unavailable(info, card)).map(|why| retold(&why).into_owned());
    let (does, cannot) = told(info);
    let cost = if why_not.is_none() { app.cost_of(info) } else { None };
    Card {
        picture: info.name,
        title: tables::title(info).into_owned(),
        does,
        cannot,
        cost: cost.map(|cost| cost.replace(", ", "\n").replace('，', "\n")),
        tip: info.paper.to_owned(),
        is_chosen: app.draft.info().is_some_and(|chosen| chosen.name == info.name),
        choice: match why_not {
            Some(reason) => Err(t!("method-why-not", reason = reason.as_str())),
            None => Ok(Command::ChooseMethod(info)),
        },
    }
}

/// What a method does and keeps, and what it can't do: the last sentence of its summary.
fn told(info: &MethodInfo) -> (String, String) {
    let summary = tables::summary(info);
    // A full stop of Chinese has no space behind it.
    let ends = [". ", "。"].into_iter().find_map(|stop| {
        let last = summary.trim_end_matches(stop);
        last.rfind(stop).map(|at| summary.split_at(at + stop.len()))
    });
    match ends {
        Some((does, cannot)) => (does.trim_end().to_owned(), cannot.to_owned()),
        None => (summary.into_owned(), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_says_what_it_does_and_where_it_ends() {
        for info in METHODS {
            let (does, cannot) = told(info);
            assert!(does.len() > 40 && cannot.len() > 20, "{}: {does} | {cannot}", info.name);
        }
    }
}
