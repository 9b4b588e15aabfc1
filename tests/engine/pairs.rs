//! Both branches of guidance at once: the bytes of one after the other.

#![expect(clippy::unwrap_used, reason = "a helper of a test may panic")]

use candle_core::{Device, Tensor};
use palimpsest::diffusion::{Context, Denoiser as _};
use palimpsest::model::{Model, Source};
use palimpsest::tensor::{Noise, Normal, Purpose};

fn bytes(x: &Tensor) -> Vec<u32> {
    x.flatten_all().unwrap().to_vec1::<f32>().unwrap().into_iter().map(f32::to_bits).collect()
}

#[test]
fn a_pair_has_the_bytes_of_two_calls_on_any_number_of_threads() {
    let model = Model::load(&Source::Builtin, &Device::Cpu, &mut |_, _| Ok(())).unwrap();
    let text = model.text.as_ref().unwrap();
    let context = |words: &str| Context { text: Some(text.encode(words).unwrap()), extra: None };
    let (a, b) = (context("a cat on a beach"), context(""));
    // One that is computed side by side, and one that is too large for it and goes as a batch.
    for (side, small) in [(16, true), (128, false)] {
        let x = Noise::new(3).draw(Purpose::Map, 0, &(1, 4, side, side).into(), &Device::Cpu).unwrap();
        assert_eq!(model.is_small(&x).unwrap(), small, "{side}");
        let alone = [&a, &b].map(|context| bytes(&model.predict(&x, 501.0, &[context], &mut ()).unwrap()));
        assert_ne!(alone[0], alone[1]);
        for threads in 1..4 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let pair = pool.install(|| model.predict_pair(&x, 501.0, [&a, &b], &mut ()).unwrap());
            for (said, alone) in pair.iter().zip(&alone) {
                assert!(bytes(said) == *alone, "{side} cells, {threads} threads");
            }
        }
    }
}
