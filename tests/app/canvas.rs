//! The canvas in a window without a display: pointer and keys in, document and pixels out.

use std::sync::Arc;

use eframe::egui_wgpu::{RenderState, RendererOptions, wgpu};
use egui::{
    Color32, Event, Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Pos2, TouchPhase, pos2, vec2,
};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::wgpu::{WgpuTestRenderer, create_render_state, default_wgpu_setup};
use egui_kittest::{Harness, HarnessBuilder};
use palimpsest::app::canvas::{Canvas, Compare, Overlay, Palette, Scene};
use palimpsest::app::tool::Toolbox;
use palimpsest::document::Document;
use palimpsest::raster::{Extent, Pixels, Rect, Samples};

const PALETTE: Palette = Palette {
    surround: Color32::from_rgb(20, 20, 20),
    checker_a: Color32::from_rgb(100, 100, 100),
    checker_b: Color32::from_rgb(140, 140, 140),
    mask_tint: Color32::from_rgb(0, 200, 255),
    tint_strength: 0.35,
    accent: Color32::from_rgb(255, 160, 0),
    text: Color32::WHITE,
};

/// What a window would hold.
pub(crate) struct Window {
    pub(crate) canvas: Canvas,
    pub(crate) document: Document,
    pub(crate) tools: Toolbox,
    /// The adapter that draws it, if one does.
    pub(crate) gpu: Option<RenderState>,
    overlay: Option<Overlay>,
    compare: Compare,
    show_mask: bool,
    hover: Option<(u32, u32)>,
    strokes: usize,
    note: String,
    has_field: bool,
}

impl Window {
    fn new(picture: Pixels, gpu: Option<&RenderState>) -> Self {
        Self {
            canvas: Canvas::new(gpu),
            gpu: gpu.cloned(),
            document: Document::open("test.png".to_owned(), Arc::new(picture)),
            tools: Toolbox::new(),
            overlay: None,
            compare: Compare::Off,
            show_mask: true,
            hover: None,
            strokes: 0,
            note: String::new(),
            has_field: false,
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        if self.has_field {
            let label = ui.label("Note");
            ui.text_edit_singleline(&mut self.note).labelled_by(label.id);
        }
        let scene = Scene {
            sides: None,
            document: &mut self.document,
            overlay: self.overlay.clone(),
            compare: self.compare,
            palette: PALETTE,
            show_mask: self.show_mask,
            mask_outline_only: false,
        };
        let answer = self.canvas.ui(ui, scene, &mut self.tools);
        self.hover = answer.hover_pixel;
        self.strokes += usize::from(answer.stroke_ended);
        if let Some(share) = answer.split {
            self.compare = Compare::Split(share);
        }
    }

    /// The screen's point over a picture's point.
    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.canvas.view.ui_from_image(pos2(x, y))
    }
}

fn builder() -> HarnessBuilder<Window> {
    Harness::builder().with_size(vec2(400.0, 300.0))
}

fn window(width: u32, height: u32) -> Harness<'static, Window> {
    let picture = Pixels::filled(Extent::new(width, height), [200, 50, 60, 255]);
    let mut harness = builder().build_ui_state(|ui, window: &mut Window| window.ui(ui), Window::new(picture, None));
    harness.state_mut().tools.brush.size_px = 20.0;
    harness.state_mut().tools.brush.hardness = 1.0;
    harness.run();
    harness
}

fn button(harness: &mut Harness<'_, Window>, pos: Pos2, button: PointerButton, pressed: bool, modifiers: Modifiers) {
    harness.event(Event::PointerMoved(pos));
    harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    harness.step();
}

fn drag(harness: &mut Harness<'_, Window>, with: PointerButton, way: &[(f32, f32)]) {
    let way: Vec<Pos2> = way.iter().map(|&(x, y)| harness.state().at(x, y)).collect();
    button(harness, way[0], with, true, Modifiers::NONE);
    for &pos in &way[1..] {
        harness.event(Event::PointerMoved(pos));
        harness.step();
    }
    button(harness, way[way.len() - 1], with, false, Modifiers::NONE);
}

