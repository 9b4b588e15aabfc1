//! The proof that an edit changed nothing outside its mask.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Window, click, draw, edit, key, slide, wait, with_sample};

/// Waits until all figures are there.
fn proven(window: &mut Window) -> palimpsest::app::proof::Figures {
    wait(window, "the proof", |window| window.state().proof().is_some_and(|proof| proof.ssim.is_some()));
    window.state().proof().expect("it was there a frame ago")
}

#[test]
fn a_candidate_and_an_accepted_edit_are_proven_pixel_by_pixel() {
    let mut window = with_sample();
    draw(&mut window, &[(250.0, 330.0), (300.0, 260.0), (350.0, 250.0), (340.0, 340.0), (280.0, 370.0)]);
    key(&mut window, Modifiers::NONE, Key::P);
    wait(&mut window, "the proof", |window| window.state().proof().is_some());
    let untouched = window.state().proof().unwrap();
    assert_eq!((untouched.changed, untouched.outside, untouched.psnr), (0, 0, None));
    window.get_by_label_contains("No edit is seen");

    slide(&mut window, "Steps", 4.0);
    slide(&mut window, "How much changes (strength)", 0.9);
    edit(&mut window);
    let candidate = proven(&mut window);
    assert!(candidate.changed > 100, "{candidate:?}");
    assert_eq!(candidate.outside, 0, "{candidate:?}");
    assert!(candidate.psnr.is_some_and(|psnr| (3.0..60.0).contains(&psnr)), "{candidate:?}");
    assert!(candidate.ssim.is_some_and(|ssim| ssim < 0.99), "{candidate:?}");
    window.get_by_label("pixels differ outside the mask");

    click(&mut window, "Accept");
    let accepted = proven(&mut window);
    assert_eq!(accepted, candidate, "accepting changes nothing of what was shown");
    let document = window.state().document().unwrap();
    let (before, after) = (document.original(), document.flattened());
    assert_eq!(accepted.changed, before.differing(&after), "every pixel is counted");

    window.get_by_label("Changed or not").click();
    window.run_steps(3);
    assert!(window.query_by_label("Amplified").is_none(), "a map is not amplified");
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.state().proof().is_none(), "Esc leaves it");
    assert!(window.query_by_label("What differs from the original").is_none());
}
