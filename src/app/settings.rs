//! Settings at work: what changed since the last frame acts in this one.

use egui::Context;

use super::App;
use super::dialog::Dialog;
use super::keymap::Keymap;
use super::locale::{Language, t};
use super::state::{SCALE, Settings, ThemeChoice, Trouble};
use crate::engine::Command as Ask;

/// The settings that are in force.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InForce {
    theme: ThemeChoice,
    scale: f32,
    language: Language,
    threads: Option<usize>,
    undo_mb: u32,
    tiles_mb: u32,
    journal_mb: u32,
    /// Undo's limit is each document's own.
    document: Option<u64>,
}

impl App {
    /// What the settings ask for.
    fn wanted(&self) -> InForce {
        let Settings { theme, scale, language, threads, undo_mb, tiles_mb, journal_mb, .. } = self.settings;
        let document = self.document().map(crate::document::Document::id);
        InForce { theme, scale, language, threads, undo_mb, tiles_mb, journal_mb, document }
    }

    /// Before each frame: what changed acts. Threads change between two runs.
    pub(super) fn enforce(&mut self, ctx: &Context) {
        let is_open = matches!(self.dialog, Some(Dialog::Settings | Dialog::Shortcuts(_)));
        if std::mem::replace(&mut self.configures, is_open) && !is_open {
            self.save_settings();
        }
        if self.keys != self.settings.keys {
            self.keys = self.settings.keys.clone();
            Keymap::new(&self.keys).install(ctx);
        }
        let before = self.in_force;
        if ctx.zoom_factor() != self.zoom {
            // By us a frame ago, or by egui's own keys: Ctrl with plus or minus.
            self.zoom = ctx.zoom_factor();
            self.settings.scale = self.zoom.clamp(*SCALE.start(), *SCALE.end());
        }
        let now = self.wanted();
        if before == Some(now) {
            return;
        }
        let changed = |same: fn(&InForce, &InForce) -> bool| before.is_none_or(|before| !same(&before, &now));
        if changed(|a, b| a.theme == b.theme) {
            ctx.set_theme(now.theme);
        }
        if changed(|a, b| a.scale == b.scale) {
            ctx.set_zoom_factor(now.scale);
        }
        if before.is_some_and(|before| before.language != now.language) {
            self.speak(ctx, now.language);
        }
        if before.is_some_and(|before| before.threads != now.threads) {
            self.engine.send(Ask::Threads(now.threads));
        }
        if changed(|a, b| a.tiles_mb == b.tiles_mb) {
            self.canvas.keep_tiles(now.tiles_mb);
        }
        if before.is_some_and(|before| before.journal_mb != now.journal_mb) {
            self.keep.limit(self.settings.journal_bytes());
        }
        if changed(|a, b| (a.undo_mb, a.document) == (b.undo_mb, b.document))
            && let Some(opened) = &mut self.opened
        {
            opened.document.limit_history((now.undo_mb as usize) << 20);
        }
        self.in_force = Some(now);
        ctx.request_repaint();
    }

    /// Tells what was wrong with the file of settings.
    pub(super) fn tell_of_settings(&mut self, trouble: Trouble) {
        let used = match &trouble.fields[..] {
            [] => t!("settings-bad-all").to_owned(),
            fields => t!("settings-bad-some", fields = fields.join(", ")),
        };
        let kept = trouble
            .aside
            .as_deref()
            .and_then(std::path::Path::file_name)
            .map(|name| t!("settings-bad-kept", file = name.to_string_lossy()));
        let kept = kept.unwrap_or_else(|| t!("settings-bad-stays").to_owned());
        let sentence = [used, kept].join(" ");
        self.notices.error_with(t!("settings-bad"), sentence, trouble.reason);
    }
}
