//! Words → ids → states.
use super::Result;
use candle_core::Tensor;
/// Tokenizer and text encoder of a model.
pub struct Text {}
impl Text {
    /// Ids padded or truncated to `max_tokens`, and how many tokens the words alone are (BOS and EOS not counted).
    pub fn ids(&self, prompt: &str) -> Result<(Vec<u32>, usize)> {
        let _ = prompt;
        todo!()
    }
    /// States (1, 77, d) that the UNet's cross-attention reads.
    pub fn encode(&self, prompt: &str) -> Result<Tensor> {
        let _ = prompt;
        todo!()
    }
}
