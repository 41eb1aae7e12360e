//! OpenBLAS' process-wide pool of threads (`level3_lock`), which a team per caller does not have.
//!
//! Invariant: at most one caller of several threads is inside it, and who waits for it enters in the order of calling.

use crate::scenario::Blas;
use std::collections::VecDeque;

#[derive(Debug)]
pub(super) struct Pool {
    kind: Blas,
    owner: Option<usize>,
    queue: VecDeque<usize>,
}

impl Pool {
    pub(super) fn new(kind: Blas) -> Self {
        Self { kind, owner: None, queue: VecDeque::new() }
    }

    /// The lane calls a kernel of so many threads: who is inside, if it has to wait.
    pub(super) fn enter(&mut self, lane: usize, team: u32) -> Option<usize> {
        if team == 1 || self.kind == Blas::Team {
            return None;
        }
        let owner = *self.owner.get_or_insert(lane);
        if owner == lane {
            return None;
        }
        self.queue.push_back(lane);
        Some(owner)
    }

    /// The lane's kernel is complete: which lane is next, if one waits.
    pub(super) fn leave(&mut self, lane: usize) -> Option<usize> {
        if self.owner == Some(lane) {
            self.owner = self.queue.pop_front();
            return self.owner;
        }
        None
    }
}
