//! One block of the UNet: resnets, each followed by attention where the block has it, then a change of size.

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::UnetConfig;
use super::config::{Attention, BlockConfig};
use super::time::TimeEmbedding;
use super::transformer::Transformer;
use crate::model::nn::{Downsample, Heads, Resnet, SelfAttention, Upsample};
use crate::model::{Block, Hooks, Kind, Result, Site};

/// What goes along through one forward pass.
pub(crate) struct Pass<'a> {
    /// SiLU of the time embedding (b, width).
    pub(crate) time: Tensor,
    /// The words' states (b, n, d).
    pub(crate) context: Option<&'a Tensor>,
    pub(crate) hooks: &'a mut dyn Hooks,
    pub(crate) grad: bool,
}

impl Pass<'_> {
    /// Attention, rewritten where the hooks ask for it.
    pub(crate) fn attend(&mut self, heads: &Heads, site: &Site) -> Result<Tensor> {
        if self.hooks.wants_attention(site) {
            let probs = self.hooks.attention(site, heads.probs(None, self.grad)?)?;
            return Ok(heads.mix(&probs)?);
        }
        Ok(heads.attend(self.grad)?)
    }
}

enum Attend {
    Transformer(Transformer, usize),
    Own(SelfAttention),
}

impl Attend {
    fn forward(&self, x: &Tensor, block: Block, layer: usize, pass: &mut Pass<'_>) -> Result<Tensor> {
        let (_, _, height, width) = x.dims4()?;
        let site = |heads| Site { block, layer, kind: Kind::Own, height, width, heads };
        match self {
            Self::Transformer(transformer, heads) => transformer.forward(x, site(*heads), pass),
            Self::Own(own) => {
                pass.hooks.checkpoint()?;
                let attended = pass.attend(&own.heads_of(x)?, &site(own.heads))?;
                Ok(own.finish(x, &attended)?)
            }
        }
    }
}

/// A block with its weights.
pub(crate) struct Stage {
    pub(crate) block: Block,
    resnets: Vec<Resnet>,
    attentions: Vec<Attend>,
    down: Option<Downsample>,
    up: Option<Upsample>,
}

impl Stage {
    /// `inputs` are the channels that each resnet reads.
    pub(crate) fn new(
        config: &UnetConfig,
        block: &BlockConfig,
        inputs: &[usize],
        vb: &VarBuilder<'_>,
    ) -> candle_core::Result<Self> {
        let channels = block.channels;
        let time = Some(TimeEmbedding::width(config));
        let resnet =
            |(i, &from): (usize, &usize)| Resnet::new(from, channels, time, config.norm, &vb.pp("resnets").pp(i));
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
            up: up.then(|| Upsample::new(channels, &vb.pp("upsamplers.0"))).transpose()?,
        })
    }

    fn resnet(&self, i: usize, x: &Tensor, pass: &mut Pass<'_>) -> Result<Tensor> {
        pass.hooks.checkpoint()?;
        Ok(self.resnets[i].forward(x, Some(&pass.time))?)
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
            x = self.resnet(i, &x, pass)?;
            x = self.attend(i, x, pass)?;
            skips.push(x.clone());
        }
        if let Some(down) = &self.down {
            pass.hooks.checkpoint()?;
            x = down.forward(&x)?;
            skips.push(x.clone());
        }
        Ok(x)
    }

    /// The middle block.
    pub(crate) fn middle(&self, x: &Tensor, pass: &mut Pass<'_>) -> Result<Tensor> {
        let x = self.resnet(0, x, pass)?;
        let x = self.attend(0, x, pass)?;
        self.resnet(1, &x, pass)
    }

    /// A decoder block; enlarges to the size of the next skip.
    pub(crate) fn decode(&self, mut x: Tensor, skips: &mut Vec<Tensor>, pass: &mut Pass<'_>) -> Result<Tensor> {
        for i in 0..self.resnets.len() {
            if let Some(skip) = skips.pop() {
                x = Tensor::cat(&[x, skip], 1)?;
            }
            x = self.resnet(i, &x, pass)?;
            x = self.attend(i, x, pass)?;
        }
        if let (Some(up), Some(skip)) = (&self.up, skips.last()) {
            pass.hooks.checkpoint()?;
            x = up.forward(&x, skip.dim(2)?, skip.dim(3)?)?;
        }
        Ok(x)
    }
}
