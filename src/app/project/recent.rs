//! Projects that were used last, as the empty window shows them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use egui::{Context, TextureHandle};

use crate::app::App;
use crate::app::files::Request;
use crate::app::widget::texture_of;
use crate::raster::Pixels;

/// What is known of a project that was asked for.
#[derive(Clone)]
enum Known {
    /// The files thread looks.
    Asked,
    /// It is not there, or can't be read.
    Gone,
    /// It has no small picture.
    Plain,
    /// Its small picture.
    Shown(TextureHandle),
}

/// Small pictures of projects.
#[derive(Default)]
pub struct Recent {
    known: BTreeMap<PathBuf, Known>,
}

impl Recent {
    /// It was written anew: it is looked at again.
    pub fn forget(&mut self, path: &Path) {
        self.known.remove(path);
    }

    /// The files thread looked: `Err` when it is not there or can't be read.
    pub fn learn(&mut self, ctx: &Context, path: PathBuf, found: Result<Option<Pixels>, ()>) {
        let known = match found {
            Err(()) => Known::Gone,
            Ok(None) => Known::Plain,
            Ok(Some(pixels)) => Known::Shown(texture_of(ctx, "project", &pixels)),
        };
        self.known.insert(path, known);
    }
}

/// How many are shown.
const SHOWN: usize = 5;

impl App {
    /// Those that can be opened, the last one first, with their small pictures.
    pub(in crate::app) fn recent_cards(&mut self) -> Vec<(PathBuf, Option<TextureHandle>)> {
        let mut cards = Vec::new();
        for path in self.settings.recent_projects.iter().take(SHOWN) {
            match self.recent.known.get(path) {
                None => {
                    if self.files.ask(Request::Thumbnail(path.clone())) {
                        self.recent.known.insert(path.clone(), Known::Asked);
                    }
                }
                Some(Known::Asked | Known::Gone) => {}
                Some(Known::Plain) => cards.push((path.clone(), None)),
                Some(Known::Shown(texture)) => cards.push((path.clone(), Some(texture.clone()))),
            }
        }
        cards
    }
}
