//! Threads of an interpreter that runs without a GIL.
//!
//! Such an interpreter takes a GIL all the same for a moment, while it loads a module that may need one.
//!
//! Invariants: whether a process runs without a GIL is told by what its threads do, never by its build alone: one that calls
//! something though it has dropped the lock, or before any thread of its process had one, needs none. Of a process that does
//! so for longer than it holds a lock no lock is told. What a thread sleeps for is not told apart.

use super::Replay;
use super::stretches::Now;
use crate::record::facts::What;
use crate::timeline::{Nanos, State};

/// How a process runs, as far as it is known.
#[derive(Debug, Clone, Copy)]
pub(in crate::record) struct Regime {
    /// It can run without a GIL.
    can_be_free: bool,
    /// A thread of it was at a lock.
    pub(super) locked: bool,
    /// How long its threads were seen to run without one, all together.
    pub(super) unlocked: Nanos,
    /// How long they held one.
    pub(super) held: Nanos,
}

impl Regime {
    pub(super) fn new(can_be_free: bool) -> Self {
        Self { can_be_free, locked: false, unlocked: 0, held: 0 }
    }

    /// Whether it ran without a GIL, all in all.
    pub(in crate::record) fn is_free(self) -> bool {
        self.unlocked > self.held
    }
}

impl Replay {
    fn regime(&mut self, lane: usize) -> &mut Regime {
        &mut self.regimes[self.process_of[self.lanes[lane].thread]]
    }

    /// It is in the interpreter. Who has dropped a GIL for good, and does so, needs none.
    pub(super) fn runs_unlocked(&mut self, lane: usize, t: Nanos) {
        if matches!(self.now[lane], Now::Free { .. }) {
            self.unlock(lane, t);
        }
        self.begins_unlocked(lane, t);
        // It is back, whichever way it came.
        if let Now::Unlocked { outside: Some(_), parked, .. } = self.now[lane] {
            self.cut(lane, t);
            self.operator_ends(lane, t);
            self.now[lane] = Now::Unlocked { since: t, outside: None, parked };
        }
    }

    /// Where facts are missing it may hold a lock.
    fn begins_unlocked(&mut self, lane: usize, t: Nanos) {
        let Regime { locked, unlocked, .. } = *self.regime(lane);
        if matches!(self.now[lane], Now::Unknown | Now::Lost { .. }) && (unlocked > 0 || !locked) {
            self.unlock(lane, t);
        }
    }

    pub(super) fn unlock(&mut self, lane: usize, t: Nanos) {
        if !self.regime(lane).can_be_free {
            return;
        }
        if let Now::Free { since, .. } = self.now[lane] {
            // It went on when it dropped the lock that it had for a module.
            self.now[lane] = Now::Unlocked { since, outside: None, parked: false };
        }
        self.until(lane, t);
        self.now[lane] = Now::Unlocked { since: t, outside: None, parked: false };
    }

    pub(super) fn without_a_gil(&mut self, lane: usize, t: Nanos, what: What) {
        let sleeps = matches!(what, What::Parks | What::Unparks);
        // With a GIL who is outside of it sleeps, too.
        if matches!(self.now[lane], Now::Free { .. }) && (!sleeps || self.regime(lane).unlocked > 0) {
            self.unlock(lane, t);
        }
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
        self.regime(lane).unlocked += t - since;
        if parked {
            self.span(lane, State::Io, since, t, None);
            self.surely_computed(lane, 0);
        } else if outside.is_some() || self.is_in_c(lane) {
            let state = self.without_the_lock(lane, since, t);
            if outside.is_some() {
                self.released(lane, state, since, t, outside);
            }
            self.span(lane, state, since, t, None);
        } else {
            self.span(lane, State::Python, since, t, None);
            // Whether it had a core meanwhile is not known.
            self.surely_computed(lane, 0);
        }
    }

    /// Of processes that ran without a GIL: what they held it for was a moment each.
    pub(super) fn forget_locks(&mut self) {
        let is_free = |lane: &usize| self.regimes[self.process_of[self.lanes[*lane].thread]].is_free();
        let free: Vec<bool> = (0..self.lanes.len()).map(|lane| is_free(&lane)).collect();
        for (lane, _) in free.iter().enumerate().filter(|(_, free)| **free) {
            self.lock_of[lane] = None;
            for span in &mut self.lanes[lane].spans {
                span.cause = None;
                span.state = match span.state {
                    State::KernelHeld => State::KernelReleased,
                    State::GilWait => State::Io,
                    other => other,
                };
            }
        }
        self.events.retain(|event| !free[event.lane]);
    }
}
