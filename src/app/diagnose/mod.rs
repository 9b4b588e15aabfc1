//! *Collect diagnostics*: a report that names neither the person nor their files, to the clipboard and to a file.

mod anonymous;
mod report;
mod secrets;

use std::path::PathBuf;

use egui::Context;

use super::App;
use super::locale::t;
use crate::raster::io::write_atomically;
use anonymous::Person;
use secrets::Secrets;

impl App {
    /// The report about this window as it is now.
    pub fn diagnostics(&self, ctx: &Context) -> String {
        Person::here().forgotten(&report::text(self, ctx, &Secrets::of(self)))
    }

    /// Copies the report, and writes it beside the settings.
    pub(super) fn collect_diagnostics(&mut self, ctx: &Context) {
        let report = self.diagnostics(ctx);
        ctx.copy_text(report.clone());
        let Some(path) = self.report_path() else {
            self.notices.info(t!("diagnostics-copied"), t!("diagnostics-paste"));
            return;
        };
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(|error| error.to_string());
        match written.and_then(|()| write_atomically(report.as_bytes(), &path).map_err(|error| error.to_string())) {
            Ok(()) => {
                self.notices.info(t!("diagnostics-copied"), t!("diagnostics-file", file = path.to_string_lossy()));
            }
            Err(error) => self.notices.error(t!("diagnostics-only-copied"), error),
        }
    }

    /// Beside the settings, where there are any.
    fn report_path(&self) -> Option<PathBuf> {
        self.settings_path.as_deref()?.parent().map(|folder| folder.join("diagnostics.txt"))
    }
}
