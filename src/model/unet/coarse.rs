//! What the coarse resolutions of a patch say from step to step. A patch recomputes them whole, which is most of its work
//! in a small network; but how far they are from what was kept changes slowly along a run (as do the features themselves:
//! Ma et al. 2024, DeepCache, arXiv 2312.00858), and about as x does: while x moves away from the kept one in the
//! direction of an earlier step, so do they.

use super::patch::Patch;
use crate::model::Result;

/// Passes in a row that may take over what the last computed one said.
const LONGEST: usize = 7;
/// They may while no more of the difference of x, of its square, is left over when the last one's direction is taken away.
const REST: f32 = 0.2;
/// And while x is no further off in that direction than so many times.
const FURTHEST: f32 = 2.0;

/// The blocks at coarse resolutions: from the change of size of encoder block number `down` on, up to the layers of
/// decoder block number `up` − 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inner {
    pub(super) down: usize,
    pub(super) up: usize,
}

/// The state of one run by the same words.
#[derive(Default)]
pub struct Coarse {
    last: Option<Last>,
}

/// What was computed last.
struct Last {
    inner: Inner,
    /// How far the pass's x was from the kept one.
    input: Vec<f32>,
    /// The map that the blocks end in, and how far that was from the kept one.
    x: usize,
    change: Vec<f32>,
    /// Where maps and statistics go on after it.
    next: (usize, usize),
    /// Passes since.
    age: usize,
}

impl Last {
    /// How much of `input` points where the last one did: the share of that, and what is left over as a share of `input`,
    /// both of squares.
    fn along(&self, input: &[f32]) -> (f32, f32) {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let (now, both, then) = (dot(input, input), dot(input, &self.input), dot(&self.input, &self.input));
        (both / then, 1.0 - both * both / (now * then))
    }
}

impl Coarse {
    /// The map that the blocks end in without computing them, where x is `input` from the kept one; none when their turn
    /// has come.
    pub(super) fn carry(&mut self, inner: Inner, input: &[f32], patch: &mut Patch<'_>) -> Result<Option<usize>> {
        let Some(last) = self.last.as_mut().filter(|last| last.inner == inner && last.age < LONGEST) else {
            return Ok(None);
        };
        let (share, rest) = last.along(input);
        // Where nothing points anywhere these are no numbers, and nothing is carried.
        if !(rest <= REST && share <= FURTHEST) {
            return Ok(None);
        }
        patch.hooks.checkpoint()?;
        last.age += 1;
        patch.skip(last.next, last.x, &last.change, share)?;
        Ok(Some(last.x))
    }

    /// Takes note of what was computed: the map `x`, which was `before`.
    pub(super) fn learn(&mut self, inner: Inner, input: Vec<f32>, x: usize, before: Vec<f32>, patch: &Patch<'_>) {
        let after = &patch.kept.maps[x];
        // Blocks at one resolution alone have nothing to carry to a finer one.
        let known = inner.up > 0 && before.len() == after.len();
        self.last = known.then(|| {
            let change = after.iter().zip(before).map(|(after, before)| after - before).collect();
            Last { inner, input, x, change, next: patch.counted(), age: 0 }
        });
    }
}
