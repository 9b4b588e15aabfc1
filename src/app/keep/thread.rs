//! The thread that writes the journal, so that neither a stroke nor a frame waits for a disk.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};

use super::slot::Slot;
use super::{Left, Told};
use crate::app::locale::t;
use crate::document::journal::{self, Error, Reader, Record, Recovered, Writer};

/// What the thread is asked.
pub(super) enum Ask {
    /// A document begins, with this record.
    Begin(Record),
    /// It goes on.
    Append(Record),
    /// What a window left behind is to be done again; this window goes on with it.
    Recover(Left),
    /// What a window left behind is to be thrown away.
    Forget(Left),
    /// Nothing of the document would be lost any more.
    End,
    /// Another limit of the journal's size, bytes.
    Limit(u64),
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
            Ask::Begin(record) => match self.begin(&record) {
                Ok(bytes) if bytes > self.limit / 2 => {
                    self.end();
                    self.teller.tell(Told::TooLarge(bytes));
                }
                Ok(_) => self.teller.tell(Told::Begun),
                Err(error) => self.fail(&error),
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
                let recovered = self.recover(left).map(Box::new).map_err(|error| error.to_string());
                self.teller.tell(Told::Recovered(recovered));
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
    fn begin(&mut self, record: &Record) -> Result<u64, Error> {
        self.writer = None;
        let slot = match self.slot.take() {
            Some(slot) if slot.is_there() => slot,
            _ => Slot::new(&self.root)?,
        };
        let slot = self.slot.insert(slot);
        let mut writer = Writer::begin(File::create(slot.next_journal())?)?;
        writer.append(record)?;
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

    /// Does a journal again and goes on with it: undo reaches back to before the program was gone. One with a part that
    /// can't be read stays as it is, for a later version or a disk that reads it.
    fn recover(&mut self, left: Left) -> Result<Recovered, Error> {
        let slot = left.slot;
        let open = || OpenOptions::new().read(true).write(true).open(slot.journal());
        let recovered = journal::recover(Reader::new(open()?)?)?
            .ok_or_else(|| Error::Unsound(t!("keep-no-document").to_owned()))?;
        self.end();
        if recovered.lost.is_none() {
            self.writer = Some(Writer::go_on(open()?, recovered.bytes)?);
            self.slot = Some(slot);
        }
        Ok(recovered)
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
            let glance =
                File::open(slot.journal()).map_err(Error::from).and_then(Reader::new).and_then(journal::glance);
            match glance {
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
                // There is no journal in it, or none that this version can read: a later one may.
                Err(_) => {}
            }
        }
    }
}
