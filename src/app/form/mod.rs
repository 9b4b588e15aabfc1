//! Forms: the parameters that are a method's own, what is added to it, and the brush's tip.

mod also;
mod method;
mod tint;
mod tip;

pub use method::own;
pub use tint::tint;
pub use tip::tip;
