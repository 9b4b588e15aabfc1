//! How different two pictures look, and how different several: LPIPS-own, the distance of LPIPS — Zhang et al., The
//! Unreasonable Effectiveness of Deep Features as a Perceptual Metric, CVPR 2018 — between layers of our own scorer, without
//! learnt weights (METHODS §7.3 of the design). Its numbers are not those of LPIPS.

use candle_core::{Result, Tensor};

/// Added to lengths, so that nothing seen stays nothing.
const NOTHING: f64 = 1e-10;

/// Layers (1, c, h, w) of two pictures → the mean over layers, and in each over places, of the squared distance between
/// what both see there, each brought to length 1: 0 for the same, 2 where nothing seen is common.
pub(super) fn distance(a: &[Tensor], b: &[Tensor]) -> Result<f64> {
    let mut sum = 0.0;
    for (a, b) in a.iter().zip(b) {
        let places = (unit(a)? - unit(b)?)?.sqr()?.sum(1)?;
        sum += f64::from(places.mean_all()?.to_scalar::<f32>()?);
    }
    Ok(sum / a.len().max(1) as f64)
}

/// Mean distance over all pairs of pictures; none of fewer than two.
pub(super) fn diversity(all: &[Vec<Tensor>]) -> Result<Option<f64>> {
    let pairs: Vec<_> = (0..all.len()).flat_map(|i| (0..i).map(move |j| (i, j))).collect();
    let distances = pairs.iter().map(|&(i, j)| distance(&all[i], &all[j])).collect::<Result<Vec<_>>>()?;
    Ok((!pairs.is_empty()).then(|| distances.iter().sum::<f64>() / pairs.len() as f64))
}

fn unit(x: &Tensor) -> Result<Tensor> {
    let length = (x.sqr()?.sum_keepdim(1)?.sqrt()? + NOTHING)?;
    x.broadcast_div(&length)
}

#[cfg(test)]
mod tests {
    use candle_core::Device;

    use super::*;

    /// Two channels at two places.
    fn layer(values: [f32; 4]) -> Vec<Tensor> {
        vec![Tensor::from_vec(values.to_vec(), (1, 2, 1, 2), &Device::Cpu).unwrap()]
    }

    #[test]
    fn distances_of_known_layers() {
        // Places (3, 4) and (1, 0); (6, 8) and (0, 5): the first differs in length alone, the second in all.
        let (a, b, none) = (layer([3.0, 1.0, 4.0, 0.0]), layer([6.0, 0.0, 8.0, 5.0]), layer([0.0; 4]));
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-6, "{found}, not {wanted}");
        near(distance(&a, &a).unwrap(), 0.0);
        near(distance(&a, &b).unwrap(), 1.0);
        near(distance(&[a.clone(), a.clone()].concat(), &[b.clone(), a.clone()].concat()).unwrap(), 0.5);
        // Nothing seen is 1 from anything seen, and 0 from itself.
        near(distance(&none, &a).unwrap(), 1.0);
        near(distance(&none, &none).unwrap(), 0.0);
        assert_eq!(diversity(&[]).unwrap(), None);
        assert_eq!(diversity(std::slice::from_ref(&a)).unwrap(), None);
        // Pairs at 1, 1 and 0.
        near(diversity(&[a.clone(), b, a]).unwrap().unwrap(), 2.0 / 3.0);
    }
}
