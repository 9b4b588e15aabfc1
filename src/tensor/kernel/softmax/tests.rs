use super::*;
use crate::tensor::kernel::testing::{Random, assert_near, same_on_threads};

#[test]
fn softmax_is_near_the_truth() {
    let mut random = Random::new(1);
    for isa in Isa::available() {
        for (rows, n, scale) in
            [(0, 3, 1.0), (5, 1, 1.0), (3, 7, 1e4), (4, 16, 5.0), (9, 77, 10.0), (2, 4099, 3.0), (700, 50, 1e30)]
        {
            let x = random.values(rows * n, scale);
            let want: Vec<f64> = x
                .chunks(n)
                .flat_map(|x| {
                    let top = x.iter().fold(f32::MIN, |a, &b| a.max(b));
                    let e: Vec<f64> = x.iter().map(|&x| f64::from(x - top).exp()).collect();
                    let sum: f64 = e.iter().sum();
                    e.into_iter().map(move |e| e / sum).collect::<Vec<_>>()
                })
                .collect();
            let out = same_on_threads(|| {
                let mut out = vec![f32::NAN; rows * n];
                softmax(isa, &x, rows, n, &mut out);
                out
            });
            assert_near(&out, &want, 4e-7, "softmax");
        }
    }
}

#[test]
fn softmax_lets_hidden_scores_be_minus_infinity() {
    for isa in Isa::available() {
        let mut x = vec![f32::NEG_INFINITY; 21];
        x[3] = 2.0;
        x[20] = 2.0;
        let mut out = vec![f32::NAN; 21];
        softmax(isa, &x, 1, 21, &mut out);
        assert!(out.iter().enumerate().all(|(i, &y)| y == if i == 3 || i == 20 { 0.5 } else { 0.0 }));
    }
}
