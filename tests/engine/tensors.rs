//! Tensor formulas against closed forms.

#![expect(clippy::unwrap_used, reason = "a helper of a test may panic")]

use candle_core::{D, Device, Tensor, Var};
use palimpsest::tensor::blend::{blend, dilate};
use palimpsest::tensor::convert::{image_to_tensor, mask_to_tensor, tensor_to_image};
use palimpsest::tensor::op::norm::layer_norm;
use palimpsest::tensor::resize::{area_max, area_mean, area_standing, nearest_down};
use palimpsest::tensor::softmax::softmax;
use palimpsest::tensor::{Noise, Normal, Purpose, Recorded};

const CPU: &Device = &Device::Cpu;

fn values(x: &Tensor) -> Vec<f32> {
    x.flatten_all().unwrap().to_vec1().unwrap()
}

fn grid(rows: &[&[f32]]) -> Tensor {
    let flat = rows.concat();
    Tensor::from_vec(flat, (1, 1, rows.len(), rows[0].len()), CPU).unwrap()
}

fn draw(seed: u64, purpose: Purpose, step: usize, shape: &[usize]) -> Vec<f64> {
    let drawn = Noise::new(seed).draw(purpose, step, &shape.into(), CPU).unwrap();
    assert_eq!(drawn.dims(), shape);
    values(&drawn).into_iter().map(f64::from).collect()
}

fn near(got: &Tensor, wanted: &[f32]) {
    let got = values(got);
    assert_eq!(got.len(), wanted.len());
    assert!(got.iter().zip(wanted).all(|(g, w)| (g - w).abs() < 1e-5), "{got:?} is not {wanted:?}");
}

#[test]
fn noise_is_standard_normal() {
    let n = 400_000;
    for (seed, purpose, step) in [(0, Purpose::Init, 0), (1, Purpose::Step, 17), (u64::MAX, Purpose::Map, 999)] {
        let x = draw(seed, purpose, step, &[n]);
        let moment = |k: i32| x.iter().map(|x| x.powi(k)).sum::<f64>() / n as f64;
        // Five standard errors each: √(Var xᵏ / n) with Var x, x², x³, x⁴ = 1, 2, 15, 96.
        for (k, wanted, variance) in [(1, 0.0, 1.0), (2, 1.0, 2.0), (3, 0.0, 15.0), (4, 3.0, 96.0)] {
            let error: f64 = moment(k) - wanted;
            assert!(error.abs() < 5.0 * f64::sqrt(variance / n as f64), "moment {k} of seed {seed} is off by {error}");
        }
        // Kolmogorov–Smirnov against Φ at a few places: the share below −1, 0, 2.
        for (bound, share) in [(-1.0, 0.158_655), (0.0, 0.5), (2.0, 0.977_250)] {
            let below = x.iter().filter(|&&x| x < bound).count() as f64 / n as f64;
            assert!((below - share).abs() < 0.004, "{below} below {bound}");
        }
        assert!(x.iter().any(|x| x.abs() > 4.0) && x.iter().all(|x| x.abs() < 8.0));
    }
}

#[test]
fn noise_streams_are_independent() {
    let n = 100_000;
    let base = draw(5, Purpose::Step, 3, &[n]);
    let derived = Noise::new(5).derive(0).draw(Purpose::Step, 3, &[n].as_slice().into(), CPU).unwrap();
    let others = [
        draw(6, Purpose::Step, 3, &[n]),
        draw(5, Purpose::Known, 3, &[n]),
        draw(5, Purpose::Step, 4, &[n]),
        draw(3, Purpose::Step, 5, &[n]),
        values(&derived).into_iter().map(f64::from).collect(),
    ];
    for other in &others {
        let correlation = |lag: usize| base[lag..].iter().zip(other).map(|(x, y)| x * y).sum::<f64>() / n as f64;
        for lag in [0, 1, 2] {
            assert!(correlation(lag).abs() < 0.016, "{}", correlation(lag));
        }
    }
    let lagged = |lag: usize| base[lag..].iter().zip(&base).map(|(x, y)| x * y).sum::<f64>() / n as f64;
    assert!((1..5).all(|lag| lagged(lag).abs() < 0.016));
}

