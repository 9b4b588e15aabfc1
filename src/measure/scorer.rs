//! Tells object, colour, scene, time and style of a scene, and never guides an edit: a small classifier, trained by
//! `tests/reference/scorer.py` on scenes of the same generator without the compositions of the benchmark.

use std::collections::{BTreeMap, HashMap};

use candle_core::{DType, Device, Tensor};
use serde::Deserialize;

use super::Result;
use super::half::Half;
use super::scenes::{Entry, Kind, Shown};
use crate::raster::Extent;
use crate::tensor::convert::image_to_tensor;

const WEIGHTS: &[u8] = include_bytes!("../../assets/builtin/scorer/scorer.safetensors");
const CLASSES: &str = include_str!("../../assets/builtin/scorer/scorer.json");
/// Side in pixels at which it sees a picture.
const SIDE: usize = 64;
/// Strides of its convolutions, 3 × 3 each.
const STRIDES: [usize; 6] = [2, 1, 2, 1, 2, 1];
/// Its answers, in the order of its last layer.
const HEADS: [&str; 5] = ["object", "colour", "scene", "time", "style"];

/// What stands beside the weights.
#[derive(Deserialize)]
struct Told {
    classes: BTreeMap<String, Vec<String>>,
}

/// See the module.
pub(super) struct Scorer {
    tensors: HashMap<String, Tensor>,
    classes: [Vec<String>; 5],
}

impl Scorer {
    /// The one inside the program.
    pub(super) fn load() -> Result<Self> {
        let halves = candle_core::safetensors::load_buffer(WEIGHTS, &Device::Cpu)?;
        let whole = |(name, tensor): (String, Tensor)| Ok((name, tensor.to_dtype(DType::F32)?));
        let tensors = halves.into_iter().map(whole).collect::<candle_core::Result<_>>()?;
        let mut told: Told = serde_json::from_str(CLASSES)
            .map_err(|error| candle_core::Error::Msg(format!("the scorer's classes can't be read: {error}")))?;
        let classes = HEADS.map(|head| told.classes.remove(head).unwrap_or_default());
        Ok(Self { tensors, classes })
    }

    /// What each of its six layers sees in a picture, (1, c, h, w). `planes` is planar sRGB in [0, 1].
    pub(super) fn layers(&self, planes: &[f32], extent: Extent) -> Result<Vec<Tensor>> {
        self.convolved(seen(planes, extent)?)
    }

    /// Whether what a scene's edit is about is what the result shows, by what the layers see in it; none where the scene
    /// does not say what that is, or the scorer does not know it.
    pub(super) fn sees(&self, layers: &[Tensor], entry: &Entry) -> Result<Option<bool>> {
        let Shown { object, colour, scene, time, style } = &entry.target_spec;
        let (head, wanted) = match entry.kind {
            Kind::Object => (0, object),
            Kind::Colour => (1, colour),
            Kind::Scene => (2, scene),
            Kind::Time => (3, time),
            Kind::Style => (4, style),
        };
        let Some(class) = self.class(head, wanted.as_ref()) else { return Ok(None) };
        Ok(Some(likeliest(&self.logits(layers)?[head]) == class))
    }

    /// How probable it is, of half a picture alone, that scene, time and style are all as told: the product of the three
    /// probabilities. None where one of them is not told, or not known.
    pub(super) fn surroundings(&self, planes: &[f32], extent: Extent, half: Half, told: &Shown) -> Result<Option<f64>> {
        let columns = half.columns(SIDE);
        let part = seen(planes, extent)?.narrow(3, columns.start, columns.len())?.contiguous()?;
        let logits = self.logits(&self.convolved(part)?)?;
        let heads = [(2, &told.scene), (3, &told.time), (4, &told.style)];
        let probability =
            |(head, wanted): (usize, &Option<String>)| Some(softmax(&logits[head], self.class(head, wanted.as_ref())?));
        Ok(heads.into_iter().map(probability).product())
    }

    fn class(&self, head: usize, wanted: Option<&String>) -> Option<usize> {
        wanted.and_then(|wanted| self.classes[head].iter().position(|known| known == wanted))
    }

