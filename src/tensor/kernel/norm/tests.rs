use super::*;
use crate::tensor::kernel::testing::{Random, assert_near, assert_same, same_on_threads};

/// (mean, σ) of each group, in f64.
fn truth(x: &[f32], [b, p, c]: [usize; 3], groups: usize, eps: f64) -> Vec<(f64, f64)> {
    let wide = c / groups;
    (0..b * groups)
        .map(|at| {
            let (picture, group) = (at / groups, at % groups);
            let values: Vec<f64> =
                (0..p * wide).map(|i| f64::from(x[(picture * p + i / wide) * c + group * wide + i % wide])).collect();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / values.len() as f64;
            (mean, (variance + eps).sqrt())
        })
        .collect()
}

/// Pictures whose channels have means and spreads of their own.
fn pictures(random: &mut Random, [b, p, c]: [usize; 3], mean: f32) -> Vec<f32> {
    let channels: Vec<(f32, f32)> = (0..c).map(|_| (mean * (1.0 + random.unit()), 1.0 + random.unit())).collect();
    (0..b * p).flat_map(|_| channels.iter().map(|(m, s)| m + s * random.unit()).collect::<Vec<_>>()).collect()
}

const SIZES: [([usize; 3], usize); 9] = [
    ([1, 1, 4], 2),
    ([2, 3, 5], 1),
    ([1, 64, 48], 8),
    ([3, 77, 30], 5),
    ([2, 1000, 20], 4),
    ([1, 4096, 96], 8),
    ([1, 256, 1280], 32),
    ([2, 300, 320], 32),
    ([0, 4, 8], 2),
];

#[test]
fn statistics_are_as_good_as_f64() {
    let mut random = Random::new(1);
    for isa in Isa::available() {
        for (size, groups) in SIZES {
            for mean in [0.0, 3.0, 100.0] {
                let [b, _, c] = size;
                let x = pictures(&mut random, size, mean);
                let (weight, bias) = (random.values(c, 1.0), random.values(c, 1.0));
                let stats = group_stats(isa, &x, size, groups, 1e-5, &weight, &bias);
                let truth = truth(&x, size, groups, 1e-5);
                for i in 0..b * c {
                    let (mean, deviation) = truth[i / c * groups + i % c / (c / groups)];
                    let scale = f64::from(weight[i % c]) / deviation;
                    let shift = f64::from(bias[i % c]) - mean * scale;
                    assert_near(&[stats.scale[i] / scale as f32], &[1.0], 5e-7, "scale");
                    assert!((f64::from(stats.shift[i]) - shift).abs() <= 5e-7 * (1.0 + (mean * scale).abs()));
                }
            }
        }
    }
}

#[test]
fn a_big_picture_with_a_far_mean_is_summed_well() {
    let mut random = Random::new(2);
    let size = [1, 200 * 200, 64];
    let x: Vec<f32> = (0..size[1] * size[2]).map(|i| 1000.0 + (i % 64 / 8) as f32 + random.unit()).collect();
    let truth = truth(&x, size, 8, 0.0);
    for isa in Isa::available() {
        let stats = group_stats(isa, &x, size, 8, 0.0, &[1.0; 64], &[0.0; 64]);
        for (i, &scale) in stats.scale.iter().enumerate() {
            let want = 1.0 / truth[i / 8].1;
            assert!((f64::from(scale) / want - 1.0).abs() < 2e-7, "{scale} {want}");
        }
    }
}

#[test]
fn group_norm_is_near_the_truth_on_any_threads() {
    let mut random = Random::new(3);
    for isa in Isa::available() {
        for (size, groups) in SIZES {
            for silu in [false, true] {
                let [b, p, c] = size;
                let x = pictures(&mut random, size, 1.0);
                let (weight, bias) = (random.values(c, 1.0), random.values(c, 1.0));
                let truth = truth(&x, size, groups, 1e-5);
                let want: Vec<f64> = (0..b * p * c)
                    .map(|i| {
                        let (mean, deviation) = truth[i / (p * c) * groups + i % c / (c / groups)];
                        let y =
                            (f64::from(x[i]) - mean) / deviation * f64::from(weight[i % c]) + f64::from(bias[i % c]);
                        if silu { y / (1.0 + (-y).exp()) } else { y }
                    })
                    .collect();
                let out = same_on_threads(|| {
                    let mut out = vec![f32::NAN; x.len()];
                    group_norm(isa, &x, size, groups, 1e-5, &weight, &bias, silu, &mut out);
                    out
                });
                assert_near(&out, &want, 4e-6, "group norm");
            }
        }
    }
}

#[test]
fn some_rows_are_the_same_as_all() {
    let mut random = Random::new(4);
    for isa in Isa::available() {
        for (size, _) in SIZES {
            let [b, p, c] = size;
            let x = random.values(b * p * c, 1.0);
            let stats = Stats { scale: random.values(b * c, 1.0), shift: random.values(b * c, 1.0) };
            let mut whole = vec![f32::NAN; x.len()];
            scale_shift(isa, &x, size, &stats, true, &mut whole);
            for which in [random.some_of(b * p), vec![]] {
                let some = same_on_threads(|| {
                    let mut out = vec![7.0; x.len()];
                    scale_shift_rows(isa, &x, size, &stats, true, &which, &mut out);
                    out
                });
                for row in 0..b * p {
                    let (some, whole) = (&some[row * c..][..c], &whole[row * c..][..c]);
                    if which.contains(&(row as u32)) {
                        assert_same(some, whole);
                    } else {
                        assert!(some.iter().all(|&x| x == 7.0));
                    }
                }
            }
        }
    }
}

#[test]
fn layer_norm_is_near_the_truth() {
    let mut random = Random::new(5);
    for isa in Isa::available() {
        for (rows, d) in [(0, 4), (3, 1), (5, 7), (4, 33), (300, 320), (77, 768), (2, 1280)] {
            let x = pictures(&mut random, [1, rows, d], 2.0);
            let (weight, bias) = (random.values(d, 1.0), random.values(d, 1.0));
            let truth: Vec<(f64, f64)> = x.chunks(d).map(|x| truth(x, [1, 1, d], 1, 1e-5)[0]).collect();
            let want: Vec<f64> = (0..rows * d)
                .map(|i| {
                    let (mean, deviation) = truth[i / d];
                    (f64::from(x[i]) - mean) / deviation * f64::from(weight[i % d]) + f64::from(bias[i % d])
                })
                .collect();
            let out = same_on_threads(|| {
                let mut out = vec![f32::NAN; x.len()];
                layer_norm(isa, &x, d, &weight, &bias, 1e-5, &mut out);
                out
            });
            assert_near(&out, &want, 2e-6, "layer norm");
        }
    }
}
