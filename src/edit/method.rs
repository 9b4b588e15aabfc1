//! The table of methods: what the help, the window and the checks read.
use super::recipe::Method;
use crate::model::ModelCard;
/// What is told about a method.
#[derive(Clone, Debug)]
pub struct MethodInfo {
    /// As in recipes and on the command line.
    pub name: &'static str,
    /// Plain words: "Change a part, keep its shape".
    pub title: &'static str,
    /// One sentence: what it does, what it keeps.
    pub summary: &'static str,
    /// Authors, title, venue, arXiv.
    pub paper: &'static str,
    /// Its parameters, general ones that it uses included.
    pub parameters: &'static [Parameter],
    /// A fresh instance with the defaults.
    pub default: fn() -> Method,
    /// Needs a picture.
    pub needs_image: bool,
    /// Needs source words.
    pub needs_source: bool,
}
/// One parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Key for `--set`.
    pub name: &'static str,
    /// Plain words, field's term in brackets: "Keep ↔ change (strength t₀)".
    pub label: &'static str,
    /// What the person will see when turning it.
    pub help: &'static str,
    /// Default, as JSON text.
    pub default: &'static str,
    /// Range in words or numbers: "0…1".
    pub range: &'static str,
}
/// All methods that exist.
pub const METHODS: &[MethodInfo] = &[];
/// Why `method` cannot run on a model; `None` when it can.
pub fn unavailable(method: &MethodInfo, card: &ModelCard) -> Option<String> {
    let _ = (method, card);
    todo!()
}
