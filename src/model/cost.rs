//! How much memory a run needs, from the configuration alone.

use super::Block;
use super::unet::{Attention, UnetConfig};
use super::vae::VaeConfig;
use crate::tensor::op::conv_backward;

/// Copies of its input that the widest resnet of a decoder takes, at most: the skip joined, what norm, shortcut and
/// convolutions give, a block of Winograd's tiles, and what freed maps of other sizes still hold.
const COPIES: usize = 6;

/// Floats a pixel and channel that a resnet leaves for the backward pass and makes on it, as measured.
const RESNET: usize = 16;
/// The same of a transformer layer.
const TRANSFORMER: usize = 56;
/// Copies of one head's attention that it makes.
const MAPS: u64 = 6;

/// Floats a cell of `side`×`side` pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Load {
    side: u32,
    floats: usize,
}

/// The pixels themselves.
const PICTURE: Load = Load { side: 1, floats: 3 };

impl Load {
    fn bytes(self, width: u32, height: u32) -> u64 {
        u64::from(width.div_ceil(self.side)) * u64::from(height.div_ceil(self.side)) * self.floats as u64 * 4
    }
}

/// What a network holds and works with while it runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Footprint {
    /// Held together: what the UNet's decoder reads again.
    held: Vec<Load>,
    /// One at a time: the UNet's decoder blocks.
    working: Vec<Load>,
    /// One at a time: the autoencoder's blocks.
    coding: Vec<Load>,
    /// Held together: what the UNet's backward pass reads.
    learning: Vec<Load>,
    /// Smallest cell at which pixels attend to pixels.
    attending: Option<u32>,
    /// What lies between the autoencoder's halves; tiles cut the one with finer cells than this.
    features: Load,
}

impl Footprint {
    /// Of a UNet and, for latent models, its autoencoder.
    pub(crate) fn new(unet: &UnetConfig, vae: Option<&VaeConfig>) -> Self {
        let factor = vae.map_or(1, VaeConfig::factor);
        let mut held = vec![Load { side: factor, floats: unet.first() }];
        let mut side = factor;
        for block in &unet.down {
            held.push(Load { side, floats: block.layers * block.channels });
            side <<= u32::from(block.resamples);
            held.push(Load { side, floats: usize::from(block.resamples) * block.channels });
        }
        let mut learning: Vec<Load> = Vec::new();
        let mut attending: Option<u32> = None;
        let mut side = factor;
        for block in unet.down.iter().chain([&unet.mid]).chain(&unet.up) {
            let depth = match block.attention {
                Attention::Transformer { depth, .. } => TRANSFORMER * depth,
                Attention::Own { .. } => 8,
                Attention::None => 0,
            };
            if depth > 0 {
                attending = Some(attending.map_or(side, |finest| finest.min(side)));
            }
            learning.push(Load { side, floats: block.layers * block.channels * (RESNET + depth) });
            let resamples = u32::from(block.resamples);
            side = if matches!(block.block, Block::Up(_)) { side >> resamples } else { side << resamples };
        }
        let mut working = Vec::new();
        let mut side = factor << unet.halvings();
        let mut from = unet.mid.channels;
        for block in &unet.up {
            let tokens = if matches!(block.attention, Attention::Transformer { .. }) { 14 * block.channels } else { 0 };
            let resnet = COPIES * (from.max(block.channels) + block.channels);
            working.push(Load { side, floats: resnet.max(tokens) });
            side >>= u32::from(block.resamples);
            from = block.channels;
        }
        let coding = vae.into_iter().flat_map(|vae| {
            let wide = |i: usize| vae.channels[(i + 1).min(vae.channels.len() - 1)];
            (0..vae.channels.len()).map(move |i| Load { side: 1 << i, floats: COPIES * wide(i) })
        });
        let features = vae.map(|vae| {
            let side = vae.cut();
            Load { side, floats: vae.channels[side.ilog2() as usize] }
        });
        let features = features.unwrap_or(Load { side: 1, floats: 0 });
        Self { coding: coding.collect(), held, working, learning, attending, features }
    }

    /// Bytes that a pass of the UNet keeps for the way back at `width`×`height` pixels, and the way back itself: one
    /// head's attention, and the kernels turned round.
    pub(crate) fn learning_bytes(&self, width: u32, height: u32, weights: u64) -> u64 {
        let held: u64 = self.learning.iter().map(|load| load.bytes(width, height)).sum();
        let maps = self.attending.map_or(0, |side| Load { side, floats: 1 }.bytes(width, height) / 4);
        held + MAPS * maps * maps * 4 + weights.min(conv_backward::KEPT as u64)
    }

    /// Peak bytes, weights not counted, of `batch` branches at `width`×`height` pixels; pictures are coded one by one, in
    /// tiles of `tile` pixels where that is not 0: then what the tiles are cut from and the blended picture (twice, and a
    /// row of tiles) lie beside them.
    pub(crate) fn bytes(&self, width: u32, height: u32, batch: usize, tile: u32) -> u64 {
        let of = |load: &Load| load.bytes(width, height);
        let held: u64 = self.held.iter().map(of).sum();
        let working = self.working.iter().map(of).max().unwrap_or_default();
        let tile = Some(tile).filter(|&tile| tile != 0 && width.max(height) > tile);
        let coding = self.coding.iter().map(|load| match tile {
            Some(tile) if load.side < self.features.side => load.bytes(width.min(tile), height.min(tile)),
            _ => of(load),
        });
        let beside = if tile.is_some() { of(&self.features) + 3 * of(&PICTURE) } else { 0 };
        ((held + working) * batch as u64).max(coding.max().unwrap_or_default() + beside)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sizes::sd15_parts;
    use super::*;

    #[test]
    fn tiles_lower_what_large_pictures_need() {
        let (unet, vae, _) = sd15_parts();
        let footprint = Footprint::new(&unet, Some(&vae));
        let of = |side, tile| footprint.bytes(side, side, 2, tile);
        assert!(of(2048, 512) < of(2048, 0) / 2, "{} {}", of(2048, 512), of(2048, 0));
        assert_eq!(of(512, 512), of(512, 0), "one tile is the whole");
    }
}
