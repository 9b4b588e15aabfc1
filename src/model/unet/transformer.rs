//! `Transformer2DModel`: pixels attend to themselves and to the words.

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::UnetConfig;
use super::stage::Pass;
use super::words::Words;
use crate::model::nn::{GroupNorm, LayerNorm, Norm, bias, gated, linear, repeated, stacked, tokens, weight};
use crate::model::{Kind, Result, Site};
use crate::tensor::op::attention::Attention;
use crate::tensor::op::linear::Linear;

/// ε of its group norm; not the configuration's.
const EPS: f64 = 1e-6;

/// Norm, projection, transformer layers, projection, residual.
pub(crate) struct Transformer {
    pub(crate) norm: GroupNorm,
    pub(crate) proj_in: Linear,
    pub(crate) layers: Vec<Layer>,
    pub(crate) proj_out: Linear,
}

impl Transformer {
    pub(crate) fn new(
        config: &UnetConfig,
        channels: usize,
        heads: usize,
        depth: usize,
        vb: &VarBuilder<'_>,
    ) -> candle_core::Result<Self> {
        // A 1×1 convolution in SD 1.x, linear in SD 2.x: on pixels as tokens they are the same.
        let projection = |name: &str| {
            let vb = vb.pp(name);
            let weight = if config.linear {
                weight((channels, channels), &vb)?
            } else {
                weight((channels, channels, 1, 1), &vb)?.squeeze(3)?.squeeze(2)?
            };
            Linear::new(weight, Some(bias(channels, channels, &vb)?))
        };
        let blocks = vb.pp("transformer_blocks");
        let context = config.context.unwrap_or(channels);
        Ok(Self {
            norm: GroupNorm::new(channels, Norm { groups: config.norm.groups, eps: EPS }, &vb.pp("norm"))?,
            proj_in: projection("proj_in")?,
            layers: (0..depth)
                .map(|i| Layer::new(channels, heads, context, &blocks.pp(i)))
                .collect::<candle_core::Result<_>>()?,
            proj_out: projection("proj_out")?,
        })
    }

    /// x (b, h, w, c); `place` counts transformers within their block, the sites that the hooks see count layers.
    pub(crate) fn forward(&self, x: &Tensor, place: Site, pass: &mut Pass<'_>) -> Result<Tensor> {
        pass.keep.stats(&self.norm, x)?;
        let mut y = self.proj_in.forward(&tokens(&self.norm.forward(x)?)?)?;
        for (i, layer) in self.layers.iter().enumerate() {
            let site = Site { layer: place.layer * self.layers.len() + i, ..place };
            y = layer.forward(&y, site, pass)?;
        }
        let x = repeated(x, y.dim(0)?)?;
        let out = self.proj_out.forward_add(&y, &tokens(&x)?)?.reshape(x.shape())?;
        pass.keep.map(&out)?;
        Ok(out)
    }
}

/// `BasicTransformerBlock`.
pub(crate) struct Layer {
    pub(crate) norm1: LayerNorm,
    pub(crate) qkv: Linear,
    pub(crate) own_out: Linear,
    pub(crate) norm2: LayerNorm,
    pub(crate) q: Linear,
    pub(crate) words: Words,
    pub(crate) cross_out: Linear,
    pub(crate) norm3: LayerNorm,
    pub(crate) up: Linear,
    pub(crate) down: Linear,
    pub(crate) attention: Attention,
}

impl Layer {
    fn new(channels: usize, heads: usize, context: usize, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        let norm = |name: &str| LayerNorm::new(channels, 1e-5, &vb.pp(name));
        let (own, cross) = (vb.pp("attn1"), vb.pp("attn2"));
        Ok(Self {
            norm1: norm("norm1")?,
            qkv: stacked(channels, channels, &["to_q", "to_k", "to_v"], &own)?,
            own_out: linear(channels, channels, &own.pp("to_out.0"))?,
            norm2: norm("norm2")?,
            q: stacked(channels, channels, &["to_q"], &cross)?,
            words: Words::new(stacked(context, channels, &["to_k", "to_v"], &cross)?),
            cross_out: linear(channels, channels, &cross.pp("to_out.0"))?,
            norm3: norm("norm3")?,
            up: gated(channels, 8 * channels, &vb.pp("ff.net.0.proj"))?,
            down: linear(4 * channels, channels, &vb.pp("ff.net.2"))?,
            attention: Attention { heads, causal: false },
        })
    }

    /// x (b, h·w, c) → (k·b, h·w, c) for k prompts a picture.
    fn forward(&self, x: &Tensor, site: Site, pass: &mut Pass<'_>) -> Result<Tensor> {
        // 1. pixels to pixels
        pass.hooks.checkpoint()?;
        let qkv = self.qkv.forward(&self.norm1.forward(x)?)?;
        pass.keep.columns(&qkv, qkv.dim(2)? / 3 * 2)?;
        let attended = pass.own(self.attention, &qkv, &Site { kind: Kind::Own, ..site })?;
        let x = self.own_out.forward_add(&attended, x)?;
        // 2. pixels to words
        pass.hooks.checkpoint()?;
        let normed = self.norm2.forward(&x)?;
        let kv = self.words.keys_and_values(pass.context.unwrap_or(&normed))?;
        let rows = kv.dim(0)?;
        let q = repeated(&self.q.forward(&normed)?, rows)?;
        let attended = pass.cross(self.attention, &q, &kv, &Site { kind: Kind::Cross, ..site })?;
        let x = self.cross_out.forward_add(&attended, &repeated(&x, rows)?)?;
        // 3. each by itself
        pass.hooks.checkpoint()?;
        let gated = self.up.forward_gated(&self.norm3.forward(&x)?)?;
        Ok(self.down.forward_add(&gated, &x)?)
    }
}
