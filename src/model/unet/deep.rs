//! What the deep layers of a pass left for the next one (Ma et al. 2023, DeepCache, arXiv 2312.00858): from one step to
//! the next the decoder's inner features change little, and most of the work is below them.

use candle_core::Tensor;

/// What the decoder's last layer is given by everything below it, channels last; nothing before a pass in full.
#[derive(Clone, Debug, Default)]
pub struct Deep(pub(super) Option<Tensor>);

impl Deep {
    /// The features, where they are those of pictures like x (b, c, h, w), which they have the resolution of, and of as
    /// many prompts (k·b, n, d).
    pub(in crate::model) fn of(&self, x: &Tensor, context: Option<&Tensor>) -> candle_core::Result<Option<&Tensor>> {
        let (b, _, height, width) = x.dims4()?;
        let rows = context.map_or(Ok(b), |context| context.dim(0))?;
        Ok(self.0.as_ref().filter(|deep| deep.dims()[..3] == [rows, height, width]))
    }
}
