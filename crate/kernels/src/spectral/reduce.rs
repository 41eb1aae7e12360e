//! Reductions to tridiagonal, Hessenberg and bidiagonal form by Householder reflections, a panel of columns at a time: Dongarra,
//! Sorensen and Hammarling, "Block reduction of matrices to condensed forms for eigenvalue computations", J. Comput.
//! Appl. Math. 27 (1989), as LAPACK's `dlatrd`, `dlahr2` and `dlabrd`.
//!
//! Invariants: a reflection's τ is 0 where there is nothing to clear; what a panel's reflections change right of it is
//! owed until the panel is done, and a column or row is settled before it is reflected.

use super::super::dense::{Mat, MatMut, PANEL, Scratch, axpy, dot, gemm, householder, share};
use super::super::{Array, Team};

/// A form's diagonal and what stands beside it.
pub(crate) type Bands = [Array; 2];

/// A = Q·T·Qᵀ, of which `a` holds at least the lower triangle: T and Q.
pub(super) fn tridiagonal(mut a: Array, team: &dyn Team) -> (Bands, Array) {
    let n = a.nrows();
    let (mut diagonal, mut beside) = (Array::zeros(n, 1), Array::zeros(n - 1, 1));
    let (mut taus, mut w) = (Scratch::zeros(n - 1), Scratch::zeros(n));
    let width = householder::width(n);
    for start in (0..n).step_by(width) {
        let end = n.min(start + width);
        let mut owed = Owed::new(n, n, 2 * width);
        for k in start..end {
            let (left, right) = a.as_mut_slice().split_at_mut((k + 1) * n);
            let column = &mut left[k * n + k..];
            owed.settle(column, k);
            diagonal[k] = column[0];
            let v = &mut column[1..];
            if v.is_empty() {
                break;
            }
            taus[k] = householder::reflect(v);
            beside[k] = std::mem::replace(&mut v[0], 1.0);
            // A − v·wᵀ − w·vᵀ with w := τ·A·v − (τ²/2)·(vᵀ·A·v)·v
            let w = &mut w[k + 1..];
            Mat::new(&right[k + 1..], n - k - 1, n - k - 1, n).symmetric_product(v, w);
            subtract(owed.left(k + 1), owed.right(k + 1), v, w);
            scale(taus[k], w);
            axpy(-taus[k] / 2.0 * dot(w, v), v, w);
            owed.push(v, w);
            owed.push(w, v);
        }
        let mut whole = MatMut::of(&mut a);
        let rest = whole.block(end, end, n - end, n - end);
        share(team, rest.narrow_parts(team), |(from, mut part)| {
            let (rows, cols) = (part.rows() - from, part.cols());
            owed.pay(end + from, end + from, &mut part.block(from, 0, rows, cols));
        });
    }
    let q = product(Mat::of(&a).block(1, 0, n - 1, n - 1), &taus, 1, n, n, team);
    ([diagonal, beside], q)
}

/// A = Q·H·Qᵀ, of which H is zero below its first subdiagonal: H and Q.
pub(crate) fn hessenberg(mut a: Array, team: &dyn Team) -> [Array; 2] {
    let n = a.nrows();
    let (mut taus, mut beside) = (Scratch::zeros(n - 1), Scratch::zeros(n - 1));
    let (mut x, mut y) = (Scratch::zeros(n), Scratch::zeros(n));
    let width = householder::width(n);
    for start in (0..n).step_by(width) {
        let end = n.min(start + width);
        let mut owed = Owed::new(n, n, 2 * width);
        for k in start..end {
            let (left, right) = a.as_mut_slice().split_at_mut((k + 1) * n);
            let column = &mut left[k * n..];
            subtract(owed.left(0), owed.right(k).first_row(), &[1.0], column);
            let v = &mut column[k + 1..];
            if v.is_empty() {
                break;
            }
            let tau = householder::reflect(v);
            taus[k] = tau;
            beside[k] = std::mem::replace(&mut v[0], 1.0);
            // A − v·yᵀ − x·vᵀ with y := τ·Aᵀ·v and x := τ·A·v − τ²·(vᵀ·A·v)·v
            let (whole, y) = (Mat::new(right, n, n - k - 1, n), &mut y[k + 1..]);
            whole.block(k + 1, 0, n - k - 1, n - k - 1).transposed_product(v, y);
            subtract(owed.right(k + 1), owed.left(k + 1), v, y);
            scale(tau, y);
            x.fill(0.0);
            whole.subtract_product(v, &mut x);
            scale(-1.0, &mut x);
            subtract(owed.left(0), owed.right(k + 1), v, &mut x);
            scale(tau, &mut x);
            let below = &mut x[k + 1..];
            axpy(-tau * dot(below, v), v, below);
            owed.push(v, y);
            owed.push(&x, v);
        }
        let mut whole = MatMut::of(&mut a);
        let rest = whole.block(0, end, n, n - end);
        share(team, rest.parts(team), |(from, mut part)| owed.pay(0, end + from, &mut part));
    }
    let q = product(Mat::of(&a).block(1, 0, n - 1, n - 1), &taus, 1, n, n, team);
    a.fill_lower_triangle(0.0, 1);
    for (k, &entry) in beside.iter().enumerate() {
        a[(k + 1, k)] = entry;
    }
    [a, q]
}

