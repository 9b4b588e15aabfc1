//! A pasted patch is made to fit: the mask lies on it and round it, and the method keeps what it shows.

use crate::app::App;
use crate::app::locale::t;
use crate::app::tool::ToolKind;
use crate::document::{Combine, LayerId};
use crate::edit::recipe::Fill;
use crate::raster::{Mask, select};

/// How far round a patch the mask reaches at first, pixels.
pub(super) const REACH_PX: u32 = 16;
/// t₀ where the patch itself may change: SDEdit's for pasted patches, which keeps their shapes.
const WITH_INSIDE: f64 = 0.5;
/// t₀ where only its border may: there is nothing to keep but what is round it.
const BORDER_ALONE: f64 = 0.8;

impl App {
    /// Masks the surroundings of a layer, and the layer itself where that is chosen, and sets the method for it.
    pub(super) fn make_fit(&mut self, id: LayerId) {
        let Some(alone) = self.document().and_then(|document| document.layer_alone(id)) else { return };
        let (reach, inside) = (self.frame.reach_px, self.frame.inside);
        self.cut("Make it fit", Combine::Replace, move || {
            let cover = select::alpha(&alone.composed()).map_err(|error| error.to_string())?;
            Ok(round(&cover, reach, inside))
        });
        self.choose_blend(Fill::Keep, if inside { WITH_INSIDE } else { BORDER_ALONE });
        self.toolbox.choose(ToolKind::Brush);
        self.notices.info(t!("fit-title"), t!("fit-ready"));
    }
}

/// The mask round what is covered: outwards by `reach` pixels with a soft edge; inside all of it, or as far inwards.
fn round(cover: &Mask, reach: u32, inside: bool) -> Mask {
    let reach = i32::try_from(reach).unwrap_or(i32::MAX);
    let cover = cover.map(|value| if value == 0 { 0 } else { 255 });
    let soft = |mask: Mask| mask.feathered(reach as f32 / 2.0);
    let outer = soft(cover.grown(reach));
    if inside {
        return outer;
    }
    let inner = soft(cover.grown(-reach));
    let extent = outer.extent();
    let rows: Vec<u8> =
        outer.coverage().iter().zip(inner.coverage()).map(|(&out, inner)| out.saturating_sub(inner)).collect();
    Mask::new(extent, rows).unwrap_or(outer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{Extent, Rect};

    #[test]
    fn the_mask_reaches_round_the_patch_and_spares_its_inside_where_asked() {
        let mut cover = Mask::filled(Extent::new(100, 100), 0);
        cover.fill(Rect::new(30, 30, 40, 40), 200);
        let whole = round(&cover, 8, true);
        assert_eq!((whole.at(50, 50), whole.at(10, 50)), (255, 0));
        assert!(whole.at(26, 50) > 200);
        let border = round(&cover, 8, false);
        assert_eq!((border.at(50, 50), border.at(10, 50)), (0, 0));
        assert!(border.at(30, 50) > 200 && border.at(26, 50) > 200);
    }
}
