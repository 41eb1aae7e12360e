//! Loops over columns.
//!
//! Invariant: sums go in several strands, which vector instructions can follow; their order depends on lengths alone.

use wide::f64x2;

/// Strands of a sum.
const STRANDS: usize = 8;

/// x·y
#[inline(never)]
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let mut strands = [0.0; STRANDS];
    let (xs, ys) = (x.chunks_exact(STRANDS), y[..x.len()].chunks_exact(STRANDS));
    let rest: f64 = xs.remainder().iter().zip(ys.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in xs.zip(ys) {
        for i in 0..STRANDS {
            strands[i] += x[i] * y[i];
        }
    }
    strands.iter().sum::<f64>() + rest
}

/// y += α·x
pub(crate) fn axpy(alpha: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += alpha * x;
    }
}

/// The largest absolute value; NaN where an entry is NaN or infinite.
#[inline(never)]
pub(crate) fn largest(x: &[f64]) -> f64 {
    let (groups, rest) = x.as_chunks::<STRANDS>();
    let (mut sizes, mut doubts) = ([f64x2::ZERO; STRANDS / 2], [f64x2::ZERO; STRANDS / 2]);
    for group in groups {
        for (i, pair) in group.as_chunks().0.iter().enumerate() {
            let pair = f64x2::new(*pair);
            sizes[i] = sizes[i].fast_max(pair.abs());
            // Of what is finite nothing is left, else NaN.
            doubts[i] += pair * f64x2::ZERO;
        }
    }
    let sizes = sizes.iter().flat_map(|pair| pair.to_array());
    let size = sizes.chain(rest.iter().copied()).fold(0.0_f64, |size, entry| size.max(entry.abs()));
    let doubt: f64 = rest.iter().map(|entry| entry * 0.0).sum();
    size + doubts.iter().fold(doubt, |doubt, pair| doubt + pair.reduce_add())
}

/// How many columns a loop goes through side by side. Eight cost a third more in wasm: their addresses do not fit the
/// registers.
pub(super) const WIDTH: usize = 4;

/// y −= X·c, for columns X one every `ld`.
#[inline(never)]
pub(crate) fn subtract_columns(x: &[f64], ld: usize, c: &[f64], y: &mut [f64]) {
    let (fours, ones) = c.as_chunks();
    for (at, c) in fours.iter().enumerate() {
        subtract_some(&x[WIDTH * at * ld..], ld, c, y);
    }
    for (at, &c) in ones.iter().enumerate() {
        axpy(-c, &x[(WIDTH * fours.len() + at) * ld..][..y.len()], y);
    }
}

/// Xᵀ·v into `products`, for columns X one every `ld`.
#[inline(never)]
pub(crate) fn dot_columns(x: &[f64], ld: usize, v: &[f64], products: &mut [f64]) {
    let (fours, ones) = products.as_chunks_mut();
    let whole = WIDTH * fours.len();
    for (at, to) in fours.iter_mut().enumerate() {
        *to = dot_some(&x[WIDTH * at * ld..], ld, v);
    }
    for (at, to) in ones.iter_mut().enumerate() {
        *to = dot(v, &x[(whole + at) * ld..]);
    }
}

/// Columns, each as vectors of two doubles and what is left.
type Columns<'a> = [(&'a [[f64; 2]], &'a [f64]); WIDTH];

fn columns(x: &[f64], ld: usize, rows: usize) -> Columns<'_> {
    std::array::from_fn(|j| x[j * ld..][..rows].as_chunks())
}

fn subtract_some(x: &[f64], ld: usize, c: &[f64; WIDTH], y: &mut [f64]) {
    let columns = columns(x, ld, y.len());
    let (pairs, rest) = y.as_chunks_mut();
    let factors = c.map(f64x2::splat);
    for (i, pair) in pairs.iter_mut().enumerate() {
        let mut sums = [f64x2::ZERO; 2];
        for j in 0..WIDTH {
            sums[j % 2] += f64x2::new(columns[j].0[i]) * factors[j];
        }
        *pair = (f64x2::new(*pair) - (sums[0] + sums[1])).to_array();
    }
    for entry in rest {
        *entry -= columns.iter().zip(c).map(|(column, c)| column.1[0] * c).sum::<f64>();
    }
}

fn dot_some(x: &[f64], ld: usize, v: &[f64]) -> [f64; WIDTH] {
    let columns = columns(x, ld, v.len());
    let (pairs, rest) = v.as_chunks();
    let mut sums = [f64x2::ZERO; WIDTH];
    for (i, pair) in pairs.iter().enumerate() {
        let pair = f64x2::new(*pair);
        for j in 0..WIDTH {
            sums[j] += f64x2::new(columns[j].0[i]) * pair;
        }
    }
    std::array::from_fn(|j| sums[j].reduce_add() + rest.iter().map(|v| columns[j].1[0] * v).sum::<f64>())
}

/// y := A·x for a symmetric A of columns one every `ld`, of which the lower triangle is read, four columns at a time.
#[inline(never)]
pub(super) fn symmetric_product(a: &[f64], ld: usize, x: &[f64], y: &mut [f64]) {
    let n = x.len();
    y.fill(0.0);
    for first in (0..n).step_by(WIDTH) {
        let end = n.min(first + WIDTH);
        for j in first..end {
            y[j] += a[j * ld + j] * x[j];
            for i in j + 1..end {
                y[i] += a[j * ld + i] * x[j];
                y[j] += a[j * ld + i] * x[i];
            }
        }
        if end < n {
            let (head, tail) = y.split_at_mut(end);
            let c: &[f64; WIDTH] = x[first..end].try_into().expect("only the last columns are fewer");
            let products = add_and_dot(&a[first * ld + end..], ld, c, &x[end..], tail);
            for (entry, product) in head[first..].iter_mut().zip(products) {
                *entry += product;
            }
        }
    }
}

/// y += X·c; returns Xᵀ·v.
fn add_and_dot(x: &[f64], ld: usize, c: &[f64; WIDTH], v: &[f64], y: &mut [f64]) -> [f64; WIDTH] {
    let columns = columns(x, ld, y.len());
    let (pairs, rest) = y.as_chunks_mut();
    let (vs, v_rest) = v[..2 * pairs.len() + rest.len()].as_chunks();
    let factors = c.map(f64x2::splat);
    let mut sums = [f64x2::ZERO; WIDTH];
    for (i, (pair, v)) in pairs.iter_mut().zip(vs).enumerate() {
        let (mut sum, v) = (f64x2::new(*pair), f64x2::new(*v));
        for j in 0..WIDTH {
            let entry = f64x2::new(columns[j].0[i]);
            sum += entry * factors[j];
            sums[j] += entry * v;
        }
        *pair = sum.to_array();
    }
    let mut products = sums.map(f64x2::reduce_add);
    for (entry, v) in rest.iter_mut().zip(v_rest) {
        for j in 0..WIDTH {
            *entry += columns[j].1[0] * c[j];
            products[j] += columns[j].1[0] * v;
        }
    }
    products
}
