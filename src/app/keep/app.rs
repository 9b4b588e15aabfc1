//! What the window does with its journal.

use egui::Context;

use super::thread::Ask;
use super::{Left, Told};
use crate::app::App;
use crate::app::dialog::{Dialog, Then};
use crate::app::locale::t;
use crate::app::opened::Opened;
use crate::app::project::results;
use crate::document::journal::Recovered;

/// Which notice it is that stays until the disk is mended.
const STUCK: &str = "journal";

impl App {
    /// Writes down what was done since the last frame, and takes in what the journal's thread tells.
    pub(in crate::app) fn tend_journal(&mut self, ctx: &Context) {
        if let Some(opened) = &mut self.opened {
            self.keep.follow(&mut opened.document);
            if let Err(error) = self.keep.follow_results(opened.history.entries()) {
                self.notices.error(t!("keep-no-result"), error.to_string());
            }
        }
        while let Some(told) = self.keep.poll() {
            self.hear_journal(told);
        }
        if let Some(wait) = self.keep.retry() {
            ctx.request_repaint_after(wait);
        }
        if !self.left.is_empty() && self.dialog.is_none() && !self.asked_for_left {
            self.asked_for_left = true;
            self.dialog = Some(Dialog::Recover);
        }
    }

    fn hear_journal(&mut self, told: Told) {
        match told {
            Told::Left(left) => self.left.push(left),
            Told::Recovered(Ok(recovered)) => self.take_recovered(*recovered),
            Told::Recovered(Err(reason)) => self.notices.error(t!("keep-no-recovery"), reason),
            Told::Begun => self.notices.lift(STUCK),
            Told::Full => {}
            Told::TooLarge(bytes) => {
                let sentence = t!("keep-too-large", megabytes = bytes >> 20);
                self.notices.stand(STUCK, t!("keep-not-kept"), sentence);
            }
            Told::Stuck(reason) => {
                self.notices.stand(STUCK, t!("keep-not-kept"), t!("keep-stuck", reason = reason));
            }
            Told::NotForgotten(reason) => self.notices.error(t!("keep-not-forgotten"), reason),
        }
    }

    /// What came back is opened; what was open is gone.
    fn take_recovered(&mut self, recovered: Recovered) {
        self.drop_queue();
        self.drop_run();
        let (history, made) = results::read(recovered.notes.clone()).unwrap_or_else(|error| {
            self.notices.error(t!("keep-no-results"), error.to_string());
            Default::default()
        });
        self.keep.go_on(&recovered, history.entries().last().map_or(0, |entry| entry.id));
        if let Some(reason) = recovered.lost {
            self.notices.error(t!("keep-part"), reason);
        } else {
            let steps = recovered.unsaved;
            self.notices.info(t!("keep-back"), t!("keep-back-more", name = recovered.document.name(), steps = steps));
        }
        let mut opened = Opened::recovered(recovered.document, recovered.project);
        (opened.made, opened.history) = (made, history);
        self.opened = Some(opened);
        self.canvas_fit();
    }

    /// Brings back what a window that is gone left, unless what is open would be lost: then asks.
    pub(in crate::app) fn recover(&mut self, left: Left) {
        if self.opened.as_ref().is_some_and(Opened::has_unexported_work) {
            self.dialog = Some(Dialog::Close(Then::Recover(Box::new(left))));
        } else {
            self.recover_now(left);
        }
    }

    /// Throws away what a window that is gone left.
    pub(in crate::app) fn forget(&mut self, left: Left) {
        self.keep.send(Ask::Forget(left));
    }

    /// Brings it back; what is open is thrown away.
    pub(in crate::app) fn recover_now(&mut self, left: Left) {
        self.keep.send(Ask::Recover(left));
    }

    /// The window closes: a journal stays only where something would be lost that nobody chose to lose.
    pub(in crate::app) fn close_journal(&mut self) {
        let would_lose = self.opened.as_ref().is_some_and(Opened::has_unexported_work);
        if let Some(opened) = &mut self.opened {
            self.keep.follow(&mut opened.document);
        }
        self.keep.close(would_lose && !self.may_close);
    }
}
