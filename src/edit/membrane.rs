//! What the autoencoder does to the rest of the picture must not show at the border of a mask.
//!
//! Outside the mask the picture stays, inside it is what was decoded; and decoding is off by some colour on both sides.
//! How far it is off is known outside. Inside it goes on as a membrane that fades with distance:
//!
//!   Δc = c / λ² where the mask is above 0,  c = picture − decoded where it is 0;   decoded ← decoded + c
//!
//! (the screened form of Pérez et al., Poisson Image Editing, SIGGRAPH 2003). The border then has the differences that were
//! drawn there and no others; what is some λ away from it keeps its colours.

use crate::raster::Extent;

/// What is left of an error when relaxation ends, as a share.
const REST: f64 = 1e-3;

/// Fits planes of `decoded` to those of `picture` where `covered`, one number a pixel, is above 0; elsewhere they stay.
/// `reach` is λ in pixels. Nothing happens where there is no border.
pub(super) fn fit(decoded: &mut [f32], picture: &[f32], covered: &[f32], extent: Extent, reach: f64) {
    let (width, area) = (extent.width as usize, covered.len());
    let free: Vec<_> = (0..area).filter(|&at| covered[at] > 0.0).collect();
    if free.is_empty() || free.len() == area {
        return;
    }
    let screen = reach.powi(-2);
    // Successive over-relaxation at its best factor (Young 1954) for the radius of plain iteration.
    let radius = 4.0 / (4.0 + screen);
    let over = 2.0 / (1.0 + (1.0 - radius * radius).sqrt());
    let rounds = (REST.ln() / (over - 1.0).ln()).ceil() as usize;
    let (over, screen) = (over as f32, screen as f32);
    for (decoded, picture) in decoded.chunks_exact_mut(area).zip(picture.chunks_exact(area)) {
        let wrong = |at| if covered[at] > 0.0 { 0.0 } else { picture[at] - decoded[at] };
        let mut c: Vec<f32> = (0..area).map(wrong).collect();
        for _ in 0..rounds {
            for &at in &free {
                let x = at % width;
                let beside = [
                    (x > 0).then(|| at - 1),
                    (x + 1 < width).then_some(at + 1),
                    at.checked_sub(width),
                    Some(at + width).filter(|&below| below < area),
                ];
                let (sum, of) = beside.into_iter().flatten().fold((0.0, screen), |(s, n), at| (s + c[at], n + 1.0));
                c[at] += over * (sum / of - c[at]);
            }
        }
        for &at in &free {
            decoded[at] += c[at];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Extent = Extent { width: 64, height: 3 };

    /// A strip of which the right half is masked; decoding is off by `off`.
    fn strip(off: f32, reach: f64) -> Vec<f32> {
        let covered: Vec<f32> = (0..192).map(|at| if at % 64 < 32 { 0.0 } else { 1.0 }).collect();
        let picture = vec![0.25; 192];
        let mut decoded: Vec<f32> = covered.iter().map(|c| if *c > 0.0 { 0.75 } else { 0.25 - off }).collect();
        fit(&mut decoded, &picture, &covered, LONG, reach);
        decoded
    }

    #[test]
    fn the_correction_fades_as_its_equation_says() {
        let (off, reach) = (0.125, 4.0);
        let fitted = strip(off, reach);
        // On a half line c_n = c₀ qⁿ with q + 1/q = 2 + 1/λ²; far from the mirrored end.
        let trace = 2.0 + 1.0 / (reach * reach);
        let q = (trace - (trace * trace - 4.0).sqrt()) / 2.0;
        for n in 0..16 {
            let exact = 0.75 + f64::from(off) * q.powi(n + 1);
            let found = f64::from(fitted[64 + 32 + n as usize]);
            assert!((found - exact).abs() < 2e-3 * f64::from(off), "{n}: {found} {exact}");
        }
        assert!(fitted[..32].iter().all(|&left| left == 0.25 - off), "outside nothing changes");
    }

    #[test]
    fn what_is_right_stays() {
        assert!(strip(0.0, 8.0)[64 + 32..128].iter().all(|&value| value == 0.75));
        for covered in [[0.0; 4], [1.0; 4]] {
            let mut decoded = [0.5; 4];
            fit(&mut decoded, &[0.0; 4], &covered, Extent::new(2, 2), 8.0);
            assert_eq!(decoded, [0.5; 4], "no border, nothing to fit");
        }
    }
}
