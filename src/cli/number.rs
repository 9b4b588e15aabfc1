//! Numbers, sizes and pairs within arguments: finite, in range, or one sentence.

use std::ops::RangeInclusive;

use crate::raster::Extent;

/// A share, 0…1.
pub(super) fn share(text: &str) -> Result<f64, String> {
    within(text, 0.0..=1.0)
}

/// Guidance, 0…30.
pub(super) fn guidance(text: &str) -> Result<f64, String> {
    within(text, 0.0..=30.0)
}

/// A finite number of `range`.
fn within(text: &str, range: RangeInclusive<f64>) -> Result<f64, String> {
    let allowed = || format!("allowed is {}…{}", range.start(), range.end());
    let number: f64 = text.trim().parse().map_err(|_error| format!("not a number, {}", allowed()))?;
    if range.contains(&number) { Ok(number) } else { Err(allowed()) }
}

/// Width × height in pixels, such as 320x256.
pub(super) fn extent(text: &str) -> Result<Extent, String> {
    let side = |text: &str| text.trim().parse::<u32>().ok().filter(|side| (1..=65_535).contains(side));
    match text.split_once(['x', 'X', '×']).map(|(width, height)| (side(width), side(height))) {
        Some((Some(width), Some(height))) => Ok(Extent::new(width, height)),
        _ => Err("expected width and height in pixels, such as 320x256".into()),
    }
}

/// WORD=NUMBER.
pub(super) fn weight(text: &str) -> Result<(String, f64), String> {
    let expected = || "expected WORD=NUMBER, such as dog=2".to_owned();
    let (word, weight) = text.rsplit_once('=').filter(|(word, _)| !word.trim().is_empty()).ok_or_else(expected)?;
    Ok((word.trim().into(), within(weight, -2.0..=4.0)?))
}

/// KEY=VALUE.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().into(), value.into())),
        _ => Err("expected KEY=VALUE".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_finite_and_in_range() {
        assert_eq!(share("0.25"), Ok(0.25));
        for text in ["nan", "NaN", "inf", "-inf", "-0.1", "1.0001", "1e400", "", "x", "0,5"] {
            assert!(share(text).is_err(), "{text}");
        }
        assert_eq!(guidance("30"), Ok(30.0));
        assert!(guidance("30.1").is_err());
    }

    #[test]
    fn sizes_and_pairs() {
        assert_eq!(extent("320x256"), Ok(Extent::new(320, 256)));
        for text in ["320", "0x5", "5x0", "-1x5", "5x", "x", "99999999x5", "1x2x3"] {
            assert!(extent(text).is_err(), "{text}");
        }
        assert_eq!(pair("a=b=c"), Ok(("a".into(), "b=c".into())));
        assert!(pair("=b").is_err() && pair("ab").is_err());
        assert_eq!(weight("red ball=-1.5"), Ok(("red ball".into(), -1.5)));
        assert!(["dog", "=2", "dog=", "dog=5", "dog=nan"].iter().all(|text| weight(text).is_err()));
    }
}
