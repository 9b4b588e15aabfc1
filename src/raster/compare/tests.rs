use super::super::{psnr, ssim_within};
use super::*;

const EXTENT: Extent = Extent { width: 37, height: 30 };

fn picture(value: impl Fn(u32, u32) -> [u8; 4]) -> Pixels {
    let rows = (0..EXTENT.height).flat_map(|y| (0..EXTENT.width).map(move |x| (x, y)));
    Pixels::new(EXTENT, Samples::Eight(rows.flat_map(|(x, y)| value(x, y)).collect())).unwrap()
}

fn waves(by: u8) -> Pixels {
    picture(|x, y| [(x * 7 % 200) as u8 + by, (y * 5 % 200) as u8, (x * y % 200) as u8, 255])
}

/// A mask of a rectangle, of the picture's size.
fn masked(rect: Rect) -> Area {
    let mut mask = Mask::filled(EXTENT, 0);
    mask.fill(rect, 9);
    Area { rect: EXTENT.rect(), mask: Some(Arc::new(mask)) }
}

#[test]
fn nothing_differs_from_itself() {
    let same = waves(0);
    let areas = [masked(Rect::new(3, 4, 12, 14))];
    let found = Comparison::of(&same, &same.clone(), &areas).unwrap();
    assert_eq!((found.changed, found.outside, found.inside, found.bounds), (0, 0, 168, None));
    assert_eq!(found.psnr(), Some(f64::INFINITY));
    assert!(found.texels([&same, &same], &areas, EXTENT.rect(), 1).iter().all(|texel| *texel == [0; 4]));
    let ssim = similarity(&same, &same, &areas, &|| true).unwrap();
    assert!((ssim.unwrap() - 1.0).abs() < 1e-9, "{ssim:?}");
    let nowhere = Comparison::of(&same, &same, &[]).unwrap();
    assert_eq!((nowhere.psnr(), similarity(&same, &same, &[], &|| true).unwrap()), (None, None));
}

#[test]
fn what_differs_is_counted_inside_and_outside() {
    let before = picture(|_, _| [100, 100, 100, 255]);
    let after = picture(|x, y| match (x, y) {
        (5..9, 10) => [101, 100, 100, 255],
        (20, 29) => [100, 100, 100, 250],
        _ => [100, 100, 100, 255],
    });
    // One mask of the picture's size, and one of a rectangle's.
    let small = Area { rect: Rect::new(8, 10, 2, 1), mask: Some(Arc::new(Mask::filled(Extent::new(2, 1), 255))) };
    let areas = [masked(Rect::new(5, 10, 2, 2)), small];
    let found = Comparison::of(&before, &after, &areas).unwrap();
    assert_eq!((found.changed, found.outside, found.inside), (5, 2, 6));
    assert_eq!(found.bounds, Some(Rect::new(5, 10, 16, 20)));
    // Three pixels inside are one level off in one of three colours: 3 of 18 samples.
    let exact = -10.0 * (3.0 / (255.0_f64 * 255.0) / 18.0).log10();
    assert!((found.psnr().unwrap() - exact).abs() < 1e-9);
    let texels = found.texels([&before, &after], &areas, Rect::new(4, 10, 5, 1), 1);
    assert_eq!(texels, [[0; 4], [1, 0, 0, INSIDE], [1, 0, 0, INSIDE], [1, 0, 0, OUTSIDE], [1, 0, 0, INSIDE]]);
    let alpha = found.texels([&before, &after], &areas, Rect::new(20, 29, 1, 1), 1);
    assert_eq!(alpha, [[5, 5, 5, OUTSIDE]], "alpha alone is seen too");
}

#[test]
fn a_single_pixel_is_seen_at_every_size() {
    let (before, after) = (
        waves(0),
        picture(|x, y| {
            let same = [(x * 7 % 200) as u8, (y * 5 % 200) as u8, (x * y % 200) as u8, 255];
            if (x, y) == (36, 17) { [same[0], same[1] + 1, same[2], 255] } else { same }
        }),
    );
    let found = Comparison::of(&before, &after, &[]).unwrap();
    for every in [1, 2, 4, 8, 16, 32] {
        let texels = found.texels([&before, &after], &[], EXTENT.rect(), every);
        let across = EXTENT.width.div_ceil(every) as usize;
        let seen: Vec<_> = (0..texels.len()).filter(|&at| texels[at] != [0; 4]).collect();
        assert_eq!(seen, [(17 / every) as usize * across + (36 / every) as usize], "1 of {every} × {every}");
        assert_eq!(texels[seen[0]], [0, 1, 0, OUTSIDE]);
    }
}

#[test]
fn figures_are_those_of_the_plain_formulas() {
    let (before, after) = (waves(0), waves(9));
    let planes = |pixels: &Pixels| -> Vec<f32> {
        let rows = pixels.to_rgba8();
        (0..3)
            .flat_map(|c| rows.as_chunks::<4>().0.iter().map(move |p| f32::from(p[c]) / 255.0).collect::<Vec<_>>())
            .collect()
    };
    let (a, b) = (planes(&before), planes(&after));
    let whole = [Area { rect: EXTENT.rect(), mask: None }];
    let found = Comparison::of(&before, &after, &whole).unwrap();
    assert_eq!((found.changed, found.outside), (EXTENT.area(), 0));
    assert!((found.psnr().unwrap() - psnr(&a, &b)).abs() < 1e-4);
    let exact = ssim_within(&a, &b, &vec![true; EXTENT.area() as usize], EXTENT).unwrap();
    let found = similarity(&before, &after, &whole, &|| true).unwrap().unwrap();
    assert!((found - exact).abs() < 1e-9, "{found} {exact}");
    assert_eq!(similarity(&before, &after, &whole, &|| false).unwrap(), None, "given up");
}

#[test]
fn the_least_difference_of_16_bits_is_seen() {
    let of = |value: u16| Pixels::new(Extent::new(2, 1), Samples::Sixteen(vec![value; 8])).unwrap();
    let whole = [Area { rect: Rect::new(0, 0, 2, 1), mask: None }];
    let (before, after) = (of(1000), of(1001));
    let found = Comparison::of(&before, &after, &whole).unwrap();
    assert_eq!(found.changed, 2);
    assert_eq!(found.texels([&before, &after], &whole, Rect::new(0, 0, 2, 1), 1), [[1, 1, 1, INSIDE]; 2]);
    assert!((found.psnr().unwrap() - 20.0 * 65535.0_f64.log10()).abs() < 1e-9);
}

#[test]
fn what_can_t_be_compared_is_told() {
    let (small, large) = (waves(0), Pixels::filled(Extent::new(50, 50), [1; 4]));
    assert!(Comparison::of(&small, &large, &[]).is_err());
    let sixteen = Pixels::new(EXTENT, Samples::Sixteen(vec![0; 4 * EXTENT.area() as usize])).unwrap();
    assert!(Comparison::of(&small, &sixteen, &[]).is_err());
    let beyond = Area { rect: Rect::new(30, 0, 20, 5), mask: None };
    assert!(Comparison::of(&small, &small, std::slice::from_ref(&beyond)).is_err());
    let other = Area { rect: EXTENT.rect(), mask: Some(Arc::new(Mask::filled(Extent::new(9, 9), 1))) };
    assert!(Comparison::of(&small, &small, &[other]).is_err());
    assert!(similarity(&small, &small, &[beyond], &|| true).is_err());
}
