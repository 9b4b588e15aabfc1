//! One file a sampler.

mod ddim;
mod ddpm;

use super::{Prediction, Result, Schedule, Step};
use crate::tensor::Normal;
use candle_core::Tensor;
use serde::{Deserialize, Serialize};

pub use ddim::Ddim;
pub use ddpm::Ddpm;

/// From x at `step.now` to x at `step.next`.
pub trait Sampler {
    /// `prediction` is guided, bent and clipped. Multistep ones keep their past in `self`.
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, noise: &mut dyn Normal) -> Result<Tensor>;
}

/// Samplers by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SamplerId {
    /// Song 2021; deterministic at η = 0.
    #[default]
    Ddim,
    /// Ho 2020, ancestral.
    Ddpm,
}

impl SamplerId {
    /// All of them, for menus.
    pub const ALL: [Self; 2] = [Self::Ddim, Self::Ddpm];
    /// The name that recipes and the command line use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ddim => "ddim",
            Self::Ddpm => "ddpm",
        }
    }
    /// A fresh sampler. `eta` is used by DDIM only.
    pub fn start(self, schedule: &Schedule, eta: f64) -> Box<dyn Sampler> {
        match self {
            Self::Ddim => Box::new(Ddim::new(schedule, eta)),
            Self::Ddpm => Box::new(Ddpm::new(schedule)),
        }
    }
}
