//! The thread that writes the journal, so that neither a stroke nor a frame waits for a disk.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::slot::Slot;
use super::{Back, Left, Told};
use crate::app::locale::t;
use crate::document::Past;
use crate::document::journal::{self, Error, Glance, Reader, Record, Writer};

/// What the thread is asked.
pub(super) enum Ask {
    /// A document begins.
    Begin(Box<Beginning>),
    /// It goes on.
    Append(Record),
    /// What a window left behind is to be done again.
    Recover(Left),
    /// This window goes on in that journal, which is whole up to there.
    GoOn(Slot, u64),
    /// What a window left behind is to be thrown away.
    Forget(Left),
    /// Nothing of the document would be lost any more.
    End,
    /// Another limit of the journal's size, bytes.
    Limit(u64),
}

/// What a journal begins with.
pub(super) struct Beginning {
    pub(super) document: Record,
    pub(super) past: Past,
    pub(super) notes: Vec<Record>,
}

/// The disk is told to keep what was written at most this long after.
const SYNC: Duration = Duration::from_millis(500);

pub(super) struct Thread {
    pub(super) root: PathBuf,
    pub(super) limit: u64,
    pub(super) teller: Teller,
    pub(super) slot: Option<Slot>,
    pub(super) writer: Option<Writer>,
    /// When the oldest record that was not synced was written.
    pub(super) loose: Option<Instant>,
    /// Where files go to be synced: what is done meanwhile must not wait for the disk's platters.
    pub(super) syncs: Sender<File>,
}

/// Syncs one file after the other.
pub(super) fn sync(files: &Receiver<File>, teller: &Teller) {
    for file in files {
        if let Err(error) = file.sync_data() {
            teller.tell(Told::Stuck(error.to_string()));
        }
    }
}

/// Tells the window.
#[derive(Clone)]
pub(super) struct Teller {
    pub(super) told: Sender<Told>,
    pub(super) wake: Arc<dyn Fn() + Send + Sync>,
}

impl Teller {
    fn tell(&self, told: Told) {
        // A window that is gone, or that never listens, needs no answer: it may be waiting for this thread.
        if self.told.try_send(told).is_ok() {
            (self.wake)();
        }
    }
}

