//! What Winograd's forms cost in precision on the layers of the model inside the program, against direct sums in f64.

use std::collections::BTreeMap;

use candle_core::{DType, Device, Tensor};

use super::builtin::FILES;
use super::nn::Packing;
use super::{Model, Source, unet, vae};
use crate::tensor::kernel::{After, Conv, ConvShape, Form, Isa};
use crate::tensor::{Noise, Normal as _, Purpose};

/// The side of the pictures that a layer makes, by its name, in a network whose outermost side is `outer` and which
/// halves `halvings` times.
fn side(name: &str, outer: usize, halvings: usize) -> usize {
    let number = |after: &str| name.split(after).nth(1).and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
    let inner = outer >> halvings;
    let decodes = name.starts_with("decoder");
    match (number("down_blocks."), number("up_blocks.")) {
        (Some(block), _) => outer >> block,
        (_, Some(block)) if name.contains("upsamplers") => inner << (block + 1),
        (_, Some(block)) => inner << block,
        _ if name.contains("mid_block") => inner,
        _ if (decodes && name.contains("conv_in")) || (name.starts_with("encoder") && name.contains("conv_out")) => {
            inner
        }
        _ => outer,
    }
}

/// The 3×3 convolutions of stride 1 of a file, by name.
fn layers(file: &str) -> BTreeMap<String, Tensor> {
    let (_, bytes) = FILES.iter().find(|(name, _)| *name == file).unwrap();
    let all = candle_core::safetensors::load_buffer(bytes, &Device::Cpu).unwrap();
    let taken = |name: &str, weight: &Tensor| {
        weight.rank() == 4 && weight.dims()[2..] == [3, 3] && !name.contains("downsamplers")
    };
    all.into_iter().filter(|(name, weight)| taken(name, weight)).collect()
}

/// Greatest difference at some pixels of the output, as a share of the greatest value there.
fn error(form: Form, shape: ConvShape, weight: &Tensor, side: usize) -> f64 {
    let w = weight.to_dtype(DType::F32).unwrap().flatten_all().unwrap().to_vec1::<f32>().unwrap();
    // As behind a norm and SiLU.
    let x = Noise::new(9).draw(Purpose::Map, 0, &(side * side * shape.from).into(), &Device::Cpu).unwrap();
    let x = x.silu().unwrap().to_vec1::<f32>().unwrap();
    let mut out = vec![0.0; side * side * shape.to];
    Conv::pack(Isa::best(), shape, form, &w).run(&x, [1, side, side], None, &After { bias: None, add: None }, &mut out);
    let direct = |pixel: usize, to: usize| -> f64 {
        let (y, x0) = (pixel / side, pixel % side);
        let taps = (0..9).filter_map(|tap| {
            let (row, column) = ((y + tap / 3).checked_sub(1)?, (x0 + tap % 3).checked_sub(1)?);
            (row < side && column < side).then_some((tap, (row * side + column) * shape.from))
        });
        let of = |(tap, at): (usize, usize)| -> f64 {
            (0..shape.from).map(|c| f64::from(x[at + c]) * f64::from(w[(to * shape.from + c) * 9 + tap])).sum()
        };
        taps.map(of).sum()
    };
    let (mut worst, mut greatest) = (0.0f64, 0.0f64);
    for pixel in (0..side * side).step_by((side * side / 200).max(1) | 1) {
        for to in 0..shape.to {
            let exact = direct(pixel, to);
            greatest = greatest.max(exact.abs());
            worst = worst.max((f64::from(out[pixel * shape.to + to]) - exact).abs());
        }
    }
    worst / greatest
}

#[test]
fn winograds_forms_lose_little_on_the_layers_of_the_model_inside() {
    let model = Model::load(&Source::Builtin, &Device::Cpu, &mut |_, _| Ok(())).unwrap();
    let mut worst: BTreeMap<&str, (f64, usize, String)> = BTreeMap::new();
    let outer = model.card.native_px as usize;
    let networks = [
        ("unet", unet::FOUR, outer / model.card.factor as usize, 2, model.network.extra_bytes()),
        ("vae", vae::FOUR, outer, 3, model.vae.as_ref().unwrap().extra_bytes()),
    ];
    for (part, four, outer, halvings, extra) in networks {
        let packing = Packing::new(four);
        for (name, weight) in layers(&format!("{part}/diffusion_pytorch_model.safetensors")) {
            let (to, from, ..) = weight.dims4().unwrap();
            let shape = ConvShape { from, to, kernel: (3, 3), stride: 1, pad: [1; 4], dilation: 1, groups: 1 };
            let side = side(&name, outer, halvings);
            let form = packing.form(&shape, side);
            let (word, most) = match form {
                Form::Direct => ("direct", 2e-6),
                Form::Winograd2 => ("F(2×2)", 4e-6),
                Form::Winograd4 => ("F(4×4)", 2e-5),
            };
            let error = error(form, shape, &weight, side);
            assert!(error < most, "{part} {name}, {from} to {to} at {side}×{side} by {word}: {error:.1e}");
            let entry = worst.entry(word).or_default();
            entry.1 += 1;
            if error > entry.0 {
                (entry.0, entry.2) = (error, format!("{part} {name}"));
            }
        }
        assert_eq!(packing.spent(), extra, "{part}: these are the forms that the model was packed in");
    }
    for (form, (error, layers, name)) in &worst {
        println!("{form}: {layers} layers, worst {error:.1e} of the greatest output, {name}");
    }
    assert!(worst.contains_key("F(2×2)") && worst.contains_key("F(4×4)"), "{worst:?}");
}
