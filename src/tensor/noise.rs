//! Seeded normal numbers, the same on every device and every number of threads.

use candle_core::{Device, Result, Shape, Tensor};
use std::collections::VecDeque;

/// What a draw is for. One stream a purpose: switching one control on never reshuffles another's noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// x_T, or the noise of x_t0.
    Init,
    /// z of a stochastic step.
    Step,
    /// Noise of the known region.
    Known,
    /// The VAE's posterior, if sampled.
    Posterior,
    /// What a hole starts from.
    Fill,
    /// Augmentations.
    Augment,
    /// Maps such as DiffEdit's.
    Map,
    /// The way back up of a time travel.
    Travel,
}

/// Where normal numbers come from: the product's counter-based [`Noise`], or a test's recording.
pub trait Normal {
    /// N(0, 1) of `shape` for `purpose` at step `step`: a pure function of (seed, purpose, step, index) in [`Noise`].
    fn draw(&mut self, purpose: Purpose, step: usize, shape: &Shape, device: &Device) -> Result<Tensor>;
}

/// Counter-based generator: every number is a function of (seed, purpose, step, index), index being the place in the
/// flattened tensor. So the first picture of a batch gets the numbers that it gets alone.
#[derive(Clone, Debug)]
pub struct Noise {
    seed: u64,
    /// Another seed whose noise is mixed in, and the angle of the mix: π/2 would be that seed alone.
    other: Option<(u64, f64)>,
}

impl Noise {
    /// Noise of one seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, other: None }
    }

    /// Noise on the way to that of another seed: cos(a π/2) of the one and sin(a π/2) of the other, so that the variance
    /// stays. The same numbers as without at an `amount` of 0, those of `seed` at 1.
    #[must_use]
    pub fn towards(&self, seed: u64, amount: f64) -> Self {
        match amount {
            ..=0.0 => self.clone(),
            1.0.. => Self::new(seed),
            _ => Self { seed: self.seed, other: Some((seed, amount * std::f64::consts::FRAC_PI_2)) },
        }
    }

    /// Other noise, as good as independent, for the `k`-th repeat of a run; `derive(0)` is another stream than `self`.
    #[must_use]
    pub fn derive(&self, k: u64) -> Self {
        let derived = |seed: u64| mix(seed ^ mix(k.wrapping_add(GOLDEN)));
        Self { seed: derived(self.seed), other: self.other.map(|(seed, angle)| (derived(seed), angle)) }
    }

    /// The `index`-th whole number from 0 to below `n`, all as likely; a stream beside those of every [`Purpose`]. 0
    /// where `n` is.
    pub fn below(&self, index: u64, n: usize) -> usize {
        let key = mix(mix(self.seed.wrapping_add(GOLDEN)));
        ((uniform(key, index) * n as f64) as usize).min(n.saturating_sub(1))
    }
}

impl Normal for Noise {
    fn draw(&mut self, purpose: Purpose, step: usize, shape: &Shape, device: &Device) -> Result<Tensor> {
        let count = shape.elem_count();
        let mut normals = normals(self.seed, purpose, step, count);
        if let Some((seed, angle)) = self.other {
            let (sin, cos) = angle.sin_cos();
            for (own, other) in normals.iter_mut().zip(self::normals(seed, purpose, step, count)) {
                *own = (cos * f64::from(*own) + sin * f64::from(other)) as f32;
            }
        }
        Tensor::from_vec(normals, shape, device)
    }
}

/// The first `count` numbers of a stream.
fn normals(seed: u64, purpose: Purpose, step: usize, count: usize) -> Vec<f32> {
    let key = mix(mix(mix(seed.wrapping_add(GOLDEN)) ^ (purpose as u64 + 1)) ^ step as u64);
    let mut normals = Vec::with_capacity(count + 1);
    for pair in 0..count.div_ceil(2) as u64 {
        normals.extend(box_muller(uniform(key, 2 * pair), uniform(key, 2 * pair + 1)));
    }
    normals.truncate(count);
    normals
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finalizer of SplitMix64 (Steele, Lea & Flood 2014): every input bit reaches every output bit.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Uniform in (0, 1], 53 bits. Mixed twice, so that neighbouring counters and keys share nothing.
fn uniform(key: u64, counter: u64) -> f64 {
    let bits = mix(mix(counter.wrapping_mul(GOLDEN) ^ key).wrapping_add(key.rotate_left(32)));
    ((bits >> 11) + 1) as f64 / (1_u64 << 53) as f64
}

/// Two independent normals from two uniforms (Box & Muller 1958), in f64 so that the tails are right.
fn box_muller(u: f64, v: f64) -> [f32; 2] {
    let radius = (-2.0 * u.ln()).sqrt();
    let (sin, cos) = (std::f64::consts::TAU * v).sin_cos();
    [(radius * cos) as f32, (radius * sin) as f32]
}

/// Replays given tensors in order, whatever the purpose; an error when they run out or do not fit.
#[derive(Clone, Debug)]
pub struct Recorded {
    draws: VecDeque<Tensor>,
}

impl Recorded {
    /// A recording of `draws`, the first one first.
    pub fn new(draws: impl IntoIterator<Item = Tensor>) -> Self {
        Self { draws: draws.into_iter().collect() }
    }

    /// How many draws are left.
    pub fn left(&self) -> usize {
        self.draws.len()
    }
}

impl Normal for Recorded {
    fn draw(&mut self, purpose: Purpose, step: usize, shape: &Shape, device: &Device) -> Result<Tensor> {
        let Some(draw) = self.draws.pop_front() else {
            candle_core::bail!("the recorded noise is exhausted at {purpose:?} of step {step}")
        };
        if draw.shape() != shape {
            candle_core::bail!(
                "{purpose:?} of step {step} asks for noise of {shape:?}, recorded was {:?}",
                draw.shape()
            )
        }
        draw.to_device(device)
    }
}
