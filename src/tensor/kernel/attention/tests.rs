use super::*;
use crate::tensor::kernel::testing::{Random, assert_near, assert_same, same_on_threads};

/// One case: sizes, and queries, keys and values in one array a token or each in their own.
struct Case {
    heads: Heads,
    queries: usize,
    keys: usize,
    causal: bool,
    scale: f32,
    q: Vec<f32>,
    k: Vec<f32>,
    v: Vec<f32>,
    strides: [usize; 3],
}

impl Case {
    fn new(random: &mut Random, heads: Heads, [queries, keys]: [usize; 2], causal: bool, size: f32) -> Self {
        let wide = heads.heads * heads.width;
        let strides = [0; 3].map(|_| wide + random.below(3) * 5);
        let mut values = |n, stride| random.values(heads.batch * n * stride, size);
        let (q, k, v) = (values(queries, strides[0]), values(keys, strides[1]), values(keys, strides[2]));
        Self { heads, queries, keys, causal, scale: 1.0 / (heads.width as f32).sqrt(), q, k, v, strides }
    }

    fn tokens(&self) -> [Tokens<'_>; 3] {
        [
            Tokens { data: &self.q, n: self.queries, stride: self.strides[0] },
            Tokens { data: &self.k, n: self.keys, stride: self.strides[1] },
            Tokens { data: &self.v, n: self.keys, stride: self.strides[2] },
        ]
    }

    fn run(&self, isa: Isa) -> Vec<f32> {
        let [q, k, v] = self.tokens();
        let mut out = vec![f32::NAN; self.heads.batch * self.queries * self.heads.heads * self.heads.width];
        attention(isa, q, k, v, self.heads, self.scale, self.causal, &mut out);
        out
    }

    /// The same keys for some queries of its first picture alone.
    fn of(&self, which: &[u32]) -> Self {
        let stride = self.strides[0];
        let q = which.iter().flat_map(|&row| &self.q[row as usize * stride..][..stride]).copied().collect();
        let heads = Heads { batch: 1, ..self.heads };
        Self { heads, queries: which.len(), q, k: self.k.clone(), v: self.v.clone(), ..*self }
    }

    /// The explicit formula, in f64.
    fn truth(&self) -> Vec<f64> {
        let Heads { batch, heads, width } = self.heads;
        let [q, k, v] = self.tokens();
        let mut out = vec![0.0; batch * self.queries * heads * width];
        for row in 0..batch * self.queries {
            let (picture, i) = (row / self.queries, row % self.queries);
            for head in 0..heads {
                let seen = if self.causal { self.keys.min(i + 1) } else { self.keys };
                let query = q.head(row, head, width);
                let score = |key: usize| {
                    let key = k.head(picture * self.keys + key, head, width);
                    let dot: f64 = query.iter().zip(key).map(|(&q, &k)| f64::from(q) * f64::from(k)).sum();
                    dot * f64::from(self.scale)
                };
                let scores: Vec<f64> = (0..seen).map(score).collect();
                let top = scores.iter().copied().fold(f64::MIN, f64::max);
                let weights: Vec<f64> = scores.iter().map(|s| (s - top).exp()).collect();
                let total: f64 = weights.iter().sum();
                let out = &mut out[(row * heads + head) * width..][..width];
                for (key, weight) in weights.iter().enumerate() {
                    for (out, &v) in out.iter_mut().zip(v.head(picture * self.keys + key, head, width)) {
                        *out += weight / total * f64::from(v);
                    }
                }
            }
        }
        out
    }
}

