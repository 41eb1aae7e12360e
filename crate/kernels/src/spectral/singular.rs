//! Singular values and vectors: to bidiagonal form, then implicit QR steps whose rotations are applied in bulk.
//!
//! Invariant: a wide matrix goes through its transpose, so the bidiagonal matrix is always upper; every step is an
//! orthogonal equivalence of it, whose left rotations reach U and whose right ones V.

use super::super::{Alone, Array, Failure, Team};
use super::reduce::{Bands, bidiagonal};
use super::rotations::{Log, Panels, apply};
use super::{ascending, last_block, normalize, tolerance, turn};

/// Steps per singular value before it is given up; two are usual.
const STEPS: usize = 30;

/// U, s as a column in descending order, Vᵀ; `work` holds A at first.
pub(in super::super) fn decompose(work: Array, team: &dyn Team) -> Result<[Array; 3], Failure> {
    let wide = work.nrows() < work.ncols();
    let (([mut d, mut e], factors), undo) = reduce(work, true, team);
    let [q, p] = factors.expect("vectors were asked for");
    let count = d.len();
    let mut vectors = [
        (Log::new(count), Panels::new(q.nrows(), count, |i, j| q[(i, j)])),
        (Log::new(count), Panels::new(count, count, |i, j| p[(i, j)])),
    ];
    drop((q, p));
    iterate(d.as_mut_slice(), e.as_mut_slice(), &mut |sweep: &[[f64; 4]], first| {
        for &[left_cosine, left_sine, right_cosine, right_sine] in sweep {
            vectors[0].0.push(left_cosine, left_sine);
            vectors[1].0.push(right_cosine, right_sine);
        }
        for (log, _) in &mut vectors {
            log.end_sweep(first);
        }
        if vectors[0].0.is_full() {
            apply(&mut vectors, team);
        }
    })?;
    apply(&mut vectors, team);
    let (s, order) = descending(d.as_slice(), undo);
    let [(_, left), (_, right)] = &vectors;
    let (columns, rows) = if wide { (right, left) } else { (left, right) };
    // A negative value takes its sign from the right vector of the tall matrix, which is the left one of a wide one.
    let sign = |side: bool, k: usize| if side && d[order[k].1] < 0.0 { -1.0 } else { 1.0 };
    let u = Array::from_fn(columns.rows(), count, |i, k| sign(wide, k) * columns.at(i, order[k].1));
    let v_t = Array::from_fn(count, rows.rows(), |k, i| sign(!wide, k) * rows.at(i, order[k].1));
    Ok([u, s, v_t])
}

/// s alone, as a column; `work` holds A at first.
pub(in super::super) fn values(work: Array) -> Result<Array, Failure> {
    let (([mut d, mut e], _), undo) = reduce(work, false, &Alone);
    iterate(d.as_mut_slice(), e.as_mut_slice(), &mut |_, _| ())?;
    Ok(descending(d.as_slice(), undo).0)
}

/// The bidiagonal form of A or, if A is wide, of its transpose, near 1, and what undoes the scaling.
fn reduce(mut work: Array, vectors: bool, team: &dyn Team) -> ((Bands, Option<[Array; 2]>), f64) {
    if work.nrows() < work.ncols() {
        work = work.transpose();
    }
    let undo = normalize(&mut work);
    (bidiagonal(work, vectors, team), undo)
}

fn descending(d: &[f64], undo: f64) -> (Array, Vec<(f64, usize)>) {
    let sizes: Vec<f64> = d.iter().map(|value| value.abs()).collect();
    let mut order = ascending(&sizes);
    order.reverse();
    (Array::from_fn(order.len(), 1, |i, _| order[i].0 * undo), order)
}

/// Makes the bidiagonal matrix diagonal; `record` gets each sweep's rotations and its first column.
fn iterate(d: &mut [f64], e: &mut [f64], record: &mut dyn FnMut(&[[f64; 4]], usize)) -> Result<(), Failure> {
    let tolerance = tolerance(d, e);
    let mut sweep = Vec::with_capacity(d.len());
    let mut steps = 0;
    while let Some((first, last)) = last_block(e, tolerance) {
        if steps == STEPS * d.len() {
            return Err(Failure::NoConvergence);
        }
        steps += 1;
        sweep.clear();
        let block = &mut d[first..=last];
        for value in block.iter_mut().filter(|value| value.abs() <= tolerance) {
            *value = 0.0;
        }
        let shift = smaller(block[last - first - 1], e[last - 1], block[last - first]);
        // A zero shift carries a zero on the diagonal to the end of the block, where it splits off.
        if block.contains(&0.0) || (shift / block[0]).powi(2) < f64::EPSILON {
            unshifted(block, &mut e[first..last], &mut sweep);
        } else {
            shifted(block, &mut e[first..last], shift, &mut sweep);
        }
        record(&sweep, first);
    }
    Ok(())
}

/// The smaller singular value of the upper triangle [f g; 0 h], as LAPACK's DLAS2.
fn smaller(f: f64, g: f64, h: f64) -> f64 {
    let (small, large) = (f.abs().min(h.abs()), f.abs().max(h.abs()));
    if small == 0.0 {
        return 0.0;
    }
    let (sum, difference, beside) = (1.0 + small / large, (large - small) / large, (g / large).powi(2));
    2.0 * small / ((sum * sum + beside).sqrt() + (difference * difference + beside).sqrt())
}

/// One implicit QR step with this shift from the top down, as LAPACK's DBDSQR.
fn shifted(d: &mut [f64], e: &mut [f64], shift: f64, sweep: &mut Vec<[f64; 4]>) {
    let mut f = (d[0].abs() - shift) * (1f64.copysign(d[0]) + shift / d[0]);
    let mut g = e[0];
    for i in 0..e.len() {
        let (right_cosine, right_sine, r) = turn(f, g);
        if i > 0 {
            e[i - 1] = r;
        }
        f = right_cosine * d[i] + right_sine * e[i];
        e[i] = right_cosine * e[i] - right_sine * d[i];
        g = right_sine * d[i + 1];
        d[i + 1] *= right_cosine;
        let (left_cosine, left_sine, r) = turn(f, g);
        d[i] = r;
        f = left_cosine * e[i] + left_sine * d[i + 1];
        d[i + 1] = left_cosine * d[i + 1] - left_sine * e[i];
        if i + 1 < e.len() {
            g = left_sine * e[i + 1];
            e[i + 1] *= left_cosine;
        }
        sweep.push([left_cosine, left_sine, right_cosine, right_sine]);
    }
    e[e.len() - 1] = f;
}

/// One implicit QR step without a shift (Demmel and Kahan, "Accurate singular values of bidiagonal matrices", 1990).
fn unshifted(d: &mut [f64], e: &mut [f64], sweep: &mut Vec<[f64; 4]>) {
    let (mut cosine, mut left_cosine, mut left_sine) = (1.0, 1.0, 0.0);
    for i in 0..e.len() {
        let (right_cosine, right_sine, r) = turn(d[i] * cosine, e[i]);
        if i > 0 {
            e[i - 1] = left_sine * r;
        }
        (left_cosine, left_sine, d[i]) = turn(left_cosine * r, d[i + 1] * right_sine);
        cosine = right_cosine;
        sweep.push([left_cosine, left_sine, right_cosine, right_sine]);
    }
    let rest = d[e.len()] * cosine;
    d[e.len()] = rest * left_cosine;
    e[e.len() - 1] = rest * left_sine;
}
