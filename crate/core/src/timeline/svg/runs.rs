//! Merges what is too narrow to be seen, so that a picture of a million spans stays small.
//!
//! Invariant: what is at least as wide as `narrow` keeps its exact edges; narrower neighbours are pooled into one run of
//! what fills most of it, never across a gap that could be seen.

use crate::timeline::Nanos;

/// Something that fills a stretch of a row: a span of a state, or a holding of a lane.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) key: usize,
    pub(super) start: Nanos,
    pub(super) end: Nanos,
}

/// What is drawn as one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    /// What fills most of it.
    pub(super) key: usize,
    pub(super) start: Nanos,
    pub(super) end: Nanos,
    /// Which piece it is, or the first of them.
    pub(super) first: usize,
    pub(super) pieces: usize,
}

/// Merges the pieces of one row; `mixed` is the key of a run of which none fills half, if that is to have one.
pub(super) fn merge(pieces: impl Iterator<Item = Piece>, narrow: Nanos, mixed: Option<usize>) -> Vec<Run> {
    let mut pool = Pool { narrow, mixed, runs: Vec::new(), shares: Vec::new(), start: 0, end: 0, first: 0, pieces: 0 };
    for (at, piece) in pieces.enumerate() {
        pool.add(at, piece);
    }
    pool.flush();
    pool.runs
}

struct Pool {
    narrow: Nanos,
    mixed: Option<usize>,
    runs: Vec<Run>,
    /// How long each key fills the pool.
    shares: Vec<(usize, Nanos)>,
    start: Nanos,
    end: Nanos,
    first: usize,
    pieces: usize,
}

impl Pool {
    fn add(&mut self, at: usize, Piece { key, start, end }: Piece) {
        let wide = end - start >= self.narrow;
        if wide || start.saturating_sub(self.end) >= self.narrow {
            self.flush();
        }
        if self.pieces == 0 {
            (self.start, self.first) = (start, at);
        }
        (self.end, self.pieces) = (end, self.pieces + 1);
        match self.shares.iter_mut().find(|share| share.0 == key) {
            Some(share) => share.1 += end - start,
            None => self.shares.push((key, end - start)),
        }
        if self.end - self.start >= self.narrow {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let Some(&(most, share)) = self.shares.iter().max_by_key(|share| share.1) else { return };
        let all: Nanos = self.shares.iter().map(|share| share.1).sum();
        let key = self.mixed.filter(|_| share * 2 < all).unwrap_or(most);
        let run = Run { key, start: self.start, end: self.end, first: self.first, pieces: self.pieces };
        match self.runs.last_mut() {
            Some(last) if last.key == key && last.end == run.start && last.pieces > 1 && run.pieces > 1 => {
                (last.end, last.pieces) = (run.end, last.pieces + run.pieces);
            }
            _ => self.runs.push(run),
        }
        self.shares.clear();
        self.pieces = 0;
    }
}
