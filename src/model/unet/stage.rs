//! One block of the UNet: resnets, each followed by attention where the block has it, then a change of size.

use std::ops::Range;

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::UnetConfig;
use super::config::{Attention, BlockConfig};
use super::time::TimeEmbedding;
use super::transformer::Transformer;
use crate::model::nn::{At, Downsample, Keep, Resnet, SelfAttention, Upsample, channels_first, repeated};
use crate::model::{Block, Hooks, Kind, Place, Result, Site};
use crate::tensor::op::attention::Attention as Attending;

/// What goes along through one forward pass.
pub(crate) struct Pass<'a> {
    /// SiLU of the time embedding (b, width).
    pub(crate) time: Tensor,
    /// The words' states (k·b, n, d): k prompts a picture.
    pub(crate) context: Option<&'a Tensor>,
    pub(crate) hooks: &'a mut dyn Hooks,
    /// What is left for a later patch.
    pub(crate) keep: Keep<'a>,
}

impl Pass<'_> {
    /// Self-attention of `qkv` (b, n, 3 c), rewritten where the hooks ask for it.
    pub(crate) fn own(&mut self, attention: Attending, qkv: &Tensor, site: &Site) -> Result<Tensor> {
        if !self.hooks.wants_attention(site) {
            return Ok(attention.own(qkv)?);
        }
        let width = qkv.dim(2)? / 3;
        let part = |i: usize| qkv.narrow(2, i * width, width);
        let probs = self.hooks.attention(site, attention.probs(&part(0)?, &part(1)?)?)?;
        Ok(attention.mix(&probs, &part(2)?)?)
    }

    /// Attention of `q` (b, n, c) to `kv` (b, m, 2 c), rewritten where the hooks ask for it.
    pub(crate) fn cross(&mut self, attention: Attending, q: &Tensor, kv: &Tensor, site: &Site) -> Result<Tensor> {
        if !self.hooks.wants_attention(site) {
            return Ok(attention.cross(q, kv)?);
        }
        let width = q.dim(2)?;
        let probs = self.hooks.attention(site, attention.probs(q, &kv.narrow(2, 0, width)?)?)?;
        Ok(attention.mix(&probs, &kv.narrow(2, width, width)?)?)
    }

    /// Shows h (b, h, w, c) to the hooks, channels first as they know it.
    pub(crate) fn saw(&mut self, place: Place, h: &Tensor) -> Result<()> {
        self.hooks.saw(place, &channels_first(h)?)
    }
}

pub(crate) enum Attend {
    Transformer(Transformer, usize),
    Own(SelfAttention),
}

impl Attend {
    fn forward(&self, x: &Tensor, block: Block, layer: usize, pass: &mut Pass<'_>) -> Result<Tensor> {
        let (_, height, width, _) = x.dims4()?;
        let site = |heads| Site { block, layer, kind: Kind::Own, height, width, heads };
        match self {
            Self::Transformer(transformer, heads) => transformer.forward(x, site(*heads), pass),
            Self::Own(own) => {
                pass.hooks.checkpoint()?;
                pass.keep.stats(&own.norm, x)?;
                let qkv = own.qkv(x)?;
                pass.keep.columns(&qkv, qkv.dim(2)? / 3 * 2)?;
                let attended = pass.own(own.attention, &qkv, &site(own.attention.heads))?;
                let out = own.finish(x, &attended)?;
                pass.keep.map(&out)?;
                Ok(out)
            }
        }
    }
}

/// A block with its weights.
pub(crate) struct Stage {
    pub(crate) block: Block,
    pub(crate) resnets: Vec<Resnet>,
    pub(crate) attentions: Vec<Attend>,
    pub(crate) down: Option<Downsample>,
    pub(crate) up: Option<Upsample>,
}

