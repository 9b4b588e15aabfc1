//! Turning rows to columns, four by four.

/// Four values from `at` on.
#[inline(always)]
fn four(row: &[f32], at: usize) -> [f32; 4] {
    let row = &row[at..at + 4];
    [row[0], row[1], row[2], row[3]]
}

/// Rows as columns; spelt out, as the compiler makes shuffles of nothing else.
#[inline(always)]
fn turn(a: [f32; 4], b: [f32; 4], c: [f32; 4], d: [f32; 4]) -> [[f32; 4]; 4] {
    [[a[0], b[0], c[0], d[0]], [a[1], b[1], c[1], d[1]], [a[2], b[2], c[2], d[2]], [a[3], b[3], c[3], d[3]]]
}

/// Writes four rows of one length into the columns from `column` on of `out`, which has `wide` values a row: times
/// `scale`.
#[inline(always)]
pub(super) fn rows_to_columns(rows: [&[f32]; 4], scale: f32, out: &mut [f32], wide: usize, column: usize) {
    let [a, b, c, d] = rows;
    let n = a.len();
    let put = |out: &mut [f32], at: usize, [a, b, c, d]: [f32; 4]| {
        out[at * wide + column..][..4].copy_from_slice(&[a * scale, b * scale, c * scale, d * scale]);
    };
    let whole = n - n % 4;
    for i in (0..whole).step_by(4) {
        let [w, x, y, z] = turn(four(a, i), four(b, i), four(c, i), four(d, i));
        put(out, i, w);
        put(out, i + 1, x);
        put(out, i + 2, y);
        put(out, i + 3, z);
    }
    for i in whole..n {
        put(out, i, [a[i], b[i], c[i], d[i]]);
    }
}

/// Reads four rows of one length from the columns from `column` on of `from`, which has `wide` values a row.
#[inline(always)]
pub(super) fn columns_to_rows(from: &[f32], wide: usize, column: usize, rows: [&mut [f32]; 4]) {
    let [a, b, c, d] = rows;
    let n = a.len();
    let take = |at: usize| four(from, at * wide + column);
    let whole = n - n % 4;
    for i in (0..whole).step_by(4) {
        let [w, x, y, z] = turn(take(i), take(i + 1), take(i + 2), take(i + 3));
        a[i..i + 4].copy_from_slice(&w);
        b[i..i + 4].copy_from_slice(&x);
        c[i..i + 4].copy_from_slice(&y);
        d[i..i + 4].copy_from_slice(&z);
    }
    for i in whole..n {
        [a[i], b[i], c[i], d[i]] = take(i);
    }
}
