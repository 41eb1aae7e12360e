//! Each lock's own story: who held it when, and its hand-offs.
//!
//! Invariant: who shares a lock is the policy's word; the holdings of one lock are in order, not empty and never overlap,
//! even where the clocks of two measured lanes disagree by a step.

use super::handoffs::{Handoff, handoffs};
use super::{Holding, Lane, Nanos, Timeline};
use crate::gil::policy;
use crate::scenario::Scenario;
use std::collections::BTreeMap;

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
    /// How long anybody held it.
    pub fn held(&self) -> Nanos {
        self.holdings.iter().map(|holding| holding.end - holding.start).sum()
    }

    /// What its lane is called.
    pub fn name(&self) -> String {
        self.interpreter.map_or("GIL owner".into(), |interpreter| format!("GIL owner · interpreter {interpreter}"))
    }
}

/// Every lock of a timeline, in the order of the interpreters.
pub fn owners(scenario: &Scenario, timeline: &Timeline) -> Vec<Owner> {
    let policy = policy::of(scenario.runtime);
    let lock_of = |lane: &Lane| policy.lock_of(scenario.interpreter(lane.thread, lane.index));
    of_locks(timeline, &timeline.lanes.iter().map(lock_of).collect::<Vec<_>>())
}

/// The same, each with the name of its lane.
pub fn named(scenario: &Scenario, timeline: &Timeline) -> Vec<(String, Owner)> {
    owners(scenario, timeline).into_iter().map(|owner| (owner.name(), owner)).collect()
}

/// Every lock of a timeline, in the order of their numbers, where each lane has this one or none.
pub fn of_locks(timeline: &Timeline, lock_of: &[Option<usize>]) -> Vec<Owner> {
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
            handoffs: handoffs(&holdings, &timeline.lanes),
            holdings: apart(holdings),
        })
        .collect()
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
