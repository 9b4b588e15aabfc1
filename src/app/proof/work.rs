//! The threads that compare pictures: 100 megapixels take seconds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossbeam_channel::{Receiver, Sender, bounded};
use egui::{ColorImage, Context};

use super::Pair;
use super::look::Look;
use crate::raster::{Comparison, similarity};

/// What was worked out.
pub(super) enum Told {
    /// What differs, or a sentence why that can't be said.
    Compared(Arc<Pair>, Result<Comparison, String>),
    /// How similar it is inside the masks.
    Similar(Arc<Pair>, Option<f64>),
    /// What is laid over the picture.
    Painted(Look, ColorImage),
}

/// One comparison and one painting at a time.
pub(super) struct Work {
    slow: rayon::ThreadPool,
    /// Its own, so that a moved slider does not wait for a comparison.
    quick: rayon::ThreadPool,
    tell: Sender<Told>,
    heard: Receiver<Told>,
    ctx: Context,
    comparing: Option<Comparing>,
    is_painting: bool,
}

struct Comparing {
    pair: Arc<Pair>,
    /// Somebody still wants to know.
    goes_on: Arc<AtomicBool>,
}

impl Work {
    /// Starts the threads, below the window's priority.
    pub(super) fn start(ctx: &Context) -> std::io::Result<Self> {
        let (slow, quick) = (crate::engine::pool(None, true)?, crate::engine::pool(Some(1), true)?);
        // Holds what one comparison and one painting have to say, and nothing more is begun before.
        let (tell, heard) = bounded(4);
        Ok(Self { slow, quick, tell, heard, ctx: ctx.clone(), comparing: None, is_painting: false })
    }

    /// What is worked out since the last call.
    pub(super) fn told(&mut self) -> Vec<Told> {
        let told: Vec<Told> = self.heard.try_iter().collect();
        for one in &told {
            match one {
                Told::Similar(..) => self.comparing = None,
                Told::Painted(..) => self.is_painting = false,
                Told::Compared(..) => {}
            }
        }
        told
    }

    /// Compares, unless it does so already; what is compared is given up for another pair, which begins as soon as that
    /// has ended.
    pub(super) fn compare(&mut self, pair: Pair) {
        if let Some(comparing) = &self.comparing {
            if !comparing.pair.is(&pair) {
                comparing.goes_on.store(false, Ordering::Relaxed);
            }
            return;
        }
        let (pair, goes_on) = (Arc::new(pair), Arc::new(AtomicBool::new(true)));
        self.comparing = Some(Comparing { pair: Arc::clone(&pair), goes_on: Arc::clone(&goes_on) });
        let (tell, ctx) = (self.tell.clone(), self.ctx.clone());
        self.slow.spawn(move || {
            let say = |told| {
                // Nobody listens once the window is gone.
                if tell.send(told).is_ok() {
                    ctx.request_repaint();
                }
            };
            let found = Comparison::of(&pair.before, &pair.after, &pair.areas).map_err(|error| error.to_string());
            say(Told::Compared(Arc::clone(&pair), found));
            let goes_on = || goes_on.load(Ordering::Relaxed);
            let similar = similarity(&pair.before, &pair.after, &pair.areas, &goes_on).ok().flatten();
            say(Told::Similar(pair, similar));
        });
    }

    /// Paints a look, unless one is being painted: then it is asked again by the frame that shows that one.
    pub(super) fn paint(&mut self, look: Look, pair: &Arc<Pair>, comparison: &Arc<Comparison>) {
        if std::mem::replace(&mut self.is_painting, true) {
            return;
        }
        let (pair, comparison) = (Arc::clone(pair), Arc::clone(comparison));
        let (tell, ctx) = (self.tell.clone(), self.ctx.clone());
        self.quick.spawn(move || {
            if tell.send(Told::Painted(look, look.image(&pair, &comparison))).is_ok() {
                ctx.request_repaint();
            }
        });
    }
}
