//! What will happen when: a priority queue of events.
//!
//! Invariant: events of the same time happen in the order in which they were scheduled. An event carries the epoch of
//! its lane; whoever makes a lane do something else raises the epoch, and events of an old one are ignored.

use crate::timeline::Nanos;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// The burst on the core is over.
    BurstDone,
    /// The time slice is over.
    Quantum,
    /// A waiter has waited an interval.
    Timeout,
    /// A sleeper was woken and wants a core.
    Woke,
    /// Bytecode reaches a place where it looks at the drop request.
    Checkpoint,
    /// 2.7's ticker runs out.
    Tick,
}

/// Something that happens to a lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Due {
    pub(super) at: Nanos,
    order: u64,
    pub(super) lane: u32,
    pub(super) epoch: u32,
    pub(super) what: What,
}

/// The future.
#[derive(Debug, Default)]
pub(super) struct Queue {
    heap: BinaryHeap<Reverse<Due>>,
    scheduled: u64,
}

impl Queue {
    pub(super) fn at(&mut self, at: Nanos, what: What, lane: usize, epoch: u32) {
        self.scheduled += 1;
        self.heap.push(Reverse(Due { at, order: self.scheduled, lane: lane as u32, epoch, what }));
    }

    pub(super) fn next(&mut self) -> Option<Due> {
        self.heap.pop().map(|Reverse(due)| due)
    }

    /// How many events were ever scheduled.
    pub(super) fn scheduled(&self) -> u64 {
        self.scheduled
    }
}
