//! The layers' operations: packed weights against open ones (candle's own operations), and their gradients against
//! differences.

#![expect(clippy::unwrap_used, reason = "a helper of a test may panic")]

use candle_core::{Device, Tensor, Var};
use palimpsest::tensor::kernel::{ConvShape, Form};
use palimpsest::tensor::op::activation::{geglu, gelu, quick_gelu};
use palimpsest::tensor::op::attention::Attention;
use palimpsest::tensor::op::conv::{Beside, Conv};
use palimpsest::tensor::op::linear::Linear;
use palimpsest::tensor::op::norm::{group_norm, layer_norm};
use palimpsest::tensor::softmax::softmax;
use palimpsest::tensor::{Noise, Normal, Purpose};

fn drawn(seed: u64, shape: &[usize]) -> Tensor {
    Noise::new(seed).draw(Purpose::Map, 0, &shape.into(), &Device::Cpu).unwrap()
}

fn difference(a: &Tensor, b: &Tensor) -> f32 {
    assert_eq!(a.dims(), b.dims());
    (a - b).unwrap().abs().unwrap().max_all().unwrap().to_scalar().unwrap()
}

/// A fixed weighting of all outputs, so that no symmetry hides an error.
fn weighed(y: &Tensor) -> Tensor {
    (y * drawn(77, y.dims())).unwrap().sum_all().unwrap()
}

fn gradient(x: &Tensor, f: impl Fn(&Tensor) -> Tensor) -> Tensor {
    let x = Var::from_tensor(x).unwrap();
    weighed(&f(&x)).backward().unwrap().remove(&x).expect("a gradient")
}

/// Backpropagation along its own direction against differences in two step sizes (Richardson).
fn check(name: &str, x: &Tensor, f: impl Fn(&Tensor) -> Tensor) {
    let gradient = gradient(x, &f);
    let greatest = gradient.abs().unwrap().max_all().unwrap();
    let direction = gradient.broadcast_div(&greatest).unwrap();
    let along = (&gradient * &direction).unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
    let at = |by: f64| f64::from(weighed(&f(&(x + (&direction * by).unwrap()).unwrap())).to_scalar::<f32>().unwrap());
    let slope = |step: f64| (at(step) - at(-step)) / (2.0 * step);
    let expected = (4.0 * slope(1e-2) - slope(2e-2)) / 3.0;
    let error = (f64::from(along) - expected).abs() / expected.abs().max(1e-3);
    assert!(error < 5e-3, "{name}: backpropagation says {along}, differences {expected}");
}

const fn shape(from: usize, to: usize, kernel: (usize, usize), stride: usize, pad: [usize; 4]) -> ConvShape {
    ConvShape { from, to, kernel, stride, pad, dilation: 1, groups: 1 }
}

const SHAPES: [ConvShape; 7] = [
    shape(5, 7, (3, 3), 1, [1, 1, 1, 1]),
    shape(8, 6, (3, 3), 2, [0, 0, 1, 1]),
    shape(4, 4, (3, 3), 2, [1, 1, 1, 1]),
    ConvShape { groups: 3, ..shape(6, 9, (1, 1), 1, [0, 0, 0, 0]) },
    ConvShape { dilation: 2, groups: 2, ..shape(4, 8, (3, 3), 1, [2, 2, 2, 2]) },
    shape(3, 5, (5, 3), 1, [2, 1, 2, 1]),
    shape(16, 16, (3, 3), 1, [1, 1, 1, 1]),
];

