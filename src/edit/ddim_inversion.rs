//! See METHODS S2.
use serde::{Deserialize, Serialize};
/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// How far the picture is inverted, ∈ (0, 1].
    pub strength: f64,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 1.0 }
    }
}
