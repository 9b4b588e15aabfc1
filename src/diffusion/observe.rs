//! Who watches the loop.

use super::{Result, Step};
use candle_core::Tensor;

/// Is told each step and may stop the loop.
pub trait Observer {
    /// After the prediction of a step: x_t before it, x̂₀ predicted from it. `Err(Cancelled)` leaves.
    fn step(&mut self, step: &Step, x: &Tensor, x0: &Tensor) -> Result<()> {
        let _ = (step, x, x0);
        Ok(())
    }
    /// After every move, one that takes a step back included: x at the level that it has now.
    fn moved(&mut self, step: &Step, x: &Tensor) -> Result<()> {
        let _ = (step, x);
        Ok(())
    }
    /// Asked between blocks of the network. `Err(Cancelled)` leaves.
    fn checkpoint(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Observer for () {}

impl<F: FnMut(&Step, &Tensor, &Tensor) -> Result<()>> Observer for F {
    fn step(&mut self, step: &Step, x: &Tensor, x0: &Tensor) -> Result<()> {
        self(step, x, x0)
    }
}