#[test]
fn packed_convolutions_are_the_open_ones_forwards_and_backwards() {
    for shape in SHAPES {
        let ConvShape { from, to, kernel, stride, dilation, groups, .. } = shape;
        let plain = kernel == (3, 3) && stride == 1 && dilation == 1 && groups == 1;
        let forms: &[Form] = if plain { &[Form::Direct, Form::Winograd2, Form::Winograd4] } else { &[Form::Direct] };
        let weight = (drawn(1, &[to, from / groups, kernel.0, kernel.1]) * 0.3).unwrap();
        let bias = drawn(2, &[to]);
        let open = Var::from_tensor(&weight).unwrap();
        let open = Conv::new(open.as_tensor().clone(), Some(bias.clone()), shape, Form::Direct).unwrap();
        for (&form, enlarge) in forms.iter().flat_map(|form| [(form, None), (form, Some((11, 9)))]) {
            let packed = Conv::new(weight.clone(), Some(bias.clone()), shape, form).unwrap();
            let x = drawn(3, &[2, 6, 5, from]);
            let plain = packed.forward(&x, Beside { enlarge, ..Beside::default() }).unwrap();
            let (rows, add) = (drawn(4, &[2, to]), drawn(5, plain.dims()));
            for (rows, add) in [(None, None), (Some(&rows), None), (None, Some(&add)), (Some(&rows), Some(&add))] {
                let beside = Beside { enlarge, rows, add };
                let name = format!("{shape:?} {form:?} {enlarge:?} rows {} add {}", rows.is_some(), add.is_some());
                let (ours, theirs) = (packed.forward(&x, beside).unwrap(), open.forward(&x, beside).unwrap());
                assert!(difference(&ours, &theirs) < 2e-4, "{name}: {}", difference(&ours, &theirs));
                let back = |conv: &Conv| gradient(&x, |x| conv.forward(x, beside).unwrap());
                let (ours, theirs) = (back(&packed), back(&open));
                assert!(difference(&ours, &theirs) < 2e-3, "{name}: gradients {}", difference(&ours, &theirs));
            }
            check("convolution", &x, |x| packed.forward(x, Beside { enlarge, ..Beside::default() }).unwrap());
            check("its rows", &rows, |rows| {
                packed.forward(&x, Beside { enlarge, rows: Some(rows), add: Some(&add) }).unwrap()
            });
            check("its sum", &add, |add| {
                packed.forward(&x, Beside { enlarge, rows: Some(&rows), add: Some(add) }).unwrap()
            });
        }
    }
}

#[test]
fn every_weight_of_an_open_layer_gets_a_gradient() {
    let shape = ConvShape { from: 4, to: 6, kernel: (3, 3), stride: 2, pad: [0, 0, 1, 1], dilation: 1, groups: 1 };
    let [weight, bias] = [drawn(1, &[6, 4, 3, 3]), drawn(2, &[6])].map(|x| Var::from_tensor(&x).unwrap());
    let conv = Conv::new(weight.as_tensor().clone(), Some(bias.as_tensor().clone()), shape, Form::Direct).unwrap();
    let gradients = weighed(&conv.forward(&drawn(3, &[1, 7, 6, 4]), Beside::default()).unwrap()).backward().unwrap();
    assert!(gradients.get(&weight).is_some() && gradients.get(&bias).is_some());
    let [q, k] = [drawn(4, &[5, 3]), drawn(5, &[5, 3])].map(|x| Var::from_tensor(&x).unwrap());
    let both = Linear::stacked(&[q.as_tensor().clone(), k.as_tensor().clone()], None).unwrap();
    let gradients = weighed(&both.forward(&drawn(6, &[2, 4, 3])).unwrap()).backward().unwrap();
    assert!(gradients.get(&q).is_some() && gradients.get(&k).is_some());
}

#[test]
fn packed_linear_layers_are_the_open_ones_forwards_and_backwards() {
    let (weight, bias) = (drawn(1, &[37, 19]), drawn(2, &[37]));
    let packed = Linear::new(weight.clone(), Some(bias.clone())).unwrap();
    let open = Linear::new(Var::from_tensor(&weight).unwrap().as_tensor().clone(), Some(bias)).unwrap();
    let (x, add) = (drawn(3, &[2, 5, 19]), drawn(4, &[2, 5, 37]));
    assert!(difference(&packed.forward(&x).unwrap(), &open.forward(&x).unwrap()) < 1e-5);
    assert!(difference(&packed.forward_add(&x, &add).unwrap(), &open.forward_add(&x, &add).unwrap()) < 1e-5);
    let back = |layer: &Linear| gradient(&x, |x| layer.forward_add(x, &add).unwrap());
    assert!(difference(&back(&packed), &back(&open)) < 1e-4);
    check("linear", &x, |x| packed.forward(x).unwrap());
    check("its sum", &add, |add| packed.forward_add(&x, add).unwrap());
}