#[test]
fn a_step_towards_another_seed_keeps_the_variance() {
    let n = 200_000;
    let shape = [n].as_slice().into();
    let towards = |amount: f64| -> Vec<f64> {
        let mut noise = Noise::new(5).towards(8, amount);
        values(&noise.draw(Purpose::Init, 0, &shape, CPU).unwrap()).into_iter().map(f64::from).collect()
    };
    let (own, other) = (draw(5, Purpose::Init, 0, &[n]), draw(8, Purpose::Init, 0, &[n]));
    assert!(towards(0.0) == own && towards(1.0) == other, "the ends are the seeds' own numbers");
    for amount in [0.1, 0.5, 0.8] {
        let x = towards(amount);
        let mean = |y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>() / n as f64;
        assert!((mean(&x) - 1.0).abs() < 0.016, "variance {} at {amount}", mean(&x));
        let (cos, sin) = ((amount * std::f64::consts::FRAC_PI_2).cos(), (amount * std::f64::consts::FRAC_PI_2).sin());
        assert!((mean(&own) - cos).abs() < 0.02 && (mean(&other) - sin).abs() < 0.02, "{amount}");
    }
    let derived = |noise: Noise| values(&noise.derive(1).draw(Purpose::Init, 0, &shape, CPU).unwrap());
    assert_eq!(derived(Noise::new(5).towards(8, 1.0)), derived(Noise::new(8)), "repeats go the same way");
}

#[test]
fn noise_is_a_function_of_its_place_alone() {
    let one = draw(9, Purpose::Init, 0, &[1, 4, 5, 7]);
    assert_eq!(one, draw(9, Purpose::Init, 0, &[1, 4, 5, 7]));
    // A bigger batch, or another shape, begins with the same numbers; an odd count cuts a pair.
    assert_eq!(one, draw(9, Purpose::Init, 0, &[3, 4, 5, 7])[..140]);
    assert_eq!(one[..139], draw(9, Purpose::Init, 0, &[139]));
    assert!(draw(9, Purpose::Init, 0, &[0]).is_empty());
    let elsewhere = std::thread::spawn(|| draw(9, Purpose::Init, 0, &[1, 4, 5, 7])).join().unwrap();
    assert_eq!(one, elsewhere);
}

#[test]
fn noise_stays_what_it_was() {
    // A recipe's picture hangs on these numbers (computed apart, in Python): they may never change.
    let first = draw(0, Purpose::Init, 0, &[4]);
    let wanted = [-0.672_664_3, 0.690_542_5, 1.531_877_2, 1.560_893_9];
    assert!(first.iter().zip(wanted).all(|(got, wanted): (&f64, f64)| (got - wanted).abs() < 1e-6), "{first:?}");
}

#[test]
fn a_recording_replays_and_ends() {
    let draws =
        [Tensor::zeros((1, 2), candle_core::DType::F32, CPU).unwrap(), Tensor::new(&[[1_f32, 2.0]], CPU).unwrap()];
    let mut recorded = Recorded::new(draws);
    let shape = (1, 2).into();
    assert_eq!(values(&recorded.draw(Purpose::Init, 0, &shape, CPU).unwrap()), [0.0, 0.0]);
    assert_eq!(recorded.left(), 1);
    assert_eq!(values(&recorded.draw(Purpose::Known, 9, &shape, CPU).unwrap()), [1.0, 2.0]);
    assert!(recorded.draw(Purpose::Step, 1, &shape, CPU).unwrap_err().to_string().contains("exhausted"));
    let mut other = Recorded::new([Tensor::new(&[1_f32], CPU).unwrap()]);
    assert!(other.draw(Purpose::Step, 1, &shape, CPU).is_err());
}

#[test]
fn pictures_become_tensors_and_come_back() {
    let rgb: Vec<f32> = (0..3 * 2 * 5).map(|i| i as f32 / 29.0).collect();
    let x = image_to_tensor(&rgb, 2, 5, CPU).unwrap();
    assert_eq!(x.dims(), [1, 3, 2, 5]);
    assert_eq!((values(&x)[0], values(&x)[29]), (-1.0, 1.0));
    let back = tensor_to_image(&x).unwrap();
    assert!(rgb.iter().zip(back).all(|(a, b)| (a - b).abs() < 1e-6));
    let wide = (x * 3.0).unwrap();
    assert!(tensor_to_image(&wide).unwrap().into_iter().all(|x| (0.0..=1.0).contains(&x)));
    assert!(image_to_tensor(&rgb, 2, 4, CPU).is_err());
    assert!(tensor_to_image(&Tensor::zeros((1, 4, 2, 2), candle_core::DType::F32, CPU).unwrap()).is_err());
    let mask = mask_to_tensor(&[0, 255, 51, 102], 2, 2, CPU).unwrap();
    assert_eq!(mask.dims(), [1, 1, 2, 2]);
    assert_eq!(values(&mask), [0.0, 1.0, 0.2, 0.4]);
    assert!(mask_to_tensor(&[0], 2, 2, CPU).is_err());
}

