//! Triangular systems and the factorizations that lead to them, by blocks.
//!
//! Invariant: what is not part of a triangle is never read, so L and U may share an array.

use super::level1::WIDTH;
use super::{Mat, MatMut, PANEL, Scratch, ahead, axpy, dot_columns, gemm, gemm_rows, share, subtract_columns};
use crate::{Array, Failure, Team};

/// From how many columns on a product by blocks pays.
const FEW: usize = 4;

/// C := L⁻¹·C for unit lower triangular L; above row `from` C is zero.
pub(crate) fn solve_lower(l: Mat<'_>, from: usize, c: &mut MatMut<'_>) {
    for k in (from..l.cols).step_by(PANEL) {
        let end = l.cols.min(k + PANEL);
        solve_lower_block(l.block(k, k, end - k, end - k), &mut c.block(k, 0, end - k, c.cols));
        update(l.block(end, k, l.rows - end, end - k), k, end, c);
    }
}

/// The same for L no larger than a panel, row by row and some columns of C at a time.
fn solve_lower_block(l: Mat<'_>, c: &mut MatMut<'_>) {
    let mut rows = [[0.0; PANEL]; PANEL];
    for (i, row) in rows.iter_mut().enumerate().take(l.cols) {
        for (entry, from) in row.iter_mut().zip(l.data[i..].iter().step_by(l.col_step)).take(i) {
            *entry = *from;
        }
    }
    for first in (0..c.cols).step_by(WIDTH) {
        let width = WIDTH.min(c.cols - first);
        for i in 1..l.cols {
            let mut products = [0.0; WIDTH];
            dot_columns(&c.data[first * c.ld..], c.ld, &rows[i][..i], &mut products[..width]);
            for (j, product) in products.iter().enumerate().take(width) {
                c.data[(first + j) * c.ld + i] -= product;
            }
        }
    }
}

/// C := U⁻¹·C for upper triangular U.
pub(crate) fn solve_upper(u: Mat<'_>, c: &mut MatMut<'_>) {
    for k in (0..u.cols).step_by(PANEL).rev() {
        let end = u.cols.min(k + PANEL);
        for j in 0..c.cols() {
            let x = c.col_mut(j);
            for i in (k..end).rev() {
                let u = &u.data[i * u.col_step..][k..=i];
                x[i] /= u[i - k];
                let (above, x) = x[k..].split_at_mut(i - k);
                axpy(-x[0], u, above);
            }
        }
        update(u.block(0, k, k, end - k), k, 0, c);
    }
}

/// The rows of C from `to` on lose A times the rows from `from` on.
fn update(a: Mat<'_>, from: usize, to: usize, c: &mut MatMut<'_>) {
    if c.cols() >= FEW || a.rows == 0 {
        return gemm_rows(-1.0, a, from, to, c);
    }
    for j in 0..c.cols() {
        let column = c.col_mut(j);
        let (x, y) = if from < to {
            let (x, y) = column.split_at_mut(to);
            (&x[from..], y)
        } else {
            let (y, x) = column.split_at_mut(from);
            (&*x, y)
        };
        subtract_columns(a.data, a.col_step, &x[..a.cols], &mut y[..a.rows]);
    }
}

/// P·A = L·U of a square array, L below the diagonal.
pub(crate) struct Lu {
    factors: Scratch,
    /// Row i was swapped with `swaps[i]`, in order.
    pub(crate) swaps: Vec<usize>,
}

impl Lu {
    pub(crate) fn of(a: &Array, team: &dyn Team) -> Self {
        let n = a.nrows();
        let (mut factors, mut swaps) = (Scratch::zeros(n * n), vec![0; n]);
        factors.copy_from_slice(a.as_slice());
        factor_lu(&mut MatMut::new(&mut factors, n, n, n), &mut swaps, team);
        Self { factors, swaps }
    }

    /// Both triangles.
    pub(crate) fn factors(&self) -> Mat<'_> {
        let n = self.swaps.len();
        Mat::new(&self.factors, n, n, n)
    }

    /// What stands on U's diagonal; a zero makes A singular.
    pub(crate) fn pivots(&self) -> impl Iterator<Item = f64> {
        self.factors.iter().step_by(self.swaps.len() + 1).copied()
    }

    /// The same, of an array that has an inverse.
    pub(crate) fn regular(a: &Array, team: &dyn Team) -> Result<Self, Failure> {
        let lu = Self::of(a, team);
        if lu.pivots().any(|pivot| pivot == 0.0) { Err(Failure::Singular) } else { Ok(lu) }
    }
}

