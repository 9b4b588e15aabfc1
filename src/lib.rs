//! Palimpsest: a picture editor in which every edit is a controlled re-denoising.
//!
//! | Room | One sentence |
//! |---|---|
//! | [`raster`] | pixel buffers, masks, rectangles, reading and writing files |
//! | [`tensor`] | the handful of tensor formulas the papers need, differentiable and reproducible |
//! | [`model`] | networks with hooks, and getting weights into them |
//! | [`diffusion`] | schedules, samplers, one denoising loop, the controls that plug into it |
//! | [`edit`] | recipes and one file for each editing method |
//! | [`document`] | layers, masks, undoable changes |
//! | [`engine`] | the worker thread: jobs, model cache, progress, cancelling |
//! | [`measure`] | speed and edit figures (`palimpsest bench …`) |
//! | [`cli`] | arguments → recipe → engine → files |
//! | [`app`] | the window: panels, tools, canvas |
//!
//! Who may name whom is written in ARCHITECTURE.md and held by `tests/rooms.rs`.

pub mod app;
pub mod cli;
pub mod diffusion;
pub mod document;
pub mod edit;
pub mod engine;
pub mod measure;
pub mod model;
pub mod raster;
pub mod tensor;