#[test]
fn gated_linear_layers_are_the_plain_ones_and_their_gates_forwards_and_backwards() {
    let (weight, bias) = (drawn(1, &[2 * 21, 19]), drawn(2, &[2 * 21]));
    let plain = Linear::new(weight.clone(), Some(bias.clone())).unwrap();
    let packed = Linear::gated(weight.clone(), Some(bias.clone())).unwrap();
    let open = Linear::gated(Var::from_tensor(&weight).unwrap().as_tensor().clone(), Some(bias)).unwrap();
    let x = drawn(3, &[2, 5, 19]);
    let want = geglu(&plain.forward(&x).unwrap()).unwrap();
    assert_eq!(difference(&packed.forward_gated(&x).unwrap(), &want), 0.0);
    assert_eq!(difference(&plain.forward_gated(&x).unwrap(), &want), 0.0);
    assert!(difference(&open.forward_gated(&x).unwrap(), &want) < 1e-5);
    assert_eq!(difference(&packed.forward(&x).unwrap(), &plain.forward(&x).unwrap()), 0.0);
    let back = |layer: &Linear| gradient(&x, |x| layer.forward_gated(x).unwrap());
    assert!(difference(&back(&packed), &back(&open)) < 1e-4);
    check("gated linear", &x, |x| packed.forward_gated(x).unwrap());
}

#[test]
fn gradients_of_all_others_are_right() {
    let x = drawn(1, &[2, 6, 12]);
    let (weight, bias) = (drawn(2, &[12]), drawn(3, &[12]));
    for silu in [false, true] {
        check("group norm", &x, |x| group_norm(x, &weight, &bias, 3, 1e-5, silu).unwrap());
        check("its weight", &weight, |weight| group_norm(&x, weight, &bias, 3, 1e-5, silu).unwrap());
        check("its bias", &bias, |bias| group_norm(&x, &weight, bias, 3, 1e-5, silu).unwrap());
    }
    check("layer norm", &x, |x| layer_norm(x, &weight, &bias, 1e-5).unwrap());
    check("its weight", &weight, |weight| layer_norm(&x, weight, &bias, 1e-5).unwrap());
    check("softmax", &x, |x| softmax(x).unwrap());
    check("gelu", &x, |x| gelu(x).unwrap());
    check("quick gelu", &x, |x| quick_gelu(x).unwrap());
    check("geglu", &x, |x| geglu(x).unwrap());
    for causal in [false, true] {
        let attention = Attention { heads: 2, causal };
        check("self-attention", &x, |qkv| attention.own(qkv).unwrap());
    }
    let attention = Attention { heads: 2, causal: false };
    let (q, kv) = (drawn(4, &[2, 5, 6]), drawn(5, &[2, 7, 12]));
    check("queries", &q, |q| attention.cross(q, &kv).unwrap());
    check("keys and values", &kv, |kv| attention.cross(&q, kv).unwrap());
}

/// The tiled kernel and the explicit path, which the hooks see, give the same numbers.
#[test]
fn attention_is_its_formula() {
    for (heads, width, n, m) in [(2, 3, 5, 7), (8, 40, 100, 77), (1, 64, 300, 300), (4, 16, 33, 1025)] {
        let attention = Attention { heads, causal: false };
        let (q, kv) = (drawn(1, &[2, n, heads * width]), drawn(2, &[2, m, 2 * heads * width]));
        let part = |i: usize| kv.narrow(2, i * heads * width, heads * width).unwrap();
        let probs = attention.probs(&q, &part(0)).unwrap();
        let explicit = attention.mix(&probs, &part(1)).unwrap();
        let tiled = attention.cross(&q, &kv).unwrap();
        assert!(difference(&tiled, &explicit) < 1e-5, "{heads} {width} {n} {m}: {}", difference(&tiled, &explicit));
    }
}
