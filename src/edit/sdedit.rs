//! See METHODS.
use serde::{Deserialize, Serialize};
/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// t₀ ∈ (0, 1]: how much of the picture is forgotten.
    pub strength: f64,
    /// K ∈ 1…8: how often the whole is repeated.
    pub repeats: usize,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 0.6, repeats: 1 }
    }
}
