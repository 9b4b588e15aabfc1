//! What takes too long for a frame on a large picture: handed out of the tool, to be done beside the window.

use std::fmt;
use std::sync::Arc;

use crate::document::{Document, LayerId};

/// More pixels than this take longer than a frame may.
pub const AT_ONCE_PX: u64 = 4_000_000;

type Work = Arc<dyn Fn(&mut Document) -> Option<LayerId> + Send + Sync>;

/// Something to do to a document; it names the layer that it was done to, where it was done to one.
#[derive(Clone)]
pub struct Later(Work);

impl Later {
    /// Does what touches so many pixels: at once where these are few, or else it is handed back.
    pub(super) fn unless_few(
        px: u64,
        document: &mut Document,
        work: impl Fn(&mut Document) -> Option<LayerId> + Send + Sync + 'static,
    ) -> Result<Option<LayerId>, Self> {
        if px <= AT_ONCE_PX { Ok(work(document)) } else { Err(Self(Arc::new(work))) }
    }

    /// Does it.
    pub fn act(&self, document: &mut Document) -> Option<LayerId> {
        (self.0)(document)
    }
}

impl fmt::Debug for Later {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple(stringify!(Later)).finish_non_exhaustive()
    }
}

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Later {}
