//! Ways to begin: whole tasks that set method, strength, and tool or mask at once.

use super::card::Card;
use crate::app::App;
use crate::app::command::Command;
use crate::app::frame::Act;
use crate::app::locale::t;
use crate::document::Layer;

/// Their cards.
pub(super) fn cards(app: &App) -> Vec<Card> {
    let patch = app.transformed().map(Layer::id);
    vec![
        Card {
            picture: "paint_roughly",
            title: t!("begin-paint").to_owned(),
            does: t!("begin-paint-does").to_owned(),
            cannot: t!("begin-paint-but").to_owned(),
            cost: None,
            tip: t!("begin-tip").to_owned(),
            is_chosen: false,
            choice: Ok(Command::PaintRoughly),
        },
        Card {
            picture: "make_it_fit",
            title: t!("fit-title").to_owned(),
            does: t!("begin-fit-does").to_owned(),
            cannot: t!("begin-fit-but").to_owned(),
            cost: None,
            tip: t!("fit-do-tip").to_owned(),
            is_chosen: false,
            choice: patch.map(|id| Command::Frame(Act::Fit(id))).ok_or_else(|| t!("begin-fit-needs-layer").to_owned()),
        },
    ]
}
