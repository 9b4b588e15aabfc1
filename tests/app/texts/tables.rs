//! Keys that are put together from names: those of the engine's tables, whose English the command line shows too.

use super::Words;

/// All of these keys.
pub(super) fn keys() -> Vec<Words> {
    Vec::new()
}
