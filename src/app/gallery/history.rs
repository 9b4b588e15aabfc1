//! All results of the opened picture's project, within a budget of memory.

use std::sync::Arc;

use super::entry::{Entry, Kept};
use crate::raster::Pixels;

/// Bytes that all results may hold.
pub const BUDGET: u64 = 256 << 20;
/// Bytes of pixels that are not packed.
const LOOSE: u64 = 64 << 20;
/// The newest are never packed or let go: they are being looked at.
const NEWEST: usize = 4;

/// The results, oldest first. What was starred is kept; of the others the oldest lose their pixels when the budget is
/// used up, never their recipes.
#[derive(Clone, Debug)]
pub struct History {
    entries: Vec<Entry>,
    next: u64,
    revision: u64,
    budget: u64,
}

impl Default for History {
    fn default() -> Self {
        Self { entries: Vec::new(), next: 1, revision: 0, budget: BUDGET }
    }
}

impl History {
    /// All, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The id of the newest one; 0 where there is none.
    pub fn newest(&self) -> u64 {
        self.entries.last().map_or(0, |entry| entry.id)
    }

    /// The history of a project that was read, oldest first. Ids that do not grow, or are too large to be
    /// counted on from, are given anew.
    pub fn from_entries(mut entries: Vec<Entry>) -> Self {
        let grow = entries.windows(2).all(|pair| pair[0].id < pair[1].id);
        if !grow || entries.last().is_some_and(|entry| entry.id > u64::from(u32::MAX)) {
            for (id, entry) in (1..).zip(&mut entries) {
                entry.id = id;
            }
        }
        let next = entries.last().map_or(1, |entry| entry.id + 1);
        let mut history = Self { entries, next, ..Self::default() };
        history.fit();
        history
    }

    /// Adds a result; it is given an id, which is returned. A mask that is the same as the last one's is shared with it.
    pub fn push(&mut self, mut entry: Entry) -> u64 {
        entry.id = self.next;
        self.next += 1;
        if let Some(before) = self.entries.last()
            && before.mask == entry.mask
        {
            entry.mask.clone_from(&before.mask);
        }
        let id = entry.id;
        self.entries.push(entry);
        self.revision += 1;
        self.fit();
        id
    }

    /// Takes in results that were made after these; those that are among them already are left out.
    pub fn go_on_with(&mut self, later: Self) {
        for entry in later.entries {
            if self.get(entry.id).is_none() {
                self.next = self.next.max(entry.id);
                self.push(entry);
            }
        }
    }

