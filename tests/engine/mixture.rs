//! A mixture of six Gaussians over 64-pixel 1-D "images", with its exact score.
//!
//! Three objects in pixels 24–39 on two backgrounds, RBF covariance.

use super::{config, levels, values};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::{self, Context, Denoiser, Level};
use palimpsest::model::{Hooks, PredictionType};
use palimpsest::tensor::{Noise, Normal, Purpose};

/// Pixels.
pub(super) const D: usize = 64;

/// The mixture, in the basis that makes its covariance diagonal.
pub(super) struct Mixture {
    levels: Vec<Level>,
    /// Eigenvectors in columns.
    basis: Vec<[f64; D]>,
    /// Eigenvalues.
    variance: [f64; D],
    /// Means, two a class.
    means: Vec<[f64; D]>,
    /// The same in the basis.
    turned: Vec<[f64; D]>,
}

impl Mixture {
    pub(super) fn new() -> Self {
        let mut covariance = vec![[0.0; D]; D];
        for (i, row) in covariance.iter_mut().enumerate() {
            for (j, cell) in row.iter_mut().enumerate() {
                let apart = i.abs_diff(j) as f64 / 6.0;
                *cell = (-0.5 * apart * apart).exp() * 0.15 * 0.15 + if i == j { 0.03 * 0.03 } else { 0.0 };
            }
        }
        let (variance, basis) = eigen(covariance);
        let means: Vec<_> = (0..6).map(|k| mean(k / 2, k % 2)).collect();
        let turned = means.iter().map(|mean| turn(&basis, mean)).collect();
        Self { levels: levels(&config()), basis, variance, means, turned }
    }

    /// Which components a context means: those of a class, or all.
    fn components(context: &Context) -> Vec<usize> {
        let class = context.text.as_ref().map(|text| text.flatten_all().unwrap().to_vec1::<f32>().unwrap()[0] as usize);
        (0..6).filter(|k| class.is_none_or(|class| k / 2 == class)).collect()
    }

    /// log of the unnormalised weight of each of `components` for one turned picture.
    fn weights(&self, y: &[f64; D], Level { a, b }: Level, components: &[usize]) -> Vec<f64> {
        let log = |&k: &usize| -> f64 {
            let terms = (0..D).map(|i| (y[i] - a * self.turned[k][i]).powi(2) / (a * a * self.variance[i] + b * b));
            -0.5 * terms.sum::<f64>()
        };
        let logs: Vec<f64> = components.iter().map(log).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logs.iter().map(|l| (l - most).exp()).sum();
        logs.into_iter().map(|l| (l - most).exp() / sum).collect()
    }

    fn eps(&self, x: &[f64; D], level: Level, components: &[usize]) -> [f64; D] {
        let Level { a, b } = level;
        let y = turn(&self.basis, x);
        let mut score = [0.0; D];
        for (weight, &k) in self.weights(&y, level, components).into_iter().zip(components) {
            for i in 0..D {
                score[i] += weight * (a * self.turned[k][i] - y[i]) / (a * a * self.variance[i] + b * b);
            }
        }
        std::array::from_fn(|j| -b * (0..D).map(|i| self.basis[j][i] * score[i]).sum::<f64>())
    }

    /// E[ε∣x] of all components at a level.
    pub(super) fn eps_at(&self, x: &Tensor, level: Level) -> Tensor {
        let all: Vec<usize> = (0..6).collect();
        tensor(&pictures(x).iter().map(|x| self.eps(x, level, &all)).collect::<Vec<_>>())
    }

