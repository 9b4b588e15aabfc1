//! The rail at the left: tools, and what can be done to the mask as a whole.

use egui::{DragValue, Grid, Popup, PopupCloseBehavior, Ui};

use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::tool::ToolKind;
use crate::app::widget::{Face, command_button, icon_button, toggle};
use crate::app::{App, shortcuts, theme};

/// A button with its padding, and what lies between two, points.
const BUTTON: f32 = 34.0;
const GAP: egui::Vec2 = egui::vec2(theme::GRID, 1.5 * theme::GRID);
/// The line between tools and mask, and the margins.
const REST: f32 = 32.0;
/// More would leave no room for the picture.
const MOST_COLUMNS: usize = 3;

/// What stands below the tools.
enum Item {
    Tip,
    Edge,
    Selections,
    Command(Command),
}

const MASK: [Item; 7] = [
    Item::Tip,
    Item::Command(Command::MaskAll),
    Item::Command(Command::MaskInvert),
    Item::Edge,
    Item::Selections,
    Item::Command(Command::MaskView),
    Item::Command(Command::MaskNone),
];

/// As many columns as a rail of this height needs to show all of its buttons.
pub fn columns(height: f32) -> usize {
    let rows = |columns: usize| ToolKind::ALL.len().div_ceil(columns) + MASK.len().div_ceil(columns);
    let fits = |columns: &usize| rows(*columns) as f32 * (28.0 + GAP.y) + REST <= height;
    (1..MOST_COLUMNS).find(fits).unwrap_or(MOST_COLUMNS)
}

/// Width of the buttons of so many columns, points.
pub fn width(columns: usize) -> f32 {
    columns as f32 * (BUTTON + GAP.x) - GAP.x
}

/// Draws the rail.
pub fn ui(ui: &mut Ui, app: &mut App, columns: usize) {
    let has_picture = app.opened().is_some();
    ui.add_space(theme::GRID);
    ui.add_enabled_ui(has_picture, |ui| {
        in_columns(ui, "tools", columns, ToolKind::ALL, |ui, kind| tool(ui, app, kind));
        ui.separator();
        in_columns(ui, "mask", columns, MASK, |ui, item| match item {
            Item::Tip => tip(ui, app),
            Item::Edge => edge(ui, app),
            Item::Selections => super::selection::ui(ui, app),
            Item::Command(command) => {
                if command_button(ui, has_picture, &command, Face::Icon) {
                    app.send(command);
                }
            }
        });
    });
}

/// Buttons row by row.
fn in_columns<T>(
    ui: &mut Ui,
    name: &'static str,
    columns: usize,
    items: impl IntoIterator<Item = T>,
    mut draw: impl FnMut(&mut Ui, T),
) {
    Grid::new(name).num_columns(columns).min_col_width(BUTTON).spacing(GAP).show(ui, |ui| {
        for (at, item) in items.into_iter().enumerate() {
            draw(ui, item);
            if (at + 1) % columns == 0 {
                ui.end_row();
            }
        }
    });
}

fn tool(ui: &mut Ui, app: &mut App, kind: ToolKind) {
    let command = Command::Tool(kind);
    let keys = shortcuts::written(ui.ctx(), &command).unwrap_or_default();
    let tooltip = format!("{}\n{keys}", kind.tooltip());
    if toggle(ui, app.tool() == kind, kind.icon(), kind.label(), &tooltip).clicked() {
        app.send(command);
    }
}

/// The brush's tip: size, hardness, value.
fn tip(ui: &mut Ui, app: &mut App) {
    let button = icon_button(ui, Icon::SlidersHorizontal, t!("tool-tip"), t!("tool-tip-tip"));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(220.0);
        let mut tip = app.tip();
        crate::app::form::tip(ui, &mut tip);
        app.set_tip(tip);
    });
}

/// Grow, shrink, feather by pixels.
fn edge(ui: &mut Ui, app: &mut App) {
    let button = icon_button(ui, Icon::Feather, t!("tool-edge"), t!("tool-edge-tip"));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(196.0);
        ui.horizontal(|ui| {
            ui.label(t!("tool-edge-by"));
            ui.add(DragValue::new(&mut app.edge_px).range(1..=256).suffix(" px").speed(0.2))
                .on_hover_text(t!("tool-edge-by-tip"))
                .accessible_name(t!("tool-edge-pixels"));
        });
        let px = app.edge_px;
        for (words, tooltip, command) in [
            (t!("tool-grow"), t!("tool-grow-tip"), Command::MaskGrow(px as i32)),
            (t!("tool-shrink"), t!("tool-shrink-tip"), Command::MaskGrow(-(px as i32))),
            (t!("command-mask-feather"), t!("tool-feather-tip"), Command::MaskFeather(px as f32)),
            (t!("select-smooth"), t!("select-smooth-tip"), Command::MaskSmooth(px)),
            (t!("select-border"), t!("select-border-tip"), Command::MaskBorder(px)),
        ] {
            let button = egui::Button::new(words).min_size(egui::vec2(ui.available_width(), 28.0));
            if ui.add(button).on_hover_text(tooltip).clicked() {
                app.send(command);
            }
        }
    });
}
