//! What a network asks while it runs.

use candle_core::Tensor;

use super::Result;

/// Which part of the UNet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Block {
    /// Encoder block, 0 is the outermost.
    Down(usize),
    /// The bottleneck.
    Mid,
    /// Decoder block, 0 is the innermost.
    Up(usize),
}

/// Attention of pixels to themselves, or to the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Self-attention.
    Own,
    /// Cross-attention.
    Cross,
}

/// One attention layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Site {
    /// Where.
    pub block: Block,
    /// Which layer of the block.
    pub layer: usize,
    /// To what.
    pub kind: Kind,
    /// Rows of tokens.
    pub height: usize,
    /// Columns of tokens.
    pub width: usize,
    /// Heads.
    pub heads: usize,
}

/// A tensor on the way through the UNet that can be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The time embedding (b, width).
    Time,
    /// After the first convolution (b, c, h, w).
    ConvIn,
    /// After a block (b, c, h, w).
    Block(Block),
}

/// Hooks of one forward pass. Everything has a default that does nothing.
pub trait Hooks {
    /// Whether [`Hooks::attention`] should be called for this layer (then the explicit, slower path runs).
    fn wants_attention(&self, site: &Site) -> bool {
        let _ = site;
        false
    }
    /// Whether every layer has to run, because something here looks into the pass or a gradient goes back through it.
    /// Hooks that do not say have it so: none is passed over in silence.
    fn whole(&self) -> bool {
        true
    }
    /// Rewrites attention probabilities (b·heads, n, n_ctx), batch slow.
    fn attention(&mut self, site: &Site, probs: Tensor) -> Result<Tensor> {
        let _ = site;
        Ok(probs)
    }
    /// Rewrites the bottleneck's h (b, c, h, w).
    fn bottleneck(&mut self, h: Tensor) -> Result<Tensor> {
        Ok(h)
    }
    /// Is shown what came out at `place`; the middle's before [`Hooks::bottleneck`] rewrites it.
    fn saw(&mut self, place: Place, h: &Tensor) -> Result<()> {
        let _ = (place, h);
        Ok(())
    }
    /// Called between blocks (and resnets and transformers within): lets a cancelled edit leave in the middle of a slow pass.
    fn checkpoint(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Hooks for () {
    fn whole(&self) -> bool {
        false
    }
}
