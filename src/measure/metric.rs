//! What is measured of an edit, by its name in figures.

/// What is measured of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Share of the edits in which the scorer sees what was asked for.
    EditSuccess,
    /// Mean square error to the exact target, as a share of the picture's own.
    TargetError,
    /// PSNR to the picture, of what a local edit must leave alone, dB; 100 where it is the same.
    BackgroundPsnr,
    /// SSIM of the same.
    BackgroundSsim,
    /// By gradients, between the picture and the result.
    StructureDistance,
    /// By what the scorer's layers see, between the picture and the result.
    SourceDistance,
    /// By the same, between results of several seeds.
    Diversity,
    /// Differences across the border of the true region, or of the half that was filled, as a share of those before.
    Seam,
    /// How probable scene, time and style of the picture are, by what fills half of it alone.
    Context,
    /// Of the mask that a method found with the true changed region.
    MaskIou,
    /// Of where the object's word looks with the object.
    WordIou,
    /// Of the picture with itself after the method's way there and back, dB.
    RoundTripPsnr,
    /// Calls of the noise predictor.
    UnetCalls,
    /// From the picture to the result.
    Seconds,
}

impl Metric {
    /// All, as tables show them.
    pub const ALL: [Self; 14] = [
        Self::EditSuccess,
        Self::TargetError,
        Self::BackgroundPsnr,
        Self::BackgroundSsim,
        Self::StructureDistance,
        Self::SourceDistance,
        Self::Diversity,
        Self::Seam,
        Self::Context,
        Self::MaskIou,
        Self::WordIou,
        Self::RoundTripPsnr,
        Self::UnetCalls,
        Self::Seconds,
    ];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EditSuccess => "edit_success",
            Self::TargetError => "target_error",
            Self::BackgroundPsnr => "background_psnr",
            Self::BackgroundSsim => "background_ssim",
            Self::StructureDistance => "structure_distance",
            Self::SourceDistance => "source_distance",
            Self::Diversity => "diversity",
            Self::Seam => "seam",
            Self::Context => "context",
            Self::MaskIou => "mask_iou",
            Self::WordIou => "word_iou",
            Self::RoundTripPsnr => "round_trip_psnr",
            Self::UnetCalls => "unet_calls",
            Self::Seconds => "seconds",
        }
    }
}

/// Figures of one edit, or of one method on one scene.
pub(super) type Found = Vec<(Metric, f64)>;

/// The mean of every metric over those that have it.
pub(super) fn means(all: &[Found]) -> Found {
    let mean = |metric| {
        let values: Vec<_> = all.iter().flatten().filter(|(known, _)| *known == metric).map(|&(_, v)| v).collect();
        (!values.is_empty()).then(|| (metric, values.iter().sum::<f64>() / values.len() as f64))
    };
    Metric::ALL.into_iter().filter_map(mean).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_of_those_that_have_it() {
        let all = [vec![(Metric::Seconds, 1.0), (Metric::Seam, 3.0)], vec![(Metric::Seconds, 2.0)]];
        assert_eq!(means(&all), [(Metric::Seam, 3.0), (Metric::Seconds, 1.5)]);
        assert_eq!(means(&[]), []);
    }
}
