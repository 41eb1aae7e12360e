//! Each lock's own story: who held it when, and how it went from lane to lane.
//!
//! Invariant: who shares a lock is the policy's word; the holdings of one lock are in order, not empty and never overlap,
//! even where the clocks of two measured lanes disagree by a step.

use super::report::Report;
use super::{EventKind, Holding, Nanos};
use crate::gil::policy;
use std::collections::{BTreeMap, HashSet};

/// How a lock came to change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// The holder let go of its own accord, for a kernel, a wait, or at its end.
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

/// Every lock of a Report, in the order of the interpreters.
pub fn owners(report: &Report) -> Vec<Owner> {
    let policy = policy::of(report.head.scenario.runtime);
    let timeline = &report.timeline;
    let lock_of = |lane: usize| {
        let group = report.head.scenario.threads.get(timeline.lanes[lane].thread);
        policy.lock_of(group.map_or(0, |group| group.interpreter))
    };
    let mut locks: BTreeMap<usize, Vec<Holding>> = BTreeMap::new();
    for lock in (0..timeline.lanes.len()).filter_map(lock_of) {
        locks.entry(lock).or_default();
    }
    for holding in timeline.holdings() {
        if let Some(holdings) = lock_of(holding.lane).and_then(|lock| locks.get_mut(&lock)) {
            holdings.push(holding);
        }
    }
    let marks = timeline.events.iter().map(|event| (event.lane, event.t, event.kind));
    let marks: HashSet<_> = marks.filter(|mark| matches!(mark.2, EventKind::ForcedSwitch | EventKind::Tick)).collect();
    let several = locks.len() > 1;
    locks
        .into_iter()
        .map(|(lock, holdings)| Owner {
            interpreter: several.then_some(lock),
            handoffs: handoffs(&holdings, &marks),
            holdings: apart(holdings),
        })
        .collect()
}

fn handoffs(holdings: &[Holding], marks: &HashSet<(usize, Nanos, EventKind)>) -> Vec<Handoff> {
    let changes = holdings.windows(2).filter(|pair| pair[0].lane != pair[1].lane);
    changes
        .map(|pair| {
            let (from, dropped) = (pair[0].lane, pair[0].end);
            let manner = if marks.contains(&(from, dropped, EventKind::ForcedSwitch)) {
                Manner::Forced
            } else if marks.contains(&(from, dropped, EventKind::Tick)) {
                Manner::Tick
            } else {
                Manner::Voluntary
            };
            Handoff { from, to: pair[1].lane, dropped, taken: pair[1].start, manner }
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
