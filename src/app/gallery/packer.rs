//! The gallery's thread: packs old results and unpacks those that are looked at, so that the window never waits.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::entry::{pack, unpack};
use crate::raster::Pixels;

/// What is asked, by a result's id.
pub(super) enum Ask {
    /// Pixels → bytes.
    Pack(u64, Arc<Pixels>),
    /// Bytes → pixels.
    Unpack(u64, Arc<[u8]>),
}

/// What is answered.
pub(super) enum Answer {
    /// Packed.
    Packed(u64, Arc<[u8]>),
    /// Unpacked.
    Unpacked(u64, Arc<Pixels>),
    /// Not done: one sentence.
    Failed(String),
}

/// The handle; dropping it ends the thread.
pub(super) struct Packer {
    asks: Sender<Ask>,
    answers: Receiver<Answer>,
}

impl Packer {
    /// Starts the thread. `wake` is called when there is something to poll.
    pub(super) fn start(wake: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let (asks, asked) = bounded::<Ask>(16);
        let (answer, answers) = bounded(16);
        std::thread::Builder::new().name("gallery".into()).spawn(move || {
            for ask in asked {
                let done = match ask {
                    Ask::Pack(id, pixels) => pack(&pixels).map(|bytes| Answer::Packed(id, bytes.into())),
                    Ask::Unpack(id, bytes) => unpack(&bytes).map(|pixels| Answer::Unpacked(id, Arc::new(pixels))),
                };
                if answer.send(done.unwrap_or_else(|error| Answer::Failed(error.to_string()))).is_err() {
                    break;
                }
                wake();
            }
        })?;
        Ok(Self { asks, answers })
    }

    /// Asks; false when it has too much to do.
    pub(super) fn ask(&self, ask: Ask) -> bool {
        self.asks.try_send(ask).is_ok()
    }

    /// The next answer, if any.
    pub(super) fn poll(&self) -> Option<Answer> {
        self.answers.try_recv().ok()
    }
}
