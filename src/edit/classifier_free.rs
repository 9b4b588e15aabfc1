//! See METHODS S11.
use serde::{Deserialize, Serialize};
/// Its own parameters: none beside the general ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {}
