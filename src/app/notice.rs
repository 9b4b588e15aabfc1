//! Notices: what went wrong (or should be known), in one sentence, until it is dismissed.

use std::collections::VecDeque;

use egui::{Align2, Area, Frame, Id, RichText, vec2};

use super::command::Command;
use super::icons::{self, Icon};
use super::locale::{retold, t};
use super::theme;
use super::widget::icon_button;

/// How loud a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Good to know; goes by itself.
    Info,
    /// Something was not done.
    Error,
}

/// One notice.
#[derive(Clone, Debug)]
pub struct Notice {
    /// How loud.
    pub level: Level,
    /// A few words: "The picture can't be opened".
    pub title: String,
    /// One sentence.
    pub sentence: String,
    /// More, shown on demand; may be empty.
    pub details: String,
    /// What can be done about it, and how that is called.
    pub offer: Option<(String, Command)>,
    born: Option<f64>,
    /// What it stays for, however often it is dismissed.
    stands: Option<&'static str>,
}

/// Notices that are remembered for the diagnostics.
const TOLD: usize = 20;
/// Seconds that an info stays.
const INFO_SECS: f64 = 6.0;
/// The same where something is offered: there is a choice to be made.
const OFFER_SECS: f64 = 20.0;

impl Notice {
    /// Seconds that an info stays.
    fn secs(&self) -> f64 {
        if self.offer.is_some() { OFFER_SECS } else { INFO_SECS }
    }
}

/// The notices that are shown, newest last.
#[derive(Debug, Default)]
pub struct Notices {
    shown: Vec<Notice>,
    /// Those that were told lately, gone or not.
    told: VecDeque<Notice>,
}

/// Errors begin in lower case, so that they can follow a colon; here they stand alone. What begins with a path stays as it
/// is.
fn sentence_case(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    let is_word = words.contains(' ') && first.chars().all(char::is_alphabetic);
    match words.chars().next().filter(|_| is_word) {
        Some(letter) => letter.to_uppercase().chain(words.chars().skip(1)).collect(),
        None => words.to_owned(),
    }
}

/// A sentence in the window's language, as it stands alone.
fn spoken(sentence: &str) -> String {
    sentence_case(&retold(sentence))
}

impl Notices {
    /// Tells that something was not done.
    pub fn error(&mut self, title: impl Into<String>, sentence: impl Into<String>) {
        self.error_with(title, sentence, "");
    }

    /// The same, with more to read on demand.
    pub fn error_with(&mut self, title: impl Into<String>, sentence: impl Into<String>, details: impl Into<String>) {
        self.push(Level::Error, title.into(), spoken(&sentence.into()), details.into());
    }

    /// Tells something that is good to know.
    pub fn info(&mut self, title: impl Into<String>, sentence: impl Into<String>) {
        self.push(Level::Info, title.into(), spoken(&sentence.into()), String::new());
    }

    /// Tells what was done with a file or a preset, whose name stays as it is.
    pub fn named(&mut self, title: impl Into<String>, name: impl Into<String>) {
        self.push(Level::Info, title.into(), name.into(), String::new());
    }

    /// Tells what stays true until it is mended: one notice of a name, not to be dismissed before it is [lifted](Self::lift).
    pub fn stand(&mut self, name: &'static str, title: impl Into<String>, sentence: impl Into<String>) {
        self.lift(name);
        self.error(title, sentence);
        if let Some(notice) = self.shown.last_mut() {
            notice.stands = Some(name);
        }
    }

    /// What stood under this name is mended.
    pub fn lift(&mut self, name: &'static str) {
        self.shown.retain(|notice| notice.stands != Some(name));
    }

    /// Tells something, and offers to do something about it.
    pub fn offer(
        &mut self,
        title: impl Into<String>,
        sentence: impl Into<String>,
        words: impl Into<String>,
        command: Command,
    ) {
        self.info(title, sentence);
        if let Some(notice) = self.shown.last_mut() {
            notice.offer = Some((words.into(), command));
        }
    }

