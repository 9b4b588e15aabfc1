//! `scheduler_config.json`.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::json;

use super::fields::Fields;
use super::{Error, Result};

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
    #[serde(deserialize_with = "variance_type")]
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

/// DPM-Solver's configurations say null.
fn variance_type<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_else(|| SchedulerConfig::default().variance_type))
}

impl SchedulerConfig {
    /// Reads the text of `file`. What the file does not say is the default of the class that it names: only DDPM and
    /// DDIM clip x̂₀, and PNDM ends at ᾱ₀.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self> {
        // diffusers writes an infinity, which is no JSON, into DPM-Solver's settings.
        let text = &text.replace("-Infinity", "null");
        let fields = Fields::parse(file, text)?;
        let mut config: Self =
            serde_json::from_str(text).map_err(|e| Error::config(file, format!("it does not read as numbers: {e}")))?;
        let class = fields.word("_class_name")?;
        if fields.get("clip_sample").is_none() && !class.starts_with("DDPM") && !class.starts_with("DDIM") {
            config.clip_sample = false;
        }
        if fields.get("set_alpha_to_one").is_none() && class.starts_with("PNDM") {
            config.set_alpha_to_one = false;
        }
        fields.plain("trained_betas", &[])?;
        fields.plain("thresholding", &[json!(false)])?;
        fields.count_or("num_train_timesteps", 1000, 100_000)?;
        let (first, last) =
            (fields.number_or("beta_start", 1e-4, 1e-9..=0.999)?, fields.number_or("beta_end", 0.02, 1e-9..=0.999)?);
        if first > last {
            return Err(fields.wrong("beta_start", format!("is {first}, above beta_end, {last}")));
        }
        fields.number_or("clip_sample_range", 1.0, 1e-6..=1e6)?;
        for (key, known) in [
            ("beta_schedule", &["linear", "scaled_linear", "squaredcos_cap_v2"][..]),
            ("timestep_spacing", &["leading", "trailing", "linspace"]),
        ] {
            fields.plain(key, &known.iter().map(|&word| json!(word)).collect::<Vec<_>>())?;
        }
        if config.steps_offset >= config.num_train_timesteps {
            return Err(fields.wrong("steps_offset", format!("is {}, beyond the last step", config.steps_offset)));
        }
        Ok(config)
    }
}
