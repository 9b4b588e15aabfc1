//! The window's flows, driven by labels. No display; pictures only where there is an adapter.

#[path = "app/canvas.rs"]
mod canvas;
