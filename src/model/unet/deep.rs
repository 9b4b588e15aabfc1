//! What the deep layers of a pass left for the next one (Ma et al. 2023, DeepCache, arXiv 2312.00858): from one step to
//! the next the decoder's inner features change little, and most of the work is below them.

use candle_core::Tensor;

/// What the decoder's last layer is given by everything below it, channels last; nothing before a pass in full.
#[derive(Clone, Debug, Default)]
pub struct Deep(pub(super) Option<Tensor>);

impl Deep {
    /// The features, where they are those of pictures like x (b, c, h, w): they stand at its resolution.
    pub(in crate::model) fn of(&self, x: &Tensor) -> candle_core::Result<Option<&Tensor>> {
        let (b, _, height, width) = x.dims4()?;
        Ok(self.0.as_ref().filter(|deep| deep.dims()[..3] == [b, height, width]))
    }
}
