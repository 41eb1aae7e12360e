//! The symmetric eigenproblem: to tridiagonal form, then implicit QR steps whose rotations are applied in bulk.
//!
//! Invariant: each step is an orthogonal similarity of the tridiagonal matrix, and its rotations reach V.

use super::super::{Array, Failure, Team};
use super::reduce::tridiagonal;
use super::rotations::{Log, Panels, apply};
use super::{ascending, last_block, normalize, tolerance, turn};

/// Steps per eigenvalue before it is given up; two are usual.
const STEPS: usize = 30;

/// w as a column in ascending order, V; `work` holds A at first.
pub(in super::super) fn decompose(mut work: Array, team: &dyn Team) -> Result<[Array; 2], Failure> {
    let n = work.nrows();
    let undo = normalize(&mut work);
    if n == 1 {
        return Ok([work * undo, Array::identity(1, 1)]);
    }
    let ([mut diagonal, mut beside], q) = tridiagonal(work, team);
    let (d, e) = (diagonal.as_mut_slice(), beside.as_mut_slice());
    let tolerance = tolerance(d, e);
    let mut vectors = [(Log::new(n), Panels::new(n, n, |i, j| q[(i, j)]))];
    let mut steps = 0;
    while let Some((first, last)) = last_block(e, tolerance) {
        if steps == STEPS * n {
            return Err(Failure::NoConvergence);
        }
        steps += 1;
        step(d, e, first, last, &mut vectors[0].0);
        if vectors[0].0.is_full() {
            apply(&mut vectors, team);
        }
    }
    apply(&mut vectors, team);
    let order = ascending(d);
    let w = Array::from_fn(n, 1, |i, _| order[i].0 * undo);
    Ok([w, vectors[0].1.select(&order)])
}

/// One implicit QR step with Wilkinson's shift (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 8.3.2).
fn step(d: &mut [f64], e: &mut [f64], first: usize, last: usize, log: &mut Log) {
    let half = (d[last - 1] - d[last]) / 2.0;
    let corner = e[last - 1];
    let shift = d[last] - corner / (half + half.hypot(corner).copysign(half)) * corner;
    let (mut x, mut bulge) = (d[first] - shift, e[first]);
    for k in first..last {
        let (cosine, sine, r) = turn(x, bulge);
        if k > first {
            e[k - 1] = r;
        }
        let both = sine * (d[k + 1] - d[k]) + 2.0 * cosine * e[k];
        d[k] += sine * both;
        d[k + 1] -= sine * both;
        e[k] = cosine * both - e[k];
        if k + 1 < last {
            x = e[k];
            bulge = sine * e[k + 1];
            e[k + 1] *= cosine;
        }
        log.push(cosine, sine);
    }
    log.end_sweep(first);
}
