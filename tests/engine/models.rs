//! Checkpoints: good ones in every form, and bad ones, each with one clear sentence.

#![expect(clippy::unwrap_used, reason = "helpers of tests, too, may panic")]

#[path = "models/bad.rs"]
mod bad;
#[path = "models/folder.rs"]
mod folder;
#[path = "models/forms.rs"]
mod forms;
#[path = "models/hooks.rs"]
mod hooks;

pub(crate) use folder::{load, tiny};
