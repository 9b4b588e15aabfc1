//! The blocks of a patch: each does what its dense twin does, at the active pixels only.

use candle_core::{Device, Tensor};

use super::body::{Body, at_work};
use super::coarse::Coarse;
use super::levels::Levels;
use super::patch::{Patch, Source, trained};
use super::stage::{Attend, Stage};
use super::transformer::{Layer, Transformer};
use crate::model::nn::{Activations, Resnet, SelfAttention, channels_last};
use crate::model::{Error, Hooks, Result};
use crate::tensor::kernel::{After, Isa, Tokens, attention};
use crate::tensor::op::attention::Attention;
use crate::tensor::op::linear::Linear;
use crate::tensor::op::{fresh, numbers};

impl Resnet {
    pub(crate) fn patch(&self, x: Source, patch: &mut Patch<'_>) -> Result<usize> {
        patch.hooks.checkpoint()?;
        let level = patch.level();
        let size = (level.height, level.width);
        let input = patch.spread(x, &level.around);
        let normed = patch.normed_silu(&self.norm1, &input)?;
        let rows = self.rows(Some(&patch.time))?;
        let h = patch.convolve(&self.conv1, &normed, size, None, rows.as_ref(), None)?;
        let normed = {
            let map = std::mem::take(&mut patch.kept.maps[h]);
            let normed = patch.normed_silu(&self.norm2, &map);
            patch.put(h, map);
            normed?
        };
        let residual = match &self.shortcut {
            Some(shortcut) => {
                let Some(frozen) = shortcut.frozen() else { return Err(trained()) };
                let mut out = fresh(level.height * level.width * frozen.matrix.n());
                let after = After { bias: frozen.bias.as_deref(), add: None };
                frozen.matrix.run_rows(&input, &level.active, &after, &mut out);
                out
            }
            None => input,
        };
        patch.convolve(&self.conv2, &normed, size, None, None, Some(&residual))
    }
}

/// x Wᵀ + bias + add of a few rows.
fn rows(linear: &Linear, x: &[f32], n: usize, add: Option<&[f32]>) -> Result<Vec<f32>> {
    let Some(frozen) = linear.frozen() else { return Err(trained()) };
    let mut out = fresh(n * frozen.matrix.n());
    frozen.matrix.run(x, n, &After { bias: frozen.bias.as_deref(), add }, &mut out);
    Ok(out)
}

impl Patch<'_> {
    /// Self-attention of the active rows `qkv` (active, 3 c) to all pixels, whose keys and values are the next kept map.
    fn own(&mut self, attending: Attention, qkv: &[f32]) -> Result<Vec<f32>> {
        let (active, (at, mut kv)) = (&self.level().active, self.take()?);
        let area = self.level().height * self.level().width;
        let width = kv.len() / area / 2;
        for (&row, qkv) in active.iter().zip(qkv.chunks_exact(3 * width)) {
            kv[row as usize * 2 * width..][..2 * width].copy_from_slice(&qkv[width..]);
        }
        let q = Tokens { data: qkv, n: active.len(), stride: 3 * width };
        let part = |i: usize| Tokens { data: &kv[i * width..], n: area, stride: 2 * width };
        let (heads, scale) = attending.heads_of(1, width);
        let mut out = fresh(active.len() * width);
        attention(Isa::best(), q, part(0), part(1), heads, scale, false, &mut out);
        self.put(at, kv);
        Ok(out)
    }

    /// The next kept map becomes `rows` (active, c) at the active pixels.
    fn scatter(&mut self, rows: &[f32]) -> Result<usize> {
        let (at, mut out) = self.take()?;
        let active = &self.level().active;
        let c = rows.len() / active.len().max(1);
        for (&row, value) in active.iter().zip(rows.chunks_exact(c.max(1))) {
            out[row as usize * c..][..c].copy_from_slice(value);
        }
        Ok(self.put(at, out))
    }
}

impl Transformer {
    pub(crate) fn patch(&self, x: usize, patch: &mut Patch<'_>) -> Result<usize> {
        let n = patch.level().active.len();
        let input = patch.gather(x.into(), &patch.level().active);
        let mut y = rows(&self.proj_in, &patch.normed_rows(&self.norm, x)?, n, None)?;
        for layer in &self.layers {
            y = layer.patch(&y, n, patch)?;
        }
        let projected = rows(&self.proj_out, &y, n, Some(&input))?;
        patch.scatter(&projected)
    }
}

