//! Householder reflections, one by one and by blocks: H₀·H₁⋯ = I − V·T·Vᵀ (Schreiber and van Loan, "A storage-efficient
//! WY representation for products of Householder transformations", SIAM J. Sci. Stat. Comput. 10 (1989)).
//!
//! Invariant: a reflection I − τ·v·vᵀ has v₀ = 1, which is not stored; τ = 0 is the identity. As LAPACK's `dlarfg`.

use super::level1::WIDTH;
use super::scratch::Scratch;
use super::{Mat, MatMut, PANEL, ahead, axpy, dot, dot_columns, gemm, share};
use crate::Team;

/// Makes a reflection that maps `x` to (β, 0, …): leaves β and the rest of v in `x`, returns τ.
#[inline(never)]
pub(crate) fn reflect(x: &mut [f64]) -> f64 {
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
#[inline(never)]
pub(crate) fn reflect_columns(tau: f64, v: &[f64], c: &mut MatMut<'_>) {
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

/// How many reflections make a block of so many, at most `PANEL`: its T costs the more the wider it is.
pub(crate) fn width(reflections: usize) -> usize {
    match reflections {
        0..=128 => PANEL / 4,
        129..=256 => PANEL / 2,
        _ => PANEL,
    }
}

/// So few reflections are faster one by one.
const FEW: usize = 64;

/// One block of reflections: V with its ones and zeros, and P = V·T.
struct Block<'a> {
    v: &'a mut [f64],
    p: &'a mut [f64],
    rows: usize,
    cols: usize,
}

impl Block<'_> {
    /// Becomes that of the reflections that stand below the diagonal of `panel`.
    fn fill(&mut self, panel: Mat<'_>, taus: &[f64]) {
        let (rows, cols) = (self.rows, self.cols);
        for (j, to) in self.v.chunks_exact_mut(rows).enumerate() {
            to[j] = 1.0;
            to[j + 1..].copy_from_slice(&panel.data[j * panel.col_step..][j + 1..rows]);
        }
        let (mut gram, mut t) = ([0.0; PANEL * PANEL], [0.0; PANEL * PANEL]);
        let v = Mat::new(self.v, rows, cols, rows);
        gemm(1.0, v.t(), v, &mut MatMut::new(&mut gram, cols, cols, PANEL));
        for (j, &tau) in taus.iter().enumerate() {
            // T's column above the diagonal: −τ·T·(Vᵀ·v)
            for k in 0..j {
                for i in 0..=k {
                    t[j * PANEL + i] -= tau * t[k * PANEL + i] * gram[j * PANEL + k];
                }
            }
            t[j * PANEL + j] = tau;
        }
        gemm(1.0, v, Mat::new(&t, cols, cols, PANEL), &mut MatMut::new(self.p, rows, cols, rows));
    }

    /// C := Hᵀ·C, all reflections in the order in which they were made.
    fn apply_in_order(&self, c: &mut MatMut<'_>) {
        let of = |entries| Mat::new(entries, self.rows, self.cols, self.rows);
        update(of(self.v), of(self.p), c);
    }
}

/// C −= X·(Yᵀ·C)
fn update(x: Mat<'_>, y: Mat<'_>, c: &mut MatMut<'_>) {
    let mut w = Scratch::zeros(x.cols * c.cols);
    gemm(1.0, y.t(), c.as_ref(), &mut MatMut::new(&mut w, x.cols, c.cols, x.cols));
    gemm(-1.0, x, Mat::new(&w, x.cols, c.cols, x.cols), c);
}

/// Reflections H₀·H₁⋯, by blocks unless they are few.
pub(crate) struct Reflections<'a> {
    /// They stand below the diagonal of this.
    a: Mat<'a>,
    taus: &'a [f64],
    /// V and P, each block with room for all rows.
    v: Scratch,
    p: Scratch,
}

/// Room for V or P.
fn room(rows: usize, reflections: usize) -> Scratch {
    let width = width(reflections);
    Scratch::zeros(if reflections <= FEW { 0 } else { reflections.div_ceil(width) * width * rows })
}

