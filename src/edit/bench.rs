//! The workbench that a method has at hand: encode, prompt, sample, decode.
/// See the module.
pub struct Bench {}
