//! QR with column pivoting: A·P = Q·R, and no column of what is left is longer than the one that comes next.

use crate::{Array, Failure, Kernel, Shapes, norm_below, order, orthogonality, product, scaled, workspace, worst};
use nalgebra::Unit;
use nalgebra::geometry::Reflection;
use nalgebra::linalg::householder::clear_column_unchecked;

pub(super) const KERNEL: Kernel = Kernel {
    name: "qr_pivoted",
    call: "scipy.linalg.qr",
    sentence: "QR factorization with column pivoting, Q formed",
    shapes: Shapes::Any,
    common: false,
    scale: |e, _| [0, e[0], 0, 0],
    input: |m, n, random| vec![random.array(m, n)],
    nalgebra: Some(run),
    blocked: None,
    residual,
    recorded_us_256: [5300.0, 5300.0],
    // Golub and Van Loan, Matrix Computations, 4th ed., section 5.4.2: 4/3 n³ at full rank; LAWN 41: DORGQR 4/3 n³.
    flops: |m, n| 2.0 * (m * n + m * m.min(n)) * m.min(n) - 4.0 / 3.0 * m.min(n).powi(3),
    doubles: |m, n| 5 * m * n,
};

/// Output: Q, R, the order of A's columns as a column. nalgebra's own pivots by the largest entry, LAPACK's `dgeqp3` by
/// the longest column.
fn run(a: &[Array], out: &mut Vec<Array>) -> Result<(), Failure> {
    let (m, n) = a[0].shape();
    let p = m.min(n);
    let mut r = workspace(&a[0], out);
    let mut columns: Vec<usize> = (0..n).collect();
    // The squared length of what is left of each column, and what it was when it was last computed.
    let mut lengths: Vec<[f64; 2]> = (0..n).map(|j| [squared_length(&r, 0, j); 2]).collect();
    let mut diagonal = vec![0.0; p];
    for i in 0..p {
        let longest = (i..n).rev().max_by(|&j, &k| lengths[j][0].total_cmp(&lengths[k][0])).unwrap_or(i);
        r.swap_columns(i, longest);
        columns.swap(i, longest);
        lengths.swap(i, longest);
        diagonal[i] = clear_column_unchecked(&mut r, i, 0, None);
        for (j, [left, computed]) in lengths.iter_mut().enumerate().skip(i + 1) {
            *left -= r[(i, j)] * r[(i, j)];
            // A difference that has lost a digit is computed afresh (LAWN 176 on why).
            if *left < 0.1 * *computed {
                *left = squared_length(&r, i + 1, j);
                *computed = *left;
            }
        }
    }
    let mut q = Array::identity(m, p);
    for i in (0..p).rev() {
        let reflection = Reflection::new(Unit::new_unchecked(r.view_range(i.., i)), 0.0);
        reflection.reflect_with_sign(&mut q.view_range_mut(i.., i..), diagonal[i].signum());
    }
    r.fill_lower_triangle(0.0, 1);
    r = r.resize_vertically(p, 0.0);
    for i in 0..p {
        r[(i, i)] = diagonal[i].abs();
    }
    out.extend([q, r, Array::from_fn(n, 1, |i, _| columns[i] as f64)]);
    Ok(())
}

/// Of the part of column `j` from row `from` on.
fn squared_length(a: &Array, from: usize, j: usize) -> f64 {
    (from..a.nrows()).map(|i| a[(i, j)] * a[(i, j)]).sum()
}

fn residual(a: &[Array], out: &[Array]) -> f64 {
    let [q, r, columns] = out else { return f64::INFINITY };
    let a = &a[0];
    let Some(columns) = order(columns) else { return f64::INFINITY };
    let mut difference = product(q, r);
    for j in 0..a.ncols() {
        for i in 0..a.nrows() {
            difference[(i, j)] -= a[(i, columns[j])];
        }
    }
    worst(&[
        scaled(&difference, a.norm()),
        orthogonality(q),
        norm_below(r, 0),
        excess(r) / (a.nrows().max(a.ncols()) as f64 * f64::EPSILON * a.norm().max(f64::MIN_POSITIVE)),
    ])
}

/// By how much a column of what is left at some step is longer than the one that was chosen there: from below, each
/// column's length down to each row against that row's diagonal entry.
fn excess(r: &Array) -> f64 {
    let mut most: f64 = 0.0;
    for j in 0..r.ncols() {
        let mut squared = 0.0;
        for i in (0..=j.min(r.nrows() - 1)).rev() {
            squared += r[(i, j)] * r[(i, j)];
            most = most.max(squared.sqrt() - r[(i, i)].abs());
        }
    }
    most
}
