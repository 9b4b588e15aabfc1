//! The layers that the networks share. All of them keep gradients where they are asked to.

mod attention;
mod norm;
mod resnet;

use candle_core::{Result, Tensor};
use candle_nn::{Conv2d, Conv2dConfig, Linear, Module, VarBuilder, conv2d};

pub(crate) use attention::{HELD, Heads, SelfAttention};
pub(crate) use norm::{LayerNorm, group_norm};
pub(crate) use resnet::Resnet;

/// Groups and ε of group norms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Norm {
    pub(crate) groups: usize,
    pub(crate) eps: f64,
}

/// A convolution that keeps height and width.
pub(crate) fn conv(from: usize, to: usize, kernel: usize, vb: VarBuilder<'_>) -> Result<Conv2d> {
    conv2d(from, to, kernel, Conv2dConfig { padding: kernel / 2, ..Default::default() }, vb)
}

/// Halves height and width by a convolution of stride 2.
pub(crate) struct Downsample {
    conv: Conv2d,
    /// Zeros before the first row and column: 1, or 0 where `downsample_padding` is 0.
    before: usize,
}

impl Downsample {
    pub(crate) fn new(channels: usize, asymmetric: bool, vb: &VarBuilder<'_>) -> Result<Self> {
        let config = Conv2dConfig { stride: 2, ..Default::default() };
        Ok(Self { conv: conv2d(channels, channels, 3, config, vb.pp("conv"))?, before: usize::from(!asymmetric) })
    }

    /// Pads to an odd size, which is all that the convolution reads. candle's backward pass takes one remainder for
    /// height and width, and fails where they differ.
    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let after = |n: usize| (n + self.before + 1) % 2;
        let (h, w) = (x.dim(2)?, x.dim(3)?);
        self.conv.forward(&x.pad_with_zeros(2, self.before, after(h))?.pad_with_zeros(3, self.before, after(w))?)
    }
}

/// Enlarges by nearest neighbours, then convolves.
pub(crate) struct Upsample {
    conv: Conv2d,
}

impl Upsample {
    pub(crate) fn new(channels: usize, vb: &VarBuilder<'_>) -> Result<Self> {
        Ok(Self { conv: conv(channels, channels, 3, vb.pp("conv"))? })
    }

    /// To `height`×`width`: twice the size, or one less where the encoder met an odd size.
    pub(crate) fn forward(&self, x: &Tensor, height: usize, width: usize) -> Result<Tensor> {
        self.conv.forward(&nearest(x, height, width)?)
    }
}

/// Nearest neighbours, index ⌊i · from / to⌋ as PyTorch's. Not candle's, whose backward pass overwrites gradients.
fn nearest(x: &Tensor, height: usize, width: usize) -> Result<Tensor> {
    let (b, c, h, w) = x.dims4()?;
    if (height, width) == (2 * h, 2 * w) {
        return x.reshape((b, c, h, 1, w, 1))?.broadcast_as((b, c, h, 2, w, 2))?.reshape((b, c, height, width));
    }
    let indices = |from: usize, to: usize| Tensor::from_iter((0..to).map(|i| (i * from / to) as u32), x.device());
    x.index_select(&indices(h, height)?, 2)?.index_select(&indices(w, width)?, 3)
}

/// A linear layer, under its new or its old name.
pub(crate) fn linear(from: usize, to: usize, names: [&str; 2], vb: &VarBuilder<'_>) -> Result<Linear> {
    let old = vb.contains_tensor(&format!("{}.weight", names[1]));
    candle_nn::linear(from, to, vb.pp(names[usize::from(old)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{Device, Var};

    /// Twice the size and odd sizes against PyTorch's rule; each gradient counts how often a pixel was read.
    #[test]
    fn nearest_reads_and_gives_back() {
        for (h, w, height, width) in [(2, 3, 4, 6), (2, 3, 3, 5), (3, 2, 5, 4)] {
            let x = Var::from_tensor(
                &Tensor::arange(0f32, (h * w) as f32, &Device::Cpu).unwrap().reshape((1, 1, h, w)).unwrap(),
            );
            let x = x.unwrap();
            let up = nearest(&x, height, width).unwrap();
            let got = up.squeeze(0).unwrap().squeeze(0).unwrap().to_vec2::<f32>().unwrap();
            let mut reads = vec![0f32; h * w];
            for (i, row) in got.iter().enumerate() {
                for (j, &value) in row.iter().enumerate() {
                    let index = (i * h / height) * w + j * w / width;
                    assert_eq!(value, index as f32);
                    reads[index] += 1.0;
                }
            }
            // Used twice on purpose: candle's own upsampling loses one of the two gradients.
            let loss = (up.sum_all().unwrap() + x.sum_all().unwrap()).unwrap();
            let gradient =
                loss.backward().unwrap().remove(&x).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
            assert_eq!(gradient, reads.iter().map(|n| n + 1.0).collect::<Vec<_>>());
        }
    }
}
