//! Everything that can be done in the window. Panels, menus and shortcuts send these; only `act.rs` does them.

use std::path::PathBuf;

use super::gallery::Deed;
use super::icons::Icon;
use super::locale::{Language, t};
use super::presets;
use super::queue::Place;
use super::run::Glance;
use super::select::Origin;
use super::state::ThemeChoice;
use super::tool::ToolKind;
use crate::document::LayerId;
use crate::engine::{JobId, MethodInfo, Source};

/// Something to do.
#[derive(Clone, Debug)]
pub enum Command {
    /// Ask for a picture to open.
    Open,
    /// Ask for the size of an empty picture.
    New,
    /// Save the project.
    Save,
    /// Ask where to save the project.
    SaveAs,
    /// Open a project that was used before.
    OpenRecent(PathBuf),
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
    /// Rid the mask of specks, holes and notches up to this many pixels.
    MaskSmooth(u32),
    /// The mask becomes a ring along its edge, this many pixels wide.
    MaskBorder(u32),
    /// The last mask comes back.
    Reselect,
    /// A mask from a layer, a difference, or one that was kept.
    SelectFrom(Origin),
    /// Keep the mask under a name.
    MaskKeep(String),
    /// Ask for a picture that becomes mask.
    MaskImport,
    /// Ask where to write the mask as a picture.
    MaskExport,
    /// Show or hide the mask's tint.
    MaskView,
    /// Show or hide the right panel in a narrow window.
    Drawer,
    /// Picture alone, or with panels.
    FullCanvas,
    /// Show or hide the gallery of results.
    Gallery,
    /// Do something with a result of the gallery.
    Result(u64, Deed),
    /// Put the last deleted result back.
    PutResultBack,
    /// Do something with presets.
    Preset(presets::Deed),
    /// Show the parameter grid.
    Grid,
    /// Run the grid as it is filled in.
    GridRun,
    /// Go back to a cell of the grid, by its place.
    GridCell(usize),
    /// Ask where to write the grid's sheet to.
    GridExport,
    /// Move a waiting edit.
    QueuePlace(u64, Place),
    /// Take a waiting edit away.
    QueueRemove(u64),
    /// Hold the queue, or let it go on.
    QueueHold(bool),
    /// Take all waiting edits away.
    QueueClear,
    /// Split the canvas between before and after.
    Split,
    /// Show what differs from the original, or the picture again.
    Proof,
    /// Show the list of shortcuts.
    Shortcuts,
    /// Show the model picker.
    Models,
    /// Copy a report for those who mend the program.
    Diagnostics,
    /// Give the focus to the next part of the window.
    NextRegion,
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
    /// The colour brush in the hand, and the method that makes a picture of rough strokes.
    PaintRoughly,
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
    /// Speak a language.
    Language(Language),
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
    LayerBegin(LayerId, &'static str),
    /// The drag ends.
    LayerEnd,
    /// Something else to do to layers.
    Layers(super::layering::Deed),
    /// Take the recipe of a layer into the panel.
    LayerRecipe(LayerId),
    /// Pieces of picture, and the picture's frame.
    Frame(super::frame::Act),
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
            Self::Open | Self::OpenSample(_) => info(Icon::FolderOpen, t!("command-open"), t!("command-open-tip")),
            Self::New => info(Icon::FilePlus, t!("project-command-new"), t!("project-command-new-tip")),
            Self::Save => info(Icon::Save, t!("project-command-save"), t!("project-command-save-tip")),
            Self::SaveAs => info(Icon::Save, t!("project-command-save-as"), t!("project-command-save-as-tip")),
            Self::OpenRecent(_) => info(Icon::FolderOpen, t!("project-recent"), t!("project-recent-tip")),
            Self::Export => info(Icon::Upload, t!("command-export"), t!("command-export-tip")),
            Self::Quit => info(Icon::X, t!("command-quit"), t!("command-quit-tip")),
            Self::Undo => info(Icon::Undo2, t!("command-undo"), t!("command-undo-tip")),
            Self::Redo => info(Icon::Redo2, t!("command-redo"), t!("command-redo-tip")),
            Self::Edit => info(Icon::Sparkles, t!("command-edit"), t!("command-edit-tip")),
            Self::Stop => info(Icon::Square, t!("command-stop"), t!("command-stop-tip")),
            Self::StopAfter => info(Icon::SkipForward, t!("command-stop-after"), t!("command-stop-after-tip")),
            Self::Pause => info(Icon::Pause, t!("command-pause"), t!("command-pause-tip")),
            Self::Accept => info(Icon::Check, t!("command-accept"), t!("command-accept-tip")),
            Self::Discard => info(Icon::X, t!("command-discard"), t!("command-discard-tip")),
            Self::Escape => info(Icon::X, t!("command-leave"), t!("command-leave-tip")),
            Self::Continue => info(Icon::GitBranch, t!("command-continue"), t!("command-continue-tip")),
            Self::Look(_) => info(Icon::Eye, t!("command-look"), t!("command-look-tip")),
            Self::Scrub(_) => info(Icon::Eye, t!("command-scrub"), t!("command-scrub-tip")),
            Self::StepBack => info(Icon::ChevronLeft, t!("command-step-back"), t!("command-step-back-tip")),
            Self::StepForward => info(Icon::ChevronRight, t!("command-step-forward"), t!("command-step-forward-tip")),
            Self::Glance(_) => info(Icon::Eye, t!("command-glance"), t!("command-glance-tip")),
            Self::Visit(..) => info(Icon::GitBranch, t!("command-visit"), t!("command-visit-tip")),
            Self::Drawer => info(Icon::PanelRight, t!("command-drawer"), t!("command-drawer-tip")),
            Self::Fit => info(Icon::Maximize, t!("command-fit"), t!("command-fit-tip")),
            Self::Actual => info(Icon::Scan, "100 %", t!("command-actual-tip")),
            Self::Double => info(Icon::ZoomIn, "200 %", t!("command-double-tip")),
            Self::Tool(_) => info(Icon::Brush, t!("command-tool"), t!("command-tool-tip")),
            Self::MaskAll => info(Icon::SquareCheck, t!("command-mask-all"), t!("command-mask-all-tip")),
            Self::MaskNone => info(Icon::Trash2, t!("command-mask-none"), t!("command-mask-none-tip")),
            Self::MaskInvert => info(Icon::Contrast, t!("command-mask-invert"), t!("command-mask-invert-tip")),
            Self::MaskGrow(_) => info(Icon::Expand, t!("command-mask-grow"), t!("command-mask-grow-tip")),
            Self::MaskFeather(_) => info(Icon::Feather, t!("command-mask-feather"), t!("command-mask-feather-tip")),
            Self::MaskSmooth(_) => info(Icon::Waves, t!("select-smooth"), t!("select-smooth-tip")),
            Self::MaskBorder(_) => info(Icon::SquareDashed, t!("select-border"), t!("select-border-tip")),
            Self::Reselect => info(Icon::RotateCcw, t!("select-reselect"), t!("select-reselect-tip")),
            Self::SelectFrom(_) => info(Icon::Bookmark, t!("select-from"), t!("select-from-tip")),
            Self::MaskKeep(_) => info(Icon::BookmarkPlus, t!("select-keep"), t!("select-keep-tip")),
            Self::MaskImport => info(Icon::FolderOpen, t!("select-import"), t!("select-import-tip")),
            Self::MaskExport => info(Icon::Upload, t!("select-export"), t!("select-export-tip")),
            Self::MaskView => info(Icon::Blend, t!("command-mask-view"), t!("command-mask-view-tip")),
            Self::FullCanvas => info(Icon::Fullscreen, t!("command-full-canvas"), t!("command-full-canvas-tip")),
            Self::Preset(_) => info(Icon::Bookmark, t!("presets"), t!("presets-tip")),
            Self::Grid => info(Icon::Grid3x3, t!("grid"), t!("grid-tip")),
            Self::GridRun => info(Icon::Play, t!("grid-run"), t!("grid-run-tip")),
            Self::GridCell(_) => info(Icon::History, t!("gallery-recall"), t!("grid-cell-tip")),
            Self::GridExport => info(Icon::Upload, t!("grid-export"), t!("grid-export-tip")),
            Self::QueuePlace(..) => info(Icon::ListOrdered, t!("queue-list"), t!("queue-place-tip")),
            Self::QueueRemove(_) | Self::QueueClear => info(Icon::Trash2, t!("queue-clear"), t!("queue-clear-tip")),
            Self::QueueHold(_) => info(Icon::Pause, t!("queue-hold"), t!("queue-hold-tip")),
            Self::Gallery => info(Icon::Images, t!("gallery"), t!("gallery-tip")),
            Self::Result(..) => info(Icon::Image, t!("gallery-look"), t!("gallery-look-tip")),
            Self::PutResultBack => info(Icon::Undo2, t!("gallery-put-back"), t!("gallery-put-back-tip")),
            Self::Split => info(Icon::SquareSplitHorizontal, t!("command-split"), t!("command-split-tip")),
            Self::Proof => info(Icon::ShieldCheck, t!("proof"), t!("proof-tip")),
            Self::Shortcuts => info(Icon::Keyboard, t!("command-shortcuts"), t!("command-shortcuts-tip")),
            Self::Models => info(Icon::Cpu, t!("command-models"), t!("command-models-tip")),
            Self::Diagnostics => info(Icon::Stethoscope, t!("diagnostics"), t!("diagnostics-tip")),
            Self::NextRegion => info(Icon::SquareArrowRight, t!("command-next-region"), t!("command-next-region-tip")),
            Self::Settings => info(Icon::Settings, t!("settings"), t!("settings-tip")),
            Self::PickModels => info(Icon::FolderPlus, t!("settings-add-folder"), t!("settings-add-folder-tip")),
            Self::PickModel => info(Icon::FolderOpen, t!("command-pick-model"), t!("command-pick-model-tip")),
            Self::ChooseModel(_) => info(Icon::Cpu, t!("command-choose-model"), t!("command-choose-model-tip")),
            Self::ChooseMethod(_) => info(Icon::Sparkles, t!("command-choose-method"), t!("command-choose-method-tip")),
            Self::PaintRoughly => info(Icon::Paintbrush, t!("begin-paint"), t!("begin-paint-does")),
            Self::Live => info(Icon::Zap, t!("command-live"), t!("command-live-tip")),
            Self::Pair => info(Icon::Columns2, t!("command-pair"), t!("command-pair-tip")),
            Self::LeavePair => info(Icon::X, t!("command-leave-pair"), t!("command-leave-pair-tip")),
            Self::RoundTrip => info(Icon::Repeat, t!("command-round-trip"), t!("command-round-trip-tip")),
            Self::StopRoundTrip => info(Icon::X, t!("command-stop-round-trip"), t!("command-stop-round-trip-tip")),
            Self::Language(_) => info(Icon::Languages, t!("command-language"), t!("command-language-tip")),
            Self::Theme(_) => info(Icon::SunMoon, t!("command-theme"), t!("command-theme-tip")),
            Self::LayerVisible(..) => info(Icon::Eye, t!("command-layer-visible"), t!("command-layer-visible-tip")),
            Self::LayerOpacity(..) | Self::LayerBegin(..) | Self::LayerEnd => {
                info(Icon::Blend, t!("command-layer-opacity"), t!("command-layer-opacity-tip"))
            }
            Self::LayerName(..) => info(Icon::Pencil, t!("command-layer-name"), t!("command-layer-name-tip")),
            Self::LayerMove(..) => info(Icon::ArrowUp, t!("command-layer-move"), t!("command-layer-move-tip")),
            Self::LayerDelete(_) => info(Icon::Trash2, t!("command-layer-delete"), t!("command-layer-delete-tip")),
            Self::Layers(deed) => deed.info(),
            Self::Frame(act) => act.info(),
            Self::LayerRecipe(_) => info(Icon::History, t!("command-layer-recipe"), t!("command-layer-recipe-tip")),
        }
    }
}
