//! softmax(q kᵀ / √d) v (Vaswani et al. 2017, 1706.03762, eq. 1), by heads.

use candle_core::{Result, Tensor};
use candle_nn::{GroupNorm, Linear, Module, VarBuilder};

use super::{Norm, group_norm, linear};
use crate::tensor::softmax::softmax;

/// Most probabilities that are held at once where nobody asks to see them (32 MB).
pub(crate) const HELD: usize = 8 << 20;

/// q, k, v of one layer, split into heads: (b·heads, n, d), batch slow.
pub(crate) struct Heads {
    q: Tensor,
    k: Tensor,
    v: Tensor,
    count: usize,
}

impl Heads {
    /// Splits (b, n, heads·d).
    pub(crate) fn new(q: &Tensor, k: &Tensor, v: &Tensor, heads: usize) -> Result<Self> {
        let split = |x: &Tensor| {
            let (b, n, width) = x.dims3()?;
            let x = x.reshape((b, n, heads, width / heads))?.transpose(1, 2)?.contiguous()?;
            x.reshape((b * heads, n, width / heads))
        };
        let scale = (q.dim(2)? as f64 / heads as f64).powf(-0.5);
        Ok(Self { q: split(&(q * scale)?)?, k: split(k)?, v: split(v)?, count: heads })
    }

    /// softmax(q kᵀ / √d + mask): (b·heads, n, n_ctx).
    pub(crate) fn probs(&self, mask: Option<&Tensor>, grad: bool) -> Result<Tensor> {
        probs(&self.q, &self.k, mask, grad)
    }

    /// probs · v with the heads joined again: (b, n, heads·d).
    pub(crate) fn mix(&self, probs: &Tensor) -> Result<Tensor> {
        self.join(&probs.matmul(&self.v)?)
    }

    fn join(&self, out: &Tensor) -> Result<Tensor> {
        let (rows, n, d) = out.dims3()?;
        let out = out.reshape((rows / self.count, self.count, n, d))?.transpose(1, 2)?;
        out.contiguous()?.reshape((rows / self.count, n, self.count * d))
    }

    /// The same without ever holding all probabilities.
    pub(crate) fn attend(&self, grad: bool) -> Result<Tensor> {
        let ((rows, n, _), m) = (self.q.dims3()?, self.k.dim(1)?);
        if rows * n * m <= HELD {
            return self.mix(&self.probs(None, grad)?);
        }
        let (some_rows, some_n) = ((HELD / (n * m)).max(1), (HELD / m).clamp(1, n));
        let mut out = Vec::new();
        for row in (0..rows).step_by(some_rows) {
            let take = some_rows.min(rows - row);
            let [q, k, v] = [&self.q, &self.k, &self.v].map(|x| x.narrow(0, row, take));
            let (q, k, v) = (q?, k?, v?);
            let parts = (0..n).step_by(some_n).map(|from| {
                let q = q.narrow(1, from, some_n.min(n - from))?.contiguous()?;
                probs(&q, &k, None, grad)?.matmul(&v)
            });
            out.push(Tensor::cat(&parts.collect::<Result<Vec<_>>>()?, 1)?);
        }
        self.join(&Tensor::cat(&out, 0)?)
    }
}

fn probs(q: &Tensor, k: &Tensor, mask: Option<&Tensor>, grad: bool) -> Result<Tensor> {
    let scores = q.matmul(&k.t()?)?;
    match mask {
        Some(mask) => softmax(&scores.broadcast_add(mask)?, grad),
        None => softmax(&scores, grad),
    }
}

/// Pixels attend to pixels, residual (`Attention` of autoencoders and `UNet2DModel`).
pub(crate) struct SelfAttention {
    norm: GroupNorm,
    q: Linear,
    k: Linear,
    v: Linear,
    out: Linear,
    pub(crate) heads: usize,
}

impl SelfAttention {
    /// Published autoencoders use the old names query, key, value, proj_attn.
    pub(crate) fn new(channels: usize, heads: usize, norm: Norm, vb: &VarBuilder<'_>) -> Result<Self> {
        let layer = |names| linear(channels, channels, names, vb);
        Ok(Self {
            norm: group_norm(channels, norm, vb.pp("group_norm"))?,
            q: layer(["to_q", "query"])?,
            k: layer(["to_k", "key"])?,
            v: layer(["to_v", "value"])?,
            out: layer(["to_out.0", "proj_attn"])?,
            heads,
        })
    }

    /// q, k, v of x (b, c, h, w).
    pub(crate) fn heads_of(&self, x: &Tensor) -> Result<Heads> {
        let tokens = self.norm.forward(x)?.flatten_from(2)?.transpose(1, 2)?.contiguous()?;
        Heads::new(&self.q.forward(&tokens)?, &self.k.forward(&tokens)?, &self.v.forward(&tokens)?, self.heads)
    }

    /// x + what was attended to (b, h·w, c).
    pub(crate) fn finish(&self, x: &Tensor, attended: &Tensor) -> Result<Tensor> {
        self.out.forward(attended)?.transpose(1, 2)?.reshape(x.shape())? + x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    /// Piecewise attention is attention: more probabilities than are held at once, one row and many.
    #[test]
    fn pieces_make_the_whole() {
        for (rows, n) in [(3, 1800), (1, 3000)] {
            let wave = |seed: f64| {
                let x = Tensor::arange(0f64, (rows * n * 4) as f64, &Device::Cpu).unwrap();
                (x * seed)
                    .unwrap()
                    .sin()
                    .unwrap()
                    .to_dtype(candle_core::DType::F32)
                    .unwrap()
                    .reshape((rows, n, 4))
                    .unwrap()
            };
            let heads = Heads::new(&wave(0.37), &wave(0.71), &wave(0.13), 1).unwrap();
            assert!(rows * n * n > HELD);
            let whole = heads.mix(&heads.probs(None, false).unwrap()).unwrap();
            let difference = (heads.attend(false).unwrap() - whole).unwrap().abs().unwrap().max_all().unwrap();
            assert!(difference.to_scalar::<f32>().unwrap() < 1e-6);
        }
    }
}