#[test]
fn a_drag_paints_one_undoable_stroke() {
    let mut harness = window(200, 100);
    drag(&mut harness, PointerButton::Primary, &[(50.0, 50.0), (100.0, 50.0), (150.0, 50.0)]);
    let window = harness.state_mut();
    assert_eq!(window.strokes, 1);
    assert_eq!([window.document.mask().at(120, 50), window.document.mask().at(120, 80)], [255, 0]);
    assert_eq!(window.document.undo(), Some("Brush stroke"));
    assert!(!window.document.has_mask() && !window.document.can_undo());
    assert!(harness.query_by_label("Canvas").is_some());
}

#[test]
fn the_right_button_erases_and_strokes_go_past_the_border() {
    let mut harness = window(200, 100);
    harness.state_mut().document.select_all();
    drag(&mut harness, PointerButton::Secondary, &[(-10.0, 50.0), (60.0, 50.0)]);
    let mask = harness.state().document.mask();
    assert_eq!([mask.at(0, 50), mask.at(40, 50), mask.at(100, 50)], [0, 0, 255]);
}

#[test]
fn space_pans_in_mid_stroke_and_the_stroke_goes_on() {
    let mut harness = window(200, 100);
    let (start, end) = (harness.state().at(60.0, 50.0), harness.state().at(100.0, 50.0));
    button(&mut harness, start, PointerButton::Primary, true, Modifiers::NONE);
    harness.key_down(Key::Space);
    harness.step();
    let before = harness.state().at(0.0, 0.0);
    harness.event(Event::PointerMoved(end));
    harness.step();
    let moved = harness.state().at(0.0, 0.0) - before;
    assert!((moved - (end - start)).length() < 1.5, "{moved:?}");
    assert_eq!(harness.state().document.mask().at(85, 50), 0, "panning does not paint");
    harness.key_up(Key::Space);
    harness.step();
    let on = harness.state().at(90.0, 50.0);
    harness.event(Event::PointerMoved(on));
    harness.step();
    button(&mut harness, on, PointerButton::Primary, false, Modifiers::NONE);
    assert_eq!(harness.state().document.mask().at(85, 50), 255);
    assert_eq!(harness.state().strokes, 1);
}

#[test]
fn escape_takes_a_stroke_back() {
    let mut harness = window(200, 100);
    let (start, end) = (harness.state().at(60.0, 50.0), harness.state().at(100.0, 50.0));
    button(&mut harness, start, PointerButton::Primary, true, Modifiers::NONE);
    harness.event(Event::PointerMoved(end));
    harness.step();
    assert!(harness.state().document.has_mask());
    harness.key_press(Key::Escape);
    harness.step();
    assert!(!harness.state().document.has_mask() && !harness.state().document.can_undo());
    button(&mut harness, end, PointerButton::Primary, false, Modifiers::NONE);
    assert!(!harness.state().document.can_undo());
}

fn wheel(harness: &mut Harness<'_, Window>, modifiers: Modifiers) {
    let (unit, phase, source) = (MouseWheelUnit::Line, TouchPhase::Move, MouseWheelSource::Unknown);
    harness.event(Event::ModifiersChanged(modifiers));
    harness.event(Event::MouseWheel { unit, delta: vec2(0.0, 2.0), phase, source, modifiers });
    harness.run_steps(30);
}

#[test]
fn the_wheel_zooms_to_the_cursor_and_with_alt_sizes_the_brush() {
    let mut harness = window(200, 100);
    let pointer = harness.state().at(150.0, 30.0);
    harness.event(Event::PointerMoved(pointer));
    harness.step();
    for modifiers in [Modifiers::NONE, Modifiers::COMMAND] {
        let before = harness.state().canvas.zoom_percent();
        wheel(&mut harness, modifiers);
        assert!(harness.state().canvas.zoom_percent() > 1.1 * before, "{modifiers:?}");
        let moved = harness.state().at(150.0, 30.0) - pointer;
        assert!(moved.length() < 3.0, "{moved:?}");
    }
    let (zoom, size) = (harness.state().canvas.zoom_percent(), harness.state().tools.brush.size_px);
    wheel(&mut harness, Modifiers::ALT);
    assert!(harness.state().tools.brush.size_px > 1.1 * size);
    assert_eq!(harness.state().canvas.zoom_percent(), zoom);
}

