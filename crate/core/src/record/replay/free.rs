//! Threads of an interpreter that runs without a GIL.
//!
//! Invariants: whether it does is told by what its threads do, never by its build alone: one that calls something while it
//! has no lock, and waits for none, needs none. It computes in calls as it does outside of the interpreter, and what it
//! sleeps for is not told apart.

use super::Replay;
use super::stretches::Now;
use crate::record::facts::What;
use crate::timeline::{Nanos, State};

impl Replay {
    /// It is in the interpreter and may be without a GIL.
    pub(super) fn runs_unlocked(&mut self, lane: usize, t: Nanos) {
        if matches!(self.now[lane], Now::Free { .. }) {
            self.unlock(lane, t);
        }
        self.begins_unlocked(lane, t);
    }

    /// Before its first fact, and where some were lost, the lock would have been told of first.
    fn begins_unlocked(&mut self, lane: usize, t: Nanos) {
        if matches!(self.now[lane], Now::Unknown | Now::Lost { .. }) {
            self.unlock(lane, t);
        }
    }

    fn unlock(&mut self, lane: usize, t: Nanos) {
        if self.free[self.process_of[self.lanes[lane].thread]] {
            self.until(lane, t);
            self.now[lane] = Now::Unlocked { since: t, outside: None, parked: false };
        }
    }

    pub(super) fn without_a_gil(&mut self, lane: usize, t: Nanos, what: What) {
        self.begins_unlocked(lane, t);
        let Now::Unlocked { outside, parked, .. } = self.now[lane] else { return };
        self.cut(lane, t);
        let (outside, parked) = match what {
            What::Detaches(address) => (Some(address), parked),
            What::Attaches => (None, parked),
            _ => (outside, what == What::Parks),
        };
        self.now[lane] = Now::Unlocked { since: t, outside, parked };
        match what {
            What::Detaches(_) => {
                if let Some(place) = self.operator[self.lanes[lane].thread].take() {
                    self.operator_begins(lane, t, place);
                }
            }
            What::Attaches => self.operator_ends(lane, t),
            _ => {}
        }
    }

    /// What it did from then until now.
    pub(super) fn unlocked(&mut self, lane: usize, since: Nanos, t: Nanos, outside: Option<u64>, parked: bool) {
        if parked {
            self.span(lane, State::Io, since, t, None);
            self.surely_computed(lane, 0);
        } else if outside.is_some() || self.is_in_c(lane) {
            let state = self.without_the_lock(lane, t - since);
            if outside.is_some() {
                self.released(lane, state, since, t, outside);
            }
            self.span(lane, state, since, t, None);
        } else {
            self.span(lane, State::Python, since, t, None);
            self.surely_computed(lane, t - since);
        }
    }
}
