//! Every figure that a result alone gives: of an edit, and of a half that was filled.

use candle_core::Tensor;
use rayon::ThreadPool;

use super::likeness::{iou, psnr_within, seam, target_error};
use super::metric::{Found, Metric, means};
use super::scenes::{Entry, Scene, covered};
use super::scorer::Scorer;
use super::{Result, perceptual, structure};
use crate::raster::ssim_within;

/// What results are judged with.
pub(super) struct Judge {
    pub(super) scorer: Scorer,
    pub(super) pool: ThreadPool,
}

/// What was found of a result.
pub(super) struct Judged {
    pub(super) found: Found,
    /// What the scorer's layers see in it.
    pub(super) layers: Vec<Tensor>,
}

impl Judge {
    /// Of an edit: `result` is planar sRGB in [0, 1], `mask` one flag a pixel, where a method found one.
    pub(super) fn edit(&self, result: &[f32], mask: Option<&[bool]>, entry: &Entry, scene: &Scene) -> Result<Judged> {
        let (source, extent) = (&scene.source_planes, scene.extent);
        let (layers, distance) = self.looked(result, scene)?;
        let mut found = vec![
            (Metric::TargetError, target_error(result, source, &scene.target_planes)),
            (Metric::StructureDistance, Some(structure::distance(result, source, extent))),
            (Metric::SourceDistance, Some(distance)),
            (Metric::EditSuccess, self.scorer.sees(&layers, entry)?.map(f64::from)),
        ];
        if entry.kind.local() {
            let objects = scene.mask.as_deref().map(covered).unwrap_or_default();
            found.extend([
                (Metric::BackgroundPsnr, psnr_within(result, source, &scene.background)),
                (Metric::BackgroundSsim, ssim_within(result, source, &scene.background, extent)),
                (Metric::Seam, seam(result, source, &objects, extent)),
                (Metric::MaskIou, mask.and_then(|mask| iou(mask, &scene.changed))),
            ]);
        }
        Ok(Judged { found: known(found), layers })
    }

    /// Of a picture whose emptier half was filled: nothing is asked of what no words asked for.
    pub(super) fn filling(&self, result: &[f32], entry: &Entry, scene: &Scene) -> Result<Judged> {
        let (layers, distance) = self.looked(result, scene)?;
        let mut found = vec![
            (Metric::SourceDistance, Some(distance)),
            (Metric::Seam, seam(result, &scene.source_planes, &scene.half.region(scene.extent), scene.extent)),
        ];
        // Only of such an edit does the target tell scene, time and style of the source.
        if entry.kind.local() {
            let context =
                self.pool.install(|| self.scorer.surroundings(result, scene.extent, scene.half, &entry.target_spec));
            found.push((Metric::Context, context?));
        }
        Ok(Judged { found: known(found), layers })
    }

    /// What the layers see in a result, and how far that is from the source.
    fn looked(&self, result: &[f32], scene: &Scene) -> Result<(Vec<Tensor>, f64)> {
        self.pool.install(|| {
            let layers = self.scorer.layers(result, scene.extent)?;
            let distance = perceptual::distance(&layers, &self.scorer.layers(&scene.source_planes, scene.extent)?)?;
            Ok((layers, distance))
        })
    }
}

/// Means over the seeds of one scene, and how much what they made differs.
pub(super) fn judged(seeds: impl Iterator<Item = Result<Judged>>) -> Result<Found> {
    let (mut all, mut seen) = (Vec::new(), Vec::new());
    for seed in seeds {
        let Judged { found, layers } = seed?;
        all.push(found);
        seen.push(layers);
    }
    let mut found = means(&all);
    found.extend(perceptual::diversity(&seen)?.map(|diversity| (Metric::Diversity, diversity)));
    Ok(found)
}

/// Those that could be said.
pub(super) fn known(found: Vec<(Metric, Option<f64>)>) -> Found {
    found.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect()
}
