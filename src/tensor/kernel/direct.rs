//! Convolution as products of indirect rows: any kernel, stride, padding, dilation and groups.

use super::after::Sink;
use super::conv::ConvShape;
use super::isa::Isa;
use super::panels::Panels;
use super::picture::Picture;
use super::product::{Chosen, Source, product};

/// Packed weights of a convolution in the order (tap, channel), one set a group.
pub(super) struct Direct {
    groups: Vec<Panels>,
}

/// The taps of each output pixel.
struct Taps<'a> {
    picture: &'a Picture,
    shape: &'a ConvShape,
    /// Height and width of the output.
    size: (usize, usize),
}

impl Source for Taps<'_> {
    fn point(&self, which: &[u32], table: &mut [*const f32]) {
        let ((h, w), shape) = (self.size, self.shape);
        let count = which.len();
        let mut at = 0;
        while at < count {
            // A run of neighbours in one row of the picture.
            let pixel = which[at] as usize;
            let (b, y, x) = (pixel / (h * w), pixel / w % h, pixel % w);
            let follows = |&(i, &next): &(usize, &u32)| next as usize == pixel + i && x + i < w;
            let run = which[at..].iter().enumerate().take_while(follows).count();
            for ky in 0..shape.kernel.0 {
                let row = self.picture.row(b, y * shape.stride + ky * shape.dilation);
                for kx in 0..shape.kernel.1 {
                    let tap = ky * shape.kernel.1 + kx;
                    let pointers = &mut table[tap * count + at..][..run];
                    row.point(x * shape.stride + kx * shape.dilation, shape.stride, pointers);
                }
            }
            at += run;
        }
    }
}

impl Direct {
    /// Packs OIHW weights.
    pub(super) fn pack(isa: Isa, shape: &ConvShape, w: &[f32]) -> Self {
        let (n, depth) = (shape.to / shape.groups, shape.from / shape.groups);
        let taps = shape.kernel.0 * shape.kernel.1;
        let group = |g: usize| {
            Panels::pack(isa, n, depth * taps, |o, k| w[((g * n + o) * depth + k % depth) * taps + k / depth])
        };
        Self { groups: (0..shape.groups).map(group).collect() }
    }

    /// OIHW weights again.
    pub(super) fn unpack(&self, shape: &ConvShape) -> Vec<f32> {
        let (n, depth) = (shape.to / shape.groups, shape.from / shape.groups);
        let taps = shape.kernel.0 * shape.kernel.1;
        let value = |i: usize| {
            let (o, c, tap) = (i / (depth * taps), i / taps % depth, i % taps);
            self.groups[o / n].at(o % n, tap * depth + c)
        };
        (0..shape.to * depth * taps).map(value).collect()
    }

    pub(super) fn bytes(&self) -> usize {
        self.groups.iter().map(Panels::bytes).sum()
    }

    /// Computes the chosen output pixels.
    ///
    /// # Safety
    /// The picture covers every tap of an output of `size`, and the chosen pixels lie in `sink`.
    pub(super) unsafe fn run(
        &self,
        shape: &ConvShape,
        picture: &Picture,
        size: (usize, usize),
        chosen: Chosen<'_>,
        sink: &Sink,
    ) {
        let (n, depth) = (shape.to / shape.groups, shape.from / shape.groups);
        let taps = Taps { picture, shape, size };
        for (g, panels) in self.groups.iter().enumerate() {
            let sink = sink.columns(g * n, n);
            // SAFETY: the caller's promise; a pixel has `from` channels, of which the group reads its share.
            unsafe { product(panels, depth, g * depth, chosen, &taps, &sink) };
        }
    }
}
