//! Writes the timeline while it is simulated.
//!
//! Invariant: a lane's spans tile its life; an empty span is never kept, and a state that goes on is one span.

use crate::timeline::{Cause, Event, EventKind, Lane, Nanos, Span, State, Timeline};

/// A span that has not ended.
#[derive(Debug, Clone, Copy)]
struct Open {
    state: State,
    op: u32,
    rep: u32,
    start: Nanos,
    cause: Option<Cause>,
}

/// The timeline to be.
#[derive(Debug)]
pub(super) struct Record {
    lanes: Vec<Lane>,
    open: Vec<Option<Open>>,
    events: Vec<Event>,
    entries: u64,
}

impl Record {
    pub(super) fn new(lanes: Vec<Lane>) -> Self {
        Self { open: vec![None; lanes.len()], lanes, events: Vec::new(), entries: 0 }
    }

    /// From `now` on the lane is in this state.
    pub(super) fn enter(&mut self, now: Nanos, lane: usize, state: State, at: (u32, u32), cause: Option<Cause>) {
        let next = Open { state, op: at.0, rep: at.1, start: now, cause };
        if let Some(open) = self.open[lane] {
            let same = open.state == state && open.op == next.op && open.rep == next.rep && open.cause == cause;
            if same {
                return;
            }
            self.close(now, lane);
        }
        self.open[lane] = Some(next);
    }

    /// The lane's life, or a helper's turn, is over.
    pub(super) fn close(&mut self, now: Nanos, lane: usize) {
        if let Some(Open { state, op, rep, start, cause }) = self.open[lane].take()
            && now > start
        {
            self.lanes[lane].spans.push(Span { state, op, rep, start, end: now, cause });
            self.entries += 1;
        }
    }

    pub(super) fn event(&mut self, t: Nanos, lane: usize, kind: EventKind, to: Option<usize>) {
        self.events.push(Event { t, lane, kind, to });
        self.entries += 1;
    }

    /// The lane's wait for a forced switch is over: who took the lock is known now.
    pub(super) fn blame(&mut self, lane: usize, holder: usize) {
        if let Some(cause) = self.open[lane].as_mut().and_then(|open| open.cause.as_mut()) {
            cause.holder = holder;
        }
    }

    /// How many spans and events there are.
    pub(super) fn entries(&self) -> u64 {
        self.entries
    }

    pub(super) fn into_timeline(self) -> Timeline {
        Timeline { lanes: self.lanes, events: self.events }
    }
}
