//! The gradient of a frozen convolution with respect to its input: a convolution again, with the kernel turned round.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use candle_core::{Device, Result, Tensor, bail};

use super::{fresh, isa};
use crate::tensor::kernel::{self, After, ConvShape, Form};

/// Bytes of turned kernels that are kept at most, of all networks together: who learns goes back many times.
pub(crate) const KEPT: usize = 1 << 30;
static HELD: AtomicUsize = AtomicUsize::new(0);

/// A kernel turned round, kept after it was needed where there is room for it. Kept or made anew, its numbers are the
/// same.
#[derive(Default)]
pub(crate) struct Turned(Mutex<Option<Arc<kernel::Conv>>>);

impl Turned {
    fn get(&self, shape: ConvShape, conv: &kernel::Conv) -> Arc<kernel::Conv> {
        let make = || Arc::new(kernel::Conv::pack(isa(), shape, Form::Direct, &turned_weights(conv)));
        let Ok(mut kept) = self.0.lock() else { return make() };
        if let Some(turned) = kept.as_ref().filter(|turned| turned.shape() == shape) {
            return Arc::clone(turned);
        }
        let turned = make();
        release(kept.take().as_ref());
        let bytes = turned.bytes();
        if HELD.fetch_add(bytes, Ordering::Relaxed) + bytes <= KEPT {
            *kept = Some(Arc::clone(&turned));
        } else {
            HELD.fetch_sub(bytes, Ordering::Relaxed);
        }
        turned
    }
}

impl Drop for Turned {
    fn drop(&mut self) {
        if let Ok(kept) = self.0.get_mut() {
            release(kept.take().as_ref());
        }
    }
}

fn release(kept: Option<&Arc<kernel::Conv>>) {
    if let Some(turned) = kept {
        HELD.fetch_sub(turned.bytes(), Ordering::Relaxed);
    }
}

/// dL/dx (b, h, w, from) from dL/dy (b, h', w', to), y = conv(enlarge(x)).
pub(super) fn input_gradient(
    (conv, turned): (&kernel::Conv, &Turned),
    (b, h, w, from): (usize, usize, usize, usize),
    enlarge: Option<(usize, usize)>,
    gradient: &Tensor,
) -> Result<Tensor> {
    let shape = conv.shape();
    let (_, to_h, to_w, _) = gradient.dims4()?;
    let (big_h, big_w) = enlarge.unwrap_or((h, w));
    let (spread_h, spread_w) = ((to_h - 1) * shape.stride + 1, (to_w - 1) * shape.stride + 1);
    let reach = |kernel: usize| shape.dilation * (kernel - 1);
    let (reach_h, reach_w) = (reach(shape.kernel.0), reach(shape.kernel.1));
    let [top, left, _, _] = shape.pad;
    if top > reach_h || left > reach_w {
        bail!("a convolution that pads by more than its kernel has no backward pass here: {shape:?}");
    }
    let (top, left) = (reach_h - top, reach_w - left);
    let pad = [top, left, big_h + reach_h - spread_h - top, big_w + reach_w - spread_w - left];
    let turned = turned.get(ConvShape { from: shape.to, to: from, stride: 1, pad, ..shape }, conv);

    let values = gradient.contiguous()?.flatten_all()?.to_vec1::<f32>()?;
    let spread = spread(values, [b, to_h, to_w, shape.to], shape.stride);
    let mut big = fresh(b * big_h * big_w * from);
    turned.run(&spread, [b, spread_h, spread_w], None, &After::default(), &mut big);
    let small = match enlarge {
        Some(size) => gathered(&big, size, [b, h, w, from]),
        None => big,
    };
    Tensor::from_vec(small, (b, h, w, from), &Device::Cpu)
}

/// (to, from, y, x) → (from, to, −y, −x), group by group.
fn turned_weights(conv: &kernel::Conv) -> Vec<f32> {
    let ConvShape { from, to, kernel: (rows, columns), groups, .. } = conv.shape();
    let (inputs, outputs, area) = (from / groups, to / groups, rows * columns);
    let weights = conv.unpack();
    let mut turned = vec![0.0; weights.len()];
    for output in 0..to {
        let (group, o) = (output / outputs, output % outputs);
        for i in 0..inputs {
            for at in 0..area {
                let target = ((group * inputs + i) * outputs + o) * area + area - 1 - at;
                turned[target] = weights[(output * inputs + i) * area + at];
            }
        }
    }
    turned
}

/// Zeros between the pixels, as many as a stride has skipped.
fn spread(values: Vec<f32>, [b, h, w, c]: [usize; 4], stride: usize) -> Vec<f32> {
    if stride == 1 {
        return values;
    }
    let (big_h, big_w) = ((h - 1) * stride + 1, (w - 1) * stride + 1);
    let mut big = vec![0.0; b * big_h * big_w * c];
    for (row, pixels) in values.chunks_exact(w * c).enumerate() {
        let start = ((row / h) * big_h + (row % h) * stride) * big_w * c;
        for (column, pixel) in pixels.chunks_exact(c).enumerate() {
            big[start + column * stride * c..][..c].copy_from_slice(pixel);
        }
    }
    big
}

/// The sum over all copies that an enlargement has made of a pixel.
fn gathered(big: &[f32], (big_h, big_w): (usize, usize), [b, h, w, c]: [usize; 4]) -> Vec<f32> {
    let mut small = vec![0.0; b * h * w * c];
    for (at, pixel) in big.chunks_exact(c).enumerate() {
        let (picture, y, x) = (at / (big_h * big_w), at / big_w % big_h, at % big_w);
        let source = ((picture * h + y * h / big_h) * w + x * w / big_w) * c;
        for (sum, value) in small[source..][..c].iter_mut().zip(pixel) {
            *sum += value;
        }
    }
    small
}
