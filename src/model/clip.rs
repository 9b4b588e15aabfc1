//! CLIP's text encoder (Radford et al. 2021, 2103.00020, §2.4).

use candle_core::{DType, Tensor};
use candle_nn::{Embedding, Module, VarBuilder, embedding};
use serde_json::json;

use super::fields::Fields;
use super::nn::{LayerNorm, bias, linear, weight};
use super::{Error, Result};
use crate::tensor::op::activation::{gelu, quick_gelu};
use crate::tensor::op::attention::Attention;
use crate::tensor::op::linear::Linear;

/// `text_encoder/config.json`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClipConfig {
    pub(crate) width: usize,
    pub(crate) inner: usize,
    pub(crate) layers: usize,
    pub(crate) heads: usize,
    pub(crate) vocabulary: usize,
    pub(crate) positions: usize,
    pub(crate) eps: f64,
    /// x σ(1.702 x) instead of the exact GELU.
    pub(crate) quick_gelu: bool,
}

impl ClipConfig {
    /// Reads the text of `file`.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self> {
        let fields = Fields::parse(file, text)?;
        fields.plain("architectures", &[json!(["CLIPTextModel"]), json!(["CLIPTextModelWithProjection"])])?;
        let quick_gelu = match fields.get("hidden_act").and_then(|act| act.as_str()).unwrap_or("quick_gelu") {
            "quick_gelu" => true,
            "gelu" => false,
            other => return Err(fields.wrong("hidden_act", format!("names what this version lacks: {other:?}"))),
        };
        let (width, heads) = (fields.count("hidden_size", 16384)?, fields.count("num_attention_heads", 16384)?);
        if width % heads != 0 {
            return Err(fields.wrong("num_attention_heads", format!("is {heads}, which does not divide {width}")));
        }
        Ok(Self {
            width,
            inner: fields.count("intermediate_size", 65536)?,
            layers: fields.count("num_hidden_layers", 128)?,
            heads,
            vocabulary: fields.count("vocab_size", 1 << 24)?,
            positions: fields.count_or("max_position_embeddings", 77, 8192)?,
            eps: fields.number_or("layer_norm_eps", 1e-5, 0.0..=1.0)?,
            quick_gelu,
        })
    }
}

/// The encoder: ids → states.
pub struct Clip {
    tokens: Embedding,
    positions: Tensor,
    layers: Vec<Layer>,
    final_norm: LayerNorm,
}

impl Clip {
    /// Takes its weights under the checkpoint's names; `position_ids`, which some carry, are ignored.
    pub(crate) fn new(config: &ClipConfig, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        // Newer transformers may leave out the first name.
        let bare = vb.contains_tensor("embeddings.token_embedding.weight");
        let vb = if bare { vb.clone() } else { vb.pp("text_model") };
        let layers = vb.pp("encoder.layers");
        Ok(Self {
            tokens: embedding(config.vocabulary, config.width, vb.pp("embeddings.token_embedding"))?,
            positions: vb.get((config.positions, config.width), "embeddings.position_embedding.weight")?,
            layers: (0..config.layers)
                .map(|i| Layer::new(config, &layers.pp(i)))
                .collect::<candle_core::Result<_>>()?,
            final_norm: LayerNorm::new(config.width, config.eps, &vb.pp("final_layer_norm"))?,
        })
    }

    /// The embeddings, then the state after each layer, before the final norm: ids (b, n) → layers + 1 of (b, n, d).
    pub fn hidden_states(&self, ids: &Tensor) -> Result<Vec<Tensor>> {
        let (_, n) = ids.dims2()?;
        if n > self.positions.dim(0)? {
            return Err(Error::Input(format!(
                "{n} tokens are more than the text encoder's {}",
                self.positions.dim(0)?
            )));
        }
        let mut states = vec![self.tokens.forward(ids)?.broadcast_add(&self.positions.narrow(0, 0, n)?)?];
        for layer in &self.layers {
            states.push(layer.forward(&states[states.len() - 1])?);
        }
        Ok(states)
    }

    /// The final norm, of the last state or (clip skip) an earlier one: (b, n, d).
    pub fn finish(&self, state: &Tensor) -> Result<Tensor> {
        Ok(self.final_norm.forward(state)?)
    }

    /// The finished state at the first end-of-text, which has the highest id: (b, n, d) → (b, d).
    pub fn pooled(ids: &Tensor, finished: &Tensor) -> Result<Tensor> {
        let rows = ids.to_dtype(DType::U32)?.to_vec2::<u32>()?;
        let ends = rows.iter().enumerate().map(|(b, row)| {
            let end = row.iter().enumerate().rev().max_by_key(|(_, id)| **id).map_or(0, |(i, _)| i);
            finished.get(b)?.get(end)
        });
        Ok(Tensor::stack(&ends.collect::<candle_core::Result<Vec<_>>>()?, 0)?)
    }
}

/// Attention and a perceptron, each after a norm, each residual.
struct Layer {
    norm1: LayerNorm,
    qkv: Linear,
    out: Linear,
    norm2: LayerNorm,
    up: Linear,
    down: Linear,
    attention: Attention,
    quick_gelu: bool,
}

impl Layer {
    fn new(config: &ClipConfig, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        let (width, attention) = (config.width, vb.pp("self_attn"));
        let parts = ["q_proj", "k_proj", "v_proj"].map(|name| attention.pp(name));
        let weights = parts.iter().map(|vb| weight((width, width), vb));
        let biases = parts.iter().map(|vb| bias(width, width, vb)).collect::<candle_core::Result<Vec<_>>>()?;
        Ok(Self {
            norm1: LayerNorm::new(width, config.eps, &vb.pp("layer_norm1"))?,
            qkv: Linear::stacked(&weights.collect::<candle_core::Result<Vec<_>>>()?, Some(&biases))?,
            out: linear(width, width, &attention.pp("out_proj"))?,
            norm2: LayerNorm::new(width, config.eps, &vb.pp("layer_norm2"))?,
            up: linear(width, config.inner, &vb.pp("mlp.fc1"))?,
            down: linear(config.inner, width, &vb.pp("mlp.fc2"))?,
            attention: Attention { heads: config.heads, causal: true },
            quick_gelu: config.quick_gelu,
        })
    }

    fn forward(&self, x: &Tensor) -> candle_core::Result<Tensor> {
        let attended = self.attention.own(&self.qkv.forward(&self.norm1.forward(x)?)?)?;
        let x = self.out.forward_add(&attended, x)?;
        let h = self.up.forward(&self.norm2.forward(&x)?)?;
        let h = if self.quick_gelu { quick_gelu(&h)? } else { gelu(&h)? };
        self.down.forward_add(&h, &x)
    }
}
