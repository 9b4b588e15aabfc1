//! The products and convolutions against plain sums in f64.

use super::testing::Random;
use super::{After, Conv, ConvShape, Form, Isa, Matrix};

/// Greatest difference, as a share of the greatest value.
fn error(got: &[f32], want: &[f64]) -> f64 {
    assert_eq!(got.len(), want.len());
    let scale = want.iter().fold(1e-3, |m: f64, x| m.max(x.abs()));
    got.iter().zip(want).fold(0.0, |m: f64, (&a, b)| m.max((f64::from(a) - b).abs())) / scale
}

fn pool<R: Send>(threads: usize, run: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(run)
}

/// What comes after, in f64.
fn finish(sum: f64, row: usize, column: usize, rows: usize, n: usize, after: &After<'_>) -> f64 {
    let bias = after.bias.map_or(0.0, |bias| f64::from(bias[row / (rows * n / bias.len()) * n + column]));
    sum + bias + after.add.map_or(0.0, |add| f64::from(add[row * n + column]))
}

/// A random choice of what comes after: (bias, add).
fn extras(random: &mut Random, batch: usize, rows: usize, n: usize) -> (Option<Vec<f32>>, Option<Vec<f32>>) {
    let bias = match random.pick(0, 2) {
        0 => None,
        1 => Some(random.units(n)),
        _ => Some(random.units(batch * n)),
    };
    (bias, (random.pick(0, 1) == 1).then(|| random.units(rows * n)))
}

#[test]
fn a_matrix_multiplies_as_in_f64_on_every_instruction_set_and_any_threads() {
    let mut random = Random::new(7);
    for round in 0..60 {
        let batch = random.pick(1, 3);
        let rows = batch * random.pick(1, 70);
        let (n, k) = if round < 8 {
            (random.pick(1, 9), random.pick(1, 9))
        } else {
            (random.pick(1, 150), random.pick(1, 1200))
        };
        let (w, x) = (random.units(n * k), random.units(rows * k));
        let (bias, add) = extras(&mut random, batch, rows, n);
        let after = After { bias: bias.as_deref(), add: add.as_deref() };
        let want: Vec<f64> = (0..rows * n)
            .map(|i| {
                let (row, column) = (i / n, i % n);
                let sum = (0..k).map(|j| f64::from(x[row * k + j]) * f64::from(w[column * k + j])).sum();
                finish(sum, row, column, rows, n, &after)
            })
            .collect();
        let which: Vec<u32> = (0..rows as u32).filter(|_| random.pick(0, 2) == 0).collect();
        for isa in Isa::available() {
            let matrix = Matrix::pack(isa, &w, n, k);
            assert_eq!(matrix.unpack(), w);
            assert!(matrix.bytes() >= 4 * n * k);
            let run = || {
                let mut out = vec![f32::NAN; rows * n];
                matrix.run(&x, rows, &after, &mut out);
                out
            };
            let out = pool(1, run);
            assert!(error(&out, &want) < 1e-5, "{isa:?} {rows}×{n}×{k}");
            for threads in [2, 3] {
                assert_eq!(pool(threads, run), out, "{isa:?} {threads} threads");
            }
            let mut some = vec![7.0; rows * n];
            matrix.run_rows(&x, &which, &after, &mut some);
            for row in 0..rows {
                let there = which.contains(&(row as u32));
                let all_left = some[row * n..][..n].iter().all(|&v| v == 7.0);
                assert!(if there { some[row * n..][..n] == out[row * n..][..n] } else { all_left });
            }
            let flipped = matrix.transposed();
            let back: Vec<f32> = (0..n * k).map(|i| w[i % n * k + i / n]).collect();
            assert_eq!(flipped.unpack(), back);
        }
    }
}

#[test]
fn a_gated_matrix_is_the_plain_one_and_its_gates() {
    let mut random = Random::new(19);
    for round in 0..40 {
        let (rows, half) = (random.pick(1, 70), random.pick(1, 90));
        let k = if round % 2 == 0 { random.pick(1, 200) } else { random.pick(500, 1300) };
        let n = 2 * half;
        let (w, x, bias) = (random.units(n * k), random.units(rows * k), random.units(n));
        let bias = (round % 3 > 0).then_some(&bias[..]);
        for isa in Isa::available() {
            let (plain, gated) = (Matrix::pack(isa, &w, n, k), Matrix::pack_gated(isa, &w, n, k));
            assert!(gated.gates() && !plain.gates());
            assert_eq!(gated.unpack(), w);
            assert_eq!(gated.transposed().unpack(), plain.transposed().unpack());
            let run = |matrix: &Matrix| {
                let mut out = vec![f32::NAN; rows * n];
                matrix.run(&x, rows, &After { bias, add: None }, &mut out);
                out
            };
            let whole = run(&plain);
            assert!(run(&gated) == whole, "{isa:?} {rows}×{n}×{k}");
            let mut want = vec![f32::NAN; rows * half];
            super::geglu(isa, &whole, rows, half, &mut want);
            for threads in 1..4 {
                let got = pool(threads, || {
                    let mut out = vec![f32::NAN; rows * half];
                    gated.run_gated(&x, rows, bias, &mut out);
                    out
                });
                assert!(got == want, "{isa:?} {rows}×{n}×{k} {threads} threads");
            }
        }
    }
}