#[test]
fn area_reductions_see_every_cell() {
    let x = grid(&[&[0.0, 1.0, 2.0, 3.0], &[4.0, 5.0, 6.0, 7.0], &[8.0, -9.0, 1.0, 1.0], &[0.0, 0.0, 1.0, 1.0]]);
    assert_eq!(values(&area_max(&x, 2).unwrap()), [5.0, 7.0, 8.0, 1.0]);
    near(&area_mean(&x, 2).unwrap(), &[2.5, 4.5, -0.25, 1.0]);
    near(&area_mean(&x, 1).unwrap(), &values(&x));
    assert_eq!(values(&nearest_down(&x, 2).unwrap()), [0.0, 2.0, 8.0, 1.0]);
    // A line one pixel wide survives the maximum and not the nearest sample.
    let mut line = vec![0_f32; 64 * 64];
    (0..64).for_each(|row| line[row * 64 + 13] = 1.0);
    let line = Tensor::from_vec(line, (1, 1, 64, 64), CPU).unwrap();
    assert_eq!(values(&area_max(&line, 8).unwrap()).iter().sum::<f32>(), 8.0);
    assert_eq!(values(&nearest_down(&line, 8).unwrap()).iter().sum::<f32>(), 0.0);
    assert!(area_max(&x, 0).is_err());
}

#[test]
fn a_cell_that_is_only_grazed_beside_one_that_stands_is_left_out() {
    // Cells of 2×2: the edge of a block grazes the cells right of it, a line one pixel wide stands alone.
    let edge = grid(&[&[1.0, 1.0, 0.25, 0.0, 0.0, 0.0], &[1.0, 1.0, 1.0, 0.0, 0.0, 0.0]]);
    assert_eq!(values(&area_max(&edge, 2).unwrap()), [1.0, 1.0, 0.0]);
    assert_eq!(values(&area_standing(&edge, 2).unwrap()), [1.0, 0.0, 0.0]);
    let line = grid(&[&[0.0, 0.5, 0.0, 0.0], &[0.0, 0.0, 0.0, 0.0]]);
    assert_eq!(values(&area_standing(&line, 2).unwrap()), [0.5, 0.0], "soft, and all there is");
    // Soft coverage that is even stands, however low it is; what is empty does not.
    assert_eq!(values(&area_standing(&grid(&[&[0.1; 4], &[0.1; 4]]), 2).unwrap()), [0.1, 0.1]);
    assert_eq!(values(&area_standing(&grid(&[&[0.0; 4], &[0.0; 4]]), 2).unwrap()), [0.0, 0.0]);
}

#[test]
fn sizes_that_are_no_multiple_round_up() {
    let x = grid(&[&[1.0, 2.0, -3.0], &[3.0, 4.0, -5.0], &[5.0, 7.0, -9.0]]);
    assert_eq!(values(&area_max(&x, 2).unwrap()), [4.0, -3.0, 7.0, -9.0]);
    near(&area_mean(&x, 2).unwrap(), &[2.5, -4.0, 6.0, -9.0]);
    assert_eq!(area_max(&x, 8).unwrap().dims(), [1, 1, 1, 1]);
    assert_eq!(values(&nearest_down(&x, 8).unwrap()), [1.0]);
    assert_eq!(values(&nearest_down(&x, 2).unwrap()), [1.0]);
}

