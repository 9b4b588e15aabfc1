//! What a network lets others see and change, and that gradients arrive.

use std::collections::BTreeSet;

use candle_core::{Device, Shape, Tensor, Var};
use palimpsest::model::{Block, Error, Hooks, Kind, Model, Result, Site};

use super::folder::{load, tiny};

/// A smooth field in [−1, 1], the same every time.
pub(crate) fn wave(shape: impl Into<Shape>, speed: f64) -> Tensor {
    let shape = shape.into();
    let x = Tensor::arange(0f64, shape.elem_count() as f64, &Device::Cpu).unwrap();
    (x * speed).unwrap().sin().unwrap().to_dtype(candle_core::DType::F32).unwrap().reshape(shape).unwrap()
}

/// x, t and words for two rows.
fn inputs() -> (Tensor, Tensor, Tensor) {
    (wave((2, 4, 8, 8), 0.7), Tensor::new(&[900f32, 20.0], &Device::Cpu).unwrap(), wave((2, 5, 12), 1.3))
}

fn forward(model: &Model, hooks: &mut dyn Hooks) -> Result<Tensor> {
    let (x, t, words) = inputs();
    model.network.forward(&x, &t, Some(&words), hooks)
}

fn difference(a: &Tensor, b: &Tensor) -> f32 {
    (a - b).unwrap().abs().unwrap().max_all().unwrap().to_scalar().unwrap()
}

/// Looks at every map.
#[derive(Default)]
struct Look {
    sites: BTreeSet<String>,
    calls: usize,
}

impl Hooks for Look {
    fn wants_attention(&self, _: &Site) -> bool {
        true
    }
    fn attention(&mut self, site: &Site, probs: Tensor) -> Result<Tensor> {
        let n = site.height * site.width;
        let keys = if site.kind == Kind::Own { n } else { 5 };
        assert_eq!(probs.dims(), [2 * site.heads, n, keys]);
        let sums = probs.sum(2)?.flatten_all()?.to_vec1::<f32>()?;
        assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-5));
        self.sites.insert(format!("{:?} {} {:?}", site.block, site.layer, site.kind));
        self.calls += 1;
        Ok(probs)
    }
}

#[test]
fn looking_at_attention_changes_nothing() {
    let model = load(&tiny()).unwrap();
    let mut look = Look::default();
    let seen = forward(&model, &mut look).unwrap();
    assert!(difference(&seen, &forward(&model, &mut ()).unwrap()) < 1e-5);
    // Three encoder blocks of 2, the middle, three decoder blocks of 3; each to itself and to the words.
    assert_eq!((look.calls, look.sites.len()), (32, 32));
}

/// Rewrites one map only.
struct Blind;

impl Hooks for Blind {
    fn wants_attention(&self, site: &Site) -> bool {
        site.kind == Kind::Cross && site.block == Block::Up(3)
    }
    fn attention(&mut self, site: &Site, probs: Tensor) -> Result<Tensor> {
        assert!(self.wants_attention(site));
        Ok(probs.zeros_like()?)
    }
}

#[test]
fn rewritten_attention_changes_the_answer() {
    let model = load(&tiny()).unwrap();
    assert!(difference(&forward(&model, &mut Blind).unwrap(), &forward(&model, &mut ()).unwrap()) > 1e-3);
}

struct Shift(f64);

impl Hooks for Shift {
    fn bottleneck(&mut self, h: Tensor) -> Result<Tensor> {
        assert_eq!(h.dims(), [2, 32, 1, 1]);
        Ok((h + self.0)?)
    }
}

#[test]
fn the_bottleneck_can_be_moved() {
    let model = load(&tiny()).unwrap();
    let plain = forward(&model, &mut ()).unwrap();
    assert_eq!(difference(&forward(&model, &mut Shift(0.0)).unwrap(), &plain), 0.0);
    assert!(difference(&forward(&model, &mut Shift(1.0)).unwrap(), &plain) > 1e-3);
}

/// Says stop at one checkpoint, and counts.
struct Stop {
    at: usize,
    asked: usize,
}

impl Hooks for Stop {
    fn checkpoint(&mut self) -> Result<()> {
        self.asked += 1;
        if self.asked > self.at { Err(Error::Cancelled) } else { Ok(()) }
    }
}