    /// `n` pictures of the mixture, and the component of each.
    pub(super) fn draw(&self, n: usize, seed: u64) -> (Tensor, Vec<usize>) {
        let z = pictures(&Noise::new(seed).draw(Purpose::Map, 0, &(n, 1, 1, D).into(), &Device::Cpu).unwrap());
        let which: Vec<usize> = (0..n).map(|i| i % 6).collect();
        let draw = |(z, &k): (&[f64; D], &usize)| -> [f64; D] {
            let spread: [f64; D] = std::array::from_fn(|i| z[i] * self.variance[i].sqrt());
            std::array::from_fn(|j| self.means[k][j] + (0..D).map(|i| self.basis[j][i] * spread[i]).sum::<f64>())
        };
        let drawn: Vec<_> = z.iter().zip(&which).map(draw).collect();
        (tensor(&drawn), which)
    }

    /// The mean probability of `class`.
    pub(super) fn class_probability(&self, x: &Tensor, class: usize) -> f64 {
        let all: Vec<usize> = (0..6).collect();
        let of = |x: &[f64; D]| -> f64 {
            let weights = self.weights(&turn(&self.basis, x), self.levels[0], &all);
            weights[2 * class] + weights[2 * class + 1]
        };
        let x = pictures(x);
        x.iter().map(of).sum::<f64>() / x.len() as f64
    }
}

impl Denoiser for Mixture {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], _: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        let components = Self::components(contexts[0]);
        let level = self.levels[t as usize];
        let eps: Vec<_> = pictures(x).iter().map(|x| self.eps(x, level, &components)).collect();
        Ok(tensor(&eps))
    }
    fn prediction(&self) -> PredictionType {
        PredictionType::Epsilon
    }
}

/// Mean of an object (0 a hill, 1 a hole, 2 waves) on a dark or a light background.
pub(super) fn mean(class: usize, light: usize) -> [f64; D] {
    std::array::from_fn(|i| {
        let ground = if light == 1 { 0.4 } else { -0.4 };
        let Some(at) = i.checked_sub(24).filter(|&at| at < 16) else { return ground };
        let part = at as f64 / 15.0 * std::f64::consts::TAU;
        let hill = (0.5 - 0.5 * part.cos()) * 0.9;
        ground + [hill, -hill, (2.0 * part).sin() * 0.8][class]
    })
}

fn turn(basis: &[[f64; D]], x: &[f64; D]) -> [f64; D] {
    std::array::from_fn(|i| (0..D).map(|j| basis[j][i] * x[j]).sum())
}

/// Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations.
fn eigen(mut m: Vec<[f64; D]>) -> ([f64; D], Vec<[f64; D]>) {
    let mut basis: Vec<[f64; D]> = (0..D).map(|i| std::array::from_fn(|j| f64::from(u8::from(i == j)))).collect();
    for _ in 0..12 {
        for p in 0..D {
            for q in p + 1..D {
                if m[p][q].abs() < 1e-18 {
                    continue;
                }
                let theta = (m[q][q] - m[p][p]) / (2.0 * m[p][q]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cos = 1.0 / (t * t + 1.0).sqrt();
                let sin = t * cos;
                for row in &mut m {
                    (row[p], row[q]) = (cos * row[p] - sin * row[q], sin * row[p] + cos * row[q]);
                }
                let (above, below) = m.split_at_mut(q);
                for (x, y) in above[p].iter_mut().zip(&mut below[0]) {
                    (*x, *y) = (cos * *x - sin * *y, sin * *x + cos * *y);
                }
                for row in &mut basis {
                    (row[p], row[q]) = (cos * row[p] - sin * row[q], sin * row[p] + cos * row[q]);
                }
            }
        }
    }
    (std::array::from_fn(|i| m[i][i]), basis)
}

pub(super) fn pictures(x: &Tensor) -> Vec<[f64; D]> {
    values(x).chunks(D).map(|row| std::array::from_fn(|i| f64::from(row[i]))).collect()
}

pub(super) fn tensor(pictures: &[[f64; D]]) -> Tensor {
    let flat: Vec<f32> = pictures.iter().flatten().map(|&x| x as f32).collect();
    Tensor::from_vec(flat, (pictures.len(), 1, 1, D), &Device::Cpu).unwrap()
}
