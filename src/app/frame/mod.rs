//! Pieces of picture and the picture's frame: pasting, moving and scaling layers.

mod paste;
mod transform;

use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use super::command::Info;
use super::files::{Purpose, Request};
use super::icons::Icon;
use super::locale::t;
use crate::document::LayerId;
use crate::raster::Pixels;

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Ask for a picture to lay over this one.
    PlaceFile,
    /// Open what was pasted, instead of the layer that it is.
    OpenPasted,
    /// Change how a piece of picture lies.
    Lay(LayerId, Lay),
}

/// Another place, size or turn of a piece of picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lay {
    /// Moved by pixels of the canvas.
    Move([f64; 2]),
    /// Made so many times as wide and high, about its middle.
    Scale([f64; 2]),
    /// Turned clockwise by degrees, about its middle.
    Turn(f64),
    /// At its own size, upright, its middle where it was.
    Reset,
    /// As large as fits the canvas, in its middle.
    Fit,
}

/// What is remembered.
#[derive(Debug)]
pub struct Frame {
    /// What was pasted last, with its name and the layer that it became.
    pasted: Option<(String, Arc<Pixels>, LayerId)>,
    /// Width and height are changed together.
    pub keep_ratio: bool,
}

impl Default for Frame {
    fn default() -> Self {
        Self { pasted: None, keep_ratio: true }
    }
}

impl Act {
    /// How it is told.
    pub fn info(&self) -> Info {
        let info = |icon, label, tooltip| Info { label, tooltip, icon };
        match self {
            Self::PlaceFile => info(Icon::ImagePlus, t!("frame-place"), t!("frame-place-tip")),
            Self::OpenPasted => info(Icon::FolderOpen, t!("frame-open-pasted"), t!("frame-open-pasted-tip")),
            Self::Lay(_, lay) => lay.info(),
        }
    }
}

impl App {
    /// Does it.
    pub(super) fn frame_act(&mut self, act: Act) {
        match act {
            Act::PlaceFile => {
                self.pick(Purpose::Place, self.opened.as_ref().and_then(|opened| opened.path.clone()));
            }
            Act::OpenPasted => self.open_pasted(),
            Act::Lay(id, lay) => self.lay(id, lay),
        }
    }

    /// Reads a file that becomes a layer.
    pub(super) fn place_file(&mut self, path: PathBuf) {
        self.take_file(Request::Read(path), true);
    }

    /// Reads a file that is opened, or becomes a layer.
    pub(super) fn take_file(&mut self, request: Request, as_layer: bool) {
        self.ask_files(if as_layer { Request::AsLayer(Box::new(request)) } else { request });
    }

    /// Enter and Esc are for leaving the handles: nothing else waits for them.
    pub(super) fn leaves_handles(&self) -> bool {
        let waits = self.run.as_ref().is_some_and(|run| run.candidate().is_some());
        self.toolbox.active.has_handles() && !waits
    }
}
