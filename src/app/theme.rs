//! Colours, spacing and type: the only place that names a colour.
//!
//! Both themes give the same roles, so that panels ask for what a thing *is* ("quiet text"), never for a colour.

use egui::{Color32, CornerRadius, FontFamily, FontId, Margin, Stroke, TextStyle, Theme, Visuals, vec2};

/// Everything stands on this grid, in points.
pub const GRID: f32 = 4.0;
/// Corner radius of buttons, fields and cards, in points.
pub const RADIUS: u8 = 6;
/// Side of an icon, in points.
pub const ICON: f32 = 18.0;
/// Height of the bar at the top, in points.
pub const TOP_BAR: f32 = 44.0;
/// Height of the bar with the tool's options.
pub const OPTIONS: f32 = 34.0;
/// Height of the bar at the bottom, in points.
pub const STATUS_BAR: f32 = 34.0;
/// Height of the film strip, in points.
pub const FILM_STRIP: f32 = 104.0;
/// Below this width of the window the right panel is a drawer, in points.
pub const NARROW: f32 = 1024.0;

/// Colours by role.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Round the picture: neutral, so that colours are judged rightly.
    pub surround: Color32,
    /// Panels.
    pub panel: Color32,
    /// Buttons, fields, cards on a panel.
    pub raised: Color32,
    /// The same under the pointer.
    pub hovered: Color32,
    /// Lines between things.
    pub line: Color32,
    /// Text.
    pub text: Color32,
    /// Labels and hints.
    pub quiet: Color32,
    /// The primary button, the active tool, the brush ring.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// A wash of the accent behind a chosen thing.
    pub accent_wash: Color32,
    /// Text in the accent's hue that can be read on a panel.
    pub accent_text: Color32,
    /// The mask's tint.
    pub mask: Color32,
    /// Something to heed.
    pub warning: Color32,
    /// Something is as promised.
    pub good: Color32,
    /// Something went wrong.
    pub error: Color32,
    /// The two squares of the checkerboard behind alpha.
    pub checker: [Color32; 2],
    /// Dims what lies behind a dialog or a drop.
    pub veil: Color32,
}

/// The palette of the dark theme.
pub const DARK: Palette = Palette {
    surround: Color32::from_rgb(0x1b, 0x1c, 0x1f),
    panel: Color32::from_rgb(0x23, 0x25, 0x29),
    raised: Color32::from_rgb(0x2e, 0x31, 0x37),
    hovered: Color32::from_rgb(0x3a, 0x3e, 0x45),
    line: Color32::from_rgb(0x35, 0x39, 0x3f),
    text: Color32::from_rgb(0xe6, 0xe7, 0xe9),
    quiet: Color32::from_rgb(0xa2, 0xa8, 0xb0),
    accent: Color32::from_rgb(0xf2, 0xa6, 0x5a),
    on_accent: Color32::from_rgb(0x23, 0x19, 0x0c),
    accent_wash: Color32::from_rgb(0x4a, 0x3a, 0x2a),
    accent_text: Color32::from_rgb(0xf5, 0xb8, 0x7a),
    mask: Color32::from_rgb(0x3c, 0xc8, 0xd8),
    warning: Color32::from_rgb(0xf0, 0xc8, 0x5a),
    good: Color32::from_rgb(0x7e, 0xd0, 0x8a),
    error: Color32::from_rgb(0xf4, 0x8b, 0x82),
    checker: [Color32::from_rgb(0x4a, 0x4c, 0x50), Color32::from_rgb(0x5c, 0x5e, 0x63)],
    veil: Color32::from_rgba_premultiplied(0x0c, 0x0d, 0x0e, 0xb4),
};

/// The palette of the light theme.
pub const LIGHT: Palette = Palette {
    surround: Color32::from_rgb(0xd4, 0xd5, 0xd8),
    panel: Color32::from_rgb(0xf4, 0xf4, 0xf6),
    raised: Color32::from_rgb(0xe6, 0xe7, 0xea),
    hovered: Color32::from_rgb(0xd9, 0xdb, 0xdf),
    line: Color32::from_rgb(0xcc, 0xce, 0xd3),
    text: Color32::from_rgb(0x1e, 0x20, 0x24),
    quiet: Color32::from_rgb(0x54, 0x59, 0x61),
    accent: Color32::from_rgb(0xf2, 0xa6, 0x5a),
    on_accent: Color32::from_rgb(0x23, 0x19, 0x0c),
    accent_wash: Color32::from_rgb(0xfa, 0xdf, 0xc2),
    accent_text: Color32::from_rgb(0x8c, 0x4a, 0x08),
    mask: Color32::from_rgb(0x0c, 0x8f, 0xa0),
    warning: Color32::from_rgb(0x7c, 0x5a, 0x00),
    good: Color32::from_rgb(0x1d, 0x6b, 0x2b),
    error: Color32::from_rgb(0xb0, 0x2a, 0x1f),
    checker: [Color32::from_rgb(0xff, 0xff, 0xff), Color32::from_rgb(0xe2, 0xe3, 0xe6)],
    veil: Color32::from_rgba_premultiplied(0x40, 0x41, 0x44, 0x90),
};

