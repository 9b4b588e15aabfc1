//! What the coarse resolutions of a patch say from step to step. A patch recomputes them whole, which is most of its work
//! in a small network; but how far they are from what was kept changes slowly along a run (as do the features themselves:
//! Ma et al. 2024, DeepCache, arXiv 2312.00858), and about as x does: while x moves away from the kept one in the
//! direction of an earlier step, so do they.

use super::body::Body;
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
    /// How far the network's x was from the kept one.
    moved: Vec<f32>,
    /// The number of the map that the blocks end in, and how far that was from the kept one.
    x: usize,
    change: Vec<f32>,
    /// Where maps and statistics go on after it.
    next: (usize, usize),
    /// Passes since.
    age: usize,
}

impl Last {
    /// How far x has `moved` in the last one's direction, in lengths of that, and what is left over, as a share of the square
    /// of `moved`.
    fn along(&self, moved: &[f32]) -> (f32, f32) {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let (now, both, then) = (dot(moved, moved), dot(moved, &self.moved), dot(&self.moved, &self.moved));
        (both / then, 1.0 - both * both / (now * then))
    }
}

impl Coarse {
    /// The map that the blocks end in without computing them, where x is `moved` from the kept one; none when their turn
    /// has come.
    fn carry(&mut self, inner: Inner, moved: &[f32], patch: &mut Patch<'_>) -> Result<Option<usize>> {
        let Some(last) = self.last.as_mut().filter(|last| last.inner == inner && last.age < LONGEST) else {
            return Ok(None);
        };
        let (share, rest) = last.along(moved);
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
    fn learn(&mut self, inner: Inner, moved: Vec<f32>, x: usize, before: Vec<f32>, patch: &Patch<'_>) {
        let after = &patch.kept.maps[x];
        // Blocks at one resolution alone have nothing to carry to a finer one.
        let known = inner.up > 0 && before.len() == after.len();
        self.last = known.then(|| {
            let change = after.iter().zip(before).map(|(after, before)| after - before).collect();
            Last { inner, moved, x, change, next: patch.counted(), age: 0 }
        });
    }
}

impl Body {
    /// Which blocks work at the resolutions from number `whole` on, which are recomputed whole.
    pub(super) fn inner(&self, whole: usize) -> Inner {
        let mut level = 0;
        let mut down = 0;
        while down + 1 < self.down.len() && level + usize::from(self.down[down].down.is_some()) < whole {
            level += usize::from(self.down[down].down.is_some());
            down += 1;
        }
        let mut level = self.down.iter().filter(|stage| stage.down.is_some()).count();
        let mut up = 0;
        while up < self.up.len() && level >= whole {
            level = level.saturating_sub(usize::from(self.up[up].up.is_some()));
            up += 1;
        }
        Inner { down, up }
    }

    /// Those blocks, or what [`Coarse`] says in their place; x is `moved` from the kept one.
    pub(super) fn inner_patch(
        &self,
        inner: Inner,
        x: usize,
        skips: &mut Vec<usize>,
        patch: &mut Patch<'_>,
        (moved, coarse): (Vec<f32>, &mut Coarse),
    ) -> Result<usize> {
        if let Some(x) = coarse.carry(inner, &moved, patch)? {
            return Ok(x);
        }
        patch.before = Some(Vec::new());
        let mut x = self.down[inner.down].down_patch(x, skips, patch)?;
        for stage in &self.down[inner.down + 1..] {
            x = stage.encode_patch(x, skips, patch)?;
        }
        x = self.mid.resnets[0].patch(x.into(), patch)?;
        x = self.mid.attend_patch(0, x, patch)?;
        x = self.mid.resnets[1].patch(x.into(), patch)?;
        if let Some((last, before)) = self.up[..inner.up].split_last() {
            for stage in before {
                x = stage.decode_patch(x, skips, patch)?;
            }
            x = last.decode_layers_patch(x, skips, patch)?;
        }
        let before = patch.before.take().unwrap_or_default();
        coarse.learn(inner, moved, x, before, patch);
        Ok(x)
    }
}
