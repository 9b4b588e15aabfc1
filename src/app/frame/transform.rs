//! Numbers of a piece of picture: where it lies, how large, how turned.

use super::Lay;
use crate::app::App;
use crate::app::command::Info;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::document::Layer;
use crate::raster::{Extent, Placement};

impl Lay {
    /// How it is told.
    pub(super) fn info(&self) -> Info {
        let info = |icon, label, tooltip| Info { label, tooltip, icon };
        match self {
            Self::Move(_) => info(Icon::Move, t!("frame-move"), t!("frame-transform-tip")),
            Self::Scale([across, _]) if *across < 0.0 => {
                info(Icon::FlipHorizontal2, t!("frame-mirror"), t!("frame-mirror-tip"))
            }
            Self::Scale([_, down]) if *down < 0.0 => {
                info(Icon::FlipVertical2, t!("frame-upside-down"), t!("frame-upside-down-tip"))
            }
            Self::Scale(_) => info(Icon::Scaling, t!("frame-scale"), t!("frame-transform-tip")),
            Self::Turn(_) => info(Icon::RotateCw, t!("frame-turn"), t!("frame-turn-tip")),
            Self::Reset => info(Icon::RotateCcw, t!("frame-reset"), t!("frame-reset-tip")),
            Self::Fit => info(Icon::Maximize, t!("frame-fill"), t!("frame-fill-tip")),
        }
    }

    /// The name of the step that it is.
    pub(in crate::app) fn step(self) -> &'static str {
        match self {
            Self::Move(_) => "Move layer",
            Self::Scale(_) | Self::Reset | Self::Fit => "Scale layer",
            Self::Turn(_) => "Turn layer",
        }
    }

    /// The placement after it.
    pub(in crate::app) fn of(self, now: Placement, piece: Extent, canvas: Extent) -> Placement {
        let half = |extent: Extent| [f64::from(extent.width) / 2.0, f64::from(extent.height) / 2.0];
        let middle = now.apply(half(piece));
        // Of a size, upright, with its middle there; on whole pixels where it is at its own size.
        let upright = |scale: f64, [x, y]: [f64; 2]| {
            let [across, down] = half(piece);
            let corner = [x - scale * across, y - scale * down];
            let [left, top] = if scale == 1.0 { corner.map(f64::round) } else { corner };
            Placement::at(0, 0).scaled(scale, scale, [0.0, 0.0]).moved(left, top)
        };
        match self {
            Self::Move([x, y]) => now.moved(x, y),
            Self::Scale([across, down]) => Placement::at(0, 0).scaled(across, down, half(piece)).then(now),
            Self::Turn(degrees) => now.rotated(degrees, middle),
            Self::Reset => upright(1.0, middle),
            Self::Fit => {
                let ([w, h], [across, down]) = (half(canvas), half(piece));
                upright((w / across).min(h / down), half(canvas))
            }
        }
    }
}

impl App {
    /// The layer that the transform tool has, or would have in the hand.
    pub(in crate::app) fn transformed(&self) -> Option<&Layer> {
        self.toolbox.transform.target(self.document()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laying_otherwise_keeps_the_middle() {
        let (piece, canvas) = (Extent::new(40, 20), Extent::new(400, 100));
        let now = Placement::at(100, 30);
        let middle = |placement: Placement| placement.apply([20.0, 10.0]);
        for lay in [Lay::Scale([2.0, 0.5]), Lay::Turn(33.0), Lay::Reset, Lay::Scale([-1.0, 1.0])] {
            let next = lay.of(now, piece, canvas);
            let [x, y] = middle(next);
            assert!((x - 120.0).abs() < 1e-9 && (y - 40.0).abs() < 1e-9, "{lay:?}");
        }
        let turned = Lay::Turn(33.0).of(now, piece, canvas);
        assert_eq!(Lay::Reset.of(turned, piece, canvas), now);
        let filled = Lay::Fit.of(turned, piece, canvas);
        assert_eq!((filled.scale(), middle(filled)), ([5.0, 5.0], [200.0, 50.0]));
    }
}
