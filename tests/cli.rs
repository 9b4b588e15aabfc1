//! The real program in temporary folders, as a person types it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "cli/also.rs"]
mod also;
#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/bench.rs"]
mod bench;
#[path = "cli/edit.rs"]
mod edit;
#[path = "cli/interrupt.rs"]
mod interrupt;
#[path = "cli/invert.rs"]
mod invert;
#[path = "cli/listings.rs"]
mod listings;
#[path = "cli/mask.rs"]
mod mask;
#[path = "cli/models.rs"]
mod models;
#[path = "cli/outside.rs"]
mod outside;
#[path = "cli/program.rs"]
mod program;
#[path = "cli/recipes.rs"]
mod recipes;
#[path = "cli/scenes.rs"]
mod scenes;
#[path = "cli/tour.rs"]
mod tour;
#[path = "cli/words.rs"]
mod words;
