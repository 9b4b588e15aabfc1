//! `config.json` of each part.

use serde::{Deserialize, Serialize};

/// What a network predicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PredictionType {
    /// ε.
    #[default]
    Epsilon,
    /// v = a ε − b x₀.
    VPrediction,
    /// x₀.
    Sample,
}

/// `scheduler_config.json`, plain data; `diffusion::Schedule` is made from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SchedulerConfig {
    /// T of training.
    pub num_train_timesteps: usize,
    /// β of the first step.
    pub beta_start: f64,
    /// β of the last step.
    pub beta_end: f64,
    /// `linear`, `scaled_linear` or `squaredcos_cap_v2`.
    pub beta_schedule: String,
    /// What the network predicts.
    pub prediction_type: PredictionType,
    /// Clamp x̂₀ to ±`clip_sample_range` (pixel models).
    pub clip_sample: bool,
    /// See `clip_sample`.
    pub clip_sample_range: f64,
    /// Whether ᾱ after the last step is 1 rather than ᾱ₀.
    pub set_alpha_to_one: bool,
    /// Added to every timestep.
    pub steps_offset: usize,
    /// `leading`, `trailing` or `linspace`.
    pub timestep_spacing: String,
    /// Rescale β so that ᾱ_T = 0.
    pub rescale_betas_zero_snr: bool,
    /// DDPM's variance: `fixed_small`, `fixed_small_log`, `fixed_large`.
    pub variance_type: String,
}

impl Default for SchedulerConfig {
    fn default() -> Self {
        Self {
            num_train_timesteps: 1000,
            beta_start: 1e-4,
            beta_end: 0.02,
            beta_schedule: "linear".into(),
            prediction_type: PredictionType::Epsilon,
            clip_sample: true,
            clip_sample_range: 1.0,
            set_alpha_to_one: true,
            steps_offset: 0,
            timestep_spacing: "leading".into(),
            rescale_betas_zero_snr: false,
            variance_type: "fixed_small".into(),
        }
    }
}
