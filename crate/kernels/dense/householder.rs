//! Householder reflections, one by one and by blocks: H₀·H₁⋯ = I − V·T·Vᵀ (Schreiber and van Loan, "A storage-efficient
//! WY representation for products of Householder transformations", SIAM J. Sci. Stat. Comput. 10 (1989)).
//!
//! Invariant: a reflection I − τ·v·vᵀ has v₀ = 1, which is not stored; τ = 0 is the identity. As LAPACK's `dlarfg`.

use super::scratch::Scratch;
use super::{Mat, MatMut, PANEL, axpy, dot, dot_columns, gemm, share};
use crate::kernels::Team;

/// Makes a reflection that maps `x` to (β, 0, …): leaves β and the rest of v in `x`, returns τ.
pub(in crate::kernels) fn reflect(x: &mut [f64]) -> f64 {
    let (alpha, rest) = x.split_first_mut().expect("a vector has an entry");
    let length = norm(rest);
    if length == 0.0 {
        return 0.0;
    }
    let beta = -alpha.signum() * alpha.hypot(length);
    let (tau, scale) = ((beta - *alpha) / beta, *alpha - beta);
    for entry in rest.iter_mut() {
        *entry /= scale;
    }
    *alpha = beta;
    tau
}

/// ‖x‖, also where its square is no double.
fn norm(x: &[f64]) -> f64 {
    let square = dot(x, x);
    if (1e-280..1e280).contains(&square) {
        return square.sqrt();
    }
    let largest = x.iter().fold(0.0_f64, |largest, entry| largest.max(entry.abs()));
    if largest == 0.0 {
        return 0.0;
    }
    largest * x.iter().map(|entry| (entry / largest).powi(2)).sum::<f64>().sqrt()
}

/// C := (I − τ·v·vᵀ)·C, of which v's first entry is the implicit 1; some columns at a time, while the cache has them.
pub(in crate::kernels) fn reflect_columns(tau: f64, v: &[f64], c: &mut MatMut<'_>) {
    const WIDTH: usize = 4;
    let tail = &v[1..];
    for first in (0..c.cols).step_by(WIDTH) {
        let mut products = [0.0; WIDTH];
        let products = &mut products[..WIDTH.min(c.cols - first)];
        dot_columns(&c.data[first * c.ld + 1..], c.ld, tail, products);
        for (at, product) in products.iter().enumerate() {
            let (head, rest) = c.col_mut(first + at).split_first_mut().expect("v has an entry");
            let factor = tau * (*head + product);
            *head -= factor;
            axpy(-factor, tail, rest);
        }
    }
}

/// Reduces a panel to upper triangular form, column by column.
fn factor_panel(a: &mut MatMut<'_>, taus: &mut [f64]) {
    for (j, tau) in taus.iter_mut().enumerate() {
        let (rows, cols) = (a.rows - j, a.cols - j - 1);
        let (mut left, mut right) = a.split(j + 1);
        let v = &mut left.col_mut(j)[j..];
        *tau = reflect(v);
        reflect_columns(*tau, v, &mut right.block(j, 0, rows, cols));
    }
}

/// The reflections of one panel as a block: V with its ones and zeros, and P = V·T.
struct Block {
    v: Scratch,
    p: Scratch,
    rows: usize,
    cols: usize,
}

impl Block {
    /// Of the reflections that stand below the diagonal of `panel`.
    fn new(panel: Mat<'_>, taus: &[f64]) -> Self {
        let (rows, cols) = (panel.rows, taus.len());
        let (mut v, mut p) = (Scratch::zeros(rows * cols), Scratch::zeros(rows * cols));
        for (j, to) in v.chunks_exact_mut(rows).enumerate() {
            to[j] = 1.0;
            to[j + 1..].copy_from_slice(&panel.data[j * panel.col_step..][j + 1..rows]);
        }
        let (mut gram, mut t) = ([0.0; PANEL * PANEL], [0.0; PANEL * PANEL]);
        let view = Mat::new(&v, rows, cols, rows);
        gemm(1.0, view.t(), view, &mut MatMut::new(&mut gram, cols, cols, PANEL));
        for (j, &tau) in taus.iter().enumerate() {
            // T's column above the diagonal: −τ·T·(Vᵀ·v)
            for k in 0..j {
                for i in 0..=k {
                    t[j * PANEL + i] -= tau * t[k * PANEL + i] * gram[j * PANEL + k];
                }
            }
            t[j * PANEL + j] = tau;
        }
        gemm(1.0, view, Mat::new(&t, cols, cols, PANEL), &mut MatMut::new(&mut p, rows, cols, rows));
        Self { v, p, rows, cols }
    }