impl Thread {
    pub(super) fn run(mut self, asks: &Receiver<Ask>) {
        self.look_for_left();
        loop {
            let ask = match self.loose {
                None => asks.recv().map_err(RecvTimeoutError::from),
                Some(since) => asks.recv_timeout(SYNC.saturating_sub(since.elapsed())),
            };
            match ask {
                Ok(ask) => self.work(ask),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.loose.is_some_and(|since| since.elapsed() >= SYNC) {
                self.sync();
            }
        }
    }

    fn work(&mut self, ask: Ask) {
        match ask {
            Ask::Begin(beginning) => match self.begin(&beginning) {
                Ok(bytes) if bytes > self.limit / 2 => {
                    self.end();
                    self.teller.tell(Told::TooLarge(bytes));
                }
                Ok(_) => self.teller.tell(Told::Begun),
                Err(error) => {
                    if let Some(slot) = &self.slot {
                        // The half of it would only fill the disk; the one that is there still is what the person has.
                        drop(std::fs::remove_file(slot.next_journal()));
                    }
                    self.fail(&error);
                }
            },
            Ask::Append(record) => {
                let Some(writer) = &mut self.writer else { return };
                match writer.append(&record) {
                    Ok(()) if writer.bytes() > self.limit => {
                        self.writer = None;
                        self.teller.tell(Told::Full);
                    }
                    Ok(()) => {
                        self.loose.get_or_insert_with(Instant::now);
                    }
                    Err(error) => self.fail(&error),
                }
            }
            Ask::Recover(left) => {
                let back = recover(left).map(Box::new).map_err(|error| error.to_string());
                self.teller.tell(Told::Recovered(back));
            }
            Ask::GoOn(slot, bytes) => {
                self.end();
                match go_on(&slot, bytes) {
                    Ok(writer) => self.writer = Some(writer),
                    Err(error) => self.fail(&error),
                }
                self.slot = Some(slot);
            }
            Ask::Forget(left) => {
                if let Err(error) = left.slot.delete() {
                    self.teller.tell(Told::NotForgotten(error.to_string()));
                }
            }
            Ask::End => self.end(),
            Ask::Limit(bytes) => self.limit = bytes,
        }
    }

    /// Writes a journal beside the one that is there, and puts it in its place.
    fn begin(&mut self, beginning: &Beginning) -> Result<u64, Error> {
        self.writer = None;
        let slot = match self.slot.take() {
            Some(slot) if slot.is_there() => slot,
            _ => Slot::new(&self.root)?,
        };
        let slot = self.slot.insert(slot);
        let mut writer = Writer::begin(File::create(slot.next_journal())?)?;
        let Beginning { document, past, notes } = beginning;
        writer.append(document)?;
        // Step by step: all that is packed in memory would take far more of it at once.
        for act in past.acts() {
            writer.append(&Record::Past(act))?;
        }
        for note in notes {
            writer.append(note)?;
        }
        if slot.journal().exists() {
            // Until this one is on the disk, the other is what the person has.
            writer.sync()?;
        }
        std::fs::rename(slot.next_journal(), slot.journal())?;
        let bytes = writer.bytes();
        self.writer = Some(writer);
        self.loose = Some(Instant::now());
        Ok(bytes)
    }

    fn end(&mut self) {
        (self.writer, self.loose) = (None, None);
        if let Some(slot) = self.slot.take()
            && let Err(error) = slot.delete()
        {
            self.teller.tell(Told::NotForgotten(error.to_string()));
        }
    }

    fn sync(&mut self) {
        self.loose = None;
        match self.writer.as_mut().map(Writer::take_loose) {
            // Where one waits already, it will sync this too.
            Some(Ok(Some(file))) => drop(self.syncs.try_send(file)),
            Some(Err(error)) => self.fail(&error),
            _ => {}
        }
    }

    /// Nothing more can be written until the document is written anew.
    fn fail(&mut self, error: &Error) {
        (self.writer, self.loose) = (None, None);
        self.teller.tell(Told::Stuck(error.to_string()));
    }

    fn look_for_left(&mut self) {
        for slot in Slot::left(&self.root) {
            match look_at(&slot) {
                Ok(Some(glance)) if glance.unsaved + glance.notes > 0 => {
                    let written = slot.written();
                    self.teller.tell(Told::Left(Left { slot, glance, written }));
                }
                // It would bring back nothing that is not saved.
                Ok(_) => {
                    if let Err(error) = slot.delete() {
                        self.teller.tell(Told::NotForgotten(error.to_string()));
                    }
                }
                // This version can't read it: a later one may.
                Err(_) => {}
            }
        }
    }
}

/// What a window left behind; `None` when it had not come as far as a document. A journal that was being written beside
/// the other takes its place, if it is as whole as it would have been then.
fn look_at(slot: &Slot) -> Result<Option<Glance>, Error> {
    let glance = |path: &Path| Reader::new(File::open(path)?).and_then(journal::glance);
    let (next, journal) = (slot.next_journal(), slot.journal());
    match glance(&next) {
        Ok(Some(_)) if !is_torn(&next)? => std::fs::rename(&next, &journal)?,
        Ok(_) => std::fs::remove_file(&next)?,
        Err(_) => {}
    }
    match glance(&journal) {
        Err(Error::Io(error)) if error.kind() == ErrorKind::NotFound && !next.exists() => Ok(None),
        found => found,
    }
}

/// Whether a journal ends in the middle of a record.
fn is_torn(path: &Path) -> Result<bool, Error> {
    let mut reader = Reader::new(File::open(path)?)?;
    while reader.next().is_some() {}
    Ok(reader.is_torn())
}

/// Does a journal again; it stays as it is.
fn recover(left: Left) -> Result<Back, Error> {
    let Left { slot, written, .. } = left;
    let recovered = journal::recover(Reader::new(File::open(slot.journal())?)?)?
        .ok_or_else(|| Error::Unsound(t!("keep-no-document").to_owned()))?;
    Ok(Back::of(slot, recovered, written))
}

/// Goes on at the end of a journal: undo reaches back to before the program was gone.
fn go_on(slot: &Slot, bytes: u64) -> Result<Writer, Error> {
    Writer::go_on(OpenOptions::new().write(true).open(slot.journal())?, bytes)
}