/// One random convolution.
struct Case {
    shape: ConvShape,
    size: [usize; 3],
    enlarge: Option<(usize, usize)>,
    w: Vec<f32>,
    x: Vec<f32>,
    bias: Option<Vec<f32>>,
    add: Option<Vec<f32>>,
    output: (usize, usize),
}

impl Case {
    fn new(random: &mut Random, shape: ConvShape, size: [usize; 3], enlarge: Option<(usize, usize)>) -> Self {
        let seen = enlarge.unwrap_or((size[1], size[2]));
        let output = shape.output(seen.0, seen.1);
        let w = random.units(shape.to * shape.from / shape.groups * shape.kernel.0 * shape.kernel.1);
        let x = random.units(size.iter().product::<usize>() * shape.from);
        let (bias, add) = extras(random, size[0], size[0] * output.0 * output.1, shape.to);
        Self { shape, size, enlarge, w, x, bias, add, output }
    }

    fn random(random: &mut Random, winograd: bool) -> Self {
        let groups = if winograd || random.pick(0, 3) > 0 { 1 } else { random.pick(2, 4) };
        let (from, to) = (groups * random.pick(1, 40), groups * random.pick(1, 40));
        let size = [random.pick(1, 3), random.pick(1, 14), random.pick(1, 14)];
        let kernel = if winograd { (3, 3) } else { (random.pick(1, 3), random.pick(1, 3)) };
        let (stride, dilation) = if winograd { (1, 1) } else { (random.pick(1, 2), random.pick(1, 2)) };
        let pad = if random.pick(0, 1) == 0 { [1; 4] } else { std::array::from_fn(|_| random.pick(0, 3)) };
        let enlarge = (random.pick(0, 2) == 0).then(|| (size[1] + random.pick(0, 9), size[2] * random.pick(1, 2)));
        Self::new(random, ConvShape { from, to, kernel, stride, pad, dilation, groups }, size, enlarge)
    }

    fn after(&self) -> After<'_> {
        After { bias: self.bias.as_deref(), add: self.add.as_deref() }
    }

    fn want(&self) -> Vec<f64> {
        let (shape, [b, h, w], after) = (&self.shape, self.size, self.after());
        let (seen_h, seen_w) = self.enlarge.unwrap_or((h, w));
        let (high, wide) = self.output;
        let (depth, n) = (shape.from / shape.groups, shape.to / shape.groups);
        let mut want = Vec::with_capacity(b * high * wide * shape.to);
        for row in 0..b * high * wide {
            let (image, y, x) = (row / (high * wide), row / wide % high, row % wide);
            for o in 0..shape.to {
                let mut sum = 0.0;
                for ky in 0..shape.kernel.0 {
                    for kx in 0..shape.kernel.1 {
                        let sy = (y * shape.stride + ky * shape.dilation).wrapping_sub(shape.pad[0]);
                        let sx = (x * shape.stride + kx * shape.dilation).wrapping_sub(shape.pad[1]);
                        if sy >= seen_h || sx >= seen_w {
                            continue;
                        }
                        let pixel = (image * h + sy * h / seen_h) * w + sx * w / seen_w;
                        for c in 0..depth {
                            let weight = self.w[((o * depth + c) * shape.kernel.0 + ky) * shape.kernel.1 + kx];
                            sum += f64::from(weight) * f64::from(self.x[pixel * shape.from + o / n * depth + c]);
                        }
                    }
                }
                want.push(finish(sum, row, o, b * high * wide, shape.to, &after));
            }
        }
        want
    }

    fn run(&self, conv: &Conv) -> Vec<f32> {
        let mut out = vec![f32::NAN; self.size[0] * self.output.0 * self.output.1 * self.shape.to];
        conv.run(&self.x, self.size, self.enlarge, &self.after(), &mut out);
        out
    }

    /// Checks one form on every instruction set.
    fn check(&self, random: &mut Random, form: Form, bound: f64) {
        if self.output.0 * self.output.1 == 0 {
            return;
        }
        let want = self.want();
        let pixels = self.size[0] * self.output.0 * self.output.1;
        let share = random.pick(0, 9);
        let which: Vec<u32> = (0..pixels as u32).filter(|_| random.pick(0, 9) < share).collect();
        for isa in Isa::available() {
            let conv = Conv::pack(isa, self.shape, form, &self.w);
            let told = format!("{isa:?} {form:?} {:?} {:?} {:?}", self.shape, self.size, self.enlarge);
            assert_eq!((conv.form(), conv.output(self.size[1], self.size[2])).0, form);
            let back: Vec<f64> = self.w.iter().map(|&w| f64::from(w)).collect();
            assert!(error(&conv.unpack(), &back) < if form == Form::Direct { 1e-300 } else { 1e-6 }, "{told}");
            let out = pool(1, || self.run(&conv));
            let off = error(&out, &want);
            assert!(off < bound, "{told}: {off}");
            for threads in [2, 3] {
                assert!(pool(threads, || self.run(&conv)) == out, "{told} {threads} threads");
            }
            let mut some = vec![7.0; out.len()];
            conv.run_at(&self.x, self.size, self.enlarge, &self.after(), &which, &mut some);
            self.check_some(&some, &out, &which, form, &told);
        }
    }

    /// `some` holds `out` at the tiles of `which`, and 7 elsewhere.
    fn check_some(&self, some: &[f32], out: &[f32], which: &[u32], form: Form, told: &str) {
        let (high, wide) = self.output;
        let side = match form {
            Form::Direct => 1,
            Form::Winograd2 => 2,
            Form::Winograd4 => 4,
        };
        let tile = |p: usize| (p / (high * wide), p / wide % high / side, p % wide / side);
        let tiles: std::collections::BTreeSet<_> = which.iter().map(|&p| tile(p as usize)).collect();
        for (p, (some, out)) in some.chunks(self.shape.to).zip(out.chunks(self.shape.to)).enumerate() {
            let right = if tiles.contains(&tile(p)) { some == out } else { some.iter().all(|&v| v == 7.0) };
            assert!(right, "{told} pixel {p}");
        }
    }
}

