//! Forms: the parameters that are a method's own, and the brush's tip.

mod method;
mod tip;

pub use method::own;
pub use tip::tip;
