//! What the kernels' equations are checked with.
//!
//! Invariant: plain nalgebra, which owes nothing to the kernels by blocks; out of line where every equation needs it.

use super::Array;

/// `a` with each of its columns multiplied by its own factor: A·diag(factors).
pub(super) fn scaled_columns(a: &Array, factors: &Array) -> Array {
    let mut product = a.clone();
    for (mut column, &factor) in product.column_iter_mut().zip(factors) {
        column *= factor;
    }
    product
}

/// ‖difference‖ in units of n·ε·‖reference‖, n being its longer side.
#[inline(never)]
pub(super) fn scaled(difference: &Array, reference: f64) -> f64 {
    let n = difference.nrows().max(difference.ncols()) as f64;
    difference.norm() / (n * f64::EPSILON * reference.max(f64::MIN_POSITIVE))
}

/// A·B by nalgebra, which owes nothing to the kernels by blocks; out of line, since every equation has one.
#[inline(never)]
pub(super) fn product(a: &Array, b: &Array) -> Array {
    a * b
}

/// Aᵀ·B in the same way.
#[inline(never)]
pub(super) fn transposed_product(a: &Array, b: &Array) -> Array {
    a.tr_mul(b)
}

/// A − B in the memory of A.
#[inline(never)]
pub(super) fn difference(mut a: Array, b: &Array) -> Array {
    a -= b;
    a
}

/// ‖found − a‖ in units of n·ε·‖a‖.
#[inline(never)]
pub(super) fn off(found: Array, a: &Array) -> f64 {
    scaled(&difference(found, a), a.norm())
}

/// ‖QᵀQ−I‖ in units of n·ε·‖I‖.
#[inline(never)]
pub(super) fn orthogonality(q: &Array) -> f64 {
    let mut gram = transposed_product(q, q);
    for i in 0..gram.nrows() {
        gram[(i, i)] -= 1.0;
    }
    scaled(&gram, (q.ncols() as f64).sqrt())
}

/// The largest of some residuals; NaN counts as infinitely wrong.
pub(super) fn worst(parts: &[f64]) -> f64 {
    parts.iter().fold(0.0, |worst, &part| if part.is_nan() { f64::INFINITY } else { part.max(worst) })
}

/// The norm of what stands below the `below`-th subdiagonal, where a triangular or Hessenberg array is zero.
pub(super) fn norm_below(a: &Array, below: usize) -> f64 {
    let mut sum = 0.0;
    for j in 0..a.ncols() {
        for i in (j + below + 1).min(a.nrows())..a.nrows() {
            sum += a[(i, j)] * a[(i, j)];
        }
    }
    sum.sqrt()
}

/// The order that a column holds: each of 0, 1, … once, else nothing.
pub(super) fn order(column: &Array) -> Option<Vec<usize>> {
    let mut seen = vec![false; column.len()];
    let place = |&entry: &f64| {
        let seen = seen.get_mut(entry as usize)?;
        let fresh = entry >= 0.0 && entry.fract() == 0.0 && !*seen;
        *seen = true;
        fresh.then_some(entry as usize)
    };
    column.iter().map(place).collect()
}
