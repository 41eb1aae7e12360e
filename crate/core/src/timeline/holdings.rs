//! Who held a lock when, from what happened at the locks.
//!
//! Invariant: a lane holds from its take to its drop, whatever it does meanwhile.

use super::{Event, EventKind, Nanos, Timeline};

/// How a lane came to drop a lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Of its own accord, for a kernel, a wait, or at its end.
    Voluntary,
    /// It was asked to.
    Forced,
    /// Python 2.7's ticker ran out.
    Tick,
}

impl Manner {
    /// Its name in an export.
    pub fn name(self) -> &'static str {
        match self {
            Self::Voluntary => "voluntary",
            Self::Forced => "forced",
            Self::Tick => "tick",
        }
    }
}

/// A stretch during which a lane held the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// Who.
    pub lane: usize,
    /// From.
    pub start: Nanos,
    /// To.
    pub end: Nanos,
    /// How it ended.
    pub ended: Manner,
}

impl Timeline {
    /// Every stretch during which a lane held its lock, in the order of its start, at the same start of its end; what is
    /// still held when all is over ends then.
    pub fn holdings(&self) -> Vec<Holding> {
        let mut open: Vec<Option<usize>> = vec![None; self.lanes.len()];
        let mut last: Vec<Option<usize>> = open.clone();
        let mut ticked: Vec<Option<Nanos>> = vec![None; self.lanes.len()];
        let mut holdings: Vec<Holding> = Vec::new();
        let end = self.wall();
        for &Event { t, lane, kind, .. } in &self.events {
            match kind {
                EventKind::Take => {
                    open[lane] = Some(holdings.len());
                    holdings.push(Holding { lane, start: t, end, ended: Manner::Voluntary });
                }
                EventKind::Tick => ticked[lane] = Some(t),
                EventKind::Drop => {
                    if let Some(at) = open[lane].take() {
                        holdings[at].end = t;
                        if ticked[lane] == Some(t) {
                            holdings[at].ended = Manner::Tick;
                        }
                        last[lane] = Some(at);
                    }
                }
                EventKind::ForcedSwitch => {
                    if let Some(at) = last[lane] {
                        holdings[at].ended = Manner::Forced;
                    }
                }
                EventKind::DropRequest => {}
            }
        }
        by_end(&mut holdings);
        holdings
    }
}

/// Events are in order, so only the ends of what was taken at the same time may not be. A lane takes once at a time, so
/// each moves by fewer places than there are lanes.
fn by_end(holdings: &mut [Holding]) {
    for first in 1..holdings.len() {
        let mut at = first;
        while at > 0 && holdings[at].start == holdings[at - 1].start && holdings[at].end < holdings[at - 1].end {
            holdings.swap(at, at - 1);
            at -= 1;
        }
    }
}
