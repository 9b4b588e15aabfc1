//! The window: panels, tools, canvas.
//!
//! `logic.rs` takes in what the engine and the files say and does commands (`act.rs`); `layout.rs` and the panels only
//! read, write the draft, and send commands.

pub mod candidate;
pub mod canvas;
pub mod tool;

mod act;
pub mod beside;
pub mod colouring;
pub mod command;
mod compose;
pub mod cost;
pub mod develop;
mod diagnose;
pub mod dialog;
pub mod difference;
pub mod draft;
pub mod edge;
pub mod family;
pub mod files;
mod focus;
pub mod form;
pub mod frame;
pub mod gallery;
pub mod grid;
pub mod icons;
pub mod keep;
pub mod keymap;
pub mod layering;
mod layout;
pub mod letters;
pub mod live;
pub mod locale;
mod logic;
mod look;
pub mod notice;
pub mod opened;
mod overlay;
pub mod pair;
pub mod panel;
pub mod pictures;
pub mod presets;
pub mod project;
pub mod proof;
pub mod queue;
mod regions;
pub mod round_trip;
pub mod run;
mod runs;
pub mod samples;
pub mod select;
pub mod settings;
pub mod shortcuts;
pub mod sight;
mod slide;
pub mod start;
pub mod state;
pub mod tables;
pub mod theme;
pub mod tint;
pub mod widget;
pub mod words;