    fn push(&mut self, level: Level, title: String, sentence: String, details: String) {
        let notice = Notice { level, title, sentence, details, offer: None, born: None, stands: None };
        self.shown.retain(|old| (&old.title, &old.sentence) != (&notice.title, &notice.sentence));
        self.told.push_back(notice.clone());
        if self.told.len() > TOLD {
            self.told.pop_front();
        }
        self.shown.push(notice);
        if self.shown.len() > 4
            && let Some(oldest) = self.shown.iter().position(|notice| notice.stands.is_none())
        {
            self.shown.remove(oldest);
        }
    }

    /// The last of them, oldest first, also those that are gone.
    pub fn told(&self) -> impl Iterator<Item = &Notice> {
        self.told.iter()
    }

    /// What is shown.
    pub fn shown(&self) -> &[Notice] {
        &self.shown
    }

    /// Takes away the newest; false when there was none.
    pub fn dismiss(&mut self) -> bool {
        let newest = self.shown.iter().rposition(|notice| notice.stands.is_none());
        newest.map(|at| self.shown.remove(at)).is_some()
    }

    /// Draws them over the canvas, at its lower left; `canvas` in points. Says which offer was taken.
    pub fn ui(&mut self, ctx: &egui::Context, canvas: egui::Rect) -> Option<Command> {
        let now = ctx.input(|i| i.time);
        for notice in &mut self.shown {
            notice.born.get_or_insert(now);
        }
        self.shown.retain(|n| n.level == Level::Error || n.born.is_none_or(|born| now - born < n.secs()));
        if self.shown.is_empty() {
            return None;
        }
        if self.shown.iter().any(|n| n.level == Level::Info) {
            ctx.request_repaint_after(std::time::Duration::from_secs(1));
        }
        let (mut dismissed, mut taken) = (None, None);
        Area::new(Id::unique("notices"))
            .order(egui::Order::Foreground)
            .pivot(Align2::LEFT_BOTTOM)
            .fixed_pos(canvas.left_bottom() + vec2(12.0, -12.0))
            .show(ctx, |ui| {
                for (at, notice) in self.shown.iter().enumerate() {
                    let (goes, offer) = notice_ui(ui, notice, at);
                    if goes {
                        dismissed = Some(at);
                    }
                    taken = offer.or(taken.take());
                }
            });
        if let Some(at) = dismissed {
            self.shown.remove(at);
        }
        taken
    }
}

/// One card; whether it goes, and its offer when that was taken.
fn notice_ui(ui: &mut egui::Ui, notice: &Notice, at: usize) -> (bool, Option<Command>) {
    let p = theme::palette(ui.ctx());
    let (icon, color) = match notice.level {
        Level::Info => (Icon::Info, p.accent_text),
        Level::Error => (Icon::TriangleAlert, p.error),
    };
    let mut answer = (false, None);
    Frame::popup(ui.style()).inner_margin(12).show(ui, |ui| {
        ui.set_width(360.0);
        ui.horizontal_top(|ui| {
            ui.label(icons::text(icon, theme::ICON).color(color));
            ui.vertical(|ui| {
                ui.set_width(288.0);
                ui.strong(&notice.title);
                ui.add(egui::Label::new(&notice.sentence).wrap());
                if let Some((words, command)) = &notice.offer
                    && ui.button(words).on_hover_text(command.info().tooltip).clicked()
                {
                    answer = (true, Some(command.clone()));
                }
                if !notice.details.is_empty() {
                    egui::CollapsingHeader::new(RichText::new(t!("notice-details")).small())
                        .id_salt(("details", at))
                        .show(ui, |ui| {
                            ui.add(egui::Label::new(RichText::new(&notice.details).small()).wrap().selectable(true));
                        });
                }
            });
            if notice.stands.is_none()
                && icon_button(ui, Icon::X, t!("notice-dismiss"), t!("notice-dismiss-tip")).clicked()
            {
                answer.0 = true;
            }
        });
    });
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_begin_with_a_capital_and_names_stay() {
        let mut notices = Notices::default();
        notices.error("Not opened", "no such file");
        notices.named("Exported", "photo edited.png");
        let said: Vec<_> = notices.told().map(|notice| notice.sentence.as_str()).collect();
        assert_eq!(said, ["No such file", "photo edited.png"]);
    }
}
