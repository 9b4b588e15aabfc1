//! Classifier-free guidance.
/// ε̃ = ε(∅) + s (ε(c) − ε(∅)), optionally rescaled to the conditional branch's deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guidance {
    /// s; 1 skips the unconditional pass.
    pub scale: f64,
    /// φ ∈ [0, 1].
    pub rescale: f64,
}
