//! The skeleton of both UNets (Ronneberger et al. 2015; Ho et al. 2020, appendix B).

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::stage::{Pass, Stage};
use super::time::TimeEmbedding;
use super::{Deep, UnetConfig};
use crate::model::hooks::Place;
use crate::model::nn::{At, GroupNorm, Keep, Packing, channels_first, channels_last, conv, repeated};
use crate::model::{Block, Error, Hooks, Result};
use crate::tensor::kernel::{awake, memory};
use crate::tensor::op::conv::{Beside, Conv};

/// Pixels from which a layer is packed for F(4×4) at any cost in memory: Stable Diffusion's outermost level.
pub(crate) const FOUR: usize = 64 * 64;

/// Encoder, middle, decoder.
pub(crate) struct Body {
    pub(crate) in_channels: usize,
    pub(crate) time: TimeEmbedding,
    pub(crate) conv_in: Conv,
    pub(crate) down: Vec<Stage>,
    pub(crate) mid: Stage,
    pub(crate) up: Vec<Stage>,
    pub(crate) norm_out: GroupNorm,
    pub(crate) conv_out: Conv,
    /// Bytes that the packed weights take beyond their own.
    pub(crate) extra: u64,
}

impl Body {
    pub(crate) fn new(config: &UnetConfig, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        let first = config.first();
        let packing = Packing::new(FOUR);
        let whole = At { packing: &packing, side: config.sample_size };
        let mut at = whole;
        let conv_in = conv(config.in_channels, first, 3, at, &vb.pp("conv_in"))?;
        let mut from = first;
        let mut skips = vec![first];
        let mut down = Vec::new();
        for (i, block) in config.down.iter().enumerate() {
            let inputs: Vec<usize> = (0..block.layers).map(|i| if i == 0 { from } else { block.channels }).collect();
            down.push(Stage::new(config, block, &inputs, at, &vb.pp("down_blocks").pp(i))?);
            at = if block.resamples { at.halved() } else { at };
            skips.extend(vec![block.channels; block.layers + usize::from(block.resamples)]);
            from = block.channels;
        }
        let mid = Stage::new(config, &config.mid, &[from, from], at, &vb.pp("mid_block"))?;
        let mut up = Vec::new();
        for (i, block) in config.up.iter().enumerate() {
            let mut inputs = Vec::new();
            for _ in 0..block.layers {
                inputs.push(from + skips.pop().unwrap_or(0));
                from = block.channels;
            }
            up.push(Stage::new(config, block, &inputs, at, &vb.pp("up_blocks").pp(i))?);
            at = if block.resamples { at.doubled() } else { at };
        }
        Ok(Self {
            in_channels: config.in_channels,
            time: TimeEmbedding::new(config, &vb.pp("time_embedding"))?,
            conv_in,
            down,
            mid,
            up,
            norm_out: GroupNorm::new(first, config.norm, &vb.pp("conv_norm_out"))?,
            conv_out: conv(first, config.out_channels, 3, whole, &vb.pp("conv_out"))?,
            extra: packing.spent(),
        })
    }

    /// x (b, c, h, w), t (b), context (k·b, n, d) → (k·b, c_out, h, w): k prompts a picture; what comes before the first
    /// look at the words is computed once for all of them. What the last layer is given goes to `deep`.
    pub(crate) fn forward(
        &self,
        x: &Tensor,
        t: &Tensor,
        context: Option<&Tensor>,
        hooks: &mut dyn Hooks,
        keep: Keep<'_>,
        deep: Option<&mut Deep>,
    ) -> Result<Tensor> {
        at_work(|| self.pass(self.begin(x, t, context, hooks, keep)?, deep))
    }