#[test]
fn a_direct_convolution_sums_as_in_f64() {
    let mut random = Random::new(11);
    for _ in 0..150 {
        Case::random(&mut random, false).check(&mut random, Form::Direct, 1e-5);
    }
}

#[test]
fn winograds_convolutions_sum_as_in_f64() {
    let mut random = Random::new(13);
    for _ in 0..60 {
        let case = Case::random(&mut random, true);
        case.check(&mut random, Form::Winograd2, 1e-5);
        case.check(&mut random, Form::Winograd4, 3e-5);
    }
}

/// The relative error (L2) of each form on layers of real models, on every instruction set.
#[test]
fn winograds_error_stays_small_on_real_layers() {
    let mut random = Random::new(17);
    for (side, from, to) in [(12, 1280, 32), (16, 640, 32), (32, 96, 48), (33, 48, 4)] {
        let shape = ConvShape { from, to, kernel: (3, 3), stride: 1, pad: [1; 4], dilation: 1, groups: 1 };
        let case = Case::new(&mut random, shape, [1, side, side], None);
        let want = case.want();
        let size = want.iter().map(|x| x * x).sum::<f64>();
        for (form, bound) in [(Form::Direct, 4e-6), (Form::Winograd2, 2e-6), (Form::Winograd4, 2e-5)] {
            for isa in Isa::available() {
                let out = case.run(&Conv::pack(isa, shape, form, &case.w));
                let off = out.iter().zip(&want).map(|(&a, b)| (f64::from(a) - b).powi(2)).sum::<f64>();
                let off = (off / size).sqrt();
                println!("{side}² {from}→{to} {form:?} {}: {off:.1e}", isa.name());
                assert!(off < bound, "{side}² {from}→{to} {form:?} {}: {off:.1e}", isa.name());
            }
        }
    }
}

#[test]
fn the_form_follows_the_size() {
    let shape = |from, to, stride| ConvShape { from, to, kernel: (3, 3), stride, pad: [1; 4], dilation: 1, groups: 1 };
    assert_eq!(super::form(&shape(320, 320, 1), 64, 64), Form::Winograd4);
    assert_eq!(super::form(&shape(1280, 1280, 1), 16, 16), Form::Winograd2);
    assert_eq!(super::form(&shape(1280, 1280, 1), 8, 8), Form::Direct);
    assert_eq!(super::form(&shape(96, 96, 1), 16, 16), Form::Winograd4);
    assert_eq!(super::form(&shape(160, 160, 1), 8, 8), Form::Winograd2);
    assert_eq!(super::form(&shape(320, 320, 2), 64, 64), Form::Direct);
    assert_eq!(super::form(&shape(4, 320, 1), 64, 64), Form::Direct);
    assert_eq!(super::form(&ConvShape { kernel: (1, 1), ..shape(320, 320, 1) }, 64, 64), Form::Direct);
}
