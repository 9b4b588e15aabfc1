//! What the coarse resolutions of a patch say from step to step. They are most of its work; but how far they are from what
//! was kept changes slowly along a run (as do the features themselves: Ma et al. 2024, DeepCache, arXiv 2312.00858), and
//! about as x does: where x moves away from the kept one as it did in earlier steps, so do they.

use super::body::Body;
use super::patch::Patch;
use crate::model::Result;

/// Passes in a row that may take over what computed ones said.
const LONGEST: usize = 7;
/// They may while no more of the difference of x is left over when the known ways are taken away: the mean of its squares, in
/// the numbers that changed. Noise has 1.
const LEFT: f32 = 0.05 * 0.05;
/// And while x is no further off along a way than so many times.
const FURTHEST: f32 = 2.0;
/// Ways that are known at most: two follow a run that bends.
const WAYS: usize = 2;
/// An older way of which less than this share of the square is left beside newer ones says nothing of its own.
const THIN: f32 = 0.05;

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
    /// The newest first; each without what lies along newer ones.
    ways: Vec<Way>,
}

/// What was computed last.
struct Last {
    inner: Inner,
    /// The number of the map that the blocks end in.
    x: usize,
    /// Where maps and statistics go on after it.
    next: (usize, usize),
    /// Passes since.
    age: usize,
}

/// A way that x went, and what the blocks made of it.
struct Way {
    /// How far the network's x was from the kept one.
    moved: Vec<f32>,
    /// How far the map that the blocks end in was from the kept one.
    change: Vec<f32>,
}

impl Way {
    /// How far `moved` goes along, in lengths of this one.
    fn share(&self, moved: &[f32]) -> f32 {
        dot(&self.moved, moved) / dot(&self.moved, &self.moved)
    }

    /// Itself without what lies along the `others`, which are at right angles; none where that is next to nothing.
    fn beside(mut self, others: &[Self]) -> Option<Self> {
        let before = dot(&self.moved, &self.moved);
        for other in others {
            let share = other.share(&self.moved);
            add(&mut self.moved, -share, &other.moved);
            add(&mut self.change, -share, &other.change);
        }
        (dot(&self.moved, &self.moved) > THIN * before).then_some(self)
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(to: &mut [f32], share: f32, what: &[f32]) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to += share * what);
}

impl Coarse {
    /// The map that the blocks end in without computing them, where x is `moved` from the kept one; none when their turn
    /// has come.
    fn carry(&mut self, inner: Inner, moved: &[f32], patch: &mut Patch<'_>) -> Result<Option<usize>> {
        let Some(last) = self.last.as_mut().filter(|last| last.inner == inner && last.age < LONGEST) else {
            return Ok(None);
        };
        let (mut left, mut change) = (moved.to_vec(), vec![0.0; self.ways[0].change.len()]);
        let mut furthest = 0.0_f32;
        for way in &self.ways {
            let share = way.share(moved);
            add(&mut left, -share, &way.moved);
            add(&mut change, share, &way.change);
            furthest = furthest.max(share.abs());
        }
        let changed = moved.iter().filter(|&&moved| moved != 0.0).count();
        // Where something is no number, nothing is carried.
        if !(dot(&left, &left) <= LEFT * changed as f32 && furthest <= FURTHEST) {
            return Ok(None);
        }
        patch.hooks.checkpoint()?;
        last.age += 1;
        patch.skip(last.next, last.x, &change)?;
        Ok(Some(last.x))
    }

    /// Takes note of what was computed: the map `x`, which was `before`.
    fn learn(&mut self, inner: Inner, moved: Vec<f32>, x: usize, before: Vec<f32>, patch: &Patch<'_>) {
        let after = &patch.kept.maps[x];
        // Blocks at one resolution alone have nothing to carry to a finer one.
        if inner.up == 0 || before.len() != after.len() {
            *self = Self::default();
            return;
        }
        let known = self.last.as_ref().is_some_and(|last| last.inner == inner);
        let earlier = std::mem::take(&mut self.ways).into_iter().filter(|_| known);
        let change = after.iter().zip(before).map(|(after, before)| after - before).collect();
        self.ways.push(Way { moved, change });
        for way in earlier.take(WAYS - 1) {
            self.ways.extend(way.beside(&self.ways));
        }
        self.last = Some(Last { inner, x, next: patch.counted(), age: 0 });
    }
}

impl Body {
    /// Which blocks work at the resolutions from number `first` on.
    pub(super) fn inner(&self, first: usize) -> Inner {
        let mut level = 0;
        let mut down = 0;
        while down + 1 < self.down.len() && level + usize::from(self.down[down].down.is_some()) < first {
            level += usize::from(self.down[down].down.is_some());
            down += 1;
        }
        let mut level = self.down.iter().filter(|stage| stage.down.is_some()).count();
        let mut up = 0;
        while up < self.up.len() && level >= first {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Of blocks that are linear, ways tell all about what lies in their plane.
    #[test]
    fn ways_stand_at_right_angles() {
        let way = |moved: [f32; 3]| {
            let [a, b, c] = moved;
            Way { moved: moved.to_vec(), change: vec![2.0 * a - b, b + 3.0 * c] }
        };
        let mut ways = vec![way([3.0, 0.0, 4.0])];
        ways.extend(way([1.0, 2.0, 2.0]).beside(&ways));
        assert_eq!(ways.len(), 2);
        assert!(dot(&ways[0].moved, &ways[1].moved).abs() < 1e-5);
        let moved = [3.0 - 0.5, -1.0, 4.0 - 1.0];
        let (mut left, mut change) = (moved, [0.0; 2]);
        for way in &ways {
            add(&mut left, -way.share(&moved), &way.moved);
            add(&mut change, way.share(&moved), &way.change);
        }
        assert!(dot(&left, &left) < 1e-9, "{left:?}");
        let wanted = way(moved).change;
        assert!((change[0] - wanted[0]).abs() < 1e-5 && (change[1] - wanted[1]).abs() < 1e-5, "{change:?} {wanted:?}");
        assert!(way([3.1, 0.1, 4.0]).beside(&ways[..1]).is_none(), "nearly the same way");
    }
}
