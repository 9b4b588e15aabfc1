//! Nothing is lost: everything that is done to the document is written to a journal at once, and what a window that
//! was killed left behind is offered by the next.

mod app;
mod back;
mod follow;
mod slot;
mod thread;

use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::app::project::snapshot::Stand;
use crate::document::journal::{Glance, Reach};
use crate::document::{Document, Parts, Past};
pub use back::Back;
use slot::Slot;
use thread::{Ask, Teller, Thread};

/// What a window that is gone left behind; locked, so that no other window offers it too.
#[derive(Debug)]
pub struct Left {
    slot: Slot,
    /// What it is.
    pub glance: Glance,
    /// When it was last written to.
    pub written: Option<SystemTime>,
}

/// What the thread tells.
#[derive(Debug)]
pub(super) enum Told {
    /// A window that is gone left this behind.
    Left(Left),
    /// It was done again.
    Recovered(Result<Box<Back>, String>),
    /// A journal of the document as it is was begun.
    Begun,
    /// The journal is as large as it may be: the document is to be written anew.
    Full,
    /// The document alone is larger than half of the limit, bytes.
    TooLarge(u64),
    /// Nothing can be written; why.
    Stuck(String),
    /// A journal that nobody needs could not be deleted; why.
    NotForgotten(String),
}

/// Records that wait for the disk; more, and the document is written anew once it is free.
const WAITING: usize = 1024;
/// What the thread tells and the window has not heard; it tells a few things a document.
const TOLD: usize = 256;
/// How long a disk that said no is left alone.
const AGAIN: Duration = Duration::from_secs(3);

/// How the journal stands.
#[derive(Debug)]
enum State {
    /// Nothing was done yet; the document as it was when it was opened, with what could be undone then.
    Idle(Box<(Parts, Past)>),
    /// Each act is written as it comes.
    Going(Reach),
    /// The document must be written anew, not before this moment.
    Behind(Instant),
    /// The document is too large for the limit.
    Without,
}

/// Where a document goes on that came from a journal.
#[derive(Debug)]
struct Going {
    /// The journal, which is whole up to there; none where a part can't be read: it stays where it is then, for a later
    /// version or a disk that reads it.
    journal: Option<(Slot, u64)>,
    /// How far back that knows its steps; none where the document is to be written anew.
    reach: Option<Reach>,
    project: Option<PathBuf>,
    /// The newest result that there is, and that is in the project.
    result: u64,
    saved_result: u64,
}

/// The journal of the document that is open.
#[derive(Debug)]
pub struct Keep {
    asks: Option<Sender<Ask>>,
    told: Receiver<Told>,
    thread: Option<JoinHandle<()>>,
    /// Which document's it is, and how it stands.
    document: Option<(u64, State)>,
    project: Option<PathBuf>,
    /// Bytes that the journal may take.
    limit: u64,
    /// The newest result that is in the journal or in the project, and the newest that is in the project.
    result: u64,
    saved_result: u64,
    /// How the window stood when it was last written, and when.
    stood: Option<(Stand, Instant)>,
}

impl Keep {
    /// Starts the thread; without a folder nothing is kept. `wake` is called when there is something to poll.
    pub fn start(root: Option<PathBuf>, limit: u64, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let (asks, asked) = bounded(WAITING);
        let (tell, told) = bounded(TOLD);
        let thread = match root {
            None => None,
            Some(root) => {
                let teller = Teller { told: tell, wake: Arc::new(wake) };
                let (syncs, files) = bounded(1);
                let other = teller.clone();
                std::thread::Builder::new().name("journal-sync".into()).spawn(move || thread::sync(&files, &other))?;
                let thread = Thread { root, limit, teller, slot: None, writer: None, loose: None, syncs };
                Some(std::thread::Builder::new().name("journal".into()).spawn(move || thread.run(&asked))?)
            }
        };
        Ok(Self {
            asks: thread.is_some().then_some(asks),
            told,
            thread,
            document: None,
            project: None,
            limit,
            result: 0,
            saved_result: 0,
            stood: None,
        })
    }

    /// Takes over a document that was just opened: what was done to the one before is not needed any more.
    pub fn adopt(&mut self, document: &mut Document) {
        if self.asks.is_none() {
            return;
        }
        self.ask(Ask::End);
        document.watch();
        drop(document.take_committed());
        (self.project, self.result, self.saved_result, self.stood) = (None, 0, 0, None);
        self.document = Some((document.id(), State::Idle(Box::new(self.whole(document)))));
    }

    /// Goes on with a document that came from a journal, in the same one where that can be.
    fn go_on(&mut self, document: u64, going: Going) {
        let Going { journal, reach, project, result, saved_result } = going;
        (self.project, self.result, self.saved_result, self.stood) = (project, result, saved_result, None);
        let goes_on = self.ask(journal.map_or(Ask::End, |(slot, bytes)| Ask::GoOn(slot, bytes)));
        let state = match reach {
            Some(reach) if goes_on => State::Going(reach),
            _ => State::Behind(Instant::now()),
        };
        self.document = Some((document, state));
    }

    /// The journal may take so many bytes from now on.
    pub fn limit(&mut self, bytes: u64) {
        self.limit = bytes;
        self.send(Ask::Limit(bytes));
        if matches!(self.document, Some((_, State::Without))) {
            self.fall_behind(Instant::now());
        }
    }

    /// Asks; when too much waits, the document is written anew later.
    fn send(&mut self, ask: Ask) {
        if !self.ask(ask) {
            self.fall_behind(Instant::now());
        }
    }

    fn ask(&self, ask: Ask) -> bool {
        self.asks.as_ref().is_some_and(|asks| asks.try_send(ask).is_ok())
    }

    fn fall_behind(&mut self, from: Instant) {
        if let Some((_, state)) = &mut self.document {
            *state = State::Behind(from);
        }
    }

    /// The next thing that the thread tells, if any.
    fn poll(&mut self) -> Option<Told> {
        let told = self.told.try_recv().ok()?;
        match &told {
            Told::Full => self.fall_behind(Instant::now()),
            Told::Stuck(_) => self.fall_behind(Instant::now() + AGAIN),
            Told::TooLarge(_) => {
                if let Some((_, state)) = &mut self.document {
                    *state = State::Without;
                }
            }
            Told::Left(_) | Told::Recovered(_) | Told::Begun | Told::NotForgotten(_) => {}
        }
        Some(told)
    }

    /// When the disk is to be tried again, if it said no.
    fn retry(&self) -> Option<Duration> {
        match &self.document {
            Some((_, State::Behind(from))) => Some(from.saturating_duration_since(Instant::now())),
            _ => None,
        }
    }

    /// Waits until all is written, and throws the journal away unless something would be lost.
    pub fn close(&mut self, keep: bool) {
        if let Some(asks) = self.asks.take()
            && !keep
        {
            // The thread takes one thing after the other: waiting for room is waiting for the disk, at the very end.
            drop(asks.send(Ask::End));
        }
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        self.close(true);
    }
}
