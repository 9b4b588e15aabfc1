//! See METHODS S6b.
use serde::{Deserialize, Serialize};
/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// t₀ ∈ (0, 1].
    pub strength: f64,
    /// Whether a soft mask means graded strength.
    pub graded: bool,
    /// Whether the latent mask starts dilated and shrinks to itself (thin masks).
    pub shrink: bool,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 0.8, graded: true, shrink: false }
    }
}
