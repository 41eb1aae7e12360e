//! Eigenvalues and singular values by restructured QR: Van Zee, van de Geijn and Quintana-Ortí, "Restructuring the
//! tridiagonal and bidiagonal QR algorithms for performance", ACM TOMS 40(3), 2014.
//!
//! Invariant: the iterations see entries scaled by a power of two to at most n, so no square overflows, and one that
//! underflows is below every tolerance.

mod reduce;
mod rotations;
mod singular;
mod symmetric;

pub(super) use reduce::{bidiagonal, hessenberg};
pub(super) use singular::{decompose, values};
pub(super) use symmetric::decompose as eigen;

use super::Array;

/// Multiplies `a` by a power of two that brings its largest entry near 1; returns what undoes it.
fn normalize(a: &mut Array) -> f64 {
    let exponent = a.amax().to_bits() >> 52;
    let factor = f64::from_bits(2046u64.saturating_sub(exponent).clamp(1, 2045) << 52);
    *a *= factor;
    factor.recip()
}

/// What is too small beside the largest entry to be told from zero. Rounding alone leaves a few ε beside equal values,
/// so a tolerance of one ε would let steps go round in circles there.
fn tolerance(diagonal: &[f64], beside: &[f64]) -> f64 {
    8.0 * f64::EPSILON * diagonal.iter().chain(beside).fold(0.0, |max: f64, entry| max.max(entry.abs()))
}

/// Clears what is negligible beside the diagonal; the first and last row of the last block that is left.
fn last_block(beside: &mut [f64], tolerance: f64) -> Option<(usize, usize)> {
    for entry in beside.iter_mut().filter(|entry| entry.abs() <= tolerance) {
        *entry = 0.0;
    }
    let last = beside.iter().rposition(|&entry| entry != 0.0)? + 1;
    let first = beside[..last].iter().rposition(|&entry| entry == 0.0).map_or(0, |zero| zero + 1);
    Some((first, last))
}

/// Cosine and sine that turn (f, g) to (r, 0), and r.
fn turn(f: f64, g: f64) -> (f64, f64, f64) {
    let r = (f * f + g * g).sqrt();
    if r < 1e-140 { (1.0, 0.0, f) } else { (f / r, g / r, r) }
}

/// Values in ascending order, each with its place before.
fn ascending(values: &[f64]) -> Vec<(f64, usize)> {
    // Pairs, as nalgebra sorts singular values: a sort of indices would add kilobytes to the page.
    let mut pairs: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    pairs.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    pairs
}
