//! The files thread: opening, saving and dialogs, so that the window never waits for a disk or a person.

mod search;

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::grid::sheet::Layout;
use super::locale::{Phrase, phrase, t};
use super::presets;
use super::project::is_project;
use super::project::snapshot::{self, Read, Snapshot};
use crate::document::project;
use crate::edit::recipe::{Recipe, RecipeFile};
use crate::engine::Inputs;
use crate::raster::io::{self, Export, Picture};
use crate::raster::{Extent, Mask, Pixels};

/// What a file or folder is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A picture or a recipe to open.
    Open,
    /// A folder with a model.
    Model,
    /// A folder with folders with models.
    Models,
    /// Where to export to.
    Export,
    /// Where to save the project.
    Save,
    /// Where to write a grid's sheet to.
    Sheet,
    /// Where to write a preset to.
    PresetOut,
    /// A preset to take in.
    PresetIn,
    /// A picture that becomes a layer.
    Place,
    /// A picture that becomes mask.
    MaskIn,
    /// Where to write the mask to.
    MaskOut,
}

impl Purpose {
    /// Whether the file will be written rather than read.
    pub fn is_written(self) -> bool {
        matches!(self, Self::Export | Self::Save | Self::Sheet | Self::PresetOut | Self::MaskOut)
    }
}

/// What the files thread can be asked.
#[derive(Debug)]
pub enum Request {
    /// Ask the person with the system's dialog.
    Pick(Purpose, Option<PathBuf>),
    /// Read a picture, a recipe or a model folder.
    Read(PathBuf),
    /// Read the presets of a folder.
    Presets(PathBuf),
    /// Look for model folders in these.
    Search(Vec<PathBuf>),
    /// Decode a picture that is in memory.
    Decode {
        /// Name to show.
        name: String,
        /// The file's bytes.
        bytes: Vec<u8>,
    },
    /// Write a small file of the window's own.
    Note {
        /// All of it.
        text: String,
        /// Where to.
        path: PathBuf,
    },
    /// Put a grid's sheet together and write it as a PNG.
    Sheet {
        /// Its labels and pictures.
        layout: Box<Layout>,
        /// What all cells have in common.
        recipe: Box<Recipe>,
        /// What it ran on.
        inputs: Inputs,
        /// Where to.
        path: PathBuf,
    },
    /// Write a picture.
    Write {
        /// What.
        pixels: Arc<Pixels>,
        /// How.
        export: Export,
        /// Where to.
        path: PathBuf,
    },
    /// Write a project.
    Save {
        /// What.
        snapshot: Box<Snapshot>,
        /// Where to.
        path: PathBuf,
    },
    /// Make an empty picture.
    New {
        /// Its size.
        extent: Extent,
        /// Straight RGBA.
        colour: [u8; 4],
    },
    /// Read the small picture of a project.
    Thumbnail(PathBuf),
    /// Read or decode a picture that becomes a layer.
    AsLayer(Box<Self>),
    /// Read a picture that becomes mask.
    ReadMask(PathBuf),
    /// Write a mask as a grey PNG.
    WriteMask {
        /// What.
        mask: Arc<Mask>,
        /// Where to.
        path: PathBuf,
    },
}

/// What it answers.
#[derive(Debug)]
pub enum Reply {
    /// A path was chosen.
    Picked(Purpose, PathBuf),
    /// The system has no dialog: ask in the window.
    NoDialog(Purpose),
    /// A picture.
    Picture {
        /// Name to show.
        name: String,
        /// Where it lies, if it does.
        path: Option<PathBuf>,
        /// The picture.
        picture: Box<Picture>,
        /// The recipe that it carries, checked; or why it can't be used.
        recipe: Option<Result<Box<RecipeFile>, String>>,
    },
    /// A project.
    Project {
        /// Where it lies.
        path: PathBuf,
        /// What is in it.
        read: Box<Read>,
    },
    /// The project was written.
    Saved(PathBuf),
    /// It was not: one sentence.
    NotSaved(String),
    /// The small picture of a project, if it has one; or it is not there, or can't be read.
    Thumbnail(PathBuf, Result<Option<Box<Pixels>>, ()>),
    /// A recipe alone.
    Recipe(Box<RecipeFile>),
    /// The presets of a folder.
    Presets(presets::Found),
    /// Model folders that lie in those that were searched, sorted.
    Found(Vec<PathBuf>),
    /// A folder: maybe a model.
    Folder(PathBuf),
    /// Written.
    Written(PathBuf),
    /// A picture that becomes a layer.
    Piece {
        /// Name to show.
        name: String,
        /// The picture.
        pixels: Box<Pixels>,
    },
    /// A picture that becomes mask.
    Mask {
        /// Name to show.
        name: String,
        /// The picture.
        pixels: Box<Pixels>,
    },
    /// The mask was written.
    MaskWritten(PathBuf),
    /// A dialog was closed without a choice.
    Nothing,
    /// Not done.
    Failed {
        /// A few words.
        title: Phrase,
        /// One sentence.
        sentence: String,
    },
}

