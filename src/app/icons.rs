//! The one icon set: Lucide, as a font of its own.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId, RichText};
pub use lucide_icons::Icon;

const FAMILY: &str = "icons";

/// Adds the icons to `fonts`: as a family of their own, so that they never stand in for a letter.
pub fn with_icons(mut fonts: FontDefinitions) -> FontDefinitions {
    let data = FontData::from_static(lucide_icons::LUCIDE_FONT_BYTES);
    fonts.font_data.insert(FAMILY.to_owned(), Arc::new(data));
    fonts.families.insert(FontFamily::Name(FAMILY.into()), vec![FAMILY.to_owned()]);
    // Ubuntu has no arrows and few signs of mathematics; Hack, which is there anyway, has them.
    if let Some(letters) = fonts.families.get_mut(&FontFamily::Proportional)
        && !letters.iter().any(|name| name == "Hack")
    {
        letters.push("Hack".to_owned());
    }
    fonts
}

/// The font of the icons.
pub fn font(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(FAMILY.into()))
}

/// An icon as text of the given size, in points.
pub fn text(icon: Icon, size: f32) -> RichText {
    RichText::new(char::from(icon).to_string()).font(font(size))
}
