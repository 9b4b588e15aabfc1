//! What is done with a result of the gallery.

use std::sync::Arc;

use egui::Context;

use super::packer::Ask;
use super::{Deed, Kept};
use crate::app::App;
use crate::app::canvas::Compare;
use crate::app::locale::t;
use crate::edit::recipe::RecipeFile;
use crate::engine::Inputs;

impl App {
    /// Does something with a result.
    pub(in crate::app) fn do_with_result(&mut self, ctx: &Context, id: u64, deed: Deed) {
        match deed {
            Deed::Look => self.look_at_result(ctx, id),
            Deed::Recall => self.recall(id),
            Deed::RecallSeed | Deed::RecallWords => {
                let Some(entry) = self.opened.as_ref().and_then(|opened| opened.history.get(id)) else { return };
                if deed == Deed::RecallSeed {
                    let (from, to) = (&entry.recipe.sampling, &mut self.draft.recipe.sampling);
                    (to.seed, to.variation) = (from.seed, from.variation);
                    self.draft.lock_seed = true;
                } else {
                    self.draft.recipe.prompt = entry.recipe.prompt.clone();
                }
            }
            Deed::Vary => {
                self.recall(id);
                let known = self.draft.recipe.sampling.variation.map(|variation| variation.amount);
                self.draft.vary(true);
                if let (Some(variation), Some(amount)) = (&mut self.draft.recipe.sampling.variation, known) {
                    variation.amount = amount;
                }
            }
            Deed::Accept => self.accept_result(id),
            Deed::Star => {
                if let Some(opened) = &mut self.opened
                    && let Some(star) = opened.history.get(id).map(|entry| entry.star)
                {
                    opened.history.star(id, !star);
                }
            }
            Deed::Delete => self.delete_result(id),
            Deed::Compare => {
                self.gallery.compares = !self.gallery.compares;
                self.compare = if self.gallery.compares { Compare::Split(0.5) } else { Compare::Off };
            }
        }
    }

    /// Puts the last deleted result back.
    pub(in crate::app) fn put_result_back(&mut self) {
        if let Some(opened) = &mut self.opened
            && let Some((at, entry)) = self.gallery.removed.take()
        {
            self.gallery.chosen = Some(entry.id);
            opened.history.put_back(at, entry);
        }
    }

    fn look_at_result(&mut self, ctx: &Context, id: u64) {
        let Some(entry) = self.opened.as_ref().and_then(|opened| opened.history.get(id)) else { return };
        (self.gallery.chosen, self.gallery.shown) = (Some(id), true);
        if self.gallery.loaded.as_ref().is_some_and(|(loaded, _)| *loaded == id) {
            return;
        }
        let (then, now) = (entry.extent, self.document().map(crate::document::Document::extent));
        match entry.pixels.clone() {
            Kept::Whole(pixels) => self.gallery.loaded = Some((id, pixels)),
            Kept::Packed(bytes) => {
                self.ask_packer(ctx, Ask::Unpack(id, bytes));
            }
            Kept::Gone => self.notices.info(t!("gallery-gone"), t!("gallery-gone-told")),
        }
        if now.is_some_and(|now| now != then) {
            let told = t!("gallery-other-size-told", width = then.width, height = then.height);
            self.notices.info(t!("gallery-other-size"), told);
        }
    }

    /// All settings of a result come back, its mask too.
    fn recall(&mut self, id: u64) {
        let Some(opened) = &mut self.opened else { return };
        let Some(entry) = opened.history.get(id) else { return };
        let (recipe, mask) = (entry.recipe.clone(), entry.whole_mask().map(Arc::new));
        if mask.is_none() && entry.extent == opened.document.extent() && opened.document.has_mask() {
            opened.document.clear_mask();
        }
        self.restore(RecipeFile { recipe, image_hash: None, mask });
    }

    fn accept_result(&mut self, id: u64) {
        let Some(pixels) = self.gallery.loaded.as_ref().filter(|(loaded, _)| *loaded == id).map(|(_, p)| Arc::clone(p))
        else {
            return;
        };
        let Some(opened) = &self.opened else { return };
        let Some(entry) = opened.history.get(id) else { return };
        if entry.extent != opened.document.extent() {
            let (width, height) = (entry.extent.width, entry.extent.height);
            let told = t!("gallery-other-size-told", width = width, height = height);
            self.notices.error(t!("gallery-not-accepted"), told);
            return;
        }
        // One of the run that is there goes the way of its candidates, beside those that were accepted before.
        let candidate = self.run.as_ref().and_then(|run| run.candidate_of(id));
        if let (Some(index), Some(run)) = (candidate, &mut self.run) {
            run.look(index);
            self.drop_preview();
            self.leave_result();
            return self.accept();
        }
        let (rect, recipe) = (entry.rect, entry.recipe.clone());
        let inputs = Inputs { image: None, mask: entry.whole_mask().map(Arc::new) };
        self.become_layer(recipe, pixels, rect, inputs, Vec::new(), |app, _| {
            app.leave_result();
            if let Some(run) = &mut app.run {
                run.resting = true;
            }
        });
    }

    /// The next older one is chosen in its place.
    fn delete_result(&mut self, id: u64) {
        let Some(opened) = &mut self.opened else { return };
        let Some((at, entry)) = opened.history.remove(id) else { return };
        let entries = opened.history.entries();
        self.gallery.chosen = entries.get(at.saturating_sub(1)).map(|entry| entry.id);
        self.gallery.removed = Some((at, entry));
        self.leave_result();
    }
}
