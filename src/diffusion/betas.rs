//! β and ᾱ of the training schedule, and what it may be.

use super::{Error, Result};
use crate::model::SchedulerConfig;

/// ᾱ_t for every training timestep.
pub(super) fn alphas_bar(config: &SchedulerConfig) -> Result<Vec<f64>> {
    let train = config.num_train_timesteps;
    if !(1..=100_000).contains(&train) {
        return Err(Error::Invalid(format!("a schedule cannot have {train} training timesteps")));
    }
    let (start, end) = (config.beta_start, config.beta_end);
    let range = 0.0..1.0;
    if !(range.contains(&start) && range.contains(&end) && start > 0.0 && start <= end) {
        return Err(Error::Invalid(format!("a schedule's β cannot go from {start} to {end}")));
    }
    if config.clip_sample && !(config.clip_sample_range > 0.0 && config.clip_sample_range.is_finite()) {
        return Err(Error::Invalid(format!("x̂₀ cannot be clipped to ±{}", config.clip_sample_range)));
    }
    let line = |from: f64, to: f64| {
        let gap = (train - 1).max(1) as f64;
        (0..train).map(move |i| from + (to - from) * i as f64 / gap)
    };
    let betas: Vec<f64> = match config.beta_schedule.as_str() {
        "linear" => line(start, end).collect(),
        "scaled_linear" => line(start.sqrt(), end.sqrt()).map(|root| root * root).collect(),
        // Nichol & Dhariwal 2021 (17), with their cap: β = min(1 − ᾱ(t + 1)/ᾱ(t), 0.999).
        "squaredcos_cap_v2" => {
            let bar =
                |i: usize| ((i as f64 / train as f64 + 0.008) / 1.008 * std::f64::consts::FRAC_PI_2).cos().powi(2);
            (0..train).map(|i| (1.0 - bar(i + 1) / bar(i)).min(0.999)).collect()
        }
        other => return Err(Error::Invalid(format!("no such beta schedule: {other:?}"))),
    };
    let bars = betas.iter().scan(1.0, |bar, beta| {
        *bar *= 1.0 - beta;
        Some(*bar)
    });
    let mut bars: Vec<f64> = bars.collect();
    if config.rescale_betas_zero_snr && train > 1 {
        zero_terminal_snr(&mut bars);
    }
    Ok(bars)
}

/// Shifts and scales √ᾱ so that the last is 0 and the first stays (Lin et al. 2024, arXiv 2305.08891, Algorithm 1).
fn zero_terminal_snr(bars: &mut [f64]) {
    let (first, last) = (bars[0].sqrt(), bars[bars.len() - 1].sqrt());
    for bar in bars {
        *bar = ((bar.sqrt() - last) * first / (first - last)).powi(2);
    }
}
