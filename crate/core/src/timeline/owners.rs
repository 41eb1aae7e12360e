//! Each lock's own story: who held it when, and how it went from lane to lane.
//!
//! Invariant: who shares a lock is the policy's word; the holdings of one lock are in order, not empty and never overlap,
//! even where the clocks of two measured lanes disagree by a step.

use super::{Holding, Lane, Manner, Nanos, Span, State, Timeline};
use crate::gil::policy;
use crate::scenario::Scenario;
use std::collections::BTreeMap;

/// A lock went from one lane to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handoff {
    /// Who dropped it.
    pub from: usize,
    /// Who took it next.
    pub to: usize,
    /// When it was dropped.
    pub dropped: Nanos,
    /// When it was taken.
    pub taken: Nanos,
    /// How.
    pub manner: Manner,
}

impl Handoff {
    /// The end of the next holder's wait, from the drop on, if it waits from there until it has taken the lock: a lock
    /// that lay free and is picked up later was handed over by nobody.
    pub(super) fn wake(&self, spans: &[Span]) -> Option<(Nanos, Nanos)> {
        let (dropped, taken) = (self.dropped.min(self.taken), self.taken);
        let waits = |span: &Span| matches!(span.state, State::GilWait | State::Runnable) && !span.waits_for_pool();
        let ended = spans.partition_point(|span| span.end < dropped || (span.end == dropped && dropped < taken));
        let last = spans.partition_point(|span| span.start < taken);
        let wait = spans.get(ended..last).filter(|wait| wait.iter().all(waits))?.first()?;
        Some((dropped.max(wait.start), wait.end.min(taken)))
    }
}

/// One lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Whose it is, where each interpreter has its own.
    pub interpreter: Option<usize>,
    /// Who held it when.
    pub holdings: Vec<Holding>,
    /// How it changed hands.
    pub handoffs: Vec<Handoff>,
}

impl Owner {
    /// What its lane is called.
    pub fn name(&self) -> String {
        self.interpreter.map_or("GIL owner".into(), |interpreter| format!("GIL owner · interpreter {interpreter}"))
    }
}

/// Every lock of a timeline, in the order of the interpreters.
pub fn owners(scenario: &Scenario, timeline: &Timeline) -> Vec<Owner> {
    let policy = policy::of(scenario.runtime);
    let lock_of = |lane: &Lane| policy.lock_of(scenario.interpreter(lane.thread, lane.index));
    let lock_of: Vec<Option<usize>> = timeline.lanes.iter().map(lock_of).collect();
    let mut locks: BTreeMap<usize, Vec<Holding>> = BTreeMap::new();
    for lock in lock_of.iter().flatten() {
        locks.entry(*lock).or_default();
    }
    for holding in timeline.holdings() {
        if let Some(holdings) = lock_of[holding.lane].and_then(|lock| locks.get_mut(&lock)) {
            holdings.push(holding);
        }
    }
    let several = locks.len() > 1;
    locks
        .into_iter()
        .map(|(lock, holdings)| Owner {
            interpreter: several.then_some(lock),
            handoffs: handoffs(&holdings),
            holdings: apart(holdings),
        })
        .collect()
}

fn handoffs(holdings: &[Holding]) -> Vec<Handoff> {
    let changes = holdings.windows(2).filter(|pair| pair[0].lane != pair[1].lane);
    let handoff = |pair: &[Holding]| Handoff {
        from: pair[0].lane,
        to: pair[1].lane,
        dropped: pair[0].end,
        taken: pair[1].start,
        manner: pair[0].ended,
    };
    changes.map(handoff).collect()
}

/// Cuts each holding where the next begins and leaves out the empty ones.
fn apart(mut holdings: Vec<Holding>) -> Vec<Holding> {
    for at in 1..holdings.len() {
        let next = holdings[at].start;
        let holding = &mut holdings[at - 1];
        holding.end = holding.end.min(next);
    }
    holdings.retain(|holding| holding.end > holding.start);
    holdings
}
