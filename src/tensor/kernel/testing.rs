//! Numbers, pools and comparisons for the kernels' tests.

/// Numbers from a seed (xorshift64*).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// In 0..n.
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }

    /// In low‥=high.
    pub(super) fn pick(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// In [−1, 1).
    pub(super) fn unit(&mut self) -> f32 {
        self.below(1 << 24) as f32 / (1 << 23) as f32 - 1.0
    }

    /// `n` in [−1, 1).
    pub(super) fn units(&mut self, n: usize) -> Vec<f32> {
        (0..n).map(|_| self.unit()).collect()
    }

    /// Sums of four, times `scale`.
    pub(super) fn values(&mut self, n: usize, scale: f32) -> Vec<f32> {
        (0..n).map(|_| (self.unit() + self.unit() + self.unit() + self.unit()) * scale).collect()
    }

    /// Some of 0..n, rising.
    pub(super) fn some_of(&mut self, n: usize) -> Vec<u32> {
        let one_in = 1 + self.below(5);
        (0..n as u32).filter(|_| self.below(one_in) == 0).collect()
    }
}

/// Checks that `run` gives the same bits in pools of 1, 2 and 3 threads, and returns them.
pub(super) fn same_on_threads(run: impl Fn() -> Vec<f32> + Sync) -> Vec<f32> {
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(&run)
    };
    let one = on(1);
    assert_same(&one, &on(2));
    assert_same(&one, &on(3));
    one
}

/// Checks that both have the same bits.
pub(super) fn assert_same(a: &[f32], b: &[f32]) {
    assert_eq!(a.len(), b.len());
    let differ = a.iter().zip(b).position(|(a, b)| a.to_bits() != b.to_bits());
    assert_eq!(differ, None, "the first place that differs");
}

/// Checks that |x − want| ≤ bound · (1 + |want|) everywhere.
pub(super) fn assert_near(x: &[f32], want: &[f64], bound: f64, what: &str) {
    assert_eq!(x.len(), want.len());
    for (i, (&x, &want)) in x.iter().zip(want).enumerate() {
        let far = (f64::from(x) - want).abs();
        assert!(far <= bound * (1.0 + want.abs()), "{what}: {x} and not {want} at {i}, {far:e} away");
    }
}