/// P·A = L·U in place, with the rows that were swapped: row i with `swaps[i]`, in order (LAPACK's `ipiv`). Whoever
/// updates the next panel factors it at once, while others update what is right of it.
pub(crate) fn factor_lu(a: &mut MatMut<'_>, swaps: &mut [usize], team: &dyn Team) {
    let (rows, cols) = (a.rows(), a.cols());
    let mut panels = swaps.chunks_mut(PANEL);
    let Some(mut current) = panels.next() else { return };
    factor_lu_panel(&mut a.block(0, 0, rows, current.len()), current);
    let mut k = 0;
    loop {
        let end = k + current.len();
        let mut next = panels.next();
        let (left, mut right) = a.split(end);
        let l = left.as_ref().block(k, k, rows - k, end - k);
        let update = |part: &mut MatMut<'_>| {
            swap_rows(part, current);
            let below = part.rows() - l.cols;
            solve_lower(l.block(0, 0, l.cols, l.cols), 0, part);
            gemm_rows(-1.0, l.block(l.cols, 0, below, l.cols), 0, l.cols, part);
        };
        let mut right = right.block(k, 0, rows - k, cols - end);
        let (panel, rest) = right.split(next.as_ref().map_or(0, |next| next.len()));
        share(team, ahead(panel, next.as_mut(), rest.parts(team)), |(_, mut part, next)| {
            update(&mut part);
            if let Some(next) = next {
                factor_lu_panel(&mut part.block(l.cols, 0, rows - end, next.len()), next);
            }
        });
        for swap in current {
            *swap += k;
        }
        let Some(next) = next else { break };
        (current, k) = (next, end);
    }
    // What later panels swapped, in the columns left of them.
    share(team, a.block(0, 0, rows, swaps.len()).parts(team), |(from, mut part)| {
        for j in 0..part.cols() {
            let later = ((from + j) / PANEL + 1) * PANEL;
            let column = part.col_mut(j);
            for (i, &with) in swaps.iter().enumerate().skip(later) {
                column.swap(i, with);
            }
        }
    });
}

fn swap_rows(a: &mut MatMut<'_>, swaps: &[usize]) {
    for j in 0..a.cols() {
        let column = a.col_mut(j);
        for (i, &with) in swaps.iter().enumerate() {
            column.swap(i, with);
        }
    }
}

/// Each column is brought up to date when its turn comes.
fn factor_lu_panel(a: &mut MatMut<'_>, swaps: &mut [usize]) {
    let (rows, ld) = (a.rows(), a.ld);
    for j in 0..a.cols() {
        let (left, right) = a.data.split_at_mut(j * ld);
        let column = &mut right[..rows];
        let (top, rest) = column.split_at_mut(j);
        for i in 0..j {
            let (x, below) = top.split_at_mut(i + 1);
            axpy(-x[i], &left[i * ld..][i + 1..j], below);
        }
        subtract_columns(left.get(j..).unwrap_or_default(), ld, top, rest);
        let pivot = rest.iter().enumerate().fold(
            (0, 0.0),
            |best: (usize, f64), (i, entry)| {
                if entry.abs() > best.1 { (i, entry.abs()) } else { best }
            },
        );
        swaps[j] = j + pivot.0;
        for col in 0..a.cols() {
            a.col_mut(col).swap(j, swaps[j]);
        }
        let column = &mut a.col_mut(j)[j..];
        if column[0] != 0.0 {
            divide(column);
        }
    }
}

/// A = L·Lᵀ in place, the lower triangle alone; `false` when A is not positive definite. Whoever updates the next panel
/// factors it at once.
pub(crate) fn factor_cholesky(a: &mut MatMut<'_>, team: &dyn Team) -> bool {
    let n = a.rows();
    let mut regular = factor_cholesky_panel(&mut a.block(0, 0, n, n.min(PANEL)));
    for k in (0..n).step_by(PANEL) {
        if !regular {
            return false;
        }
        let end = n.min(k + PANEL);
        let (left, mut right) = a.split(end);
        let l = left.as_ref().block(end, k, n - end, end - k);
        let mut right = right.block(end, 0, n - end, n - end);
        let (panel, rest) = right.split(PANEL.min(n - end));
        share(team, ahead(panel, Some(&mut regular), rest.narrow_parts(team)), |(from, mut part, next)| {
            let (rows, cols) = (part.rows() - from, part.cols());
            let right = l.block(from, 0, cols, l.cols);
            gemm(-1.0, l.block(from, 0, rows, l.cols), right.t(), &mut part.block(from, 0, rows, cols));
            if let Some(regular) = next {
                *regular = factor_cholesky_panel(&mut part);
            }
        });
    }
    regular
}

fn factor_cholesky_panel(a: &mut MatMut<'_>) -> bool {
    let (rows, ld) = (a.rows(), a.ld);
    for j in 0..a.cols() {
        let (left, right) = a.data.split_at_mut(j * ld);
        let column = &mut right[j..rows];
        let mut row = [0.0; PANEL];
        for (i, entry) in row[..j].iter_mut().enumerate() {
            *entry = left[i * ld + j];
        }
        subtract_columns(left.get(j..).unwrap_or_default(), ld, &row[..j], column);
        if column[0] <= 0.0 || column[0].is_nan() {
            return false;
        }
        column[0] = column[0].sqrt();
        divide(column);
    }
    true
}

/// All but the first entry, by that one. As LAPACK's `dgetf2`: a product with the reciprocal, where that is a double.
fn divide(column: &mut [f64]) {
    let (by, rest) = (column[0], &mut column[1..]);
    if by.abs() >= f64::MIN_POSITIVE {
        let reciprocal = by.recip();
        for entry in rest {
            *entry *= reciprocal;
        }
    } else {
        for entry in rest {
            *entry /= by;
        }
    }
}