/// Where the blocks stand in that room.
fn blocks<'a>(
    v: &'a mut [f64],
    p: &'a mut [f64],
    rows: usize,
    reflections: usize,
) -> impl Iterator<Item = Block<'a>> + Send {
    let width = width(reflections);
    let room = (width * rows).max(1);
    let places = v.chunks_mut(room).zip(p.chunks_mut(room)).enumerate();
    places.map(move |(at, (v, p))| {
        let k = at * width;
        let (rows, cols) = (rows - k, width.min(reflections - k));
        Block { v: &mut v[..rows * cols], p: &mut p[..rows * cols], rows, cols }
    })
}

/// A = Q·R in place: R, and below it the reflections. Whoever updates the next panel factors it at once, while others
/// update what is right of it.
pub(crate) fn factor<'a>(a: &'a mut MatMut<'_>, taus: &'a mut [f64], team: &dyn Team) -> Reflections<'a> {
    let (rows, cols) = (a.rows, a.cols);
    let (mut v, mut p) = (room(rows, taus.len()), room(rows, taus.len()));
    if taus.len() <= FEW {
        factor_panel(a, taus);
    } else {
        let width = width(taus.len());
        let mut panels = blocks(&mut v, &mut p, rows, taus.len()).zip(taus.chunks_mut(width));
        let mut current = panels.next();
        let factor = |(block, taus): &mut (Block<'_>, &mut [f64]), panel: &mut MatMut<'_>| {
            factor_panel(panel, taus);
            block.fill(panel.as_ref(), taus);
        };
        if let Some(first) = &mut current {
            factor(first, &mut a.block(0, 0, rows, width));
        }
        let mut k = 0;
        while let Some((block, _)) = current {
            let end = k + block.cols;
            let mut next = panels.next();
            let mut right = a.block(k, end, rows - k, cols - end);
            let (panel, rest) = right.split(next.as_ref().map_or(0, |(block, _)| block.cols));
            share(team, ahead(panel, next.as_mut(), rest.parts(team)), |(_, mut part, next)| {
                block.apply_in_order(&mut part);
                if let Some(next) = next {
                    let cols = part.cols;
                    factor(next, &mut part.block(end - k, 0, rows - end, cols));
                }
            });
            (current, k) = (next, end);
        }
    }
    Reflections { a: a.as_ref(), taus, v, p }
}

impl<'a> Reflections<'a> {
    /// Those that stand below the diagonal of `a`.
    pub(crate) fn of(a: Mat<'a>, taus: &'a [f64], team: &dyn Team) -> Self {
        let (mut v, mut p) = (room(a.rows, taus.len()), room(a.rows, taus.len()));
        let width = width(taus.len());
        let blocks = blocks(&mut v, &mut p, a.rows, taus.len()).zip(taus.chunks(width)).enumerate();
        share(team, blocks, |(at, (mut block, taus))| {
            block.fill(a.block(at * width, at * width, block.rows, block.cols), taus);
        });
        Self { a, taus, v, p }
    }

    /// The first columns of their product, in place of those of the identity, whose zeros spare work.
    pub(crate) fn form(&self, q: &mut MatMut<'_>, team: &dyn Team) {
        let (rows, cols, count) = (q.rows, q.cols, self.taus.len());
        if count <= FEW {
            for (k, &tau) in self.taus.iter().enumerate().rev() {
                let v = &self.a.data[k * self.a.col_step + k..][..rows - k];
                reflect_columns(tau, v, &mut q.block(k, k, rows - k, cols - k));
            }
            return;
        }
        let width = width(count);
        let blocks = self.v.chunks(width * rows).zip(self.p.chunks(width * rows));
        for (at, (v, p)) in blocks.enumerate().rev() {
            let k = at * width;
            let [v, p] = [v, p].map(|entries| Mat::new(entries, rows - k, width.min(count - k), rows - k));
            share(team, q.block(k, k, rows - k, cols - k).parts(team), |(_, mut part)| update(p, v, &mut part));
        }
    }
}
