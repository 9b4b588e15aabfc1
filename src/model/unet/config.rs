//! `unet/config.json`: both kinds of UNet are one list of blocks.

use serde_json::json;

use crate::model::fields::Fields;
use crate::model::nn::Norm;
use crate::model::{Block, Result};

/// Widest layer that is believed; SD 2's is 1280.
const WIDEST: usize = 16384;

/// What a block attends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attention {
    /// No attention.
    None,
    /// `Transformer2DModel`: pixels to themselves and to the words.
    Transformer { heads: usize, depth: usize },
    /// `Attention`: pixels to themselves.
    Own { heads: usize },
}

/// One block of the encoder, the middle or the decoder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BlockConfig {
    pub(crate) block: Block,
    pub(crate) channels: usize,
    /// Resnets.
    pub(crate) layers: usize,
    pub(crate) attention: Attention,
    /// Whether it changes the size at its end.
    pub(crate) resamples: bool,
}

/// The whole network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct UnetConfig {
    pub(crate) in_channels: usize,
    pub(crate) out_channels: usize,
    /// Side that it was trained at.
    pub(crate) sample_size: usize,
    pub(crate) down: Vec<BlockConfig>,
    pub(crate) mid: BlockConfig,
    pub(crate) up: Vec<BlockConfig>,
    pub(crate) norm: Norm,
    /// cos before sin.
    pub(crate) flip_sin_to_cos: bool,
    pub(crate) freq_shift: f64,
    /// `downsample_padding` is 0.
    pub(crate) asymmetric: bool,
    /// Projections of transformers are linear layers rather than 1×1 convolutions.
    pub(crate) linear: bool,
    /// Width of the words' states, for `UNet2DConditionModel`.
    pub(crate) context: Option<usize>,
}

impl UnetConfig {
    /// Reads the text of `file`.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self> {
        let fields = Fields::parse(file, text)?;
        let context = match fields.word("_class_name")? {
            "UNet2DConditionModel" => Some(fields.count("cross_attention_dim", WIDEST)?),
            "UNet2DModel" => None,
            other => {
                return Err(fields.wrong("_class_name", format!("names a network that this version lacks: {other:?}")));
            }
        };
        refuse(&fields)?;
        let channels = fields.list("block_out_channels", WIDEST)?;
        let n = channels.len();
        let groups = fields.count_or("norm_num_groups", 32, WIDEST)?;
        if let Some(odd) = channels.iter().find(|c| *c % groups != 0) {
            return Err(fields.wrong("norm_num_groups", format!("is {groups}, which does not divide {odd} channels")));
        }
        let heads = heads(&fields, &channels, context.is_some())?;
        let layers = fields.counts_or("layers_per_block", 2, n, 64)?;
        let depth = fields.counts_or("transformer_layers_per_block", 1, n, 64)?;
        let block = |block: Block, kind: &str, level: usize, key: &str| -> Result<BlockConfig> {
            let attention = match (kind, context.is_some()) {
                ("DownBlock2D" | "UpBlock2D", _) => Attention::None,
                ("CrossAttnDownBlock2D" | "CrossAttnUpBlock2D" | "UNetMidBlock2DCrossAttn", true) => {
                    Attention::Transformer { heads: heads[level], depth: depth[level] }
                }
                ("AttnDownBlock2D" | "AttnUpBlock2D" | "UNetMidBlock2D", false) => {
                    Attention::Own { heads: heads[level] }
                }
                _ => return Err(fields.wrong(key, format!("names a block that this version lacks: {kind:?}"))),
            };
            Ok(BlockConfig { block, channels: channels[level], layers: layers[level], attention, resamples: false })
        };
        let sides = |key: &str, side: &str| -> Result<Vec<String>> {
            let words = fields.words(key, n)?;
            match words.iter().find(|word| !word.contains(side)) {
                Some(other) => Err(fields.wrong(key, format!("names a block that does not belong there: {other:?}"))),
                None => Ok(words.iter().map(|&word| word.to_owned()).collect()),
            }
        };
        let (downs, ups) = (sides("down_block_types", "Down")?, sides("up_block_types", "Up")?);
        let mut down = Vec::new();
        let mut up = Vec::new();
        for i in 0..n {
            let encoder = block(Block::Down(i), &downs[i], i, "down_block_types")?;
            down.push(BlockConfig { resamples: i + 1 < n, ..encoder });
            let decoder = block(Block::Up(i), &ups[i], n - 1 - i, "up_block_types")?;
            up.push(BlockConfig { resamples: i + 1 < n, layers: decoder.layers + 1, ..decoder });
        }
        let kind = if context.is_some() { "UNetMidBlock2DCrossAttn" } else { "UNetMidBlock2D" };
        let mut mid = BlockConfig { layers: 2, ..block(Block::Mid, kind, n - 1, "mid_block_type")? };
        if context.is_none() && !fields.flag_or("add_attention", true)? {
            mid.attention = Attention::None;
        }
        Ok(Self {
            in_channels: fields.count("in_channels", 64)?,
            out_channels: fields.count("out_channels", 64)?,
            sample_size: sample_size(&fields)?,
            down,
            mid,
            up,
            norm: Norm { groups, eps: fields.number_or("norm_eps", 1e-5, 0.0..=1.0)? },
            flip_sin_to_cos: fields.flag_or("flip_sin_to_cos", true)?,
            freq_shift: fields.number_or("freq_shift", 0.0, 0.0..=1.0)?,
            asymmetric: fields.number_or("downsample_padding", 1.0, 0.0..=1.0)? == 0.0,
            linear: fields.flag_or("use_linear_projection", false)?,
            context,
        })
    }

    /// How often the encoder halves.
    pub(crate) fn halvings(&self) -> u32 {
        self.down.iter().filter(|block| block.resamples).count() as u32
    }

    /// Channels of the outermost block.
    pub(crate) fn first(&self) -> usize {
        self.down[0].channels
    }
}

