//! Reductions to tridiagonal and bidiagonal form by Householder reflections, whose product is then formed by blocks.
//!
//! Invariant: a reflection's τ is 0 where there is nothing to clear, and its first entry is set to the 1 it stands for
//! only while it is applied.

use super::super::dense::{Mat, MatMut, Scratch, axpy, axpy_dot, dot, householder};
use super::super::{Array, Team};

/// A form's diagonal and what stands beside it.
pub(in crate::kernels) type Bands = [Array; 2];

/// A = Q·T·Qᵀ, of which `a` holds at least the lower triangle: T and Q.
pub(super) fn tridiagonal(mut a: Array, team: &dyn Team) -> (Bands, Array) {
    let n = a.nrows();
    let (mut taus, mut w) = (Scratch::zeros(n - 1), Scratch::zeros(n));
    let (mut diagonal, mut beside) = (Array::zeros(n, 1), Array::zeros(n - 1, 1));
    for k in 0..n - 1 {
        let (left, right) = a.as_mut_slice().split_at_mut((k + 1) * n);
        let (v, w) = (&mut left[k * n + k + 1..], &mut w[k + 1..]);
        let tau = householder::reflect(v);
        beside[k] = std::mem::replace(&mut v[0], 1.0);
        w.fill(0.0);
        for (j, column) in right.chunks_exact(n).enumerate() {
            let column = &column[k + 1 + j..];
            w[j] += column[0] * v[j];
            w[j] += axpy_dot(v[j], &column[1..], &mut w[j + 1..], &v[j + 1..]);
        }
        // A − v·wᵀ − w·vᵀ with w := τ·A·v − (τ²/2)·(vᵀ·A·v)·v
        for entry in w.iter_mut() {
            *entry *= tau;
        }
        axpy(-tau / 2.0 * dot(w, v), v, w);
        for (j, column) in right.chunks_exact_mut(n).enumerate() {
            let (column, v, w) = (&mut column[k + 1 + j..], &v[j..], &w[j..]);
            for ((entry, v_i), w_i) in column.iter_mut().zip(v).zip(w) {
                *entry -= v_i * w[0] + w_i * v[0];
            }
        }
        taus[k] = tau;
    }
    diagonal.copy_from(&a.diagonal());
    let q = product(Mat::of(&a).block(1, 0, n - 1, n - 1), &taus, 1, n, n, team);
    ([diagonal, beside], q)
}

/// A = Q·B·Pᵀ for A no wider than tall: B, and Q and P if they are wanted.
pub(in crate::kernels) fn bidiagonal(mut a: Array, vectors: bool, team: &dyn Team) -> (Bands, Option<[Array; 2]>) {
    let (m, n) = a.shape();
    let (mut diagonal, mut beside) = (Array::zeros(n, 1), Array::zeros(n - 1, 1));
    let (mut left_taus, mut right_taus) = (Scratch::zeros(n), Scratch::zeros(n - 1));
    let (mut w, mut rows) = (Scratch::zeros(m), Scratch::zeros(n * n));
    for k in 0..n {
        let mut whole = MatMut::of(&mut a);
        let (mut left, mut right) = whole.split(k + 1);
        let v = &mut left.col_mut(k)[k..];
        left_taus[k] = householder::reflect(v);
        diagonal[k] = v[0];
        let cols = n - k - 1;
        if cols == 0 {
            break;
        }
        householder::reflect_columns(left_taus[k], v, &mut right.block(k, 0, m - k, cols));
        // The row's reflection stands in a column of its own, where the row is long enough to be reduced.
        let v = &mut rows[k * n + k + 1..(k + 1) * n];
        for (j, entry) in v.iter_mut().enumerate() {
            *entry = right.col_mut(j)[k];
        }
        let tau = householder::reflect(v);
        right_taus[k] = tau;
        beside[k] = std::mem::replace(&mut v[0], 1.0);
        let mut below = right.block(k + 1, 0, m - k - 1, cols);
        let w = &mut w[..m - k - 1];
        w.fill(0.0);
        if !w.is_empty() {
            below.as_ref().subtract_product(v, w);
        }
        for (j, &v_j) in v.iter().enumerate().take(if w.is_empty() { 0 } else { cols }) {
            axpy(tau * v_j, w, below.col_mut(j));
        }
    }
    let factors = vectors.then(|| {
        let q = product(Mat::of(&a), &left_taus, 0, m, n, team);
        let p = product(Mat::new(&rows, n, n, n).block(1, 0, n - 1, n - 1), &right_taus, 1, n, n, team);
        [q, p]
    });
    ([diagonal, beside], factors)
}

/// The first columns of the product of reflections that stand below the diagonal of `a`, moved down by `shift`.
fn product(a: Mat<'_>, taus: &[f64], shift: usize, rows: usize, cols: usize, team: &dyn Team) -> Array {
    let mut q = Array::identity(rows, cols);
    let mut whole = MatMut::of(&mut q);
    householder::apply(a, taus, &mut whole.block(shift, shift, rows - shift, cols - shift), true, team);
    q
}
