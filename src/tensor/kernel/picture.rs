//! Where the pixels of a convolution's input lie, with padding and enlargement in the index instead of in memory.

/// Marks a coordinate outside of the picture.
const OUTSIDE: usize = usize::MAX;

/// A channels-last batch seen through padding and nearest-neighbour enlargement.
pub(super) struct Picture {
    first: *const f32,
    /// Values of one picture of the batch.
    image: usize,
    /// Where each padded row begins in a picture.
    rows: Vec<usize>,
    /// Where each padded column begins in a row.
    columns: Vec<usize>,
    /// What is read outside: zeros for all channels.
    zeros: *const f32,
}

// SAFETY: only read, while the slices that it came from are borrowed.
unsafe impl Sync for Picture {}

/// What a [`Picture`] shows.
pub(super) struct View<'a> {
    pub(super) x: &'a [f32],
    /// b, h, w of `x`
    pub(super) size: [usize; 3],
    pub(super) channels: usize,
    /// Height and width after enlargement.
    pub(super) enlarged: (usize, usize),
    /// Padding above and on the left.
    pub(super) before: (usize, usize),
    /// At least one zero for each channel.
    pub(super) zeros: &'a [f32],
}

impl Picture {
    /// Index maps for `height` padded rows and `width` padded columns; what lies outside of the picture is zero.
    pub(super) fn new(view: &View<'_>, height: usize, width: usize) -> Self {
        let [b, h, w] = view.size;
        assert_eq!(view.x.len(), b * h * w * view.channels, "input");
        assert!(view.zeros.len() >= view.channels);
        let map = |length: usize, before: usize, shown: usize, stored: usize, step: usize| -> Vec<usize> {
            let place = |i: usize| match i.checked_sub(before) {
                Some(i) if i < shown => i * stored / shown * step,
                _ => OUTSIDE,
            };
            (0..length).map(place).collect()
        };
        Self {
            first: view.x.as_ptr(),
            image: h * w * view.channels,
            rows: map(height, view.before.0, view.enlarged.0, h, w * view.channels),
            columns: map(width, view.before.1, view.enlarged.1, w, view.channels),
            zeros: view.zeros.as_ptr(),
        }
    }

    /// The channels of the padded pixel (y, x) of picture b.
    #[inline(always)]
    pub(super) fn at(&self, b: usize, y: usize, x: usize) -> *const f32 {
        let (row, column) = (self.rows[y], self.columns[x]);
        if row == OUTSIDE || column == OUTSIDE {
            self.zeros
        } else {
            self.first.wrapping_add(b * self.image + row + column)
        }
    }

    /// The padded row y of picture b.
    pub(super) fn row(&self, b: usize, y: usize) -> Row<'_> {
        let first = match self.rows[y] {
            OUTSIDE => None,
            row => Some(self.first.wrapping_add(b * self.image + row)),
        };
        Row { first, picture: self }
    }
}

/// A padded row.
pub(super) struct Row<'a> {
    /// Its first pixel within the picture, unless all of it is padding.
    first: Option<*const f32>,
    picture: &'a Picture,
}

impl Row<'_> {
    /// The channels of every `step`-th pixel from x on.
    pub(super) fn point(&self, x: usize, step: usize, pointers: &mut [*const f32]) {
        let zeros = self.picture.zeros;
        let Some(first) = self.first else { return pointers.fill(zeros) };
        for (pointer, &column) in pointers.iter_mut().zip(self.picture.columns[x..].iter().step_by(step)) {
            *pointer = if column == OUTSIDE { zeros } else { first.wrapping_add(column) };
        }
    }
}