#[test]
fn blending_is_exact_at_both_ends() {
    let a = Tensor::from_iter((0..16).map(|i| (i as f32).exp()), CPU).unwrap().reshape((1, 4, 2, 2)).unwrap();
    let b =
        Tensor::from_iter((0..16).map(|i| (i as f32 * 0.7).sin() * 1e-6), CPU).unwrap().reshape((1, 4, 2, 2)).unwrap();
    let mask = grid(&[&[0.0, 1.0], &[0.5, 0.25]]);
    let (mixed, a, b) = (values(&blend(&mask, &a, &b).unwrap()), values(&a), values(&b));
    for channel in 0..4 {
        let i = channel * 4;
        assert_eq!((mixed[i], mixed[i + 1]), (b[i], a[i + 1]));
        assert!((mixed[i + 3] - (0.25 * a[i + 3] + 0.75 * b[i + 3])).abs() < 1e-4 * a[i + 3]);
    }
}

#[test]
fn dilation_grows_a_square() {
    let mut mask = vec![0_f32; 49];
    mask[24] = 0.8;
    let mask = Tensor::from_vec(mask, (1, 1, 7, 7), CPU).unwrap();
    for radius in 0..=3 {
        let grown = dilate(&mask, radius).unwrap();
        assert_eq!(grown.dims(), [1, 1, 7, 7]);
        let count = values(&grown).into_iter().filter(|&v| v == 0.8).count();
        assert_eq!(count, (2 * radius + 1).pow(2));
    }
}

#[test]
fn softmax_and_layer_norm_are_their_formulas() {
    let x = Noise::new(2).draw(Purpose::Map, 0, &(2, 3, 8).into(), CPU).unwrap();
    let plain = |x: &Tensor| candle_nn::ops::softmax(x, D::Minus1).unwrap();
    near(&softmax(&x).unwrap(), &values(&plain(&x)));
    let sums = softmax(&(&x * 50.0).unwrap()).unwrap().sum(D::Minus1).unwrap();
    near(&sums, &[1.0; 6]);
    let weight = Tensor::arange(1_f32, 9.0, CPU).unwrap();
    let bias = (&weight * -0.1).unwrap();
    let slow = candle_nn::ops::layer_norm_slow(&x, &weight, &bias, 1e-5).unwrap();
    near(&layer_norm(&x, &weight, &bias, 1e-5).unwrap(), &values(&slow));
    // Rows that are not contiguous.
    let turned = x.transpose(0, 1).unwrap();
    near(&softmax(&turned).unwrap(), &values(&plain(&turned.contiguous().unwrap())));
}

/// From (2, 8) to anything.
type Formula<'a> = Box<dyn Fn(&Tensor) -> Tensor + 'a>;

#[test]
fn gradients_arrive_and_are_right() {
    let start = Noise::new(4).draw(Purpose::Map, 0, &(2, 8).into(), CPU).unwrap();
    let target = Noise::new(5).draw(Purpose::Map, 0, &(2, 8).into(), CPU).unwrap();
    let weight = Tensor::arange(1_f32, 9.0, CPU).unwrap();
    let formulas: [(&str, Formula<'_>); 3] = [
        ("softmax", Box::new(|x| softmax(x).unwrap())),
        ("layer_norm", Box::new(|x| layer_norm(x, &weight, &weight, 1e-5).unwrap())),
        ("area_mean", Box::new(|x| area_mean(&x.reshape((1, 1, 4, 4)).unwrap(), 2).unwrap())),
    ];
    for (name, formula) in &formulas {
        // Loss: a fixed weighting of the outputs, so that no symmetry hides an error.
        let loss = |x: &Tensor| {
            let out = formula(x).flatten_all().unwrap();
            let target = target.flatten_all().unwrap();
            let n = out.elem_count().min(target.elem_count());
            (out.narrow(0, 0, n).unwrap() * target.narrow(0, 0, n).unwrap()).unwrap().sum_all().unwrap()
        };
        let x = Var::from_tensor(&start).unwrap();
        let gradients = loss(&x).backward().unwrap();
        let gradient = values(gradients.get(&x).expect("a gradient"));
        for i in 0..16 {
            let moved = |by: f32| {
                let mut moved = values(&start);
                moved[i] += by;
                loss(&Tensor::from_vec(moved, (2, 8), CPU).unwrap()).to_scalar::<f32>().unwrap()
            };
            let slope = (moved(1e-2) - moved(-1e-2)) / 2e-2;
            assert!((gradient[i] - slope).abs() < 2e-3 * (1.0 + slope.abs()), "{name} {i}: {} {slope}", gradient[i]);
        }
    }
}
