//! Schedules, samplers, one denoising loop, the controls that plug into it.
//!
//! (1) x_t = a_t x₀ + b_t ε   (2) x̂₀ = (x_t − b_t ε) / a_t   (3) DDIM: x_s = a_s x̂₀ + √(b_s² − σ²) ε + σ z

mod betas;
pub mod control;
mod difference;
mod error;
mod grid;
pub mod guidance;
pub mod invert;
pub mod keep;
pub mod local_blend;
pub mod null_text;
mod observe;
mod predict;
pub mod replay;
mod reuse;
mod sample;
pub mod sampler;
mod schedule;
pub mod swap;
pub mod travel;
mod wires;

pub use control::{
    AfterStep, AttentionControl, BottleneckControl, Branches, Combine, Combined, Controls, Energy, On, Rank, Start,
    Travel,
};
pub use difference::difference;
pub use error::{Error, Result};
pub use grid::{Grid, Spacing};
pub use guidance::{Guidance, TwoGuidances, Within};
pub use keep::{KeepOutside, Known};
pub use local_blend::LocalBlend;
pub use null_text::NullText;
pub use observe::Observer;
pub use predict::{Context, Denoiser, Prediction};
pub use replay::Replay;
pub use reuse::Reusing;
pub use sample::{rehearse, sample};
pub use sampler::{Sampler, SamplerId};
pub use schedule::{Level, Schedule, Step};
pub use swap::{Base, Rewriting, Seen, Swap};
pub use travel::Visit;
