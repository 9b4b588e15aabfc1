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

/// The blocks below the finest resolution: from the change of size of encoder block number `down` on, up to the layers of
/// decoder block number `up` − 1.
#[derive(Clone, Copy)]
pub(super) struct Inner {
    pub(super) down: usize,
    pub(super) up: usize,
}

/// The state of one run by the same words.
#[derive(Default)]
pub struct Coarse(Option<Known>);

/// What computed passes said.
struct Known {
    /// The newest first, at least one; each without what lies along newer ones.
    ways: Vec<Way>,
    /// The number of the map that the blocks end in.
    x: usize,
    /// Where maps and statistics go on after it.
    next: (usize, usize),
    /// Passes since the last.
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
    fn carry(&mut self, moved: &[f32], patch: &mut Patch<'_>) -> Result<Option<usize>> {
        let Some(known) = self.0.as_mut().filter(|known| known.age < LONGEST) else { return Ok(None) };
        let (mut left, mut change) = (moved.to_vec(), vec![0.0; known.ways[0].change.len()]);
        let mut furthest = 0.0_f32;
        for way in &known.ways {
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
        known.age += 1;
        patch.skip(known.next, known.x, &change)?;
        Ok(Some(known.x))
    }

    /// Takes note of what was computed: the map `x`, which was `before`.
    fn learn(&mut self, moved: Vec<f32>, x: usize, before: &[f32], patch: &Patch<'_>) {
        let change = patch.kept.maps[x].iter().zip(before).map(|(after, before)| after - before).collect();
        let mut ways = vec![Way { moved, change }];
        let earlier = self.0.take().map(|known| known.ways).unwrap_or_default();
        for way in earlier.into_iter().take(WAYS - 1) {
            ways.extend(way.beside(&ways));
        }
        self.0 = Some(Known { ways, x, next: patch.counted(), age: 0 });
    }
}

impl Body {
    /// Which blocks they are.
    pub(super) fn inner(&self) -> Inner {
        Inner {
            down: self.down.iter().position(|stage| stage.down.is_some()).unwrap_or(self.down.len() - 1),
            up: self.up.iter().rposition(|stage| stage.up.is_some()).map_or(0, |last| last + 1),
        }
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
        if let Some(x) = coarse.carry(&moved, patch)? {
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
        // A network of one resolution has nothing to carry to a finer one.
        if inner.up > 0 {
            coarse.learn(moved, x, &before, patch);
        }
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