    /// Grows with every change that a project file would show.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// One of them.
    pub fn get(&self, id: u64) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// Sets or takes the star.
    pub fn star(&mut self, id: u64, star: bool) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id && entry.star != star) {
            entry.star = star;
            self.revision += 1;
        }
    }

    /// Takes one away: its place and itself, so that it can be put back.
    pub fn remove(&mut self, id: u64) -> Option<(usize, Entry)> {
        let at = self.entries.iter().position(|entry| entry.id == id)?;
        self.revision += 1;
        Some((at, self.entries.remove(at)))
    }

    /// Puts back what was taken away.
    pub fn put_back(&mut self, at: usize, entry: Entry) {
        self.entries.insert(at.min(self.entries.len()), entry);
        self.revision += 1;
        self.fit();
    }

    /// Bytes that all of them may hold.
    pub fn set_budget(&mut self, bytes: u64) {
        self.budget = bytes;
        self.fit();
    }

    /// Bytes that they hold.
    pub fn bytes(&self) -> u64 {
        self.entries.iter().map(Entry::bytes).sum()
    }

    /// How many were let go: their settings alone are left.
    pub fn gone(&self) -> usize {
        self.entries.iter().filter(|entry| entry.pixels == Kept::Gone).count()
    }

    /// The oldest pixels that should be packed next; none while there is room for them as they are.
    pub fn to_pack(&self) -> Option<(u64, Arc<Pixels>)> {
        let loose = |entry: &Entry| match &entry.pixels {
            Kept::Whole(pixels) => Some((entry.id, Arc::clone(pixels))),
            Kept::Packed(_) | Kept::Gone => None,
        };
        let all: u64 =
            self.entries.iter().filter(|entry| loose(entry).is_some()).map(|entry| entry.pixels.bytes()).sum();
        let old = self.entries.len().saturating_sub(NEWEST);
        self.entries[..old].iter().find_map(loose).filter(|_| all > LOOSE)
    }

    /// Takes packed pixels in, in place of those that they were made of.
    pub fn packed(&mut self, id: u64, bytes: Arc<[u8]>) {
        let whole = |entry: &&mut Entry| entry.id == id && matches!(entry.pixels, Kept::Whole(_));
        if let Some(entry) = self.entries.iter_mut().find(whole) {
            entry.pixels = Kept::Packed(bytes);
        }
    }

    /// Lets the pixels of the oldest go until the rest is within the budget.
    fn fit(&mut self) {
        let mut bytes = self.bytes();
        let old = self.entries.len().saturating_sub(NEWEST);
        for entry in &mut self.entries[..old] {
            if bytes <= self.budget {
                return;
            }
            if !entry.star && entry.pixels != Kept::Gone {
                bytes -= entry.pixels.bytes();
                entry.pixels = Kept::Gone;
                self.revision += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;
    use crate::app::gallery::entry::{THUMB_PX, pack, unpack};
    use crate::engine::{Inputs, Output};
    use crate::raster::{Extent, Mask, Rect, Samples};

    fn output(side: u32, seed: u64) -> Output {
        let mut recipe = Draft::new().recipe;
        recipe.sampling.seed = seed;
        recipe.prompt.target = format!("a dog number {seed}");
        let samples = (0..side * side * 4).map(|at| (at * 7 + at / 9 + seed as u32) as u8).collect();
        let pixels = Arc::new(Pixels::new(Extent::new(side, side), Samples::Eight(samples)).unwrap());
        let rect = Rect::new(side / 4, side / 4, side / 2, side / 2);
        Output { recipe, pixels, rect, frames: Vec::new(), unet_calls: 0, reused: 0, shallow_calls: 0, patched: None }
    }

    fn entry(side: u32, seed: u64) -> Entry {
        let mut mask = Mask::filled(Extent::new(side, side), 0);
        mask.fill(Rect::new(side / 3, side / 3, side / 4, side / 4), 255);
        Entry::new(&output(side, seed), &Inputs { image: None, mask: Some(Arc::new(mask)) }, 1.5)
    }

    #[test]
    fn a_result_keeps_what_may_differ_and_its_mask() {
        let entry = entry(300, 3);
        assert_eq!((entry.rect, entry.extent), (Rect::new(75, 75, 150, 150), Extent::new(300, 300)));
        let Kept::Whole(part) = &entry.pixels else { panic!("fresh results are whole") };
        assert_eq!(**part, output(300, 3).pixels.crop(entry.rect).unwrap());
        assert_eq!(entry.thumb.extent(), Extent::new(THUMB_PX, THUMB_PX));
        let mask = entry.whole_mask().unwrap();
        assert_eq!(mask.bounds(), Some(Rect::new(100, 100, 75, 75)));
        assert_eq!(unpack(&pack(part).unwrap()).unwrap().samples(), part.samples());
    }

    #[test]
    fn the_oldest_without_a_star_are_let_go_and_keep_their_recipes() {
        let mut history = History::default();
        let ids: Vec<u64> = (0..8).map(|seed| history.push(entry(64, seed))).collect();
        assert!(Arc::ptr_eq(history.entries()[0].mask.as_ref().unwrap(), history.entries()[7].mask.as_ref().unwrap()));
        history.star(ids[1], true);
        let revision = history.revision();
        history.set_budget(0);
        assert!(history.revision() > revision);
        let gone: Vec<bool> = history.entries().iter().map(|entry| entry.pixels == Kept::Gone).collect();
        assert_eq!(gone, [true, false, true, true, false, false, false, false]);
        assert_eq!((history.gone(), history.entries()[0].recipe.sampling.seed), (3, 0));
    }

    #[test]
    fn what_is_too_much_is_packed_oldest_first() {
        let mut history = History::default();
        for seed in 0..5 {
            history.push(entry(64, seed));
        }
        assert_eq!(history.to_pack(), None, "there is room");
        history.entries[4].pixels = Kept::Whole(Arc::new(Pixels::filled(Extent::new(5000, 4000), [1, 2, 3, 255])));
        let (id, pixels) = history.to_pack().unwrap();
        assert_eq!(id, history.entries()[0].id);
        history.packed(id, pack(&pixels).unwrap().into());
        assert!(matches!(history.entries()[0].pixels, Kept::Packed(_)));
        assert_eq!(history.to_pack(), None, "the newest stay as they are");
    }

    #[test]
    fn what_was_deleted_comes_back_and_read_ids_are_made_unique() {
        let mut history = History::default();
        let ids: Vec<u64> = (0..3).map(|seed| history.push(entry(32, seed))).collect();
        let before = history.entries().to_vec();
        let (at, entry) = history.remove(ids[1]).unwrap();
        assert_eq!((at, history.entries().len()), (1, 2));
        history.put_back(at, entry);
        assert_eq!(history.entries(), before);
        let mut twice = before.clone();
        twice[2].id = twice[0].id;
        twice[1].id = u64::MAX;
        let read = History::from_entries(twice);
        let given: Vec<u64> = read.entries().iter().map(|entry| entry.id).collect();
        assert_eq!(given, [1, 2, 3]);
        assert_eq!(History::from_entries(before.clone()).entries(), before);
    }

    #[test]
    fn search_finds_words_method_model_and_seed() {
        let entry = entry(32, 77);
        for found in ["", "DOG", "dog 77", "latent_blend", "builtin number", "new in the"] {
            assert!(entry.matches(found, "Put something new in the mask"), "{found}");
        }
        assert!(!entry.matches("dog cat", "") && !entry.matches("78", ""));
    }
}