    /// Of each head, by what the layers see.
    fn logits(&self, layers: &[Tensor]) -> Result<[Vec<f32>; 5]> {
        let places = layers[STRIDES.len() - 1].flatten_from(2)?;
        let seen = Tensor::cat(&[places.mean(2)?, places.max(2)?], 1)?;
        let logits = seen.matmul(&self.tensor("head.weight")?.t()?)?.broadcast_add(self.tensor("head.bias")?)?;
        let mut rest = logits.flatten_all()?.to_vec1()?.into_iter();
        Ok(self.classes.each_ref().map(|classes| rest.by_ref().take(classes.len()).collect()))
    }

    fn convolved(&self, mut x: Tensor) -> Result<Vec<Tensor>> {
        let mut layers = Vec::with_capacity(STRIDES.len());
        for (i, stride) in STRIDES.into_iter().enumerate() {
            let bias = self.tensor(&format!("conv.{i}.bias"))?;
            let bias = bias.reshape((1, bias.elem_count(), 1, 1))?;
            x = x.conv2d(self.tensor(&format!("conv.{i}.weight"))?, 1, stride, 1, 1)?.broadcast_add(&bias)?.relu()?;
            layers.push(x.clone());
        }
        Ok(layers)
    }

    fn tensor(&self, name: &str) -> Result<&Tensor> {
        let missing = || candle_core::Error::Msg(format!("the scorer has no {name}"));
        Ok(self.tensors.get(name).ok_or_else(missing)?)
    }
}

/// A picture as the network is given it, (1, 3, 64, 64).
fn seen(planes: &[f32], extent: Extent) -> candle_core::Result<Tensor> {
    let (height, width) = (extent.height as usize, extent.width as usize);
    small(&image_to_tensor(planes, height, width, &Device::Cpu)?)
}

fn likeliest(logits: &[f32]) -> usize {
    logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(class, _)| class)
}

/// The probability of one class.
fn softmax(logits: &[f32], class: usize) -> f64 {
    let most = logits.iter().copied().fold(f32::MIN, f32::max);
    let weight = |logit: f32| f64::from(logit - most).exp();
    weight(logits[class]) / logits.iter().map(|&logit| weight(logit)).sum::<f64>()
}

