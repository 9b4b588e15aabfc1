//! `vae/config.json`.

use serde_json::json;

use crate::model::Result;
use crate::model::fields::Fields;
use crate::model::nn::Norm;

/// So many of the largest sizes make the fine half of encoder and decoder, where there are more: nearly all memory and
/// work are there.
const FINE: usize = 2;

/// `AutoencoderKL`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VaeConfig {
    pub(crate) channels: Vec<usize>,
    pub(crate) layers: usize,
    pub(crate) latent_channels: usize,
    pub(crate) norm: Norm,
    /// The middle blocks attend.
    pub(crate) attention: bool,
    /// 1×1 convolution after the encoder.
    pub(crate) quant: bool,
    /// 1×1 convolution before the decoder.
    pub(crate) post_quant: bool,
    pub(crate) scale: f64,
    /// Side of the pictures that it was made for, in pixels; any other works too.
    pub(crate) side: usize,
}

impl VaeConfig {
    /// Reads the text of `file`.
    pub(crate) fn parse(file: &str, text: &str) -> Result<Self> {
        let fields = Fields::parse(file, text)?;
        fields.plain("_class_name", &[json!("AutoencoderKL")])?;
        fields.plain("act_fn", &[json!("silu"), json!("swish")])?;
        fields.plain("latents_mean", &[])?;
        fields.plain("latents_std", &[])?;
        fields.plain("shift_factor", &[json!(0), json!(0.0)])?;
        fields.plain("in_channels", &[json!(3)])?;
        fields.plain("out_channels", &[json!(3)])?;
        let channels = fields.list("block_out_channels", 8192)?;
        for (key, kind) in [("down_block_types", "DownEncoderBlock2D"), ("up_block_types", "UpDecoderBlock2D")] {
            let words = fields.words(key, channels.len())?;
            if let Some(other) = words.iter().find(|word| **word != kind) {
                return Err(fields.wrong(key, format!("names a block that this version lacks: {other:?}")));
            }
        }
        let groups = fields.count_or("norm_num_groups", 32, 8192)?;
        if let Some(odd) = channels.iter().find(|c| *c % groups != 0) {
            return Err(fields.wrong("norm_num_groups", format!("is {groups}, which does not divide {odd} channels")));
        }
        Ok(Self {
            layers: fields.count_or("layers_per_block", 1, 64)?,
            latent_channels: fields.count("latent_channels", 64)?,
            // Not in the configuration: diffusers fixes it.
            norm: Norm { groups, eps: 1e-6 },
            attention: fields.flag_or("mid_block_add_attention", true)?,
            quant: fields.flag_or("use_quant_conv", true)?,
            post_quant: fields.flag_or("use_post_quant_conv", true)?,
            scale: fields.number_or("scaling_factor", 0.18215, 1e-6..=1e6)?,
            side: fields.count_or("sample_size", 512, 8192)?,
            channels,
        })
    }

    /// Pixels a latent cell.
    pub(crate) fn factor(&self) -> u32 {
        1 << (self.channels.len() - 1)
    }

    /// How many of the sizes, the largest ones, are the fine half's.
    pub(crate) fn fine(&self) -> usize {
        FINE.min(self.channels.len() - 1)
    }

    /// Pixels a cell of what lies between the halves.
    pub(crate) fn cut(&self) -> u32 {
        1 << self.fine()
    }
}
