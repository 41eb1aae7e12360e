//! Plane rotations of neighbouring columns, collected over many sweeps and then applied in one pass.
//!
//! Invariant: a panel of rows takes all rotations of a log in their order and no other panel's, so any number of
//! members gives the same bits, and a panel stays in the first cache while it is turned.

use super::super::{Array, Team};
use std::sync::Mutex;
use wide::f64x2;

/// Rows of a panel: four vectors of two doubles, with as many again on the way: as many as registers hold.
const ROWS: usize = 8;

/// A panel's part of a column. The compiler does not see by itself that a turn goes in vectors.
type Lane = [f64x2; ROWS / 2];

/// How many sweeps over all columns a log holds.
const SWEEPS: usize = 12;

/// Cosines and sines, sweep by sweep.
pub(super) struct Log {
    turns: Vec<[f64; 2]>,
    /// Each sweep's first column and the end of its turns.
    sweeps: Vec<(usize, usize)>,
    columns: usize,
}

impl Log {
    /// An empty log for matrices with so many columns.
    pub(super) fn new(columns: usize) -> Self {
        Self { turns: Vec::with_capacity(SWEEPS * columns), sweeps: Vec::with_capacity(4 * SWEEPS), columns }
    }

    /// Whether there may be no room for another sweep.
    pub(super) fn is_full(&self) -> bool {
        self.turns.len() + self.columns > SWEEPS * self.columns || self.sweeps.len() == 4 * SWEEPS
    }

    /// Adds a turn to the sweep that is going on.
    pub(super) fn push(&mut self, cosine: f64, sine: f64) {
        self.turns.push([cosine, sine]);
    }

    /// Ends a sweep that began at column `first`.
    pub(super) fn end_sweep(&mut self, first: usize) {
        self.sweeps.push((first, self.turns.len()));
    }

    fn clear(&mut self) {
        self.turns.clear();
        self.sweeps.clear();
    }
}

/// A matrix cut into panels of rows, each in column-major order.
pub(super) struct Panels {
    columns: usize,
    rows: usize,
    lanes: Vec<Lane>,
}

impl Panels {
    /// The panels of the matrix with these entries.
    pub(super) fn new(rows: usize, columns: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let mut lanes = vec![[f64x2::ZERO; ROWS / 2]; rows.div_ceil(ROWS) * columns];
        for (panel, lanes) in lanes.chunks_mut(columns).enumerate() {
            for (j, lane) in lanes.iter_mut().enumerate() {
                for (i, value) in (panel * ROWS..rows).zip(lane.iter_mut().flat_map(f64x2::as_mut_array)) {
                    *value = entry(i, j);
                }
            }
        }
        Self { columns, rows, lanes }
    }

    /// The number of rows.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// One entry.
    pub(super) fn at(&self, i: usize, j: usize) -> f64 {
        self.lanes[i / ROWS * self.columns + j][i % ROWS / 2].as_array()[i % 2]
    }

    /// The matrix of these columns, in this order.
    pub(super) fn select(&self, order: &[(f64, usize)]) -> Array {
        Array::from_fn(self.rows, order.len(), |i, j| self.at(i, order[j].1))
    }
}

/// Applies each log to its matrix, its columns turned from the left, and empties the logs.
pub(super) fn apply(pairs: &mut [(Log, Panels)], team: &dyn Team) {
    let panels = pairs.iter_mut().flat_map(|(log, matrix)| {
        let log = &*log;
        matrix.lanes.chunks_mut(matrix.columns).map(move |panel| (log, panel))
    });
    let parts = Mutex::new(panels);
    let next = || parts.lock().ok()?.next();
    team.all(&|_| {
        while let Some((log, panel)) = next() {
            rotate(panel, log);
        }
    });
    for (log, _) in pairs {
        log.clear();
    }
}

/// The column that the next turn needs too stays in registers.
fn rotate(panel: &mut [Lane], log: &Log) {
    let mut from = 0;
    for &(first, end) in &log.sweeps {
        let turns = &log.turns[from..end];
        let columns = &mut panel[first..=first + turns.len()];
        let mut carried = columns[0];
        for (j, turn) in turns.iter().enumerate() {
            let [cosine, sine] = turn.map(f64x2::splat);
            let next = columns[j + 1];
            let done = &mut columns[j];
            for at in 0..ROWS / 2 {
                done[at] = cosine * carried[at] + sine * next[at];
                carried[at] = cosine * next[at] - sine * carried[at];
            }
        }
        columns[turns.len()] = carried;
        from = end;
    }
}