/// (1, 3, h, w) → (1, 3, 64, 64): means of areas, of the nearest pixels where the sides are no multiples.
fn small(x: &Tensor) -> candle_core::Result<Tensor> {
    let (_, _, height, width) = x.dims4()?;
    let (down, across) = (height.div_ceil(SIDE), width.div_ceil(SIDE));
    let x = match (down * SIDE, across * SIDE) {
        sides if sides == (height, width) => x.clone(),
        (height, width) => x.interpolate2d(height, width)?,
    };
    x.avg_pool2d((down, across))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::measure::scenes;
    use crate::raster::{Rect, io};

    /// Of the first 32 exact targets of the benchmark's scenes, which it has never seen, it tells so many rightly.
    const RIGHT: usize = 31;

    /// What the scorer looks at, at its own size.
    const SMALL: Extent = Extent { width: SIDE as u32, height: SIDE as u32 };

    /// A target of `tests/known`, and what of it was asked for.
    struct Known {
        kind: String,
        class: String,
        planes: Vec<f32>,
    }

    /// All of them: a sheet of eight columns.
    fn known() -> Vec<Known> {
        let asked: Vec<(String, String)> = serde_json::from_str(include_str!("../../tests/known/scenes.json")).unwrap();
        let sheet = io::decode(include_bytes!("../../tests/known/scenes.png")).unwrap().pixels;
        let of = |(i, (kind, class))| {
            let (column, row) = (i as u32 % 8, i as u32 / 8);
            let at = Rect::new(column * SMALL.width, row * SMALL.height, SMALL.width, SMALL.height);
            Known { kind, class, planes: sheet.to_srgb_planes(at).unwrap().0 }
        };
        asked.into_iter().enumerate().map(of).collect()
    }

    #[test]
    fn its_classes_are_those_of_its_last_layer() {
        let scorer = Scorer::load().unwrap();
        let classes: usize = scorer.classes.iter().map(Vec::len).sum();
        assert_eq!(scorer.tensor("head.bias").unwrap().elem_count(), classes);
        assert!(scorer.classes.iter().all(|classes| classes.len() >= 5));
        assert!(WEIGHTS.len() < 1 << 20);
        for side in [64, 100, 256] {
            let planes = vec![0.5; (3 * side * side) as usize];
            let logits = scorer.logits(&scorer.layers(&planes, Extent::new(side, side)).unwrap()).unwrap().concat();
            assert!(logits.len() == classes && logits.iter().all(|logit| logit.is_finite()));
        }
    }

    #[test]
    fn it_tells_exact_targets() {
        let scorer = Scorer::load().unwrap();
        let asked = known();
        let right = asked.iter().filter(|Known { kind, class, planes }| {
            let head = HEADS.iter().position(|head| head == kind).unwrap();
            let logits = scorer.logits(&scorer.layers(planes, SMALL).unwrap()).unwrap();
            Some(likeliest(&logits[head])) == scorer.class(head, Some(class))
        });
        let right = right.count();
        assert!(asked.len() == 32 && right >= RIGHT, "{right} of {}", asked.len());
    }

    #[test]
    fn probabilities_of_known_logits() {
        let (three, one) = (3.0_f32.ln(), 1.0_f32.ln());
        assert!((softmax(&[one, three], 1) - 0.75).abs() < 1e-6 && (softmax(&[200.0, 200.0], 0) - 0.5).abs() < 1e-9);
        assert_eq!(likeliest(&[one, three, one]), 1);
    }

    /// Right halves of those of `tests/known` whose edit is about the scene: what surrounds a thing is told by half of it,
    /// and a half is not taken for another picture's.
    #[test]
    fn half_a_picture_tells_its_surroundings() {
        let scorer = Scorer::load().unwrap();
        let scenes: Vec<_> = known().into_iter().filter(|known| known.kind == "scene").collect();
        let (mut own, mut others) = (0.0, 0.0);
        for Known { class, planes, .. } in &scenes {
            let whole = scorer.logits(&scorer.layers(planes, SMALL).unwrap()).unwrap();
            let told = |head: usize| Some(scorer.classes[head][likeliest(&whole[head])].clone());
            let shown = |scene: &str| Shown {
                scene: Some(scene.to_owned()),
                time: told(3),
                style: told(4),
                ..Shown::default()
            };
            let other = scenes.iter().map(|other| &other.class).find(|other| *other != class).unwrap();
            let of = |scene: &str| scorer.surroundings(planes, SMALL, Half::Right, &shown(scene)).unwrap().unwrap();
            own += of(class) / scenes.len() as f64;
            others += of(other) / scenes.len() as f64;
        }
        assert!(own > 0.6 && others < 0.1, "{own} and {others} of {}", scenes.len());
        let untold = scorer.surroundings(&[0.5; 3 * 64], Extent::new(8, 8), Half::Left, &Shown::default());
        assert_eq!(untold.unwrap(), None);
    }

    /// All of them, where the folder is given (`.ci/run` does where it is): as many as `scorer.json` states.
    #[test]
    fn it_tells_as_many_as_it_states() {
        let Some(folder) = std::env::var_os("EVAL_DIR") else { return };
        let stated: serde_json::Value = serde_json::from_str(CLASSES).unwrap();
        let stated = stated["accuracy"]["edit"].as_f64().unwrap();
        let scorer = Scorer::load().unwrap();
        let entries = scenes::list(Path::new(&folder), &[], None).unwrap();
        let seen = entries.iter().filter_map(|entry| {
            let scene = entry.load(Path::new(&folder)).unwrap();
            scorer.sees(&scorer.layers(&scene.target_planes, scene.extent).unwrap(), entry).unwrap()
        });
        let seen: Vec<_> = seen.collect();
        let right = seen.iter().filter(|&&right| right).count() as f64 / seen.len() as f64;
        assert!((right - stated).abs() < 0.015, "{right} of {}, {stated} are stated", seen.len());
        // What `context` is of pictures that nothing was done to, and of those that belong to another scene.
        let local: Vec<_> = entries.iter().filter(|entry| entry.kind.local()).collect();
        let context = |shift: usize| {
            let of = |(i, entry): (usize, &&Entry)| {
                let scene = entry.load(Path::new(&folder)).unwrap();
                let told = &local[(i + shift) % local.len()].target_spec;
                scorer.surroundings(&scene.source_planes, scene.extent, scene.half, told).unwrap().unwrap()
            };
            local.iter().enumerate().map(of).sum::<f64>() / local.len() as f64
        };
        let (own, others) = (context(0), context(17));
        assert!(own > 0.75 && others < 0.1, "{own} and {others} of {}", local.len());
    }
}