/// The handle of the thread; dropping it ends the thread once it is idle.
#[derive(Debug)]
pub struct Files {
    requests: Sender<Request>,
    replies: Receiver<Reply>,
    /// Requests that have not been answered.
    open: usize,
}

/// A system dialog that answers faster than any person is none.
const NOBODY: Duration = Duration::from_millis(250);

impl Files {
    /// Starts the thread. `wake` is called when there is something to poll. Without `dialogs` every pick is answered by
    /// [`Reply::NoDialog`].
    pub fn start(dialogs: bool, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let (requests, asked) = bounded::<Request>(64);
        let (answer, replies) = bounded::<Reply>(64);
        let wake = Arc::new(wake);
        std::thread::Builder::new().name("files".into()).spawn(move || {
            for request in asked {
                match request {
                    // A dialog waits for a person: it gets a thread of its own, so that files go on.
                    Request::Pick(purpose, start) => {
                        let (answer, wake) = (answer.clone(), Arc::clone(&wake));
                        let asking = std::thread::Builder::new().name("dialog".into()).spawn(move || {
                            let reply =
                                if dialogs { pick(purpose, start.as_deref()) } else { Some(Reply::NoDialog(purpose)) };
                            let reply = reply.unwrap_or(Reply::Nothing);
                            if answer.send(reply).is_ok() {
                                wake();
                            }
                        });
                        if asking.is_err() {
                            break;
                        }
                    }
                    other => {
                        if answer.send(work(other)).is_err() {
                            break;
                        }
                        wake();
                    }
                }
            }
        })?;
        Ok(Self { requests, replies, open: 0 })
    }

    /// Asks; false when it has too much to do.
    pub fn ask(&mut self, request: Request) -> bool {
        let sent = self.requests.try_send(request).is_ok();
        self.open += usize::from(sent);
        sent
    }

    /// The next answer, if any. A dialog that was closed without a choice answers nothing.
    pub fn poll(&mut self) -> Option<Reply> {
        loop {
            let reply = self.replies.try_recv().ok()?;
            self.open = self.open.saturating_sub(1);
            if !matches!(reply, Reply::Nothing) {
                return Some(reply);
            }
        }
    }

    /// Something is being read, written or chosen.
    pub fn is_busy(&self) -> bool {
        self.open > 0
    }
}

/// Endings of pictures that can be opened.
const PICTURES: [&str; 7] = ["png", "jpg", "jpeg", "webp", "tif", "tiff", "gif"];

/// Asks with the system's dialog; `None` when the person chose nothing.
fn pick(purpose: Purpose, start: Option<&Path>) -> Option<Reply> {
    let began = Instant::now();
    let mut dialog = rfd::AsyncFileDialog::new();
    if let Some(folder) = start.and_then(Path::parent).filter(|folder| folder.is_dir()) {
        dialog = dialog.set_directory(folder);
    }
    if let Some(name) = start.and_then(Path::file_name).filter(|_| purpose.is_written()) {
        dialog = dialog.set_file_name(name.to_string_lossy());
    }
    let picked = match purpose {
        Purpose::Open => {
            let endings = [&PICTURES[..], &[project::ENDING, "json"]].concat();
            wait(dialog.set_title(t!("files-open")).add_filter(t!("files-kinds"), &endings).pick_file())
        }
        Purpose::Model => wait(dialog.set_title(t!("path-model")).pick_folder()),
        Purpose::Models => wait(dialog.set_title(t!("path-models")).pick_folder()),
        Purpose::PresetIn => wait(dialog.set_title(t!("preset-path-in")).add_filter("JSON", &["json"]).pick_file()),
        Purpose::Export => wait(dialog.set_title(t!("dialog-export")).save_file()),
        Purpose::Sheet => wait(dialog.set_title(t!("grid-path")).save_file()),
        Purpose::PresetOut => wait(dialog.set_title(t!("preset-path-out")).save_file()),
        Purpose::MaskOut => wait(dialog.set_title(t!("select-export-title")).save_file()),
        Purpose::Save => {
            let dialog = dialog.set_title(t!("project-save-title"));
            wait(dialog.add_filter(t!("project-kind"), &[project::ENDING]).save_file())
        }
        Purpose::Place => {
            let dialog = dialog.set_title(t!("frame-place-title"));
            wait(dialog.add_filter(t!("select-import-kinds"), &PICTURES).pick_file())
        }
        Purpose::MaskIn => {
            let dialog = dialog.set_title(t!("select-import-title"));
            wait(dialog.add_filter(t!("select-import-kinds"), &PICTURES).pick_file())
        }
    };
    match picked {
        Some(file) => Some(Reply::Picked(purpose, file.path().to_owned())),
        None if began.elapsed() < NOBODY => Some(Reply::NoDialog(purpose)),
        None => None,
    }
}