/// The palette of the theme that is shown.
pub fn palette(ctx: &egui::Context) -> &'static Palette {
    of(ctx.theme())
}

fn of(theme: Theme) -> &'static Palette {
    match theme {
        Theme::Dark => &DARK,
        Theme::Light => &LIGHT,
    }
}

/// Small quiet labels.
pub fn label_font() -> FontId {
    FontId::new(12.0, FontFamily::Proportional)
}

/// Gives both themes and the fonts to a context; which one shows is chosen by [`egui::Context::set_theme`].
pub fn install(ctx: &egui::Context) {
    ctx.set_fonts(super::icons::with_icons(egui::FontDefinitions::default()));
    for theme in [Theme::Dark, Theme::Light] {
        ctx.set_visuals_of(theme, visuals(theme));
        ctx.style_mut_of(theme, |style| {
            style.text_styles = [
                (TextStyle::Small, label_font()),
                (TextStyle::Body, FontId::proportional(13.5)),
                (TextStyle::Button, FontId::proportional(13.5)),
                (TextStyle::Heading, FontId::proportional(17.0)),
                (TextStyle::Monospace, FontId::monospace(12.0)),
            ]
            .into();
            let spacing = &mut style.spacing;
            spacing.item_spacing = vec2(2.0 * GRID, 1.5 * GRID);
            spacing.button_padding = vec2(2.0 * GRID, GRID);
            spacing.interact_size = vec2(7.0 * GRID, 7.0 * GRID);
            spacing.slider_rail_height = 4.0;
            spacing.menu_margin = Margin::same(6);
            spacing.window_margin = Margin::same(20);
            spacing.tooltip_width = 300.0;
            // Lists are as high as they ask to be, not at most 400 points.
            spacing.default_area_size.y = 1000.0;
            spacing.icon_width = 16.0;
            style.interaction.tooltip_delay = 0.4;
            style.interaction.selectable_labels = false;
            style.animation_time = 0.12;
        });
    }
}

fn visuals(theme: Theme) -> Visuals {
    let p = of(theme);
    let mut v = match theme {
        Theme::Dark => Visuals::dark(),
        Theme::Light => Visuals::light(),
    };
    let radius = CornerRadius::same(RADIUS);
    v.weak_text_color = Some(p.quiet);
    v.hyperlink_color = p.accent_text;
    v.faint_bg_color = p.raised;
    v.extreme_bg_color = p.surround;
    v.text_edit_bg_color = Some(if theme == Theme::Dark { p.surround } else { Color32::WHITE });
    v.code_bg_color = p.raised;
    v.warn_fg_color = p.warning;
    v.error_fg_color = p.error;
    v.window_corner_radius = CornerRadius::same(RADIUS + 4);
    v.window_fill = p.panel;
    v.window_stroke = Stroke::new(1.0, p.line);
    v.menu_corner_radius = radius;
    v.panel_fill = p.panel;
    v.selection.bg_fill = p.accent_wash;
    v.selection.stroke = Stroke::new(1.0, p.accent_text);
    v.slider_trailing_fill = true;
    v.disabled_alpha = 0.45;
    // On a light panel a white field needs a line to be seen.
    let rest = if theme == Theme::Dark { Color32::TRANSPARENT } else { p.line };
    let widgets = &mut v.widgets;
    for (state, fill, line, text) in [
        (&mut widgets.noninteractive, p.panel, p.line, p.text),
        (&mut widgets.inactive, p.raised, rest, p.text),
        (&mut widgets.hovered, p.hovered, p.line, p.text),
        (&mut widgets.active, p.hovered, p.accent, p.text),
        (&mut widgets.open, p.hovered, p.line, p.text),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, line);
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2 contrast of two opaque colours, 1…21.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let luminance = |c: Color32| {
            let [r, g, b, _] = egui::Rgba::from(c).to_array();
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_in_both_themes() {
        for p in [DARK, LIGHT] {
            for ground in [p.panel, p.raised, p.surround] {
                for text in [p.text, p.quiet] {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}: {}", contrast(text, ground));
                }
            }
            for (text, ground) in [
                (p.on_accent, p.accent),
                (p.accent_text, p.panel),
                (p.accent_text, p.accent_wash),
                (p.text, p.hovered),
                (p.warning, p.panel),
                (p.error, p.panel),
                (p.good, p.panel),
            ] {
                assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}: {}", contrast(text, ground));
            }
        }
    }
}
