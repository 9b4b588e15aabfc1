//! softmax(q kᵀ / √d) v (Vaswani et al. 2017, 1706.03762, eq. 1), by heads.

use candle_core::{CpuStorage, CustomOp1, CustomOp2, D, Layout, Result, Shape, Tensor};

use super::{floats, fresh, isa, ours, recomputed};
use crate::tensor::kernel::{self, Heads as Split, Tokens};
use crate::tensor::softmax::softmax;

/// How tokens attend to tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attention {
    /// Heads.
    pub heads: usize,
    /// Whether a token sees only those up to itself.
    pub causal: bool,
}

impl Attention {
    /// `qkv` (b, n, 3·heads·d), queries before keys before values → (b, n, heads·d). No (n, n) matrix is ever held.
    pub fn own(self, qkv: &Tensor) -> Result<Tensor> {
        if ours(qkv) {
            return qkv.contiguous()?.apply_op1(self);
        }
        let width = qkv.dim(2)? / 3;
        self.formula(&qkv.narrow(2, 0, width)?, &qkv.narrow(2, width, width)?, &qkv.narrow(2, 2 * width, width)?)
    }

    /// `q` (b, n, heads·d), `kv` (b, m, 2·heads·d), keys before values → (b, n, heads·d).
    pub fn cross(self, q: &Tensor, kv: &Tensor) -> Result<Tensor> {
        if ours(q) && ours(kv) {
            return q.contiguous()?.apply_op2(&kv.contiguous()?, self);
        }
        let width = q.dim(2)?;
        self.formula(q, &kv.narrow(2, 0, width)?, &kv.narrow(2, width, width)?)
    }

    /// The probabilities (b·heads, n, m), batch slow, of `q` (b, n, heads·d) and `k` (b, m, heads·d).
    pub fn probs(self, q: &Tensor, k: &Tensor) -> Result<Tensor> {
        // Scaled after the product, as the published codes do: nearer to their last bits.
        let scores = (self.split(q)?.matmul(&self.split(k)?.t()?)? * self.scale(q)?)?;
        if !self.causal {
            return softmax(&scores);
        }
        let (n, m) = (scores.dim(1)?, scores.dim(2)?);
        let mask = (0..n * m).map(|at| if at % m <= at / m { 0.0 } else { f32::NEG_INFINITY });
        softmax(&scores.broadcast_add(&Tensor::from_iter(mask, q.device())?.reshape((n, m))?)?)
    }

    /// `probs` (b·heads, n, m) · `v` (b, m, heads·d) with the heads joined: (b, n, heads·d).
    pub fn mix(self, probs: &Tensor, v: &Tensor) -> Result<Tensor> {
        let out = probs.contiguous()?.matmul(&self.split(v)?)?;
        let (rows, n, d) = out.dims3()?;
        let out = out.reshape((rows / self.heads, self.heads, n, d))?.transpose(1, 2)?;
        out.contiguous()?.reshape((rows / self.heads, n, self.heads * d))
    }

    fn formula(self, q: &Tensor, k: &Tensor, v: &Tensor) -> Result<Tensor> {
        self.mix(&self.probs(q, k)?, v)
    }

    /// (b, n, heads·d) → (b·heads, n, d).
    fn split(self, x: &Tensor) -> Result<Tensor> {
        let (b, n, width) = x.dims3()?;
        let x = x.reshape((b, n, self.heads, width / self.heads))?.transpose(1, 2)?.contiguous()?;
        x.reshape((b * self.heads, n, width / self.heads))
    }

    /// 1 / √d.
    fn scale(self, q: &Tensor) -> Result<f64> {
        Ok((q.dim(D::Minus1)? as f64 / self.heads as f64).powf(-0.5))
    }

    /// What the kernel is told, for `width` = heads·d.
    pub(crate) fn heads_of(self, batch: usize, width: usize) -> (Split, f32) {
        let d = width / self.heads;
        (Split { batch, heads: self.heads, width: d }, (d as f64).powf(-0.5) as f32)
    }
}

impl CustomOp1 for Attention {
    fn name(&self) -> &'static str {
        "self-attention"
    }
    fn cpu_fwd(&self, qkv: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        let (b, n, stride) = l.shape().dims3()?;
        let (qkv, width) = (floats(qkv, l)?, stride / 3);
        let (heads, scale) = self.heads_of(b, width);
        let part = |i: usize| Tokens { data: &qkv[i * width..], n, stride };
        let mut out = fresh(b * n * width);
        kernel::attention(isa(), part(0), part(1), part(2), heads, scale, self.causal, &mut out);
        Ok((CpuStorage::F32(out), (b, n, width).into()))
    }
    fn bwd(&self, qkv: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let width = qkv.dim(2)? / 3;
        let part = |i: usize| qkv.narrow(2, i * width, width);
        let [q, k, v] = self.backward([&part(0)?, &part(1)?, &part(2)?], gradient)?;
        Tensor::cat(&[q, k, v], 2).map(Some)
    }
}

impl CustomOp2 for Attention {
    fn name(&self) -> &'static str {
        "cross-attention"
    }
    fn cpu_fwd(&self, q: &CpuStorage, l: &Layout, kv: &CpuStorage, k: &Layout) -> Result<(CpuStorage, Shape)> {
        let ((b, n, width), (_, m, stride)) = (l.shape().dims3()?, k.shape().dims3()?);
        let (q, kv) = (floats(q, l)?, floats(kv, k)?);
        let (heads, scale) = self.heads_of(b, width);
        let part = |i: usize| Tokens { data: &kv[i * width..], n: m, stride };
        let q = Tokens { data: q, n, stride: width };
        let mut out = fresh(b * n * width);
        kernel::attention(isa(), q, part(0), part(1), heads, scale, self.causal, &mut out);
        Ok((CpuStorage::F32(out), (b, n, width).into()))
    }
    fn bwd(&self, q: &Tensor, kv: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let width = q.dim(2)?;
        let [q, k, v] = self.backward([q, &kv.narrow(2, 0, width)?, &kv.narrow(2, width, width)?], gradient)?;
        Ok((Some(q), Some(Tensor::cat(&[k, v], 2)?)))
    }
}

impl Attention {
    /// Head by head of each picture, so that one head's probabilities are all that is held.
    fn backward(self, qkv: [&Tensor; 3], gradient: &Tensor) -> Result<[Tensor; 3]> {
        let one = Self { heads: 1, ..self };
        let (b, _, width) = qkv[0].dims3()?;
        let d = width / self.heads;
        let mut pictures: [Vec<Tensor>; 3] = Default::default();
        for picture in 0..b {
            let mut heads: [Vec<Tensor>; 3] = Default::default();
            for head in 0..self.heads {
                let of = |x: &Tensor| x.narrow(0, picture, 1)?.narrow(2, head * d, d)?.contiguous();
                let parts = [of(qkv[0])?, of(qkv[1])?, of(qkv[2])?];
                let gradients =
                    recomputed([&parts[0], &parts[1], &parts[2]], &of(gradient)?, |[q, k, v]| one.formula(q, k, v))?;
                for ((heads, gradient), part) in heads.iter_mut().zip(gradients).zip(&parts) {
                    heads.push(gradient.map_or_else(|| part.zeros_like(), Ok)?);
                }
            }
            for (pictures, heads) in pictures.iter_mut().zip(&heads) {
                pictures.push(Tensor::cat(heads, 2)?);
            }
        }
        Ok([Tensor::cat(&pictures[0], 0)?, Tensor::cat(&pictures[1], 0)?, Tensor::cat(&pictures[2], 0)?])
    }
}