/// Heads of each block. `attention_head_dim` is the **number of heads** in `UNet2DConditionModel` (its name is a
/// mistake that checkpoints have kept) and the width of a head in `UNet2DModel`, where null means one head.
fn heads(fields: &Fields, channels: &[usize], conditional: bool) -> Result<Vec<usize>> {
    let n = channels.len();
    let (key, heads) = if conditional {
        let key =
            if fields.get("num_attention_heads").is_some() { "num_attention_heads" } else { "attention_head_dim" };
        (key, fields.counts_or(key, 8, n, WIDEST)?)
    } else {
        let key = "attention_head_dim";
        let widths = if fields.null(key) { channels.to_vec() } else { fields.counts_or(key, 8, n, WIDEST)? };
        let heads = channels.iter().zip(&widths).map(|(c, width)| if c % width == 0 { c / width } else { 0 });
        (key, heads.collect())
    };
    match channels.iter().zip(&heads).find(|(c, heads)| **heads == 0 || *c % *heads != 0) {
        Some((c, _)) => Err(fields.wrong(key, format!("does not divide {c} channels"))),
        None => Ok(heads),
    }
}

/// One side, or height and width.
fn sample_size(fields: &Fields) -> Result<usize> {
    match fields.get("sample_size") {
        Some(serde_json::Value::Array(_)) => Ok(fields.list("sample_size", 8192)?.into_iter().max().unwrap_or(64)),
        _ => fields.count_or("sample_size", 64, 8192),
    }
}

/// Everything that diffusers' UNets can do and SD 1.x, SD 2.x and DDPM do not: refused rather than ignored.
fn refuse(fields: &Fields) -> Result<()> {
    for (key, plain) in [
        ("act_fn", vec![json!("silu"), json!("swish")]),
        ("addition_embed_type", vec![]),
        ("attention_type", vec![json!("default")]),
        ("attn_norm_num_groups", vec![]),
        ("center_input_sample", vec![json!(false)]),
        ("class_embed_type", vec![]),
        ("conv_in_kernel", vec![json!(3)]),
        ("conv_out_kernel", vec![json!(3)]),
        ("cross_attention_norm", vec![]),
        ("downsample_type", vec![json!("conv")]),
        ("dual_cross_attention", vec![json!(false)]),
        ("encoder_hid_dim", vec![]),
        ("encoder_hid_dim_type", vec![]),
        ("mid_block_only_cross_attention", vec![json!(false)]),
        ("mid_block_scale_factor", vec![json!(1), json!(1.0)]),
        ("mid_block_type", vec![json!("UNetMidBlock2DCrossAttn"), json!("UNetMidBlock2D")]),
        ("num_class_embeds", vec![]),
        ("only_cross_attention", vec![json!(false)]),
        ("resnet_out_scale_factor", vec![json!(1), json!(1.0)]),
        ("resnet_skip_time_act", vec![json!(false)]),
        ("resnet_time_scale_shift", vec![json!("default")]),
        ("reverse_transformer_layers_per_block", vec![]),
        ("time_cond_proj_dim", vec![]),
        ("time_embedding_act_fn", vec![]),
        ("time_embedding_dim", vec![]),
        ("time_embedding_type", vec![json!("positional")]),
        ("timestep_post_act", vec![]),
        ("upsample_type", vec![json!("conv")]),
    ] {
        fields.plain(key, &plain)?;
    }
    Ok(())
}
