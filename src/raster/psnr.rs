//! How near one picture is to another.

/// Peak signal-to-noise ratio in dB of numbers in [0, 1], as many of one as of the other; infinite where nothing differs.
pub fn psnr(a: &[f32], b: &[f32]) -> f64 {
    let squares = a.iter().zip(b).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2));
    -10.0 * (squares.sum::<f64>() / a.len() as f64).log10()
}

#[cfg(test)]
mod tests {
    use super::psnr;

    #[test]
    fn one_level_of_255_is_48_db() {
        let of = |level: u8| [f32::from(level) / 255.0; 30];
        assert!((psnr(&of(100), &of(101)) - 48.130_8).abs() < 1e-3);
        assert_eq!(psnr(&of(7), &of(7)), f64::INFINITY);
    }
}
