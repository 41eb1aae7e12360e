//! Loops over columns.
//!
//! Invariant: sums go in several strands, which vector instructions can follow; their order depends on lengths alone.

/// Strands of a sum.
const STRANDS: usize = 8;

/// x·y
pub(in crate::kernels) fn dot(x: &[f64], y: &[f64]) -> f64 {
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
pub(in crate::kernels) fn axpy(alpha: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += alpha * x;
    }
}

/// y −= X·c, for columns X one every `ld`, four at a time.
pub(in crate::kernels) fn subtract_columns(x: &[f64], ld: usize, c: &[f64], y: &mut [f64]) {
    let rows = y.len();
    let mut four = c.chunks_exact(4);
    let mut at = 0;
    for c in four.by_ref() {
        let col = |j: usize| &x[(at + j) * ld..][..rows];
        let (x0, x1, x2, x3) = (col(0), col(1), col(2), col(3));
        for i in 0..rows {
            y[i] -= (x0[i] * c[0] + x1[i] * c[1]) + (x2[i] * c[2] + x3[i] * c[3]);
        }
        at += 4;
    }
    for &c in four.remainder() {
        axpy(-c, &x[at * ld..][..rows], y);
        at += 1;
    }
}

/// Xᵀ·v for four columns X one every `ld`.
pub(in crate::kernels) fn dot_four(x: &[f64], ld: usize, v: &[f64]) -> [f64; 4] {
    const STRANDS: usize = 2;
    let col = |j: usize| x[j * ld..][..v.len()].as_chunks::<STRANDS>();
    let (vs, rest) = v.as_chunks::<STRANDS>();
    let cols: [_; 4] = std::array::from_fn(col);
    let mut strands = [[0.0; STRANDS]; 4];
    let pairs = cols[0].0.iter().zip(cols[1].0).zip(cols[2].0).zip(cols[3].0);
    for (v, (((a, b), c), d)) in vs.iter().zip(pairs) {
        for i in 0..STRANDS {
            strands[0][i] += v[i] * a[i];
            strands[1][i] += v[i] * b[i];
            strands[2][i] += v[i] * c[i];
            strands[3][i] += v[i] * d[i];
        }
    }
    std::array::from_fn(|j| {
        let rest: f64 = cols[j].1.iter().zip(rest).map(|(x, v)| x * v).sum();
        strands[j].iter().sum::<f64>() + rest
    })
}

/// y += α·x; returns x·v.
pub(in crate::kernels) fn axpy_dot(alpha: f64, x: &[f64], y: &mut [f64], v: &[f64]) -> f64 {
    const STRANDS: usize = 4;
    let (xs, x_rest) = x.as_chunks::<STRANDS>();
    let (ys, y_rest) = y.as_chunks_mut::<STRANDS>();
    let (vs, v_rest) = v.as_chunks::<STRANDS>();
    let mut strands = [0.0; STRANDS];
    for ((x, y), v) in xs.iter().zip(ys).zip(vs) {
        for i in 0..STRANDS {
            y[i] += alpha * x[i];
            strands[i] += x[i] * v[i];
        }
    }
    axpy(alpha, x_rest, y_rest);
    let rest: f64 = x_rest.iter().zip(v_rest).map(|(x, v)| x * v).sum();
    strands.iter().sum::<f64>() + rest
}