#[test]
fn a_pass_ends_at_the_next_checkpoint() {
    let model = load(&tiny()).unwrap();
    let mut count = Stop { at: usize::MAX, asked: 0 };
    forward(&model, &mut count).unwrap();
    // Before each of 22 resnets, thrice in each of 16 transformers, 3 + 3 changes of size, beginning and end.
    assert_eq!(count.asked, 22 + 3 * 16 + 6 + 2);
    for at in [0, 1, 17, count.asked - 1] {
        let mut stop = Stop { at, asked: 0 };
        assert!(matches!(forward(&model, &mut stop), Err(Error::Cancelled)));
        assert_eq!(stop.asked, at + 1);
    }
    let (vae, image) = (model.vae.as_ref().unwrap(), wave((1, 3, 64, 64), 0.01));
    let (mut encoding, mut decoding) = (Stop { at: 5, asked: 0 }, Stop { at: 5, asked: 0 });
    assert!(matches!(vae.encode(&image, &mut encoding), Err(Error::Cancelled)));
    assert!(matches!(vae.decode(&wave((1, 4, 8, 8), 0.1), &mut decoding), Err(Error::Cancelled)));
    assert_eq!((encoding.asked, decoding.asked), (6, 6));
}

/// The derivative of `f` at `x` along its own gradient, by backpropagation and by differences.
fn check_gradient(x: &Tensor, f: impl Fn(&Tensor) -> Tensor) {
    let x = Var::from_tensor(x).unwrap();
    let gradient = f(&x).backward().unwrap().remove(&x).expect("no gradient arrived");
    let greatest = gradient.abs().unwrap().max_all().unwrap();
    let direction = gradient.broadcast_div(&greatest).unwrap();
    let along = (gradient * &direction).unwrap().sum_all().unwrap().to_scalar::<f32>().unwrap();
    let at = |by: f64| {
        let moved = (x.as_tensor() + (&direction * by).unwrap()).unwrap();
        f64::from(f(&moved).to_scalar::<f32>().unwrap())
    };
    let slope = |step: f64| (at(step) - at(-step)) / (2.0 * step);
    // Richardson: the error of second order falls out.
    let difference = (4.0 * slope(1e-3) - slope(2e-3)) / 3.0;
    let error = (f64::from(along) - difference).abs() / difference.abs().max(1e-3);
    assert!(error < 4e-3, "backpropagation says {along}, differences {difference}");
}

fn weighed(y: &Tensor) -> Tensor {
    (y * wave(y.shape(), 0.9)).unwrap().sum_all().unwrap()
}

#[test]
fn gradients_arrive_at_pixels_and_words() {
    for name in ["tiny-sd15", "tiny-sd21"] {
        let model = load(&tiny().with_file_name(name)).unwrap();
        let width = model.text.as_ref().unwrap().encode("").unwrap().dim(2).unwrap();
        // An odd size too: enlarging it takes another way. Not tiny: group norms over two numbers are all but steps.
        for (h, w) in [(16, 16), (13, 15)] {
            let (x, t) = (wave((1, 4, h, w), 0.7), Tensor::new(&[300f32], &Device::Cpu).unwrap());
            let words = wave((1, 5, width), 1.3);
            let run =
                |x: &Tensor, words: &Tensor| weighed(&model.network.forward(x, &t, Some(words), &mut ()).unwrap());
            check_gradient(&x, |x| run(x, &words));
            check_gradient(&words, |words| run(&x, words));
        }
    }
}

#[test]
fn gradients_go_through_the_other_networks() {
    let ddpm = load(&tiny().with_file_name("tiny-ddpm")).unwrap();
    let t = Tensor::new(&[300f32], &Device::Cpu).unwrap();
    check_gradient(&wave((1, 3, 16, 16), 0.7), |x| weighed(&ddpm.network.forward(x, &t, None, &mut ()).unwrap()));
    let vae = load(&tiny()).unwrap().vae.unwrap();
    check_gradient(&wave((1, 4, 4, 4), 0.7), |z| weighed(&vae.decode(z, &mut ()).unwrap()));
    check_gradient(&wave((1, 3, 32, 32), 0.1), |x| weighed(&vae.encode(x, &mut ()).unwrap().0));
}

#[test]
fn what_cannot_be_run_is_said() {
    let model = load(&tiny()).unwrap();
    let (x, t, words) = inputs();
    let sentence = |x: &Tensor, t: &Tensor, words: Option<&Tensor>| {
        model.network.forward(x, t, words, &mut ()).unwrap_err().to_string()
    };
    assert!(sentence(&x, &t, None).contains("needs words"));
    assert!(sentence(&wave((2, 3, 8, 8), 0.1), &t, Some(&words)).contains("expected 4 channels"));
    assert!(sentence(&x, &t.narrow(0, 0, 1).unwrap(), Some(&words)).contains("one t a row"));
    assert!(sentence(&x, &t, Some(&wave((2, 5, 13), 0.1))).contains("expected width 12"));
}