    /// 2. to 5. of a pass, after time and the first convolution.
    fn pass(&self, (mut h, mut pass): (Tensor, Pass<'_>), deep: Option<&mut Deep>) -> Result<Tensor> {
        // 2. encoder
        let mut skips = vec![h.clone()];
        for stage in &self.down {
            h = stage.encode(h, &mut skips, &mut pass)?;
            pass.saw(Place::Block(stage.block), &h)?;
        }
        // 3. middle
        h = self.mid.middle(&h, &mut pass)?;
        pass.saw(Place::Block(Block::Mid), &h)?;
        h = pass.hooks.bottleneck(channels_first(&h)?)?.permute((0, 2, 3, 1))?.contiguous()?;
        // 4. decoder
        let (inner, last) = self.decoder()?;
        for stage in inner {
            h = stage.decode(h, &mut skips, &mut pass)?;
            pass.saw(Place::Block(stage.block), &h)?;
        }
        h = last.decode_layers(0..last.resnets.len() - 1, h, &mut skips, &mut pass)?;
        if let Some(deep) = deep {
            deep.0 = Some(h.detach());
        }
        self.end(h, skips, pass)
    }

    /// The same, of which everything but the outermost layers was computed in an earlier pass. One layer of the decoder
    /// runs, as in the paper's fastest form: with two the built-in model comes 1 to 2 dB nearer in a tenth to a third more
    /// time, and calls in full more often buy more for that.
    pub(crate) fn shallow(
        &self,
        x: &Tensor,
        t: &Tensor,
        context: Option<&Tensor>,
        hooks: &mut dyn Hooks,
        deep: &Tensor,
    ) -> Result<Tensor> {
        at_work(|| {
            let (h, pass) = self.begin(x, t, context, hooks, Keep::Nothing)?;
            self.end(deep.clone(), vec![h], pass)
        })
    }

    /// The decoder's inner blocks, and its last one.
    fn decoder(&self) -> Result<(&[Stage], &Stage)> {
        match self.up.split_last() {
            Some((last, inner)) => Ok((inner, last)),
            None => Err(Error::Input("it has no decoder".to_owned())),
        }
    }

    /// 1. time, and the first convolution.
    fn begin<'a>(
        &self,
        x: &Tensor,
        t: &Tensor,
        context: Option<&'a Tensor>,
        hooks: &'a mut dyn Hooks,
        mut keep: Keep<'a>,
    ) -> Result<(Tensor, Pass<'a>)> {
        let (b, c, _, _) = x.dims4()?;
        if c != self.in_channels || t.dims() != [b] {
            let (x, t, expected) = (x.shape(), t.shape(), self.in_channels);
            return Err(Error::Input(format!(
                "x has shape {x:?} and t {t:?}, expected {expected} channels, one t a row"
            )));
        }
        hooks.checkpoint()?;
        let time = self.time.forward(t)?;
        hooks.saw(Place::Time, &time)?;
        let x = channels_last(x)?;
        if let Keep::All(kept) = &mut keep {
            kept.begin(&x)?;
        }
        let mut pass = Pass { time: time.silu()?, context, hooks, keep };
        let h = self.conv_in.forward(&x, Beside::default())?;
        pass.keep.map(&h)?;
        pass.saw(Place::ConvIn, &h)?;
        Ok((h, pass))
    }

    /// The last layer of the last block, and the way out.
    fn end(&self, h: Tensor, mut skips: Vec<Tensor>, mut pass: Pass<'_>) -> Result<Tensor> {
        let (_, last) = self.decoder()?;
        let layers = last.resnets.len();
        let h = last.decode_layers(layers - 1..layers, h, &mut skips, &mut pass)?;
        pass.saw(Place::Block(last.block), &h)?;
        pass.hooks.checkpoint()?;
        let out = self.conv_out.forward(&pass.keep.silu(&self.norm_out, &h)?, Beside::default())?;
        pass.keep.map(&out)?;
        let out = match pass.context {
            Some(context) => repeated(&out, context.dim(0)?)?,
            None => out,
        };
        Ok(channels_first(&out)?.contiguous()?)
    }
}

/// One pass: its threads stay awake, and the autoencoder is told that the memory is another's now.
pub(super) fn at_work<T>(pass: impl FnOnce() -> T) -> T {
    memory::begin(memory::User::Network, false);
    awake(pass)
}