/// A = Q·B·Pᵀ for A no wider than tall: B, and Q and P if they are wanted.
pub(crate) fn bidiagonal(mut a: Array, vectors: bool, team: &dyn Team) -> (Bands, Option<[Array; 2]>) {
    let (m, n) = a.shape();
    let (mut diagonal, mut beside) = (Array::zeros(n, 1), Array::zeros(n - 1, 1));
    let (mut left_taus, mut right_taus) = (Scratch::zeros(n), Scratch::zeros(n - 1));
    // A row's reflection stands in a column of its own.
    let (mut x, mut y, mut rows) = (Scratch::zeros(m), Scratch::zeros(n), Scratch::zeros(n * n));
    let width = householder::width(n);
    for start in (0..n).step_by(width) {
        let end = n.min(start + width);
        let mut owed = Owed::new(m, n, 2 * width);
        for k in start..end {
            let (left, right) = a.as_mut_slice().split_at_mut((k + 1) * m);
            let v = &mut left[k * m + k..];
            owed.settle(v, k);
            left_taus[k] = householder::reflect(v);
            diagonal[k] = std::mem::replace(&mut v[0], 1.0);
            if k + 1 == n {
                break;
            }
            // A − v·yᵀ with y := τ·Aᵀ·v
            let rest = Mat::new(&right[k..], m - k, n - k - 1, m);
            let y = &mut y[k + 1..];
            rest.transposed_product(v, y);
            subtract(owed.right(k + 1), owed.left(k), v, y);
            scale(left_taus[k], y);
            owed.push(v, y);
            // A − x·uᵀ with x := τ·A·u
            let u = &mut rows[k * n + k + 1..(k + 1) * n];
            for (entry, column) in u.iter_mut().zip(right.chunks_exact(m)) {
                *entry = column[k];
            }
            subtract(owed.right(k + 1), owed.left(k).first_row(), &[1.0], u);
            right_taus[k] = householder::reflect(u);
            beside[k] = std::mem::replace(&mut u[0], 1.0);
            let x = &mut x[k + 1..];
            x.fill(0.0);
            rest.block(1, 0, m - k - 1, n - k - 1).subtract_product(u, x);
            scale(-1.0, x);
            subtract(owed.left(k + 1), owed.right(k + 1), u, x);
            scale(right_taus[k], x);
            owed.push(x, u);
        }
        let mut whole = MatMut::of(&mut a);
        let rest = whole.block(end, end, m - end, n - end);
        share(team, rest.parts(team), |(from, mut part)| owed.pay(end, end + from, &mut part));
    }
    let factors = vectors.then(|| {
        let q = product(Mat::of(&a), &left_taus, 0, m, n, team);
        let p = product(Mat::new(&rows, n, n, n).block(1, 0, n - 1, n - 1), &right_taus, 1, n, n, team);
        [q, p]
    });
    ([diagonal, beside], factors)
}

/// What is still to be subtracted from a matrix: L·Rᵀ.
struct Owed {
    left: Scratch,
    right: Scratch,
    rows: usize,
    cols: usize,
    terms: usize,
}

impl Owed {
    /// Nothing yet, and room for so many terms: columns of L and R.
    fn new(rows: usize, cols: usize, terms: usize) -> Self {
        Self { left: Scratch::zeros(rows * terms), right: Scratch::zeros(cols * terms), rows, cols, terms: 0 }
    }

    /// The last entries of a column of L, and of its column of R; the others are zeros.
    fn push(&mut self, left: &[f64], right: &[f64]) {
        self.terms += 1;
        let (rows, cols) = (self.terms * self.rows, self.terms * self.cols);
        self.left[rows - left.len()..rows].copy_from_slice(left);
        self.right[cols - right.len()..cols].copy_from_slice(right);
    }

    /// L from a row on.
    fn left(&self, from: usize) -> Mat<'_> {
        Mat::new(&self.left[from..], self.rows - from, self.terms, self.rows)
    }

    /// R from a row on, which is a column of the matrix.
    fn right(&self, from: usize) -> Mat<'_> {
        Mat::new(&self.right[from..], self.cols - from, self.terms, self.cols)
    }

    /// Subtracts what a column owes, from its diagonal entry on.
    fn settle(&self, column: &mut [f64], at: usize) {
        subtract(self.left(at), self.right(at).first_row(), &[1.0], column);
    }

    /// Subtracts what a part of the matrix owes that begins at this row and column.
    fn pay(&self, row: usize, col: usize, part: &mut MatMut<'_>) {
        let right = self.right(col).block(0, 0, part.cols(), self.terms);
        gemm(-1.0, self.left(row).block(0, 0, part.rows(), self.terms), right.t(), part);
    }
}

/// y −= L·(Rᵀ·x)
#[inline(never)]
fn subtract(l: Mat<'_>, r: Mat<'_>, x: &[f64], y: &mut [f64]) {
    let mut products = [0.0; 2 * PANEL];
    let products = &mut products[..l.cols()];
    r.transposed_product(x, products);
    l.subtract_product(products, y);
}

#[inline(never)]
fn scale(factor: f64, x: &mut [f64]) {
    for entry in x {
        *entry *= factor;
    }
}

/// The first columns of the product of reflections that stand below the diagonal of `a`, moved down by `shift`.
#[inline(never)]
fn product(a: Mat<'_>, taus: &[f64], shift: usize, rows: usize, cols: usize, team: &dyn Team) -> Array {
    let mut q = Array::identity(rows, cols);
    let mut whole = MatMut::of(&mut q);
    let mut part = whole.block(shift, shift, rows - shift, cols - shift);
    householder::Reflections::of(a, taus, team).form(&mut part, team);
    q
}
