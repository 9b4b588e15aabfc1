//! The window, driven by the labels that a person reads: without an adapter for what it does, with one for how it looks.

#[path = "app/also.rs"]
mod also;
#[path = "app/beside.rs"]
mod beside;
#[path = "app/canvas.rs"]
mod canvas;
#[path = "app/cards.rs"]
mod cards;
#[path = "app/difference.rs"]
mod difference;
#[path = "app/disk.rs"]
mod disk;
#[path = "app/flow.rs"]
mod flow;
#[path = "app/frame.rs"]
mod frame;
#[path = "app/gallery.rs"]
mod gallery;
#[path = "app/grid.rs"]
mod grid;
#[path = "app/harness.rs"]
mod harness;
#[path = "app/journal.rs"]
mod journal;
#[path = "app/keyboard.rs"]
mod keyboard;
#[path = "app/keys.rs"]
mod keys;
#[path = "app/kill.rs"]
mod kill;
#[path = "app/language.rs"]
mod language;
#[path = "app/look.rs"]
mod look;
#[path = "app/near.rs"]
mod near;
#[path = "app/notices.rs"]
mod notices;
#[path = "app/paint.rs"]
mod paint;
#[path = "app/pair.rs"]
mod pair;
#[path = "app/project.rs"]
mod project;
#[path = "app/proof.rs"]
mod proof;
#[path = "app/round_trip.rs"]
mod round_trip;
#[path = "app/samplers.rs"]
mod samplers;
#[path = "app/select.rs"]
mod select;
#[path = "app/settings.rs"]
mod settings;
#[path = "app/speed.rs"]
mod speed;
#[path = "app/speed_frames.rs"]
mod speed_frames;
#[path = "app/start.rs"]
mod start;
#[path = "app/texts.rs"]
mod texts;
#[path = "app/words.rs"]
mod words;
