//! Which calls a thread is in, and what becomes of its time there.
//!
//! Invariants: a call is in the one that was open when it began, so calls make a tree for each process; time belongs to the
//! innermost call alone. A call that was seen to run Python code is C code no more.

use super::Replay;
use super::stretches::Now;
use crate::timeline::{Nanos, State};

/// All calls from one place, inside of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::record) struct Spent {
    /// The call that they are in.
    pub(in crate::record) parent: Option<usize>,
    /// One of the threads that made them.
    pub(in crate::record) thread: usize,
    /// Where they are made.
    pub(in crate::record) place: u64,
    /// They are an operator, of which only the time between its drop of the lock and its next take is known.
    pub(in crate::record) operator: bool,
    /// How many.
    pub(in crate::record) count: u64,
    /// How long they took, with all that they called.
    pub(in crate::record) total: Nanos,
    /// With the lock, in none of the calls inside of them; likewise those that follow.
    pub(in crate::record) held: Nanos,
    /// Of that, while Python code ran that the call itself has called.
    pub(in crate::record) python: Nanos,
    /// Without it, computing or blocked.
    pub(in crate::record) released: Nanos,
    /// Waiting for it.
    pub(in crate::record) waiting: Nanos,
}

/// A call that goes on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    call: usize,
    since: Nanos,
    python: bool,
}

/// Calls within more calls than these are told as one of them; a damaged file may claim any number.
const DEEPEST: usize = 1000;
/// More different calls than these are told as the calls that they are in.
const MOST: usize = 100_000;

impl Replay {
    fn open(&mut self, lane: usize) -> &mut Vec<Open> {
        &mut self.open[self.lanes[lane].thread]
    }

    /// The call that a lane is in.
    pub(super) fn call(&self, lane: usize) -> Option<usize> {
        self.open[self.lanes[lane].thread].last().map(|open| open.call)
    }

    pub(super) fn is_in_c(&self, lane: usize) -> bool {
        self.open[self.lanes[lane].thread].last().is_some_and(|open| !open.python)
    }

    /// Time of the innermost call, which is the one that is returned.
    pub(super) fn spend(&mut self, lane: usize, state: State, time: Nanos) -> Option<usize> {
        let call = self.call(lane)?;
        let Spent { held, python, released, waiting, .. } = &mut self.calls[call];
        if state == State::Python {
            *python = python.saturating_add(time);
        }
        let sum = match state {
            State::Python | State::KernelHeld => held,
            State::GilWait => waiting,
            _ => released,
        };
        *sum = sum.saturating_add(time);
        Some(call)
    }

    /// What a lane did is cut in two: it goes on in another call.
    pub(super) fn cut(&mut self, lane: usize, t: Nanos) {
        if matches!(self.now[lane], Now::Unknown | Now::Lost { .. }) {
            return;
        }
        self.until(lane, t);
        match &mut self.now[lane] {
            Now::Unknown | Now::Lost { .. } => {}
            Now::Held { since }
            | Now::Seen { since, .. }
            | Now::Free { since, .. }
            | Now::Wants { since, .. }
            | Now::Forced { since, .. }
            | Now::Unlocked { since, .. } => {
                *since = t.max(*since);
            }
        }
    }

    pub(super) fn calls(&mut self, lane: usize, t: Nanos, place: u64) {
        self.runs_unlocked(lane, t);
        self.begin(lane, t, place);
    }

    fn begin(&mut self, lane: usize, t: Nanos, place: u64) {
        if self.open(lane).len() == DEEPEST {
            return;
        }
        let thread = self.lanes[lane].thread;
        let parent = self.call(lane);
        let process = self.process_of[thread];
        let new = self.calls.len();
        if new == MOST && !self.call_at.contains_key(&(parent, process, place)) {
            return;
        }
        self.cut(lane, t);
        let call = *self.call_at.entry((parent, process, place)).or_insert(new);
        if call == new {
            let (count, total, held, python, released, waiting) = (0, 0, 0, 0, 0, 0);
            let operator = false;
            self.calls.push(Spent { parent, thread, place, operator, count, total, held, python, released, waiting });
        }
        self.open(lane).push(Open { call, since: t, python: false });
    }

    /// The lock was dropped for an operator.
    pub(super) fn operator_begins(&mut self, lane: usize, t: Nanos, place: u64) {
        let before = self.open(lane).len();
        self.begin(lane, t, place);
        if let Some(open) = self.open(lane).get(before).copied() {
            self.calls[open.call].operator = true;
        }
    }

    /// The thread has its lock again.
    pub(super) fn operator_ends(&mut self, lane: usize, t: Nanos) {
        if self.call(lane).is_some_and(|call| self.calls[call].operator) {
            let top = self.open(lane).len() - 1;
            self.close(lane, t, top);
        }
    }

    pub(super) fn returns(&mut self, lane: usize, t: Nanos, place: u64) {
        self.runs_unlocked(lane, t);
        let calls = &self.calls;
        let open = &self.open[self.lanes[lane].thread];
        if let Some(at) = open.iter().rposition(|open| calls[open.call].place == place) {
            self.cut(lane, t);
            self.close(lane, t, at);
        }
    }

    pub(super) fn runs_python(&mut self, lane: usize, t: Nanos, place: u64) {
        self.runs_unlocked(lane, t);
        if self.call(lane).is_some_and(|call| self.calls[call].place == place) {
            self.cut(lane, t);
            if let Some(open) = self.open(lane).last_mut() {
                open.python = true;
            }
        }
    }

    /// All calls from this one inwards are over.
    pub(super) fn close(&mut self, lane: usize, t: Nanos, from: usize) {
        for Open { call, since, .. } in self.open(lane).split_off(from) {
            if let Some(shown) = self.shown(since, t) {
                let Spent { count, total, .. } = &mut self.calls[call];
                *count += 1;
                *total = total.saturating_add(shown);
            }
        }
    }
}
