//! How many floating-point operations each network does, from the configuration alone: the one place where they are
//! counted.
//!
//! A multiplication and an addition count 2. Counted are convolutions, linear layers and the two products of attention,
//! as the papers write them: norms and activations are not, and what an implementation saves (Winograd's
//! transformations, keys of words that are kept) does not make the count smaller. So a rate in GFLOPS compares any two
//! implementations.

use super::clip::ClipConfig;
use super::unet::{Attention, UnetConfig};
use super::vae::VaeConfig;

/// Multiply-adds of the networks of one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    unet: UnetConfig,
    vae: Option<VaeConfig>,
    text: Option<ClipConfig>,
    /// Ids of a prompt (77).
    tokens: usize,
}

/// Rows and columns.
#[derive(Clone, Copy)]
struct Grid {
    rows: u64,
    columns: u64,
}

impl Grid {
    fn cells(self) -> u64 {
        self.rows * self.columns
    }
    /// After a convolution of stride 2; what pads only behind ends before an odd last row.
    fn halved(self, asymmetric: bool) -> Self {
        let half = |n: u64| if asymmetric { n / 2 } else { n.div_ceil(2) };
        Self { rows: half(self.rows), columns: half(self.columns) }
    }
    fn doubled(self) -> Self {
        Self { rows: 2 * self.rows, columns: 2 * self.columns }
    }
}

impl Work {
    pub(crate) fn new(unet: UnetConfig, vae: Option<VaeConfig>, text: Option<(ClipConfig, usize)>) -> Self {
        let (text, tokens) = text.map_or((None, 0), |(config, tokens)| (Some(config), tokens));
        Self { unet, vae, text, tokens }
    }

    /// Operations of one call of the noise predictor on `batch` pictures of `width`×`height` pixels.
    pub fn unet(&self, width: u32, height: u32, batch: usize) -> u64 {
        2 * batch as u64 * unet(&self.unet, self.cells(width, height), self.tokens as u64)
    }

    /// Operations of encoding a picture of `width`×`height` pixels; 0 without an autoencoder.
    pub fn encode(&self, width: u32, height: u32) -> u64 {
        let picture = Grid { rows: u64::from(height), columns: u64::from(width) };
        self.vae.as_ref().map_or(0, |config| 2 * encoder(config, picture))
    }

    /// Operations of decoding to a picture of `width`×`height` pixels; 0 without an autoencoder.
    pub fn decode(&self, width: u32, height: u32) -> u64 {
        self.vae.as_ref().map_or(0, |config| 2 * decoder(config, self.cells(width, height)))
    }

    /// Operations of one prompt; 0 without words.
    pub fn text(&self) -> u64 {
        let tokens = self.tokens as u64;
        let layer = |config: &ClipConfig| {
            let (width, inner) = (config.width as u64, config.inner as u64);
            tokens * (4 * width * width + 2 * width * inner) + 2 * tokens * tokens * width
        };
        self.text.as_ref().map_or(0, |config| 2 * config.layers as u64 * layer(config))
    }

    /// The latent grid of a picture.
    fn cells(&self, width: u32, height: u32) -> Grid {
        let factor = self.vae.as_ref().map_or(1, VaeConfig::factor);
        Grid { rows: u64::from(height / factor), columns: u64::from(width / factor) }
    }
}

/// A convolution of `kernel`², by the size of what it writes.
fn conv(from: usize, to: usize, kernel: u64, out: Grid) -> u64 {
    (from * to) as u64 * kernel * kernel * out.cells()
}

/// Two 3×3 convolutions, a 1×1 one where the channels change, and the time embedding's layer (`time` is its width).
fn resnet(from: usize, to: usize, time: usize, at: Grid) -> u64 {
    let shortcut = if from == to { 0 } else { conv(from, to, 1, at) };
    conv(from, to, 3, at) + conv(to, to, 3, at) + shortcut + (time * to) as u64
}

/// q, k, v, out, and the two products of pixels with pixels.
fn own(channels: usize, at: Grid) -> u64 {
    let (c, n) = (channels as u64, at.cells());
    4 * c * c * n + 2 * n * n * c
}

fn attention(attention: Attention, channels: usize, context: usize, tokens: u64, at: Grid) -> u64 {
    let (c, n) = (channels as u64, at.cells());
    match attention {
        Attention::None => 0,
        Attention::Own { .. } => own(channels, at),
        Attention::Transformer { depth, .. } => {
            let cross = 2 * c * c * n + 2 * context as u64 * c * tokens + 2 * n * tokens * c;
            let perceptron = 12 * c * c * n; // GEGLU: c → 8c, 4c → c
            2 * c * c * n + depth as u64 * (own(channels, at) + cross + perceptron)
        }
    }
}