/// Does what needs no person.
fn work(request: Request) -> Reply {
    match request {
        Request::Pick(purpose, _) => Reply::NoDialog(purpose),
        Request::Save { snapshot, path } => match snapshot::save(*snapshot, &path) {
            Ok(()) => Reply::Saved(path),
            Err(error) => Reply::NotSaved(error.to_string()),
        },
        Request::New { extent, colour } => {
            let picture = Picture { pixels: Pixels::filled(extent, colour), recipe: None, notes: Vec::new() };
            opened(t!("project-untitled").to_owned(), None, picture)
        }
        Request::Thumbnail(path) => {
            let found = project::thumbnail(&path).map(|pixels| pixels.map(Box::new)).map_err(drop);
            Reply::Thumbnail(path, found)
        }
        Request::Read(path) => read(path),
        Request::Presets(folder) => Reply::Presets(presets::find(&folder)),
        Request::Search(folders) => Reply::Found(search::models(&folders)),
        Request::Decode { name, bytes } => match io::decode(&bytes) {
            Ok(picture) => opened(name, None, picture),
            Err(error) => Reply::Failed { title: CANNOT_OPEN, sentence: error.to_string() },
        },
        Request::Note { text, path } => note(&text, &path),
        Request::Sheet { layout, recipe, inputs, path } => sheet(&layout, &recipe, &inputs, path),
        Request::Write { pixels, export, path } => match io::save(&pixels, &export, &path) {
            Ok(()) => Reply::Written(path),
            Err(error) => Reply::Failed { title: phrase!("notice-no-export"), sentence: error.to_string() },
        },
        Request::AsLayer(request) => match work(*request) {
            Reply::Picture { name, picture, .. } => Reply::Piece { name, pixels: Box::new(picture.pixels) },
            other => other,
        },
        Request::ReadMask(path) => match io::open(&path) {
            Ok(picture) => Reply::Mask { name: file_name(&path), pixels: Box::new(picture.pixels) },
            Err(error) => Reply::Failed { title: phrase!("select-no-import"), sentence: error.to_string() },
        },
        Request::WriteMask { mask, path } => {
            match mask.to_png().and_then(|bytes| io::write_atomically(&bytes, &path)) {
                Ok(()) => Reply::MaskWritten(path),
                Err(error) => Reply::Failed { title: phrase!("select-no-export"), sentence: error.to_string() },
            }
        }
    }
}

fn note(text: &str, path: &Path) -> Reply {
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let written = folder
        .map_err(|error| error.to_string())
        .and_then(|()| io::write_atomically(text.as_bytes(), path).map_err(|error| error.to_string()));
    match written {
        Ok(()) => Reply::Nothing,
        Err(sentence) => Reply::Failed { title: phrase!("note-not-written"), sentence },
    }
}

fn sheet(layout: &Layout, recipe: &Recipe, inputs: &Inputs, path: PathBuf) -> Reply {
    let write = || -> Result<(), String> {
        let recipe = recipe.to_file(inputs).map_err(|error| error.to_string())?;
        let pixels = layout.draw().map_err(|error| error.to_string())?;
        let export = Export { format: io::Format::Png, quality: 100, metadata: io::Metadata::Recipe(recipe) };
        io::save(&pixels, &export, &path).map_err(|error| error.to_string())
    };
    match write() {
        Ok(()) => Reply::Written(path),
        Err(sentence) => Reply::Failed { title: phrase!("notice-no-export"), sentence },
    }
}

/// A file's name to show.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

const CANNOT_OPEN: Phrase = phrase!("notice-no-picture");

fn read(path: PathBuf) -> Reply {
    if path.is_dir() {
        return Reply::Folder(path);
    }
    if is_project(&path) {
        return match snapshot::open(&path) {
            Ok(read) => Reply::Project { path, read: Box::new(read) },
            Err(error) => Reply::Failed { title: phrase!("project-not-opened"), sentence: error.to_string() },
        };
    }
    let is_recipe = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
    if is_recipe {
        // A recipe embeds a mask at most: far below this.
        const MOST: u64 = 256 << 20;
        let read = || -> Result<RecipeFile, String> {
            if std::fs::metadata(&path).map_err(|error| error.to_string())?.len() > MOST {
                return Err(t!("notice-large-recipe").into());
            }
            let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
            Recipe::from_file(&text).map_err(|error| error.to_string())
        };
        return match read() {
            Ok(file) => Reply::Recipe(Box::new(file)),
            Err(sentence) => Reply::Failed { title: phrase!("notice-no-recipe"), sentence },
        };
    }
    match io::open(&path) {
        Ok(picture) => {
            let name = path.file_name().map_or_else(|| "picture".into(), |name| name.to_string_lossy().into_owned());
            opened(name, Some(path), picture)
        }
        Err(error) => Reply::Failed { title: CANNOT_OPEN, sentence: error.to_string() },
    }
}

fn opened(name: String, path: Option<PathBuf>, picture: Picture) -> Reply {
    let recipe =
        picture.recipe.as_deref().map(|json| Recipe::from_file(json).map(Box::new).map_err(|error| error.to_string()));
    Reply::Picture { name, path, picture: Box::new(picture), recipe }
}

/// Waits for a future on this thread.
fn wait<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}
