//! Two passes at once.

use std::sync::atomic::{AtomicBool, Ordering};

use candle_core::Tensor;

use super::{Error, Hooks, Model, Result};
use crate::tensor::kernel::both;

/// Operations of a call up to which it is small: a core alone is done with it before two cores have shared it out.
const SMALL: u64 = 20_000_000_000;

impl Model {
    /// Whether a call on x (b, c, h, w) is so small that two of them had better run side by side than as a batch.
    pub fn is_small(&self, x: &Tensor) -> Result<bool> {
        let (rows, _, height, width) = x.dims4()?;
        let side = |cells: usize| cells as u32 * self.card.factor;
        Ok(self.device.is_cpu() && self.card.work.unet(side(width), side(height), rows) <= SMALL)
    }
}

/// Two passes side by side. `hooks` look into the first one; an error of theirs, or a wish to stop, ends the second too.
pub fn side_by_side<T: Send>(
    hooks: &mut dyn Hooks,
    first: impl FnOnce(&mut dyn Hooks) -> Result<T>,
    second: impl FnOnce(&mut dyn Hooks) -> Result<T> + Send,
) -> Result<[T; 2]> {
    let over = AtomicBool::new(false);
    let mine = || {
        let said = first(hooks);
        over.store(said.is_err(), Ordering::Relaxed);
        said
    };
    let (first, second) = both(mine, || second(&mut Until(&over)));
    Ok([first?, second?])
}

/// Leaves at the next checkpoint once it is told to.
struct Until<'a>(&'a AtomicBool);

impl Hooks for Until<'_> {
    fn checkpoint(&mut self) -> Result<()> {
        if self.0.load(Ordering::Relaxed) { Err(Error::Cancelled) } else { Ok(()) }
    }
}