#[test]
fn keys_set_the_tip_unless_a_text_field_has_the_focus() {
    let mut harness = window(200, 100);
    harness.key_press(Key::Num3);
    harness.key_press(Key::CloseBracket);
    harness.step();
    let tools = &harness.state().tools;
    assert_eq!((tools.brush.value, tools.brush.size_px), (0.3, 22.0));
    harness.key_press(Key::X);
    harness.key_press_modifiers(Modifiers::SHIFT, Key::OpenBracket);
    harness.step();
    assert_eq!((harness.state().tools.brush.value, harness.state().tools.brush.hardness), (0.7, 0.9));

    harness.state_mut().has_field = true;
    harness.run();
    harness.get_by_role(egui::accesskit::Role::TextInput).focus();
    harness.run();
    harness.key_press(Key::Num5);
    harness.step();
    assert_eq!(harness.state().tools.brush.value, 0.7);
}

#[test]
fn the_split_line_is_dragged_and_painting_beside_it_goes_on() {
    let mut harness = window(200, 100);
    harness.state_mut().compare = Compare::Split(0.5);
    harness.run();
    button(&mut harness, pos2(200.0, 40.0), PointerButton::Primary, true, Modifiers::NONE);
    harness.event(Event::PointerMoved(pos2(100.0, 40.0)));
    harness.step();
    button(&mut harness, pos2(100.0, 40.0), PointerButton::Primary, false, Modifiers::NONE);
    assert!(matches!(harness.state().compare, Compare::Split(share) if (share - 0.25).abs() < 0.03));
    assert!(!harness.state().document.has_mask());
    drag(&mut harness, PointerButton::Primary, &[(150.0, 50.0), (170.0, 50.0)]);
    assert!(harness.state().document.has_mask());
}

#[test]
fn the_pixel_under_the_pointer_is_told() {
    let mut harness = window(200, 100);
    let pointer = harness.state().at(17.5, 93.5);
    harness.event(Event::PointerMoved(pointer));
    harness.run();
    assert_eq!(harness.state().hover, Some((17, 93)));
    harness.event(Event::PointerMoved(pos2(1.0, 1.0)));
    harness.run();
    assert_eq!(harness.state().hover, None);
}

/// A window that renders, or `None` with a word about it where there is no adapter.
pub(crate) fn with_gpu(picture: Pixels) -> Option<Harness<'static, Window>> {
    if !has_adapter() {
        println!("skipped: no wgpu adapter here");
        return None;
    }
    let state = create_render_state(default_wgpu_setup(), RendererOptions::PREDICTABLE);
    let window = Window::new(picture, Some(&state));
    let renderer = WgpuTestRenderer::from_render_state(state);
    Some(builder().renderer(renderer).build_ui_state(|ui, window: &mut Window| window.ui(ui), window))
}

/// Whether anything draws here.
pub(crate) fn has_adapter() -> bool {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let future = instance.enumerate_adapters(wgpu::Backends::all());
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(adapters) => !adapters.is_empty(),
        std::task::Poll::Pending => false,
    }
}

fn shot(harness: &mut Harness<'_, Window>) -> impl Fn(Pos2) -> [u8; 4] + use<> {
    harness.run_steps(2);
    let image = harness.render().expect("an adapter renders");
    if let Some(folder) = std::env::var_os("SHOTS") {
        let name = std::thread::current().name().unwrap_or("shot").replace("::", "_");
        image.save(std::path::Path::new(&folder).join(format!("{name}.png"))).expect("SHOTS is a folder");
    }
    move |at| image.get_pixel(at.x as u32, at.y as u32).0
}

fn close(a: [u8; 4], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 2)
}

fn quarters() -> Pixels {
    let colours = [[255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 255], [0, 0, 0, 0]];
    let rows = (0..80_u32)
        .flat_map(|y| (0..120_u32).map(move |x| usize::from(x >= 60) + 2 * usize::from(y >= 40)))
        .flat_map(|quarter| colours[quarter])
        .collect();
    Pixels::new(Extent::new(120, 80), Samples::Eight(rows)).expect("four samples a pixel")
}

