//! The operating system: which lanes have a core, who is next, and whose time slice is over.
//!
//! Invariants: at most `cores` lanes have one; ready lanes are served in their order; a lane loses its core only when
//! another is ready and its own slice is over.

use crate::timeline::Nanos;
use std::collections::VecDeque;

/// A lane's stay on a core.
#[derive(Debug, Clone, Copy)]
struct Stay {
    lane: usize,
    /// Which of the lane's stays it is: an old one is over.
    number: u32,
    since: Nanos,
}

/// The cores and the run queue.
#[derive(Debug)]
pub(super) struct Cores {
    idle: usize,
    count: usize,
    quantum: Nanos,
    ready: VecDeque<usize>,
    /// In the order in which they began, which is that of their slices' ends; those that are over are dropped late.
    stays: VecDeque<Stay>,
    /// Each lane's present or last stay: its number and since when.
    current: Vec<(u32, Nanos)>,
}

impl Cores {
    pub(super) fn new(count: usize, quantum: Nanos, lanes: usize) -> Self {
        let (ready, stays) = (VecDeque::new(), VecDeque::new());
        Self { idle: count, count, quantum, ready, stays, current: vec![(0, 0); lanes] }
    }

    /// Gives the lane a core, or a place in the queue; says which.
    pub(super) fn request(&mut self, lane: usize, now: Nanos) -> bool {
        let free = self.idle > 0;
        if free {
            self.idle -= 1;
            self.begin(lane, now);
        } else {
            self.ready.push_back(lane);
        }
        free
    }

    /// Takes the lane's core away and gives it to the first in the queue, which is returned.
    pub(super) fn release(&mut self, lane: usize, now: Nanos) -> Option<usize> {
        self.current[lane].0 += 1;
        let next = self.ready.pop_front();
        match next {
            Some(next) => self.begin(next, now),
            None => self.idle += 1,
        }
        next
    }

    fn begin(&mut self, lane: usize, now: Nanos) {
        if self.stays.len() > 2 * self.count + 16 {
            let current = &self.current;
            self.stays.retain(|stay| current[stay.lane].0 == stay.number);
        }
        self.current[lane].1 = now;
        self.stays.push_back(Stay { lane, number: self.current[lane].0, since: now });
    }

    /// When the next lane must leave its core, if somebody is ready for it.
    pub(super) fn next_expiry(&mut self) -> Option<Nanos> {
        if self.ready.is_empty() {
            return None;
        }
        while self.stays.front().is_some_and(|stay| self.current[stay.lane].0 != stay.number) {
            self.stays.pop_front();
        }
        self.stays.front().map(|stay| stay.since + self.quantum)
    }

    /// The lane whose slice ended first.
    pub(super) fn expired(&mut self, now: Nanos) -> Option<usize> {
        let over = self.next_expiry().is_some_and(|end| end <= now);
        if over { self.stays.pop_front().map(|stay| stay.lane) } else { None }
    }

    /// When the time slice of a lane on a core ends.
    pub(super) fn slice_end(&self, lane: usize) -> Nanos {
        self.current[lane].1 + self.quantum
    }

    pub(super) fn all_busy(&self) -> bool {
        self.idle == 0
    }
}
