//! What masks promise: exact disc and Gaussian, nothing beyond them, and that who holds one keeps it.

use super::*;

fn disc(extent: Extent, cx: f32, cy: f32, radius: f32, edge: f32) -> Mask {
    let at = |i: u64| {
        let (x, y) = ((i % u64::from(extent.width)) as f32, (i / u64::from(extent.width)) as f32);
        let outside = (x - cx).hypot(y - cy) - radius;
        ((0.5 - outside / edge).clamp(0.0, 1.0) * 255.0).round() as u8
    };
    Mask::new(extent, (0..extent.area()).map(at).collect::<Vec<_>>()).unwrap()
}

/// The definition: the largest coverage within the disc.
fn dilated_slowly(mask: &Mask, radius: i64) -> Mask {
    let (w, h) = (i64::from(mask.extent().width), i64::from(mask.extent().height));
    let mut out = mask.clone();
    for y in 0..h {
        for x in 0..w {
            let near = (-radius..=radius).flat_map(|dy| (-radius..=radius).map(move |dx| (dx, dy)));
            let near = near.filter(|(dx, dy)| dx * dx + dy * dy <= radius * radius);
            let near = near.map(|(dx, dy)| (x + dx, y + dy));
            let inside = near.filter(|&(x, y)| x >= 0 && y >= 0 && x < w && y < h);
            let largest = inside.map(|(x, y)| mask.at(x as u32, y as u32)).max().unwrap();
            out.fill(Rect::new(x as u32, y as u32, 1, 1), largest);
        }
    }
    out
}

#[test]
fn bounds_hold_all_that_is_not_zero() {
    let extent = Extent::new(700, 40);
    let mut mask = Mask::filled(extent, 0);
    assert_eq!(mask.bounds(), None);
    mask.fill(Rect::new(650, 5, 1, 1), 1);
    assert_eq!(mask.bounds(), Some(Rect::new(650, 5, 1, 1)));
    mask.fill(Rect::new(3, 20, 1, 1), 255);
    assert_eq!(mask.bounds(), Some(Rect::new(3, 5, 648, 16)));
    assert_eq!(Mask::filled(extent, 9).bounds(), Some(extent.rect()));
    assert_eq!(Mask::filled(Extent::new(1, 1), 9).bounds(), Some(Rect::new(0, 0, 1, 1)));
}

#[test]
fn growing_is_the_maximum_within_the_disc() {
    let extent = Extent::new(47, 39);
    let hard = disc(extent, 20.0, 17.0, 6.3, 0.01);
    for radius in [1, 2, 5, 9, 60] {
        assert_eq!(hard.grown(radius), dilated_slowly(&hard, i64::from(radius)), "radius {radius}");
        let shrunk = dilated_slowly(&hard.inverted(), i64::from(radius)).inverted();
        assert_eq!(hard.grown(-radius), shrunk, "radius {radius}");
    }
    // Few levels: exact as well.
    let levels = hard.coverage().iter().enumerate().map(|(i, v)| (v / 255) * [40, 90, 200][i % 3]).collect::<Vec<_>>();
    let levels = Mask::new(extent, levels).unwrap();
    assert_eq!(levels.grown(4), dilated_slowly(&levels, 4));
}

#[test]
fn growing_a_soft_mask_stays_within_one_of_sixteen_levels() {
    let soft = disc(Extent::new(60, 50), 30.0, 24.0, 9.0, 14.0);
    for radius in [1, 3, 8] {
        let (grown, exact) = (soft.grown(radius), dilated_slowly(&soft, i64::from(radius)));
        for (i, (g, e)) in grown.coverage().into_iter().zip(exact.coverage()).enumerate() {
            assert!(g.abs_diff(e) <= 17, "radius {radius}, pixel {i}: {g} and {e}");
            assert!(g >= soft.coverage()[i]);
        }
        let shrunk = soft.grown(-radius);
        assert!(shrunk.coverage().iter().zip(soft.coverage()).all(|(s, v)| *s <= v));
    }
}

#[test]
fn shrinking_does_not_eat_from_the_border() {
    let extent = Extent::new(30, 20);
    assert_eq!(Mask::filled(extent, 255).grown(-7), Mask::filled(extent, 255));
    assert_eq!(Mask::filled(extent, 0).grown(7), Mask::filled(extent, 0));
    let mut left = Mask::filled(extent, 0);
    left.fill(Rect::new(0, 0, 10, 20), 255);
    let shrunk = left.grown(-3);
    assert!(shrunk.coverage().chunks_exact(30).all(|row| row[..7] == [255; 7] && row[7..] == [0; 23]));
    assert_eq!(shrunk.grown(i32::MIN).bounds(), None);
    assert_eq!(left.grown(i32::MAX), Mask::filled(extent, 255));
}