use std::collections::{HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

pub use notice::{Level, Notice};
pub use start::{Start, open};

use crate::document::LayerId;
use crate::edit::recipe::{Plan, Recipe};
use crate::engine::{Command as Ask, Engine, ModelCard, Options, Source};
use canvas::{Canvas, Compare};
use command::Command;
use dialog::{Dialog, Then};
use draft::Draft;
use edge::Edges;
use family::Family;
use files::Files;
use gallery::Gallery;
use grid::Grid;
use live::Live;
use locale::t;
use notice::Notices;
use opened::Opened;
use presets::{Presets, Said};
use queue::Queue;
use run::Run;
use samples::SampleCard;
use state::Settings;
use tool::Toolbox;
use widget::Thumbs;
use words::Words;

/// The recipe, model and document revision that something was worked out for.
type Planned = (Recipe, Source, Option<(u64, u64)>);

/// The window's state.
pub struct App {
    engine: Engine,
    files: Files,
    edges: Edges,
    beside: beside::Beside,
    slide: Option<slide::Slide>,
    settings: Settings,
    settings_path: Option<PathBuf>,
    letters: letters::Letters,
    saved: Settings,
    /// The settings that act; none before the first frame.
    in_force: Option<settings::InForce>,
    /// The keys that are listened to, if they are not the table's.
    keys: keymap::Keys,
    /// The settings are open: they are written when they are left.
    configures: bool,
    /// What draws the window: "name, driver".
    adapter: Option<String>,
    /// Where the parts of the window are, in the order in which F6 goes through them.
    regions: Vec<egui::Rect>,
    /// egui's own zoom as it was last seen.
    zoom: f32,

    opened: Option<Opened>,
    canvas: Canvas,
    toolbox: Toolbox,
    canvas_id: Option<egui::Id>,
    /// One goes by keys: where the focus is has a ring.
    by_keys: bool,
    compare: Compare,
    show_mask: bool,
    full_canvas: bool,
    /// The right panel is out, where the window is too narrow to always have it.
    drawer: bool,
    edge_px: u32,

    draft: Draft,
    cards: HashMap<Source, Result<Arc<ModelCard>, String>>,
    /// Models in the folders that are searched.
    found_models: Vec<PathBuf>,
    plan: Option<Plan>,
    problems: Vec<String>,
    planned: Option<Planned>,
    tokens: Option<(String, usize, usize)>,
    counted: Option<(Source, String)>,

    /// The newest explicit run.
    run: Option<Run>,
    /// Runs that it left, or that left it.
    family: Family,
    /// Edits that wait for the one that runs.
    queue: Queue,
    /// The parameter grid.
    grid: Grid,
    /// Settings under names.
    presets: Presets,
    /// Words that were used.
    said: Said,
    /// How the results are looked at.
    gallery: Gallery,
    /// The newest live run: a preview.
    preview: Option<Run>,
    live: Live,
    /// What is remembered of pasted pieces.
    frame: frame::Frame,
    /// What is remembered of selections.
    selection: select::Selection,
    /// Where the prompt's words look.
    words: Words,
    /// What edits would cost.
    costs: cost::Costs,
    /// Where old and new words disagree.
    difference: difference::Difference,
    /// RePaint's resampling beside none.
    pair: Option<pair::Pair>,
    /// What differs from the opened picture.
    proof: proof::Proof,
    /// The picture to noise and back.
    trip: round_trip::Trip,
    /// The seed of the draft was used: the next run takes another.
    has_run: bool,
    next_job: u64,

    keep: keep::Keep,
    /// What windows that are gone left behind, until the person said what to do with it.
    left: Vec<keep::Left>,
    asked_for_left: bool,
    /// What was open and may be thrown away for what is being brought back.
    given_up: Option<(u64, u64, u64)>,

    commands: Vec<Command>,
    dialog: Option<Dialog>,
    notices: Notices,
    /// What is being exported.
    exporting: Option<dialog::Exporting>,
    /// What is being saved, in the order of asking.
    saving: VecDeque<project::Saving>,
    /// What goes on once the person has said where to save, and it is saved.
    after_save: Option<Then>,
    /// Projects that were used last.
    recent: project::recent::Recent,
    /// What the system shows as the window's title.
    title: String,
    may_close: bool,
    renaming: Option<(LayerId, String)>,
    /// The keys chose another layer, whose row takes the focus.
    follow_layer: bool,
    thumbs: Thumbs,
    layer_pictures: panel::layers::LayerPictures,
    sight: sight::Sight,
    colouring: colouring::Colouring,
    samples: Option<Vec<SampleCard>>,
    pictures: pictures::Pictures,
}

impl App {
    /// A window's app: fonts and themes are given to the context, the engine and the files thread start.
    pub fn new(cc: &eframe::CreationContext<'_>, start: Start) -> Result<Self, String> {
        let ctx = &cc.egui_ctx;
        theme::install(ctx);
        let mut notices = Notices::default();
        let (settings, trouble) = start.settings.as_deref().map(Settings::load).unwrap_or_default();
        let threads = start.threads.or(settings.threads);
        let wake = |ctx: &egui::Context| {
            let ctx = ctx.clone();
            move || ctx.request_repaint()
        };
        let options = Options { threads, background: true };
        let engine = Engine::start(options, wake(ctx)).map_err(|error| format!("the engine can't start: {error}"))?;
        let files =
            Files::start(start.dialogs, wake(ctx)).map_err(|error| format!("the files thread can't start: {error}"))?;
        let edges =
            Edges::start(threads, wake(ctx)).map_err(|error| format!("the mask's threads can't start: {error}"))?;
        let beside = |name: &str| start.settings.as_deref().map(|path| path.with_file_name(name));
        let folder = beside("presets");
        let presets = Presets::of(folder.clone());
        let (said, wrong) = Said::load(beside("prompts.json"));
        if let Some(trouble) = wrong {
            trouble.tell(&mut notices);
        }
        let keep = keep::Keep::start(start.journals, settings.journal_bytes(), wake(ctx))
            .map_err(|error| format!("the journal's thread can't start: {error}"))?;
        let language = settings.language;
        let mut toolbox = Toolbox::new();
        toolbox.brush = settings.brush;
        toolbox.paint = settings.paint.clone();
        toolbox.pick = settings.pick;
        let mut app = Self {
            engine,
            files,
            edges,
            beside: beside::Beside::default(),
            slide: None,
            saved: settings.clone(),
            settings,
            settings_path: start.settings,
            in_force: None,
            keys: keymap::Keys::default(),
            configures: false,
            adapter: cc.wgpu_render_state.as_ref().map(adapter),
            regions: Vec::new(),
            zoom: 1.0,
            letters: letters::Letters::new(start.fonts),
            opened: None,
            canvas: Canvas::new(cc.wgpu_render_state.as_ref()),
            toolbox,
            canvas_id: None,
            by_keys: false,
            compare: Compare::Off,
            show_mask: true,
            full_canvas: false,
            drawer: true,
            edge_px: 8,
            draft: Draft::new(),
            cards: HashMap::new(),
            found_models: Vec::new(),
            plan: None,
            problems: Vec::new(),
            planned: None,
            tokens: None,
            counted: None,
            run: None,
            family: Family::default(),
            queue: Queue::default(),
            grid: Grid::default(),
            presets,
            said,
            gallery: Gallery::default(),
            preview: None,
            live: Live::default(),
            frame: frame::Frame::default(),
            selection: select::Selection::default(),
            words: Words::default(),
            costs: cost::Costs::default(),
            difference: difference::Difference::default(),
            pair: None,
            proof: proof::Proof::default(),
            trip: round_trip::Trip::default(),
            has_run: false,
            next_job: 1,
            keep,
            left: Vec::new(),
            asked_for_left: false,
            given_up: None,
            commands: Vec::new(),
            dialog: None,
            notices,
            exporting: None,
            saving: VecDeque::new(),
            after_save: None,
            recent: project::recent::Recent::default(),
            title: String::new(),
            may_close: false,
            renaming: None,
            follow_layer: false,
            thumbs: Thumbs::default(),
            layer_pictures: panel::layers::LayerPictures::default(),
            sight: sight::Sight::default(),
            colouring: colouring::Colouring::default(),
            samples: None,
            pictures: pictures::Pictures::default(),
        };
        if let Some(trouble) = trouble {
            if trouble.aside.is_none() {
                // What is in it is not known, and must not be lost.
                app.settings_path = None;
            }
            app.tell_of_settings(trouble);
        }
        let wrong = app.settings.keys.wrong();
        if !wrong.is_empty() {
            app.notices.error_with(t!("keys-wrong"), t!("keys-wrong-told"), wrong.join("\n"));
        }
        if let Some(folder) = folder {
            app.ask_files(files::Request::Presets(folder));
        }
        app.speak(ctx, language);
        app.engine.send(Ask::Preload(Source::Builtin));
        if let Some(file) = start.file {
            app.read(file);
        }
        Ok(app)
    }

    /// Asks for something to be done before the next frame.
    fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// Writes the settings when they changed.
    fn save_settings(&mut self) {
        self.settings.brush = self.toolbox.brush;
        self.settings.paint = self.toolbox.paint.clone();
        self.settings.pick = self.toolbox.pick;
        let Some(path) = self.settings_path.as_deref().filter(|_| self.settings != self.saved) else { return };
        if let Err(error) = self.settings.save(path) {
            self.notices.error_with(t!("notice-settings-unsaved"), t!("notice-settings-unsaved-more"), error);
            return;
        }
        self.saved = self.settings.clone();
    }
}

/// What draws the window.
fn adapter(state: &eframe::egui_wgpu::RenderState) -> String {
    let info = state.adapter.get_info();
    format!("{}, {:?}, {} {}", info.name, info.backend, info.driver, info.driver_info)
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.tick(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        layout::ui(ui, self);
    }

    fn on_exit(&mut self) {
        self.save_settings();
        self.close_journal();
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        theme::DARK.surround.to_normalized_gamma_f32()
    }
}