#[test]
fn shaders_draw_picture_checkerboard_mask_and_ring() {
    let Some(mut harness) = with_gpu(quarters()) else { return };
    harness.run();
    let mask = Rect::new(10, 10, 20, 20);
    let document = &mut harness.state_mut().document;
    document.combine_mask("x", Some(mask), palimpsest::document::Combine::Replace, 255, |_, _| 255);
    harness.run();
    let ring = harness.state().at(90.0, 20.0);
    harness.event(Event::PointerMoved(ring));
    let pixel = shot(&mut harness);
    let at = |x, y| harness.state().at(x, y);
    assert!(close(pixel(at(50.0, 5.0)), [255, 0, 0]), "{:?}", pixel(at(50.0, 5.0)));
    assert!(close(pixel(at(65.0, 35.0)), [0, 255, 0]));
    assert!(close(pixel(at(30.0, 60.0)), [0, 0, 255]));
    let checker = pixel(at(90.0, 60.0));
    assert!(close(checker, [100; 3]) || close(checker, [140; 3]), "{checker:?}");
    assert!(close(pixel(at(20.0, 20.0)), [166, 70, 89]), "tint: {:?}", pixel(at(20.0, 20.0)));
    let outline = pixel(at(10.0, 20.0) + vec2(0.5, 0.5));
    assert!(close(outline, [0; 3]) || close(outline, [255; 3]), "{outline:?}");
    assert!(close(pixel(pos2(12.0, 12.0)), [20, 20, 20]));
    let radius = harness.state().tools.brush.ring_radius_px() * harness.state().canvas.view.scale();
    let bright = [-1.0, 0.0, 1.0].map(|off| pixel(ring - vec2(radius + off, 0.0)));
    assert!(bright.into_iter().any(|pixel| pixel[0] > 150 && pixel[2] < 50), "{bright:?}");
}

#[test]
fn a_preview_lies_in_the_mask_only_and_a_candidate_in_its_rectangle() {
    let Some(mut harness) = with_gpu(Pixels::filled(Extent::new(120, 80), [10, 20, 30, 255])) else { return };
    harness.run();
    let window = harness.state_mut();
    window.show_mask = false;
    let left = Rect::new(0, 0, 60, 80);
    window.document.combine_mask("x", Some(left), palimpsest::document::Combine::Replace, 255, |_, _| 255);
    // A preview is small: it is stretched over its rectangle.
    let pixels = Arc::new(Pixels::filled(Extent::new(8, 8), [250, 240, 230, 255]));
    let rect = Rect::new(40, 20, 40, 40);
    window.overlay = Some(Overlay { id: 1, pixels: Arc::clone(&pixels), rect, through_mask: true });
    let pixel = shot(&mut harness);
    let points = |window: &Window| [(20.0, 40.0), (50.0, 40.0), (70.0, 40.0)].map(|(x, y)| window.at(x, y));
    let [outside, masked, unmasked] = points(harness.state()).map(pixel);
    assert!(close(outside, [10, 20, 30]) && close(masked, [250, 240, 230]) && close(unmasked, [10, 20, 30]));
    harness.state_mut().overlay = Some(Overlay { id: 2, pixels, rect, through_mask: false });
    let pixel = shot(&mut harness);
    let [outside, masked, unmasked] = points(harness.state()).map(pixel);
    assert!(close(outside, [10, 20, 30]) && close(masked, [250, 240, 230]) && close(unmasked, [250, 240, 230]));
}

#[test]
fn the_split_shows_the_original_left_and_hold_shows_it_everywhere() {
    let Some(mut harness) = with_gpu(Pixels::filled(Extent::new(120, 80), [10, 20, 30, 255])) else { return };
    let window = harness.state_mut();
    let new = Arc::new(Pixels::filled(Extent::new(120, 80), [250, 240, 230, 255]));
    window.document.accept("new", &new, Rect::new(0, 0, 120, 80), None, None).unwrap();
    window.compare = Compare::Split(0.5);
    let pixel = shot(&mut harness);
    let (left, right) = (harness.state().at(30.0, 30.0), harness.state().at(90.0, 30.0));
    assert!(close(pixel(left), [10, 20, 30]) && close(pixel(right), [250, 240, 230]));
    harness.state_mut().compare = Compare::Original;
    let pixel = shot(&mut harness);
    assert!(close(pixel(left), [10, 20, 30]) && close(pixel(right), [10, 20, 30]));
}

