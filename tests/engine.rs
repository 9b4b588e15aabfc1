//! No window, no files beyond fixtures: numbers, methods, the engine.

#[path = "engine/checkpoints.rs"]
mod checkpoints;
#[path = "engine/combinations.rs"]
mod combinations;
#[path = "engine/gaussian.rs"]
mod gaussian;
#[path = "engine/inversions.rs"]
mod inversions;
#[path = "engine/jobs.rs"]
mod jobs;
#[path = "engine/method_pictures.rs"]
mod method_pictures;
#[path = "engine/methods.rs"]
mod methods;
#[path = "engine/models.rs"]
mod models;
#[path = "engine/operations.rs"]
mod operations;
#[path = "engine/pairs.rs"]
mod pairs;
#[path = "engine/previews.rs"]
mod previews;
#[path = "engine/prompt_to_prompt.rs"]
mod prompt_to_prompt;
#[path = "engine/reuse.rs"]
mod reuse;
#[path = "engine/samplers.rs"]
mod samplers;
#[path = "engine/tensors.rs"]
mod tensors;
#[path = "engine/tiles.rs"]
mod tiles;