/// Multiply-adds of one picture; the walk is [`super::unet`]'s own.
fn unet(config: &UnetConfig, mut at: Grid, tokens: u64) -> u64 {
    let first = config.first();
    let (time, context) = (4 * first, config.context.unwrap_or_default());
    let attend =
        |block: &super::unet::BlockConfig, at: Grid| attention(block.attention, block.channels, context, tokens, at);
    let mut sum = conv(config.in_channels, first, 3, at) + conv(first, config.out_channels, 3, at);
    sum += (first * time + time * time) as u64;
    let mut from = first;
    let mut skips = vec![(first, at)];
    for block in &config.down {
        for _ in 0..block.layers {
            sum += resnet(from, block.channels, time, at) + attend(block, at);
            from = block.channels;
            skips.push((from, at));
        }
        if block.resamples {
            at = at.halved(config.asymmetric);
            sum += conv(from, from, 3, at);
            skips.push((from, at));
        }
    }
    sum += 2 * resnet(from, from, time, at) + attend(&config.mid, at);
    for block in &config.up {
        for _ in 0..block.layers {
            let skip = skips.pop().map_or(0, |(channels, _)| channels);
            sum += resnet(from + skip, block.channels, time, at) + attend(block, at);
            from = block.channels;
        }
        if let (true, Some(&(_, larger))) = (block.resamples, skips.last()) {
            at = larger;
            sum += conv(from, from, 3, at);
        }
    }
    sum
}

/// Resnet, attention, resnet.
fn middle(config: &VaeConfig, channels: usize, at: Grid) -> u64 {
    2 * resnet(channels, channels, 0, at) + if config.attention { own(channels, at) } else { 0 }
}

/// Resnets of one block.
fn stage(from: usize, to: usize, layers: usize, at: Grid) -> u64 {
    (0..layers).map(|i| resnet(if i == 0 { from } else { to }, to, 0, at)).sum()
}

fn encoder(config: &VaeConfig, mut at: Grid) -> u64 {
    let (latent, mut from) = (config.latent_channels, config.channels[0]);
    let mut sum = conv(3, from, 3, at);
    for (i, &to) in config.channels.iter().enumerate() {
        sum += stage(from, to, config.layers, at);
        from = to;
        if i + 1 < config.channels.len() {
            at = at.halved(true);
            sum += conv(to, to, 3, at);
        }
    }
    let quant = if config.quant { conv(2 * latent, 2 * latent, 1, at) } else { 0 };
    sum + middle(config, from, at) + conv(from, 2 * latent, 3, at) + quant
}

fn decoder(config: &VaeConfig, mut at: Grid) -> u64 {
    let (latent, mut from) = (config.latent_channels, config.channels[config.channels.len() - 1]);
    let post_quant = if config.post_quant { conv(latent, latent, 1, at) } else { 0 };
    let mut sum = post_quant + conv(latent, from, 3, at) + middle(config, from, at);
    for (i, &to) in config.channels.iter().rev().enumerate() {
        sum += stage(from, to, config.layers + 1, at);
        from = to;
        if i + 1 < config.channels.len() {
            at = at.doubled();
            sum += conv(to, to, 3, at);
        }
    }
    sum + conv(from, 3, 3, at)
}

#[cfg(test)]
mod tests {
    use super::super::sizes::sd15_parts;
    use super::*;

    /// Totals by PyTorch's `FlopCounterMode` over diffusers' and transformers' own networks, exactly.
    #[test]
    fn stable_diffusion_1_5() {
        let (unet, vae, text) = sd15_parts();
        let work = Work::new(unet, Some(vae), Some((text, 77)));
        assert_eq!(work.unet(512, 512, 1), 803_273_441_280);
        assert_eq!(work.unet(256, 256, 1), 180_106_444_800);
        assert_eq!(work.unet(45 * 8, 31 * 8, 1), 260_301_798_400, "odd sizes");
        assert_eq!(work.unet(512, 512, 2), 2 * work.unet(512, 512, 1));
        assert_eq!(work.decode(512, 512), 2_514_518_933_504);
        assert_eq!(work.encode(512, 512), 1_116_658_466_816);
        assert_eq!(work.text(), 13_298_503_680);
    }

    #[test]
    fn the_model_inside() {
        let work = super::super::ModelCard::read(&super::super::Source::Builtin).unwrap().work;
        assert_eq!(work.unet(256, 256, 1), 2_117_328_896);
        assert_eq!(work.unet(33 * 8, 27 * 8, 1), 1_966_251_520, "odd sizes");
    }
}
