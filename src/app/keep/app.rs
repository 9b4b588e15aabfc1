//! What the window does with its journal.

use egui::Context;

use super::thread::Ask;
use super::{Back, Left, Told};
use crate::app::App;
use crate::app::dialog::{Dialog, Then};
use crate::app::locale::t;
use crate::app::opened::Opened;
use crate::app::project::snapshot::Read;

/// Which notice it is that stays until the disk is mended.
const STUCK: &str = "journal";

impl App {
    /// Writes down what was done since the last frame, and takes in what the journal's thread tells.
    pub(in crate::app) fn tend_journal(&mut self, ctx: &Context) {
        self.write_down();
        if self.opened.is_some() && self.keep.is_going() {
            let stand = self.stand();
            if let Some(wait) = self.keep.follow_stand(stand) {
                ctx.request_repaint_after(wait);
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

    fn write_down(&mut self) {
        let Some(opened) = &mut self.opened else { return };
        if let Err(error) = self.keep.follow(&mut opened.document, opened.history.entries()) {
            self.notices.error(t!("keep-no-result"), error.to_string());
        }
    }

    fn hear_journal(&mut self, told: Told) {
        match told {
            Told::Left(left) => self.left.push(left),
            Told::Recovered(Ok(back)) => self.open_back_or_ask(back),
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

    /// Opens what came back, unless something was done meanwhile that would be lost: then asks.
    fn open_back_or_ask(&mut self, back: Box<Back>) {
        let now = self.opened.as_ref().filter(|opened| opened.has_unexported_work()).map(Opened::state);
        if now.is_some() && now != self.given_up {
            self.dialog = Some(Dialog::Close(Then::OpenBack(back)));
        } else {
            self.open_back(*back);
        }
    }

    /// Opens what came back, and stands as its window did; what was open is gone.
    pub(in crate::app) fn open_back(&mut self, back: Back) {
        let Back { read, going, unsaved, lost, no_results, project, saved_results } = back;
        let Read { contents, view, draft, .. } = read;
        let (id, name) = (contents.document.id(), contents.document.name().to_owned());
        self.keep.go_on(id, going);
        if let Some(reason) = no_results {
            self.notices.error(t!("keep-no-results"), reason);
        }
        match lost {
            Some(reason) => self.notices.error(t!("keep-part"), reason),
            None => {
                self.notices.info(t!("keep-back"), t!("keep-back-more", name = name.as_str(), steps = unsaved));
            }
        }
        self.show_opened(Opened::recovered(contents, project, saved_results), view, draft);
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

    /// Brings it back; what is open is thrown away, unless more is done to it until then.
    pub(in crate::app) fn recover_now(&mut self, left: Left) {
        self.given_up = self.opened.as_ref().map(Opened::state);
        self.keep.send(Ask::Recover(left));
    }

    /// The window closes: a journal stays only where something would be lost that nobody chose to lose.
    pub(in crate::app) fn close_journal(&mut self) {
        let would_lose = self.opened.as_ref().is_some_and(Opened::has_unexported_work);
        self.write_down();
        self.keep.close(would_lose && !self.may_close);
    }
}
