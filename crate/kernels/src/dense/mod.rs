//! Dense linear algebra by blocks, in the memory of nalgebra's arrays: what the fast kernels are made of.
//!
//! Invariants: an array is split between the members of a team by columns, so each writes to its own part and safe code
//! says so; no entry's sum depends on how columns are split, so every team computes the same bits; what is computed in comes
//! from the worker's own store, which grows and is kept, and only the row swaps of LU are allocated anew.

mod gemm;
pub(super) mod householder;
mod level1;
mod scratch;
pub(super) mod triangular;

use super::{Array, FULL, Team};
use std::sync::{Mutex, PoisonError};
use std::{iter, mem};

pub use gemm::packing_bytes;
pub(super) use gemm::{gemm, gemm_rows};
pub(super) use level1::{axpy, dot, dot_columns, largest, subtract_columns};
pub(super) use scratch::Scratch;

/// How many columns are factored at once before the rest is updated.
pub(super) const PANEL: usize = 32;

/// Entries to read, at any steps: a transpose is one too.
#[derive(Clone, Copy)]
pub(super) struct Mat<'a> {
    data: &'a [f64],
    rows: usize,
    cols: usize,
    row_step: usize,
    col_step: usize,
}

impl<'a> Mat<'a> {
    /// Columns of `rows` entries, one every `ld`.
    pub(super) fn new(data: &'a [f64], rows: usize, cols: usize, ld: usize) -> Self {
        Self { data, rows, cols, row_step: 1, col_step: ld }
    }

    /// The whole of an array.
    pub(super) fn of(a: &'a Array) -> Self {
        Self::new(a.as_slice(), a.nrows(), a.ncols(), a.nrows())
    }

    pub(super) fn cols(self) -> usize {
        self.cols
    }

    pub(super) fn first_row(self) -> Self {
        Self { rows: 1, ..self }
    }

    /// Rows for columns.
    pub(super) fn t(self) -> Self {
        Self { rows: self.cols, cols: self.rows, row_step: self.col_step, col_step: self.row_step, ..self }
    }

    /// y −= A·x, for columns that stand one after the other.
    pub(super) fn subtract_product(self, x: &[f64], y: &mut [f64]) {
        subtract_columns(self.data, self.col_step, x, y);
    }

    /// y := Aᵀ·x, for columns that stand one after the other.
    pub(super) fn transposed_product(self, x: &[f64], y: &mut [f64]) {
        dot_columns(self.data, self.col_step, x, y);
    }

    /// y := A·x for a symmetric A, of which the lower triangle is read.
    pub(super) fn symmetric_product(self, x: &[f64], y: &mut [f64]) {
        level1::symmetric_product(self.data, self.col_step, x, y);
    }

    /// A part, from a row and a column on.
    pub(super) fn block(self, row: usize, col: usize, rows: usize, cols: usize) -> Self {
        let start = if rows * cols == 0 { self.data.len() } else { row * self.row_step + col * self.col_step };
        Self { data: &self.data[start..], rows, cols, ..self }
    }
}

/// Columns to write to, one every `ld` entries.
pub(super) struct MatMut<'a> {
    data: &'a mut [f64],
    rows: usize,
    cols: usize,
    ld: usize,
}

impl<'a> MatMut<'a> {
    pub(super) fn new(data: &'a mut [f64], rows: usize, cols: usize, ld: usize) -> Self {
        Self { data, rows, cols, ld }
    }

    /// The whole of an array.
    pub(super) fn of(a: &'a mut Array) -> Self {
        let (rows, cols) = a.shape();
        Self::new(a.as_mut_slice(), rows, cols, rows)
    }

    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    pub(super) fn cols(&self) -> usize {
        self.cols
    }

    pub(super) fn col_mut(&mut self, j: usize) -> &mut [f64] {
        &mut self.data[j * self.ld..][..self.rows]
    }

    /// To read.
    pub(super) fn as_ref(&self) -> Mat<'_> {
        Mat::new(self.data, self.rows, self.cols, self.ld)
    }

    /// A part, from a row and a column on.
    pub(super) fn block(&mut self, row: usize, col: usize, rows: usize, cols: usize) -> MatMut<'_> {
        let start = if rows * cols == 0 { self.data.len() } else { row + col * self.ld };
        MatMut::new(&mut self.data[start..], rows, cols, self.ld)
    }

    /// The columns before `at`, and those from there on.
    pub(super) fn split(&mut self, at: usize) -> (MatMut<'_>, MatMut<'_>) {
        let (rows, cols, ld) = (self.rows, self.cols, self.ld);
        let (left, right) = self.data.split_at_mut((at * ld).min(self.data.len()));
        (MatMut::new(left, rows, at, ld), MatMut::new(right, rows, cols - at, ld))
    }

    /// Groups of columns, each with the number of its first one: parts for a team, large ones first, so that its members
    /// end together. A member alone gets all in one.
    pub(super) fn parts(self, team: &dyn Team) -> impl Iterator<Item = (usize, MatMut<'a>)> + Send {
        self.groups(team.members(), usize::MAX)
    }

    /// The same in groups that are narrow even for one member, where a group is a step of a staircase.
    pub(super) fn narrow_parts(self, team: &dyn Team) -> impl Iterator<Item = (usize, MatMut<'a>)> + Send {
        self.groups(team.members(), 2 * PANEL)
    }

    fn groups(self, members: usize, widest: usize) -> impl Iterator<Item = (usize, MatMut<'a>)> + Send {
        let Self { mut data, rows, cols, ld } = self;
        let mut from = 0;
        iter::from_fn(move || {
            let left = cols - from;
            let share = if members == 1 { left } else { (left / (2 * members)).next_multiple_of(PANEL / 2).max(PANEL) };
            let width = share.min(widest).min(left);
            let end = (width * ld).min(data.len());
            let (part, rest) = mem::take(&mut data).split_at_mut(end);
            let at = from;
            (data, from) = (rest, from + width);
            (width > 0).then(|| (at, Self::new(part, rows, width, ld)))
        })
    }
}

/// The members take one item after the other until there is none, and do it.
pub(super) fn share<T: Send>(team: &dyn Team, items: impl Iterator<Item = T> + Send, work: impl Fn(T) + Sync) {
    if !FULL || team.members() == 1 {
        return items.for_each(work);
    }
    let items = Mutex::new(items);
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).next();
    team.all(&|_| {
        while let Some(item) = next() {
            work(item);
        }
    });
}

/// The next panel as a part of its own, the first, with what it takes to factor it; then the parts right of it.
fn ahead<'a, T: Send>(
    panel: MatMut<'a>,
    next: Option<T>,
    rest: impl Iterator<Item = (usize, MatMut<'a>)> + Send,
) -> impl Iterator<Item = (usize, MatMut<'a>, Option<T>)> + Send {
    let width = panel.cols;
    iter::once((0, panel, next)).chain(rest.map(move |(from, part)| (width + from, part, None)))
}
