//! Convolutions of channels-last pictures.

use super::after::{After, Sink};
use super::buffer::Buffer;
use super::direct::Direct;
use super::isa::Isa;
use super::picture::{Picture, View};
use super::product::Chosen;
use super::winograd::Winograd;
use super::winograd_transform::Tiling;

/// What a convolution does to a picture's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvShape {
    /// Channels of the input.
    pub from: usize,
    /// Channels of the output.
    pub to: usize,
    /// Height and width of the kernel.
    pub kernel: (usize, usize),
    /// Pixels from one output to the next, both ways.
    pub stride: usize,
    /// Zeros around the input: top, left, bottom, right.
    pub pad: [usize; 4],
    /// Pixels from one tap to the next.
    pub dilation: usize,
    /// Groups of channels that do not see each other.
    pub groups: usize,
}

impl ConvShape {
    /// Whether the Winograd forms apply.
    pub fn takes_winograd(&self) -> bool {
        self.kernel == (3, 3) && self.stride == 1 && self.dilation == 1 && self.groups == 1
    }

    /// Height and width of the output for an input of h × w.
    pub fn output(&self, h: usize, w: usize) -> (usize, usize) {
        let [top, left, bottom, right] = self.pad;
        let side = |length: usize, kernel: usize| {
            length.checked_sub((kernel - 1) * self.dilation + 1).map_or(0, |rest| rest / self.stride + 1)
        };
        (side(h + top + bottom, self.kernel.0), side(w + left + right, self.kernel.1))
    }
}

/// How a convolution is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// Tap by tap: any shape.
    Direct,
    /// Winograd's F(2×2, 3×3): 2.25 times fewer multiplications, 1.8 times the weights.
    Winograd2,
    /// Winograd's F(4×4, 3×3): 4 times fewer multiplications, 4 times the weights.
    Winograd4,
}

impl Form {
    /// Bytes that the packed weights take beyond those of [`Form::Direct`].
    pub fn extra(self, shape: &ConvShape) -> u64 {
        let (side, taps) = match self {
            Self::Direct => return 0,
            Self::Winograd2 => (4, 9),
            Self::Winograd4 => (6, 9),
        };
        let weights = (shape.to * shape.from / shape.groups * size_of::<f32>()) as u64;
        weights * (side * side - taps)
    }
}

/// A convolution with weights that are packed once.
pub struct Conv {
    shape: ConvShape,
    body: Body,
    zeros: Buffer,
}

/// Packed weights of either kind.
enum Body {
    Direct(Direct),
    Winograd(Winograd),
}

impl Conv {
    /// Packs OIHW weights, where I = from / groups.
    pub fn pack(isa: Isa, shape: ConvShape, form: Form, w: &[f32]) -> Self {
        assert!(
            shape.groups > 0 && shape.from.is_multiple_of(shape.groups) && shape.to.is_multiple_of(shape.groups),
            "groups"
        );
        assert!(shape.stride > 0 && shape.dilation > 0 && shape.from > 0 && shape.to > 0, "shape");
        assert_eq!(w.len(), shape.to * (shape.from / shape.groups) * shape.kernel.0 * shape.kernel.1, "weight");
        let winograd = |side| {
            assert!(shape.takes_winograd(), "Winograd is for 3×3 kernels of stride 1");
            Body::Winograd(Winograd::pack(isa, side, shape.from, shape.to, w))
        };
        let body = match form {
            Form::Direct => Body::Direct(Direct::pack(isa, &shape, w)),
            Form::Winograd2 => winograd(2),
            Form::Winograd4 => winograd(4),
        };
        Self { shape, body, zeros: Buffer::zeros(shape.from) }
    }

    /// OIHW weights again: exact for [`Form::Direct`], to rounding for the others.
    pub fn unpack(&self) -> Vec<f32> {
        match &self.body {
            Body::Direct(direct) => direct.unpack(&self.shape),
            Body::Winograd(winograd) => winograd.unpack(),
        }
    }