#[test]
fn a_stroke_on_a_large_picture_is_seen_at_every_zoom() {
    let Some(mut harness) = with_gpu(Pixels::filled(Extent::new(3000, 2000), [10, 20, 30, 255])) else { return };
    harness.run();
    harness.state_mut().tools.brush.size_px = 400.0;
    drag(&mut harness, PointerButton::Primary, &[(1000.0, 1000.0), (2000.0, 1000.0)]);
    let tinted = |pixel: [u8; 4]| close(pixel, [7, 83, 109]);
    for percent in [None, Some(30.0), Some(100.0), Some(250.0)] {
        if let Some(percent) = percent {
            harness.state_mut().canvas.zoom_to(percent);
        }
        let pixel = shot(&mut harness);
        let centre = harness.state().at(1500.0, 1000.0);
        assert!(tinted(pixel(centre + vec2(0.0, 30.0 * 0.3))), "{percent:?}: {:?}", pixel(centre));
    }
    harness.state_mut().canvas.fit();
    harness.state_mut().document.undo();
    let pixel = shot(&mut harness);
    assert!(close(pixel(harness.state().at(1500.0, 1000.0)), [10, 20, 30]), "undo is seen");
}

#[test]
fn a_frame_of_a_stroke_sends_what_the_brush_touched_not_the_picture() {
    let Some(mut harness) = with_gpu(Pixels::filled(Extent::new(6000, 4500), [10, 20, 30, 255])) else { return };
    harness.run();
    harness.state_mut().tools.brush.size_px = 100.0;
    for percent in [None, Some(100.0)] {
        if let Some(percent) = percent {
            harness.state_mut().canvas.zoom_to(percent);
        }
        // The first stroke makes the mask's tiles.
        drag(&mut harness, PointerButton::Primary, &[(2900.0, 2200.0), (2950.0, 2250.0)]);
        let pos = harness.state().at(3000.0, 2250.0);
        button(&mut harness, pos, PointerButton::Primary, true, Modifiers::NONE);
        let next = harness.state().at(3020.0, 2250.0);
        harness.event(Event::PointerMoved(next));
        harness.step();
        let sent = harness.state().canvas.uploaded_bytes();
        assert!((1..40_000).contains(&sent), "{sent} bytes at {percent:?}");
        button(&mut harness, next, PointerButton::Primary, false, Modifiers::NONE);
        harness.run_steps(2);
        assert_eq!(harness.state().canvas.uploaded_bytes(), 0, "nothing changed, nothing is sent");
    }
}

#[test]
fn a_picture_that_takes_several_frames_is_never_missing_while_the_view_changes() {
    let Some(mut harness) = with_gpu(Pixels::filled(Extent::new(6000, 4500), [10, 20, 30, 255])) else { return };
    harness.run();
    let sent = |harness: &mut Harness<'_, Window>| {
        harness.step();
        harness.state().canvas.uploaded_bytes()
    };
    assert_eq!(sent(&mut harness), 0, "all is there");
    let middle = harness.state().canvas.view.rect().center();
    harness.state_mut().canvas.view.zoom_at(middle, 0.5);
    assert!(sent(&mut harness) > 0);
    let image = harness.render().expect("an adapter renders");
    assert!(close(image.get_pixel(middle.x as u32, middle.y as u32).0, [10, 20, 30]), "finer tiles stand in");
    assert!(sent(&mut harness) > 0, "the rest of the coarser ones comes in the next frame");
    harness.run();
    assert_eq!(sent(&mut harness), 0);
    let image = harness.render().expect("an adapter renders");
    assert!(close(image.get_pixel(middle.x as u32, middle.y as u32).0, [10, 20, 30]));
}
