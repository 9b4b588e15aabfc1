//! The pictures of the methods: before beside after, as `assets/method` has them.

use std::collections::BTreeMap;

use egui::{Context, TextureHandle};

use super::widget::texture_of;
use crate::raster::io;

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_bytes!(concat!("../../assets/method/", $name, ".jpg")).as_slice())),*]
    };
}

/// By the method's name, or that of a way to begin.
static FILES: [(&str, &[u8]); 13] = files![
    "sdedit",
    "latent_blend",
    "ddim_inversion",
    "classifier_free",
    "ilvr",
    "repaint",
    "diffedit",
    "prompt_to_prompt",
    "edit_friendly",
    "instruct_pix2pix",
    "inpaint",
    "paint_roughly",
    "make_it_fit",
];

/// A method's picture.
#[derive(Clone)]
pub struct Picture {
    /// Before on its left; after on its right, where the built-in model can make one.
    pub texture: TextureHandle,
    /// There is an after.
    pub whole: bool,
}

/// Those that were shown.
#[derive(Default)]
pub struct Pictures {
    shown: BTreeMap<&'static str, Picture>,
}

impl Pictures {
    /// The picture of a method; none where there is none.
    pub fn get(&mut self, ctx: &Context, method: &'static str) -> Option<Picture> {
        if let Some(picture) = self.shown.get(method) {
            return Some(picture.clone());
        }
        let (_, bytes) = FILES.iter().find(|(name, _)| *name == method)?;
        let pixels = io::decode(bytes).ok()?.pixels;
        let whole = pixels.extent().width > pixels.extent().height;
        let picture = Picture { texture: texture_of(ctx, method, &pixels), whole };
        self.shown.insert(method, picture.clone());
        Some(picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::method::METHODS;

    #[test]
    fn every_method_has_a_picture_that_opens() {
        let (ctx, mut pictures) = (Context::default(), Pictures::default());
        for info in METHODS {
            let picture = pictures.get(&ctx, info.name).unwrap();
            assert_eq!(picture.whole, !matches!(info.name, "instruct_pix2pix" | "inpaint"), "{}", info.name);
        }
        for way in ["paint_roughly", "make_it_fit"] {
            assert!(pictures.get(&ctx, way).unwrap().whole, "{way}");
        }
        assert_eq!(FILES.len(), METHODS.len() + 2);
    }
}
