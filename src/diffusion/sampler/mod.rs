//! One file a sampler.

mod ddim;
mod ddpm;
mod dpmpp_2m;
mod dpmpp_2m_sde;
mod euler;
mod euler_ancestral;
mod lcm;
mod past;
mod pndm;
mod unipc;

use super::{Grid, Prediction, Result, Schedule, Step};
use crate::tensor::Normal;
use candle_core::Tensor;
use serde::{Deserialize, Serialize};

pub use ddim::Ddim;
pub use ddpm::Ddpm;
pub use dpmpp_2m::Dpmpp2m;
pub use dpmpp_2m_sde::Dpmpp2mSde;
pub use euler::Euler;
pub use euler_ancestral::EulerAncestral;
pub use lcm::Lcm;
pub use pndm::Pndm;
pub use unipc::UniPc;

/// From x at `step.now` to x at `step.next`.
pub trait Sampler {
    /// `prediction` is guided, bent and clipped. Multistep ones keep their past in `self`.
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, noise: &mut dyn Normal) -> Result<Tensor>;

    /// Takes note of a step that an earlier run took: after all of them, a multistep sampler goes on as that run would
    /// have.
    fn recall(&mut self, step: &Step, x: &Tensor, x0: &Tensor) -> Result<()> {
        let _ = (step, x, x0);
        Ok(())
    }
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
    /// Karras 2022, deterministic.
    Euler,
    /// The same with fresh noise.
    EulerAncestral,
    /// Lu 2022, second order.
    #[serde(rename = "dpmpp_2m")]
    Dpmpp2m,
    /// The same with fresh noise.
    #[serde(rename = "dpmpp_2m_sde")]
    Dpmpp2mSde,
    /// Liu 2022, four steps.
    Pndm,
    /// Zhao 2023, predicts and corrects.
    #[serde(rename = "unipc")]
    UniPc,
    /// Luo 2023, for distilled networks.
    Lcm,
}

impl SamplerId {
    /// All of them, for menus.
    pub const ALL: [Self; 9] = [
        Self::Ddim,
        Self::Ddpm,
        Self::Euler,
        Self::EulerAncestral,
        Self::Dpmpp2m,
        Self::Dpmpp2mSde,
        Self::Pndm,
        Self::UniPc,
        Self::Lcm,
    ];

    /// The name that recipes and the command line use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ddim => "ddim",
            Self::Ddpm => "ddpm",
            Self::Euler => "euler",
            Self::EulerAncestral => "euler_ancestral",
            Self::Dpmpp2m => "dpmpp_2m",
            Self::Dpmpp2mSde => "dpmpp_2m_sde",
            Self::Pndm => "pndm",
            Self::UniPc => "unipc",
            Self::Lcm => "lcm",
        }
    }

    /// Which levels it visits; `karras` where it [has the choice](Self::has_karras).
    pub const fn grid(self, karras: bool) -> Grid {
        match self {
            Self::Ddim | Self::Ddpm => Grid::Trained,
            Self::Pndm => Grid::Twice,
            Self::Euler | Self::EulerAncestral => Grid::Sigmas { karras },
            Self::Dpmpp2m | Self::Dpmpp2mSde | Self::UniPc => Grid::Open { karras },
            Self::Lcm => Grid::Distilled,
        }
    }

    /// The most steps that can be asked for: a distilled network knows 50 levels.
    pub const fn most_steps(self) -> usize {
        if matches!(self, Self::Lcm) { 50 } else { 1000 }
    }

    /// Whether its levels may be Karras's.
    pub const fn has_karras(self) -> bool {
        matches!(self.grid(true), Grid::Sigmas { .. } | Grid::Open { .. })
    }

    /// Whether its steps undo those of [`super::invert`]: only then does an inverted picture come back.
    pub const fn undoes_inversion(self) -> bool {
        matches!(self, Self::Ddim)
    }

    /// Whether its steps can be taken back and again ([`super::Travel`]). PNDM's second step leads nowhere, and a step of
    /// LCM forgets what was before it.
    pub const fn travels(self) -> bool {
        !matches!(self, Self::Pndm | Self::Lcm)
    }

    /// A fresh sampler. `eta` is used by DDIM only.
    pub fn start(self, schedule: &Schedule, eta: f64) -> Box<dyn Sampler> {
        match self {
            Self::Ddim => Box::new(Ddim::new(schedule, eta)),
            Self::Ddpm => Box::new(Ddpm::new(schedule)),
            Self::Euler => Box::new(Euler),
            Self::EulerAncestral => Box::new(EulerAncestral),
            Self::Dpmpp2m => Box::new(Dpmpp2m::new()),
            Self::Dpmpp2mSde => Box::new(Dpmpp2mSde::new()),
            Self::Pndm => Box::new(Pndm::new(schedule)),
            Self::UniPc => Box::new(UniPc::new()),
            Self::Lcm => Box::new(Lcm),
        }
    }
}