fn cases(random: &mut Random) -> Vec<Case> {
    let sizes = [
        (1, 1, 1, 1, 1),
        (2, 3, 4, 5, 7),
        (1, 2, 40, 100, 300),
        (2, 4, 24, 64, 64),
        (1, 2, 40, 49, 77),
        (1, 1, 80, 33, 129),
        (2, 1, 160, 17, 256),
        (1, 1, 512, 50, 131),
        (1, 3, 37, 97, 260),
        (1, 12, 64, 77, 77),
        (1, 1, 40, 20, 4096),
        (1, 1, 512, 3, 4096),
    ];
    let mut cases = Vec::new();
    for (batch, heads, width, queries, keys) in sizes {
        for causal in [false, true] {
            cases.push(Case::new(random, Heads { batch, heads, width }, [queries, keys], causal, 1.0));
        }
    }
    for _ in 0..12 {
        let heads = Heads { batch: 1 + random.below(3), heads: 1 + random.below(4), width: 1 + random.below(90) };
        let sizes = [1 + random.below(150), 1 + random.below(400)];
        let causal = random.below(2) == 0;
        cases.push(Case::new(random, heads, sizes, causal, 1.0));
    }
    cases
}

#[test]
fn attention_is_the_explicit_formula() {
    for case in cases(&mut Random::new(1)) {
        let truth = case.truth();
        for isa in Isa::available() {
            // Scores up to 10 have roundings of 1e-6 in them; so have PyTorch's.
            assert_near(&case.run(isa), &truth, 3e-6, isa.name());
        }
    }
}

#[test]
fn all_three_may_lie_in_one_array() {
    let mut random = Random::new(2);
    let heads = Heads { batch: 2, heads: 2, width: 20 };
    let (n, c) = (70, 40);
    let all = random.values(2 * n * 3 * c, 1.0);
    let apart = |at: usize| -> Vec<f32> { all.chunks(3 * c).flat_map(|x| x[at * c..][..c].to_vec()).collect() };
    let (q, k, v) = (apart(0), apart(1), apart(2));
    for isa in Isa::available() {
        let run = |data: [&[f32]; 3], stride| {
            let [q, k, v] = data.map(|data| Tokens { data, n, stride });
            let mut out = vec![f32::NAN; 2 * n * c];
            attention(isa, q, k, v, heads, 0.2, false, &mut out);
            out
        };
        assert_same(&run([&all, &all[c..], &all[2 * c..]], 3 * c), &run([&q, &k, &v], c));
    }
}

/// Patches rely on it: they ask for the active pixels only, one after the other.
#[test]
fn some_queries_get_the_same_as_all_on_any_threads() {
    let mut random = Random::new(3);
    for case in cases(&mut Random::new(4)) {
        let wide = case.heads.heads * case.heads.width;
        for isa in Isa::available() {
            let whole = same_on_threads(|| case.run(isa));
            if case.causal {
                continue; // there the place of a query says what it sees
            }
            for which in [random.some_of(case.queries), vec![(case.queries - 1) as u32], vec![]] {
                let some = case.of(&which);
                let some = same_on_threads(|| some.run(isa));
                let rows = which.iter().flat_map(|&row| &whole[row as usize * wide..][..wide]);
                assert_same(&some, &rows.copied().collect::<Vec<_>>());
            }
        }
    }
}

#[test]
fn huge_scores_choose_one_key() {
    let mut random = Random::new(5);
    let heads = Heads { batch: 1, heads: 2, width: 40 };
    for causal in [false, true] {
        // Scores about ±1e4.
        let case = Case::new(&mut random, heads, [60, 300], causal, 40.0);
        let truth = case.truth();
        for isa in Isa::available() {
            let out = case.run(isa);
            assert!(out.iter().all(|x| x.is_finite()));
            // A score of 1e4 is only known to 1e-3, the values are up to 160.
            assert_near(&out, &truth, 2e-2, isa.name());
        }
    }
}

#[test]
fn nothing_comes_from_hidden_keys() {
    let heads = Heads { batch: 1, heads: 1, width: 4 };
    let n = 200;
    let zeros = vec![0.0; n * 4];
    // Only values that a query may not see are there.
    let mut v = vec![0.0; n * 4];
    v[100 * 4..].fill(1e30);
    for isa in Isa::available() {
        let [q, k, v] = [&zeros, &zeros, &v].map(|data| Tokens { data, n, stride: 4 });
        let mut out = vec![f32::NAN; n * 4];
        attention(isa, q, k, v, heads, 1.0, true, &mut out);
        assert!(out[..100 * 4].iter().all(|x| x.to_bits() == 0));
        assert!(out[100 * 4..].iter().all(|&x| x > 0.0));
    }
}