impl Layer {
    /// x (n, c): the active rows.
    fn patch(&self, x: &[f32], n: usize, patch: &mut Patch<'_>) -> Result<Vec<f32>> {
        patch.hooks.checkpoint()?;
        let qkv = rows(&self.qkv, &self.norm1.rows(x)?, n, None)?;
        let attended = patch.own(self.attention, &qkv)?;
        let x = rows(&self.own_out, &attended, n, Some(x))?;
        patch.hooks.checkpoint()?;
        let normed = self.norm2.rows(&x)?;
        let q = rows(&self.q, &normed, n, None)?;
        let Some(context) = patch.context else {
            return Err(Error::Input("it needs words, and was given none".to_owned()));
        };
        let kv = self.words.keys_and_values(context)?;
        let (_, m, stride) = kv.dims3()?;
        let width = stride / 2;
        let (heads, scale) = self.attention.heads_of(1, width);
        let mut attended = fresh(n * width);
        numbers(&kv, |kv| {
            let part = |i: usize| Tokens { data: &kv[i * width..], n: m, stride };
            let q = Tokens { data: &q, n, stride: width };
            attention(Isa::best(), q, part(0), part(1), heads, scale, false, &mut attended);
        })?;
        let x = rows(&self.cross_out, &attended, n, Some(&x))?;
        patch.hooks.checkpoint()?;
        let Some(up) = self.up.frozen() else { return Err(trained()) };
        let mut gated = fresh(n * up.matrix.n() / 2);
        up.matrix.run_gated(&self.norm3.rows(&x)?, n, up.bias.as_deref(), &mut gated);
        rows(&self.down, &gated, n, Some(&x))
    }
}

impl SelfAttention {
    pub(crate) fn patch(&self, x: usize, patch: &mut Patch<'_>) -> Result<usize> {
        patch.hooks.checkpoint()?;
        let n = patch.level().active.len();
        let input = patch.gather(x.into(), &patch.level().active);
        let qkv = rows(&self.qkv, &patch.normed_rows(&self.norm, x)?, n, None)?;
        let attended = patch.own(self.attention, &qkv)?;
        let projected = rows(&self.out, &attended, n, Some(&input))?;
        patch.scatter(&projected)
    }
}

impl Stage {
    pub(super) fn attend_patch(&self, i: usize, x: usize, patch: &mut Patch<'_>) -> Result<usize> {
        match self.attentions.get(i) {
            Some(Attend::Transformer(transformer, _)) => transformer.patch(x, patch),
            Some(Attend::Own(own)) => own.patch(x, patch),
            None => Ok(x),
        }
    }

    pub(super) fn encode_patch(&self, x: usize, skips: &mut Vec<usize>, patch: &mut Patch<'_>) -> Result<usize> {
        let x = self.encode_layers_patch(x, skips, patch)?;
        self.down_patch(x, skips, patch)
    }

    fn encode_layers_patch(&self, mut x: usize, skips: &mut Vec<usize>, patch: &mut Patch<'_>) -> Result<usize> {
        for (i, resnet) in self.resnets.iter().enumerate() {
            x = resnet.patch(x.into(), patch)?;
            x = self.attend_patch(i, x, patch)?;
            skips.push(x);
        }
        Ok(x)
    }

    pub(super) fn down_patch(&self, mut x: usize, skips: &mut Vec<usize>, patch: &mut Patch<'_>) -> Result<usize> {
        if let Some(down) = &self.down {
            patch.hooks.checkpoint()?;
            let size = (patch.level().height, patch.level().width);
            patch.at += 1;
            let map = std::mem::take(&mut patch.kept.maps[x]);
            let made = patch.convolve(&down.conv, &map, size, None, None, None);
            patch.put(x, map);
            x = made?;
            skips.push(x);
        }
        Ok(x)
    }

    pub(super) fn decode_patch(&self, x: usize, skips: &mut Vec<usize>, patch: &mut Patch<'_>) -> Result<usize> {
        let x = self.decode_layers_patch(x, skips, patch)?;
        self.up_patch(x, skips, patch)
    }