#[test]
fn feathering_is_a_gaussian() {
    // A half-plane blurred by σ is the normal distribution function of the distance to its edge.
    let extent = Extent::new(200, 8);
    let mut half = Mask::filled(extent, 0);
    half.fill(Rect::new(0, 0, 100, 8), 255);
    for radius_px in [3.0_f32, 8.0, 20.0, 45.5] {
        let sigma = f64::from(radius_px) / 2.0;
        let feathered = half.feathered(radius_px);
        for x in 0..200 {
            let z = (99.5 - f64::from(x)) / sigma;
            // Sums of the sampled density stand in for erf.
            let steps = (-600..600).map(|i| f64::from(i) * 0.01 + 0.005).filter(|&t| t < z);
            let phi: f64 = steps.map(|t| (-t * t / 2.0).exp() * 0.01 / 2.506_628_3).sum();
            let found = f64::from(feathered.at(x, 3)) / 255.0;
            assert!((found - phi).abs() < 0.025, "radius {radius_px}, x {x}: {found} and {phi}");
        }
    }
}

#[test]
fn feathering_keeps_full_and_empty_masks_and_total_coverage() {
    let extent = Extent::new(64, 48);
    for v in [0, 255, 77] {
        assert_eq!(Mask::filled(extent, v).feathered(9.0), Mask::filled(extent, v));
    }
    let disc = disc(extent, 31.0, 22.0, 8.0, 1.0);
    for radius in [0.5, 2.0, 8.0] {
        let feathered = disc.feathered(radius);
        let total = |m: &Mask| m.coverage().iter().map(|&v| f64::from(v)).sum::<f64>();
        assert!((total(&feathered) / total(&disc) - 1.0).abs() < 0.02, "radius {radius}");
    }
    for radius in [0.0, -1.0, f32::NAN, f32::INFINITY] {
        assert_eq!(disc.feathered(radius), disc);
    }
    assert!(Mask::filled(extent, 255).feathered(1e30).coverage().iter().all(|&v| v == 255));
}

#[test]
fn working_on_bounds_gives_what_the_whole_gives() {
    // A small blot in a wide mask: the same as in a mask cut close round it.
    let mut wide = Mask::filled(Extent::new(300, 200), 0);
    let blot = disc(Extent::new(80, 80), 40.0, 40.0, 9.0, 5.0);
    let at = Rect::new(150, 60, 80, 80);
    wide.replace(at, &blot).unwrap();
    assert_eq!(wide.feathered(10.0).crop(at), blot.feathered(10.0));
    assert_eq!(wide.grown(6).crop(at), blot.grown(6));
    assert_eq!(wide.grown(-4).crop(at), blot.grown(-4));
    assert_eq!(wide.grown(6).bounds(), Some(Rect::new(173, 83, 35, 35)));
}

#[test]
fn masks_come_back_from_pictures_and_png() {
    let all = Mask::new(Extent::new(256, 1), (0..=255).collect::<Vec<_>>()).unwrap();
    assert_eq!(Mask::from_pixels(&all.to_pixels()), all);
    assert_eq!(Mask::from_png(&all.to_png().unwrap()).unwrap(), all);
    assert_eq!(all.inverted().inverted(), all);
    assert!(Mask::from_png(b"no picture").is_err());
    assert!(Mask::new(Extent::new(3, 3), vec![0; 8]).is_err());
    let half = Pixels::filled(Extent::new(1, 1), [255, 255, 255, 128]);
    assert_eq!(Mask::from_pixels(&half).at(0, 0), 128);
    assert_eq!(all.crop(Rect::new(999, 0, 1, 1)), Mask::filled(Extent::new(1, 1), 0));
}

#[test]
fn a_clone_shares_its_tiles_and_keeps_what_it_was() {
    let extent = Extent::new(1000, 700);
    let mut mask = Mask::new(extent, (0..extent.area()).map(|i| (i % 251) as u8).collect::<Vec<_>>()).unwrap();
    let (held, before) = (mask.clone(), mask.coverage());
    mask.fill(Rect::new(250, 300, 20, 1), 255);
    assert_eq!(held.coverage(), before);
    let shared = |tile: usize| match (mask.tile(tile), held.tile(tile)) {
        (Tile::Rows(a), Tile::Rows(b)) => std::sync::Arc::ptr_eq(a, b),
        _ => false,
    };
    let own: Vec<usize> = (0..mask.grid().count()).filter(|&tile| !shared(tile)).collect();
    assert_eq!(own, [4, 5], "only what was painted is copied");
}

#[test]
fn parts_are_those_of_the_rows() {
    let extent = Extent::new(600, 520);
    let rows: Vec<u8> = (0..extent.area()).map(|i| (i * i % 253) as u8).collect();
    let mut mask = Mask::new(extent, &rows).unwrap();
    assert_eq!(mask.coverage(), rows);
    let rect = Rect::new(200, 250, 350, 270);
    let part = mask.rows(rect);
    assert_eq!(part[3 * 350 + 77], rows[253 * 600 + 277]);
    assert_eq!(mask.crop(rect).coverage(), part);
    assert_eq!(mask.uniform(rect), None);
    assert_eq!(Mask::filled(extent, 3).uniform(rect), Some(3));
    mask.fill(rect, 9);
    assert_eq!((mask.at(199, 250), mask.at(200, 250), mask.at(549, 519)), (rows[250 * 600 + 199], 9, 9));
    mask.replace(rect, &Mask::new(rect.extent(), &part).unwrap()).unwrap();
    assert_eq!(mask.coverage(), rows);
    assert_eq!(mask.hash(), Mask::new(extent, rows).unwrap().hash());
}
