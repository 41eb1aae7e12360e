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
    /// Every stretch during which a lane held its lock, in the order of its start; what is still held when all is over
    /// ends then.
    pub fn holdings(&self) -> Vec<Holding> {
        let mut open: Vec<Option<Nanos>> = vec![None; self.lanes.len()];
        let mut ticked: Vec<Option<Nanos>> = vec![None; self.lanes.len()];
        let mut last: Vec<Option<usize>> = vec![None; self.lanes.len()];
        let mut holdings: Vec<Holding> = Vec::new();
        for &Event { t, lane, kind, .. } in &self.events {
            match kind {
                EventKind::Take => open[lane] = Some(t),
                EventKind::Tick => ticked[lane] = Some(t),
                EventKind::Drop => {
                    if let Some(start) = open[lane].take() {
                        let ended = if ticked[lane] == Some(t) { Manner::Tick } else { Manner::Voluntary };
                        last[lane] = Some(holdings.len());
                        holdings.push(Holding { lane, start, end: t, ended });
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
        let end = self.wall();
        let kept = open.iter().enumerate().filter_map(|(lane, start)| Some((lane, (*start)?)));
        holdings.extend(kept.map(|(lane, start)| Holding { lane, start, end, ended: Manner::Voluntary }));
        holdings.sort_by_key(|holding| (holding.start, holding.end));
        holdings
    }
}
