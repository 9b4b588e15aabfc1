//! x̂₀ as a small picture without the decoder: a linear map from latent channels to RGB.
//!
//! Least squares of the edited picture's own latent cells against its area-averaged colours, drawn (ridge) towards a map
//! that is fitted once a model on a sample picture.

use candle_core::{DType, Tensor};

use super::Result;

/// One row a latent channel and one for the constant; RGB in [0, 1].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Linear(Vec<[f64; 3]>);

impl Linear {
    #[expect(clippy::needless_range_loop, reason = "matrix indices read like the formula")]
    /// Fits latents (1, c, h, w) to colours (planar RGB, h·w each), drawn towards `prior` with the weight of `ridge` cells.
    pub(super) fn fit(z: &Tensor, rgb: &[f32], prior: Option<&Self>, ridge: f64) -> Result<Self> {
        let (z, cells) = planes(z)?;
        let n = z.len() / cells + 1;
        let at = |k: usize, i: usize| if k + 1 == n { 1.0 } else { f64::from(z[k * cells + i]) };
        let mut left = vec![vec![0.0; n]; n]; // ZᵀZ + λI
        let mut right = vec![[0.0; 3]; n]; // ZᵀY + λW₀
        for i in 0..cells {
            for k in 0..n {
                for j in 0..n {
                    left[k][j] += at(k, i) * at(j, i);
                }
                for (channel, sum) in right[k].iter_mut().enumerate() {
                    *sum += at(k, i) * f64::from(rgb[channel * cells + i]);
                }
            }
        }
        for k in 0..n {
            left[k][k] += ridge;
            if let Some(prior) = prior {
                for (sum, weight) in right[k].iter_mut().zip(prior.0[k]) {
                    *sum += ridge * weight;
                }
            }
        }
        Ok(Self(solved(left, right)))
    }

    /// Latents (1, c, h, w) → planar RGB in [0, 1].
    pub(super) fn apply(&self, x: &Tensor) -> Result<Vec<f32>> {
        let (x, cells) = planes(x)?;
        let mut rgb = Vec::with_capacity(3 * cells);
        for channel in 0..3 {
            rgb.extend((0..cells).map(|i| {
                let constant = self.0.last().map_or(0.0, |row| row[channel]);
                let sum: f64 = self.0[..self.0.len() - 1]
                    .iter()
                    .enumerate()
                    .map(|(k, row)| row[channel] * f64::from(x[k * cells + i]))
                    .sum();
                (sum + constant).clamp(0.0, 1.0) as f32
            }));
        }
        Ok(rgb)
    }
}

fn planes(x: &Tensor) -> Result<(Vec<f32>, usize)> {
    let (_, _, h, w) = x.dims4()?;
    Ok((x.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?, h * w))
}

#[expect(clippy::needless_range_loop, reason = "matrix indices read like the formula")]
/// Gauss elimination with row exchange; `a` is symmetric and, by the ridge, regular.
fn solved(mut a: Vec<Vec<f64>>, mut b: Vec<[f64; 3]>) -> Vec<[f64; 3]> {
    let n = b.len();
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i][k].abs().total_cmp(&a[j][k].abs())).unwrap_or(k);
        a.swap(k, pivot);
        b.swap(k, pivot);
        for i in k + 1..n {
            let factor = a[i][k] / a[k][k];
            for j in k..n {
                a[i][j] -= factor * a[k][j];
            }
            for channel in 0..3 {
                b[i][channel] -= factor * b[k][channel];
            }
        }
    }
    for k in (0..n).rev() {
        for channel in 0..3 {
            let known: f64 = (k + 1..n).map(|j| a[k][j] * b[j][channel]).sum();
            b[k][channel] = (b[k][channel] - known) / a[k][k];
        }
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn a_linear_truth_is_found_and_a_prior_fills_what_is_unknown() {
        let z: Vec<f32> = (0..4 * 20).map(|i| ((i * 37 % 19) as f32 - 9.0) / 9.0).collect();
        let z = Tensor::from_vec(z, (1, 4, 4, 5), &Device::Cpu).unwrap();
        let truth =
            Linear(vec![[0.1, 0.0, -0.05], [0.0, 0.1, 0.0], [0.05, 0.0, 0.1], [0.0, -0.1, 0.0], [0.5, 0.4, 0.6]]);
        let rgb = truth.apply(&z).unwrap();
        let found = Linear::fit(&z, &rgb, None, 1e-6).unwrap();
        let off = found.apply(&z).unwrap().iter().zip(&rgb).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(off < 1e-3, "{off}");
        let grey = Tensor::zeros((1, 4, 1, 1), DType::F32, &Device::Cpu).unwrap();
        let drawn = Linear::fit(&grey, &[0.5, 0.4, 0.6], Some(&truth), 1.0).unwrap();
        for (row, expected) in drawn.0.iter().zip(&truth.0) {
            assert!(row.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6));
        }
    }
}