    /// C −= X·(Yᵀ·C)
    fn update(&self, x: &[f64], y: &[f64], c: &mut MatMut<'_>) {
        let mut w = Scratch::zeros(self.cols * c.cols());
        let (x, y) = (Mat::new(x, self.rows, self.cols, self.rows), Mat::new(y, self.rows, self.cols, self.rows));
        gemm(1.0, y.t(), c.as_ref(), &mut MatMut::new(&mut w, self.cols, c.cols(), self.cols));
        gemm(-1.0, x, Mat::new(&w, self.cols, c.cols(), self.cols), c);
    }

    /// C := Hᵀ·C, all reflections in the order in which they were made.
    fn apply_in_order(&self, c: MatMut<'_>, team: &dyn Team) {
        share(team, c.parts(team), |(_, mut part)| self.update(&self.v, &self.p, &mut part));
    }

    /// C := H·C, the last one first.
    fn apply_backwards(&self, c: MatMut<'_>, team: &dyn Team) {
        share(team, c.parts(team), |(_, mut part)| self.update(&self.p, &self.v, &mut part));
    }
}

/// The most reflections that a block is made of.
pub(in crate::kernels) const WIDEST: usize = PANEL;

/// So few reflections are as fast one by one.
const FEW: usize = 64;

/// How many reflections make a block of so many: its T costs the more the wider it is.
pub(in crate::kernels) fn width(reflections: usize) -> usize {
    match reflections {
        0..=128 => PANEL / 4,
        129..=256 => PANEL / 2,
        _ => WIDEST,
    }
}

/// A = Q·R in place: R, and below it the reflections; `below` rows further down for a Hessenberg-like form.
pub(in crate::kernels) fn factor(a: &mut MatMut<'_>, taus: &mut [f64], team: &dyn Team) {
    if taus.len() <= FEW {
        return factor_panel(a, taus);
    }
    let (rows, cols) = (a.rows(), a.cols());
    let width = width(taus.len());
    for (at, taus) in taus.chunks_mut(width).enumerate() {
        let k = at * width;
        let mut rest = a.block(k, k, rows - k, cols - k);
        let (mut panel, right) = rest.split(taus.len());
        factor_panel(&mut panel, taus);
        if right.cols() > 0 {
            Block::new(panel.as_ref(), taus).apply_in_order(right, team);
        }
    }
}

/// C := H₀·H₁⋯·C for the reflections that stand below the diagonal of `a`. Where C begins as the identity its first
/// columns keep their zeros: `identity` says so and spares the work.
pub(in crate::kernels) fn apply(a: Mat<'_>, taus: &[f64], c: &mut MatMut<'_>, identity: bool, team: &dyn Team) {
    let (rows, cols) = (c.rows(), c.cols());
    if taus.len() <= FEW {
        for (k, &tau) in taus.iter().enumerate().rev() {
            let from = if identity { k } else { 0 };
            let v = &a.data[k * a.col_step + k..][..rows - k];
            reflect_columns(tau, v, &mut c.block(k, from, rows - k, cols - from));
        }
        return;
    }
    let width = width(taus.len());
    for (at, taus) in taus.chunks(width).enumerate().rev() {
        let k = at * width;
        let block = Block::new(a.block(k, k, rows - k, taus.len()), taus);
        let from = if identity { k } else { 0 };
        block.apply_backwards(c.block(k, from, rows - k, cols - from), team);
    }
}