impl Stage {
    /// `inputs` are the channels that each resnet reads.
    pub(crate) fn new(
        config: &UnetConfig,
        block: &BlockConfig,
        inputs: &[usize],
        at: At<'_>,
        vb: &VarBuilder<'_>,
    ) -> candle_core::Result<Self> {
        let channels = block.channels;
        let time = Some(TimeEmbedding::width(config));
        let resnet =
            |(i, &from): (usize, &usize)| Resnet::new(from, channels, time, config.norm, at, &vb.pp("resnets").pp(i));
        let attention = |i: usize| {
            let vb = vb.pp("attentions").pp(i);
            Ok::<_, candle_core::Error>(match block.attention {
                Attention::None => None,
                Attention::Transformer { heads, depth } => {
                    Some(Attend::Transformer(Transformer::new(config, channels, heads, depth, &vb)?, heads))
                }
                Attention::Own { heads } => Some(Attend::Own(SelfAttention::new(channels, heads, config.norm, &vb)?)),
            })
        };
        // The middle has its one attention between two resnets.
        let attentions = if block.block == Block::Mid { 1 } else { inputs.len() };
        let (down, up) = match block.block {
            Block::Down(_) => (block.resamples, false),
            Block::Mid => (false, false),
            Block::Up(_) => (false, block.resamples),
        };
        Ok(Self {
            block: block.block,
            resnets: inputs.iter().enumerate().map(resnet).collect::<candle_core::Result<_>>()?,
            attentions: (0..attentions).filter_map(|i| attention(i).transpose()).collect::<candle_core::Result<_>>()?,
            down: down.then(|| Downsample::new(channels, config.asymmetric, &vb.pp("downsamplers.0"))).transpose()?,
            up: up.then(|| Upsample::new(channels, at.doubled(), &vb.pp("upsamplers.0"))).transpose()?,
        })
    }

    fn resnet(&self, i: usize, x: Tensor, pass: &mut Pass<'_>) -> Result<Tensor> {
        pass.hooks.checkpoint()?;
        let time = repeated(&pass.time, x.dim(0)?)?;
        Ok(self.resnets[i].forward(x, Some(&time), &mut pass.keep)?)
    }

    fn attend(&self, i: usize, x: Tensor, pass: &mut Pass<'_>) -> Result<Tensor> {
        match self.attentions.get(i) {
            Some(attention) => attention.forward(&x, self.block, i, pass),
            None => Ok(x),
        }
    }

    /// An encoder block; what the decoder will read again goes to `skips`.
    pub(crate) fn encode(&self, mut x: Tensor, skips: &mut Vec<Tensor>, pass: &mut Pass<'_>) -> Result<Tensor> {
        for i in 0..self.resnets.len() {
            x = self.resnet(i, x, pass)?;
            x = self.attend(i, x, pass)?;
            skips.push(x.clone());
        }
        if let Some(down) = &self.down {
            pass.hooks.checkpoint()?;
            x = down.forward(&x)?;
            pass.keep.map(&x)?;
            skips.push(x.clone());
        }
        Ok(x)
    }

    /// The middle block.
    pub(crate) fn middle(&self, x: &Tensor, pass: &mut Pass<'_>) -> Result<Tensor> {
        let x = self.resnet(0, x.clone(), pass)?;
        let x = self.attend(0, x, pass)?;
        self.resnet(1, x, pass)
    }

    /// A decoder block; enlarges to the size of the next skip.
    pub(crate) fn decode(&self, x: Tensor, skips: &mut Vec<Tensor>, pass: &mut Pass<'_>) -> Result<Tensor> {
        let mut x = self.decode_layers(0..self.resnets.len(), x, skips, pass)?;
        if let (Some(up), Some(skip)) = (&self.up, skips.last()) {
            pass.hooks.checkpoint()?;
            x = up.forward(&x, skip.dim(1)?, skip.dim(2)?)?;
            pass.keep.map(&x)?;
        }
        Ok(x)
    }

    /// Some of its layers; each takes the last of `skips`.
    pub(crate) fn decode_layers(
        &self,
        layers: Range<usize>,
        mut x: Tensor,
        skips: &mut Vec<Tensor>,
        pass: &mut Pass<'_>,
    ) -> Result<Tensor> {
        for i in layers {
            if let Some(skip) = skips.pop() {
                let skip = repeated(&skip, x.dim(0)?)?;
                x = Tensor::cat(&[x, skip], 3)?;
            }
            x = self.resnet(i, x, pass)?;
            x = self.attend(i, x, pass)?;
        }
        Ok(x)
    }
}
