//! Everything that can be done in the window. Panels, menus and shortcuts send these; only `act.rs` does them.

use super::icons::Icon;
use super::locale::t;
use super::run::Glance;
use super::state::ThemeChoice;
use super::tool::ToolKind;
use crate::document::LayerId;
use crate::engine::{JobId, MethodInfo, Source};

/// Something to do.
#[derive(Clone, Debug)]
pub enum Command {
    /// Ask for a picture to open.
    Open,
    /// Open a sample picture, by its place in the list.
    OpenSample(usize),
    /// Show the export dialog.
    Export,
    /// Close the window (asks when there is unexported work).
    Quit,
    /// Take the last step back.
    Undo,
    /// Do it again.
    Redo,
    /// Run the draft.
    Edit,
    /// Stop now.
    Stop,
    /// Stop after the candidate that runs.
    StopAfter,
    /// Pause or resume.
    Pause,
    /// Candidate → layer.
    Accept,
    /// Candidate → nothing.
    Discard,
    /// Leave whatever can be left: dialog, scrub, run, candidate, notice.
    Escape,
    /// Branch from the step that is looked at.
    Continue,
    /// Look at a candidate.
    Look(usize),
    /// Look at a step, or at the result.
    Scrub(Option<usize>),
    /// The pointer rests on a step, or on the result; or left the strip.
    Glance(Option<Glance>),
    /// Look at another run of the family, at a step or its result.
    Visit(JobId, Option<usize>),
    /// One step back in the film strip.
    StepBack,
    /// One step on.
    StepForward,
    /// Whole picture in the window.
    Fit,
    /// One picture pixel a screen pixel.
    Actual,
    /// Two screen pixels a picture pixel.
    Double,
    /// Take a tool.
    Tool(ToolKind),
    /// Mask everything.
    MaskAll,
    /// Mask nothing.
    MaskNone,
    /// Turn the mask inside out.
    MaskInvert,
    /// Grow or shrink the mask by pixels.
    MaskGrow(i32),
    /// Soften the mask's edge by pixels.
    MaskFeather(f32),
    /// Show or hide the mask's tint.
    MaskView,
    /// Show or hide the right panel in a narrow window.
    Drawer,
    /// Picture alone, or with panels.
    FullCanvas,
    /// Split the canvas between before and after.
    Split,
    /// Show what differs from the original, or the picture again.
    Proof,
    /// Show the list of shortcuts.
    Shortcuts,
    /// Show the model picker.
    Models,
    /// Show the settings.
    Settings,
    /// Ask for a folder to search for models.
    PickModels,
    /// Ask for a model folder.
    PickModel,
    /// Use this model.
    ChooseModel(Source),
    /// Use this method.
    ChooseMethod(&'static MethodInfo),
    /// Live edits on or off.
    Live,
    /// Run without RePaint's resampling and with it, to compare.
    Pair,
    /// Take that comparison away.
    LeavePair,
    /// Take the picture to noise and back.
    RoundTrip,
    /// Give that up.
    StopRoundTrip,
    /// Take a theme.
    Theme(ThemeChoice),
    /// Show or hide a layer.
    LayerVisible(LayerId, bool),
    /// Opacity of a layer, 0…1.
    LayerOpacity(LayerId, f32),
    /// Name of a layer.
    LayerName(LayerId, String),
    /// Move a layer to a place, 0 is the lowest.
    LayerMove(LayerId, usize),
    /// Take a layer away.
    LayerDelete(LayerId),
    /// A drag that changes a layer begins: all of it is one step of undo.
    LayerBegin(&'static str),
    /// The drag ends.
    LayerEnd,
    /// Take the recipe of a layer into the panel.
    LayerRecipe(LayerId),
}

/// How a command is told.
#[derive(Clone, Copy, Debug)]
pub struct Info {
    /// On buttons and in menus.
    pub label: &'static str,
    /// What one will see.
    pub tooltip: &'static str,
    /// On buttons.
    pub icon: Icon,
}

impl Command {
    /// It changes what the picture shows.
    pub fn is_of_picture(&self) -> bool {
        matches!(
            self,
            Self::Edit
                | Self::Look(_)
                | Self::Scrub(_)
                | Self::Visit(..)
                | Self::Split
                | Self::Proof
                | Self::Accept
                | Self::Discard
        )
    }

    /// How it is told; for those that stand on buttons or in menus.
    pub fn info(&self) -> Info {
        let info = |icon, label, tooltip| Info { label, tooltip, icon };
        match self {
            Self::Open | Self::OpenSample(_) => {
                info(Icon::FolderOpen, "Open…", "Opens a picture, or a recipe to restore all settings from")
            }
            Self::Export => info(Icon::Upload, "Export…", "Writes the picture as PNG, JPEG, WebP or TIFF"),
            Self::Quit => info(Icon::X, "Quit", "Closes the window; asks when something is not exported"),
            Self::Undo => info(Icon::Undo2, "Undo", "Takes the last stroke or change back"),
            Self::Redo => info(Icon::Redo2, "Redo", "Does again what was taken back"),
            Self::Edit => info(Icon::Sparkles, "Edit", "Runs the edit; nothing is changed until you accept it"),
            Self::Stop => info(Icon::Square, "Stop now", "Stops at once; the picture is as before"),
            Self::StopAfter => {
                info(Icon::SkipForward, "Stop after this one", "Finishes the candidate that runs, then stops")
            }
            Self::Pause => info(Icon::Pause, "Pause", "Holds the run where it is; the processor is free meanwhile"),
            Self::Accept => info(Icon::Check, "Accept", "Puts this candidate on a layer of its own; can be undone"),
            Self::Discard => info(Icon::X, "Discard", "Takes this candidate away; the picture is as before"),
            Self::Escape => info(Icon::X, "Leave", "Leaves what is open: stops a run, discards a candidate"),
            Self::Continue => info(
                Icon::GitBranch,
                "Continue from here",
                "Keeps the steps up to this one and runs the rest with the words and sliders as they are now",
            ),
            Self::Look(_) => info(Icon::Eye, "Show candidate", "Shows this candidate in the picture"),
            Self::Scrub(_) => info(Icon::Eye, "Show step", "Shows what the model believed at this step"),
            Self::StepBack => info(Icon::ChevronLeft, "Step back", "Shows the step before in the picture"),
            Self::StepForward => info(Icon::ChevronRight, "Step forward", "Shows the next step in the picture"),
            Self::Glance(_) => info(Icon::Eye, "Glance at step", "Shows the step while the pointer is on it"),
            Self::Visit(..) => {
                info(Icon::GitBranch, "Go to branch", "Goes back to this run, to look or to branch again")
            }
            Self::Drawer => info(Icon::PanelRight, "Edit panel", "Shows or hides the words and sliders"),
            Self::Fit => info(Icon::Maximize, "Fit in window", "Shows the whole picture"),
            Self::Actual => info(Icon::Scan, "100 %", "One pixel of the picture for each of the screen"),
            Self::Double => info(Icon::ZoomIn, "200 %", "Two pixels of the screen for each of the picture"),
            Self::Tool(_) => info(Icon::Brush, "Tool", "Takes a tool"),
            Self::MaskAll => info(Icon::SquareDashed, "Mask everything", "The whole picture may change"),
            Self::MaskNone => info(Icon::Trash2, "Clear mask", "Takes the mask away: the whole picture is edited"),
            Self::MaskInvert => {
                info(Icon::Contrast, "Invert mask", "What was kept may change, and the other way round")
            }
            Self::MaskGrow(_) => info(Icon::Expand, "Grow or shrink", "Moves the mask's edge by pixels"),
            Self::MaskFeather(_) => info(Icon::Feather, "Feather", "Makes the mask's edge soft: a gentler transition"),
            Self::MaskView => info(Icon::Blend, "Show mask", "Shows or hides the mask's tint; it acts either way"),
            Self::FullCanvas => info(Icon::Fullscreen, "Full canvas", "Hides the panels, or brings them back"),
            Self::Split => {
                info(Icon::SquareSplitHorizontal, "Compare", "Before on the left of a line, after on the right")
            }
            Self::Proof => info(Icon::ShieldCheck, t!("proof"), t!("proof-tip")),
            Self::Shortcuts => info(Icon::Keyboard, "Shortcuts", "Lists every key"),
            Self::Models => info(Icon::Cpu, "Models…", "Chooses the model, and says what it knows"),
            Self::Settings => info(Icon::Settings, t!("settings"), t!("settings-tip")),
            Self::PickModels => info(Icon::FolderPlus, t!("settings-add-folder"), t!("settings-add-folder-tip")),
            Self::PickModel => info(Icon::FolderOpen, "Model folder…", "Opens a folder with a diffusers model"),
            Self::ChooseModel(_) => info(Icon::Cpu, "Use this model", "The next edit runs with this model"),
            Self::ChooseMethod(_) => info(Icon::Sparkles, "Method", "How the picture is edited"),
            Self::Live => info(Icon::Zap, "Live", "A moved slider shows at once what it does, as a quick preview"),
            Self::Pair => info(
                Icon::Columns2,
                "Compare with r = 1",
                "Runs it twice from the seed that is shown: without going back, and as often as it says above",
            ),
            Self::LeavePair => info(Icon::X, "Hide", "Takes the comparison away; both results stay"),
            Self::RoundTrip => info(
                Icon::Repeat,
                "Compare ways back",
                "Shows what comes back of the picture from its own noise, and from any; edits go by what is found here",
            ),
            Self::StopRoundTrip => info(Icon::X, "Give up", "Stops the round trip"),
            Self::Theme(_) => info(Icon::SunMoon, "Theme", "Dark or light"),
            Self::LayerVisible(..) => info(Icon::Eye, "Show layer", "Shows or hides this layer"),
            Self::LayerOpacity(..) | Self::LayerBegin(_) | Self::LayerEnd => {
                info(Icon::Blend, "Opacity", "How much of this layer covers what is below")
            }
            Self::LayerName(..) => info(Icon::Pencil, "Rename", "Gives this layer another name"),
            Self::LayerMove(..) => info(Icon::ArrowUp, "Move layer", "Puts this layer above or below its neighbour"),
            Self::LayerDelete(_) => info(Icon::Trash2, "Delete layer", "Takes this layer away; can be undone"),
            Self::LayerRecipe(_) => {
                info(Icon::History, "Edit again", "Brings back the words and sliders that made this layer")
            }
        }
    }
}
