//! `Transformer2DModel`: pixels attend to themselves and to the words.

use candle_core::Tensor;
use candle_nn::{Conv2d, GroupNorm, Linear, Module, VarBuilder, linear, linear_no_bias};

use super::UnetConfig;
use super::stage::Pass;
use crate::model::nn::{Heads, LayerNorm, Norm, conv, group_norm};
use crate::model::{Kind, Result, Site};

/// ε of its group norm; not the configuration's.
const EPS: f64 = 1e-6;

/// A projection of channels: 1×1 convolution in SD 1.x, linear in SD 2.x.
enum Projection {
    Conv(Conv2d),
    Linear(Linear),
}

/// Norm, projection, transformer layers, projection, residual.
pub(crate) struct Transformer {
    norm: GroupNorm,
    proj_in: Projection,
    layers: Vec<Layer>,
    proj_out: Projection,
}

impl Transformer {
    pub(crate) fn new(
        config: &UnetConfig,
        channels: usize,
        heads: usize,
        depth: usize,
        vb: &VarBuilder<'_>,
    ) -> candle_core::Result<Self> {
        let projection = |name: &str| {
            Ok::<_, candle_core::Error>(if config.linear {
                Projection::Linear(linear(channels, channels, vb.pp(name))?)
            } else {
                Projection::Conv(conv(channels, channels, 1, vb.pp(name))?)
            })
        };
        let blocks = vb.pp("transformer_blocks");
        let context = config.context.unwrap_or(channels);
        Ok(Self {
            norm: group_norm(channels, Norm { groups: config.norm.groups, eps: EPS }, vb.pp("norm"))?,
            proj_in: projection("proj_in")?,
            layers: (0..depth)
                .map(|i| Layer::new(channels, heads, context, &blocks.pp(i)))
                .collect::<candle_core::Result<_>>()?,
            proj_out: projection("proj_out")?,
        })
    }

    /// x (b, c, h, w); `first` is the number of this transformer's first layer within its block.
    pub(crate) fn forward(&self, x: &Tensor, place: Site, pass: &mut Pass<'_>) -> Result<Tensor> {
        let (b, c, h, w) = x.dims4()?;
        let tokens = |x: &Tensor| x.flatten_from(2)?.transpose(1, 2)?.contiguous();
        let picture = |x: &Tensor| x.transpose(1, 2)?.contiguous()?.reshape((b, c, h, w));
        let normed = self.norm.forward(x)?;
        let mut y = match &self.proj_in {
            Projection::Conv(conv) => tokens(&conv.forward(&normed)?)?,
            Projection::Linear(linear) => linear.forward(&tokens(&normed)?)?,
        };
        for (i, layer) in self.layers.iter().enumerate() {
            let site = Site { layer: place.layer * self.layers.len() + i, ..place };
            y = layer.forward(&y, site, pass)?;
        }
        let y = match &self.proj_out {
            Projection::Conv(conv) => conv.forward(&picture(&y)?)?,
            Projection::Linear(linear) => picture(&linear.forward(&y)?)?,
        };
        Ok((y + x)?)
    }
}

/// `BasicTransformerBlock`.
struct Layer {
    norm1: LayerNorm,
    own: CrossAttention,
    norm2: LayerNorm,
    cross: CrossAttention,
    norm3: LayerNorm,
    up: Linear,
    down: Linear,
}

impl Layer {
    fn new(channels: usize, heads: usize, context: usize, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        let norm = |name: &str| LayerNorm::new(channels, 1e-5, &vb.pp(name));
        Ok(Self {
            norm1: norm("norm1")?,
            own: CrossAttention::new(channels, channels, heads, &vb.pp("attn1"))?,
            norm2: norm("norm2")?,
            cross: CrossAttention::new(channels, context, heads, &vb.pp("attn2"))?,
            norm3: norm("norm3")?,
            up: linear(channels, 8 * channels, vb.pp("ff.net.0.proj"))?,
            down: linear(4 * channels, channels, vb.pp("ff.net.2"))?,
        })
    }

    fn forward(&self, x: &Tensor, site: Site, pass: &mut Pass<'_>) -> Result<Tensor> {
        pass.hooks.checkpoint()?;
        let normed = self.norm1.forward(x, pass.grad)?;
        let x = (x + self.own.forward(&normed, &normed, Site { kind: Kind::Own, ..site }, pass)?)?;
        pass.hooks.checkpoint()?;
        let normed = self.norm2.forward(&x, pass.grad)?;
        let context = pass.context.unwrap_or(&normed).clone();
        let x = (x + self.cross.forward(&normed, &context, Site { kind: Kind::Cross, ..site }, pass)?)?;
        pass.hooks.checkpoint()?;
        // GEGLU (Shazeer 2020, 2002.05202) with the exact GELU.
        let gates = self.up.forward(&self.norm3.forward(&x, pass.grad)?)?.chunk(2, candle_core::D::Minus1)?;
        Ok((&x + self.down.forward(&(&gates[0] * gates[1].contiguous()?.gelu_erf()?)?)?)?)
    }
}

/// `Attention`: q from the pixels, k and v from the context.
struct CrossAttention {
    q: Linear,
    k: Linear,
    v: Linear,
    out: Linear,
    heads: usize,
}

impl CrossAttention {
    fn new(channels: usize, context: usize, heads: usize, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        Ok(Self {
            q: linear_no_bias(channels, channels, vb.pp("to_q"))?,
            k: linear_no_bias(context, channels, vb.pp("to_k"))?,
            v: linear_no_bias(context, channels, vb.pp("to_v"))?,
            out: linear(channels, channels, vb.pp("to_out.0"))?,
            heads,
        })
    }

    fn forward(&self, x: &Tensor, context: &Tensor, site: Site, pass: &mut Pass<'_>) -> Result<Tensor> {
        let (q, k, v) = (self.q.forward(x)?, self.k.forward(context)?, self.v.forward(context)?);
        let mixed = pass.attend(&Heads::new(&q, &k, &v, self.heads)?, &site)?;
        Ok(self.out.forward(&mixed)?)
    }
}
