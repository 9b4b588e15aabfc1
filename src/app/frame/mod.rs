//! Pieces of picture and the picture's frame: pasting, moving and scaling layers, making them fit; crop, turn, size,
//! border.

mod fit;
mod form;
mod paste;
mod reframe;
mod transform;

use std::path::PathBuf;
use std::sync::Arc;

use super::App;
use super::command::Info;
use super::files::{Purpose, Request};
use super::icons::Icon;
use super::locale::t;
use super::tool::ToolKind;
use crate::document::LayerId;
use crate::edit::recipe::{Fill, Method};
use crate::engine::method::METHODS;
use crate::raster::{Extent, Pixels, Turn};
pub use form::{Extending, Form, Resizing};
pub(super) use reframe::FILLS;

/// What can be done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    /// Ask for a picture to lay over this one.
    PlaceFile,
    /// Open what was pasted, instead of the layer that it is.
    OpenPasted,
    /// Change how a piece of picture lies.
    Lay(LayerId, Lay),
    /// Mask the surroundings of a layer and set the method, so that the next edit makes it fit.
    Fit(LayerId),
    /// Turn or flip the picture.
    Turn(Turn),
    /// Cut the picture to the crop tool's rectangle.
    Crop,
    /// Ask for another size.
    AskResize,
    /// Resample the picture to this size.
    Resize(Extent),
    /// Ask for a border.
    AskExtend,
    /// Add this border, and mask it.
    Extend(Extending),
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
    /// How far round a patch the mask that makes it fit reaches, pixels.
    pub reach_px: u32,
    /// That mask lies on the patch, too.
    pub inside: bool,
    /// The border as it was last chosen.
    pub extending: Extending,
}

impl Default for Frame {
    fn default() -> Self {
        Self { pasted: None, keep_ratio: true, reach_px: fit::REACH_PX, inside: true, extending: Extending::default() }
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
            Self::Fit(_) => info(Icon::Puzzle, t!("fit-title"), t!("fit-tip")),
            Self::Turn(Turn::Quarter) => info(Icon::RotateCw, t!("frame-right-turn"), t!("frame-quarter-tip")),
            Self::Turn(Turn::ThreeQuarters) => info(Icon::RotateCcw, t!("frame-left-turn"), t!("frame-quarter-tip")),
            Self::Turn(Turn::Half) => info(Icon::RefreshCw, t!("frame-half-turn"), t!("frame-quarter-tip")),
            Self::Turn(Turn::Mirror) => info(Icon::FlipHorizontal2, t!("frame-flip-across"), t!("frame-flip-tip")),
            Self::Turn(_) => info(Icon::FlipVertical2, t!("frame-flip-down"), t!("frame-flip-tip")),
            Self::Crop => info(Icon::Crop, t!("frame-crop-do"), t!("frame-crop-do-tip")),
            Self::AskResize | Self::Resize(_) => info(Icon::Scaling, t!("frame-resize"), t!("frame-resize-tip")),
            Self::AskExtend | Self::Extend(_) => info(Icon::Expand, t!("frame-extend"), t!("frame-extend-tip")),
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
            Act::Fit(id) => self.make_fit(id),
            act => self.reframe(act),
        }
    }

    /// The next edit blends latents, from this content and at this strength t₀.
    fn choose_blend(&mut self, fill: Fill, strength: f64) {
        if let Some(info) = METHODS.iter().find(|info| info.name == "latent_blend") {
            self.draft.choose(info);
        }
        self.draft.recipe.fill = fill;
        if let Method::LatentBlend(params) = &mut self.draft.recipe.method {
            params.strength = strength;
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

    /// Enter: what the handles hold is done, and the brush taken again.
    pub(super) fn apply_handles(&mut self) {
        match self.toolbox.active {
            ToolKind::Crop => self.frame_act(Act::Crop),
            _ => self.leave_handles(),
        }
    }

    /// Esc: the brush is taken again.
    pub(super) fn leave_handles(&mut self) {
        self.toolbox.crop.take();
        self.toolbox.choose(ToolKind::Brush);
    }

    /// Enter and Esc are for leaving the handles: nothing else waits for them.
    pub(super) fn leaves_handles(&self) -> bool {
        let waits = self.run.as_ref().is_some_and(|run| run.candidate().is_some());
        self.toolbox.active.has_handles() && !waits
    }
}