    pub(super) fn decode_layers_patch(
        &self,
        mut x: usize,
        skips: &mut Vec<usize>,
        patch: &mut Patch<'_>,
    ) -> Result<usize> {
        for (i, resnet) in self.resnets.iter().enumerate() {
            x = resnet.patch(Source { first: x, second: skips.pop() }, patch)?;
            x = self.attend_patch(i, x, patch)?;
        }
        Ok(x)
    }

    fn up_patch(&self, mut x: usize, skips: &[usize], patch: &mut Patch<'_>) -> Result<usize> {
        if let (Some(up), false) = (&self.up, skips.is_empty()) {
            patch.hooks.checkpoint()?;
            let size = (patch.level().height, patch.level().width);
            patch.at -= 1;
            let to = (patch.level().height, patch.level().width);
            let map = std::mem::take(&mut patch.kept.maps[x]);
            let made = patch.convolve(&up.conv, &map, size, Some(to), None, None);
            patch.put(x, map);
            x = made?;
        }
        Ok(x)
    }
}

/// Beyond this share of active pixels a dense pass is no dearer.
const MOST: f64 = 0.6;

impl Body {
    /// See [`super::Unet::patch`].
    pub(crate) fn patched(
        &self,
        x: &Tensor,
        t: &Tensor,
        context: Option<&Tensor>,
        hooks: &mut dyn Hooks,
        (kept, coarse): (&mut Activations, &mut Coarse),
        margin: usize,
    ) -> Result<Option<(Tensor, f64)>> {
        let (b, c, height, width) = x.dims4()?;
        let input = numbers(&channels_last(x)?, <[f32]>::to_vec)?;
        if b != 1 || kept.size != (height, width) || kept.input.len() != input.len() {
            return Ok(None);
        }
        let cells = input.chunks_exact(c).zip(kept.input.chunks_exact(c));
        let changed: Vec<bool> = cells.map(|(new, old)| new != old).collect();
        let halvings = self.down.iter().filter(|stage| stage.down.is_some()).count();
        let levels = Levels::new(&changed, height, width, halvings, margin);
        let share = levels.share();
        if share > MOST {
            return Ok(None);
        }
        if share == 0.0 {
            return Ok(kept.maps.last().map(|out| answer(out, height, width)).transpose()?.map(|out| (out, share)));
        }
        hooks.checkpoint()?;
        let time = self.time.forward(t)?.silu()?;
        let moved = input.iter().zip(&kept.input).map(|(new, old)| new - old).collect();
        kept.input = input;
        let out = at_work(|| self.patch(&mut Patch::new(kept, &levels, time, context, hooks), moved, coarse))?;
        Ok(Some((out, share)))
    }

    /// The patch of a pass: `patch.kept.input` is x already. → (1, c_out, h, w).
    fn patch(&self, patch: &mut Patch<'_>, moved: Vec<f32>, coarse: &mut Coarse) -> Result<Tensor> {
        let (height, width) = (patch.level().height, patch.level().width);
        let input = std::mem::take(&mut patch.kept.input);
        let first = patch.convolve(&self.conv_in, &input, (height, width), None, None, None);
        patch.kept.input = input;
        let mut x = first?;
        let mut skips = vec![x];
        let inner = self.inner();
        for stage in &self.down[..inner.down] {
            x = stage.encode_patch(x, &mut skips, patch)?;
        }
        x = self.down[inner.down].encode_layers_patch(x, &mut skips, patch)?;
        x = self.inner_patch(inner, x, &mut skips, patch, (moved, coarse))?;
        let (coarse, fine) = self.up.split_at(inner.up);
        if let Some(last) = coarse.last() {
            x = last.up_patch(x, &skips, patch)?;
        }
        for stage in fine {
            x = stage.decode_patch(x, &mut skips, patch)?;
        }
        patch.hooks.checkpoint()?;
        let map = patch.spread(x.into(), &patch.level().around);
        let normed = patch.normed_silu(&self.norm_out, &map)?;
        let out = patch.convolve(&self.conv_out, &normed, (height, width), None, None, None)?;
        Ok(answer(&patch.kept.maps[out], height, width)?)
    }
}

/// A kept map (h, w, c) as (1, c, h, w).
fn answer(map: &[f32], height: usize, width: usize) -> candle_core::Result<Tensor> {
    let out = Tensor::from_slice(map, (1, height, width, map.len() / height / width), &Device::Cpu)?;
    out.permute((0, 3, 1, 2))?.contiguous()
}
