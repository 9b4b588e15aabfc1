//! Smoothing: each place goes by the majority of what is round it, so that specks, holes and notches go.
//!
//! It is the median under a Gaussian weight, level by level: a mask is a stack of hard ones {v ≥ t}, each of which is
//! blurred and cut at the middle. Straight borders stay where they are, soft ones as soft as they are.

use rayon::prelude::*;

use super::super::{Extent, Mask, feather};

/// More values than both together are smoothed as these many: those that most pixels have, and even steps.
const FREQUENT: usize = 8;
const EVEN: usize = 24;

/// `mask` smoothed over about `radius_px`. What lies beyond the picture's border goes on as it is there.
pub fn smoothed(mask: &Mask, radius_px: u32) -> Mask {
    let Some(bounds) = mask.bounds().filter(|_| radius_px > 0) else { return mask.clone() };
    let sigma = f64::from(radius_px) / 2.0;
    // Nothing outside the bounds is nearer than the middle, but a blur must see that nothing is there.
    let rect = bounds.expanded(feather::reach(sigma).saturating_add(1), mask.extent());
    mask.changed_in(rect, |part, extent| medians(part, extent, sigma))
}

fn medians(part: &[u8], extent: Extent, sigma: f64) -> Vec<u8> {
    // How steeply a straight border's blur falls in its middle; a little steeper, so that it is whole a pixel on.
    let slope = 1.1 * sigma * (2.0 * std::f64::consts::PI).sqrt();
    let mut sum = vec![0.0_f32; part.len()];
    let mut below = 0;
    for level in levels_of(part) {
        let hard: Vec<u8> = part.iter().map(|&value| if value >= level { 255 } else { 0 }).collect();
        let step = f32::from(level - below);
        let blurred = feather::blurred16(&hard, extent, sigma);
        sum.par_iter_mut().zip(blurred).for_each(|(sum, blurred)| {
            let share = (f64::from(blurred) / 65535.0 - 0.5).mul_add(slope, 0.5);
            *sum += step * share.clamp(0.0, 1.0) as f32;
        });
        below = level;
    }
    sum.into_iter().map(|value| value.round() as u8).collect()
}

/// The values in use without 0, from the least; where they are too many, those that stand for them.
fn levels_of(part: &[u8]) -> Vec<u8> {
    let mut counts = [0_u32; 256];
    for &value in part {
        counts[usize::from(value)] += 1;
    }
    let mut values: Vec<u8> = (1..=255).filter(|&value| counts[usize::from(value)] > 0).collect();
    if values.len() > FREQUENT + EVEN {
        let most = values.last().copied().unwrap_or(0);
        values.sort_by_key(|&value| std::cmp::Reverse(counts[usize::from(value)]));
        values.truncate(FREQUENT);
        values.extend((1..=EVEN).map(|step| (255 * step / EVEN) as u8).filter(|&value| value <= most));
        values.sort_unstable();
        values.dedup();
    }
    values
}

#[cfg(test)]
mod tests {
    use super::super::super::Rect;
    use super::*;

    #[test]
    fn specks_and_holes_go_and_straight_borders_stay() {
        let mut mask = Mask::filled(Extent::new(120, 90), 0);
        mask.fill(Rect::new(0, 0, 60, 90), 200);
        let clean = mask.clone();
        mask.fill(Rect::new(20, 40, 2, 2), 0);
        mask.fill(Rect::new(100, 40, 2, 2), 255);
        assert_eq!(smoothed(&mask, 6), clean);
        assert_eq!(smoothed(&clean, 0), clean);
        assert_eq!(smoothed(&Mask::filled(clean.extent(), 0), 6), Mask::filled(clean.extent(), 0));
        let full = Mask::filled(clean.extent(), 77);
        assert_eq!(smoothed(&full, 40), full, "what goes on beyond the border has none");
    }

    #[test]
    fn corners_are_rounded_and_soft_edges_stay_soft() {
        let mut mask = Mask::filled(Extent::new(120, 90), 0);
        mask.fill(Rect::new(30, 20, 50, 50), 255);
        let round = smoothed(&mask, 8);
        assert_eq!((round.at(30, 20), round.at(55, 20), round.at(55, 45)), (0, 255, 255));
        assert!(round.bounds().is_some_and(|bounds| Rect::new(29, 19, 52, 52).contains(bounds)));
        let soft = mask.feathered(12.0);
        let smooth = smoothed(&soft, 4);
        for x in 0..120 {
            let (was, is) = (soft.at(x, 45), smooth.at(x, 45));
            assert!(was.abs_diff(is) <= 12, "{x}: {was} {is}");
        }
    }

    #[test]
    fn values_that_cover_much_are_kept_exactly_however_many_there_are() {
        let extent = Extent::new(200, 40);
        let rows: Vec<u8> = (0..extent.area()).map(|i| if i % 200 < 100 { 130 } else { (i % 200) as u8 }).collect();
        let smooth = smoothed(&Mask::new(extent, rows).unwrap(), 3);
        assert_eq!(smooth.at(40, 20), 130);
    }
}