    /// What it does to a picture's shape.
    pub fn shape(&self) -> ConvShape {
        self.shape
    }

    /// Height and width of the output for an input (after enlargement) of h × w.
    pub fn output(&self, h: usize, w: usize) -> (usize, usize) {
        self.shape.output(h, w)
    }

    /// How it is computed.
    pub fn form(&self) -> Form {
        match &self.body {
            Body::Direct(_) => Form::Direct,
            Body::Winograd(winograd) if winograd.side() == 4 => Form::Winograd4,
            Body::Winograd(_) => Form::Winograd2,
        }
    }

    /// Bytes of the packed weights.
    pub fn bytes(&self) -> usize {
        match &self.body {
            Body::Direct(direct) => direct.bytes(),
            Body::Winograd(winograd) => winograd.bytes(),
        }
    }

    /// Convolves x (b, h, w, from), `size` = b, h, w, into out (b, H, W, to). With `enlarge`, x is seen as enlarged by
    /// nearest neighbours to that height and width.
    pub fn run(
        &self,
        x: &[f32],
        size: [usize; 3],
        enlarge: Option<(usize, usize)>,
        after: &After<'_>,
        out: &mut [f32],
    ) {
        self.go(x, size, enlarge, after, None, out);
    }

    /// As [`run`](Self::run), for the output pixels `pixels` only (flat in (b, H, W), ascending). The Winograd forms
    /// write the whole tiles around them. Everything else in `out` is left alone.
    pub fn run_at(
        &self,
        x: &[f32],
        size: [usize; 3],
        enlarge: Option<(usize, usize)>,
        after: &After<'_>,
        pixels: &[u32],
        out: &mut [f32],
    ) {
        self.go(x, size, enlarge, after, Some(pixels), out);
    }

    fn go(
        &self,
        x: &[f32],
        size: [usize; 3],
        enlarge: Option<(usize, usize)>,
        after: &After<'_>,
        pixels: Option<&[u32]>,
        out: &mut [f32],
    ) {
        let [b, h, w] = size;
        let enlarged = enlarge.unwrap_or((h, w));
        let (high, wide) = self.output(enlarged.0, enlarged.1);
        let rows = b * high * wide;
        let sink = Sink::of(out, rows, self.shape.to, after);
        assert!(pixels.is_none_or(|pixels| pixels.iter().all(|&p| (p as usize) < rows)), "pixel");
        let before = (self.shape.pad[0], self.shape.pad[1]);
        let view = View { x, size, channels: self.shape.from, enlarged, before, zeros: &self.zeros };
        match &self.body {
            Body::Direct(direct) => {
                let [top, left, bottom, right] = self.shape.pad;
                let picture = Picture::new(&view, enlarged.0 + top + bottom, enlarged.1 + left + right);
                let chosen = pixels.map_or(Chosen::All(rows), Chosen::Some);
                // SAFETY: the picture covers all taps, and the chosen pixels were checked.
                unsafe { direct.run(&self.shape, &picture, (high, wide), chosen, &sink) };
            }
            Body::Winograd(winograd) => {
                let tiling = Tiling::new((high, wide), winograd.side());
                let (down, across) = tiling.tiles;
                let picture = Picture::new(&view, down * winograd.side() + 2, across * winograd.side() + 2);
                let count = b * down * across;
                let tiles: Vec<u32> = match pixels {
                    None => (0..count as u32).collect(),
                    Some(pixels) => {
                        let mut marked = vec![false; count];
                        for &pixel in pixels {
                            marked[tiling.of(pixel) as usize] = true;
                        }
                        (0..count as u32).filter(|&tile| marked[tile as usize]).collect()
                    }
                };
                // SAFETY: the picture covers all tiles, whose pixels were checked.
                unsafe { winograd.run(&picture, &tiling, &tiles, &sink) };
            }
        }
    }
}
