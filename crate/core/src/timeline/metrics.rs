//! The numbers of a timeline.
//!
//! Invariant: a pure function of the timeline, of its Scenario and of what the same work costs alone; each list is gone
//! through once.

use super::handoffs::Handoff;
use super::owners::{Owner, owners};
#[cfg(feature = "types")]
use super::shares::Fractions;
use super::shares::{Shares, ratio};
use super::work::Work;
use super::{EventKind, Manner, Span, State, Timeline, micros};
use crate::scenario::Scenario;
use serde::Serialize;

/// The numbers.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Metrics {
    /// The work's time on one thread alone ÷ the wall.
    pub speedup: f64,
    /// `speedup` ÷ the smaller of cores and lanes.
    pub efficiency: f64,
    /// The speedup that no schedule of this work exceeds.
    pub amdahl_bound: f64,
    /// The part of the work that must be done under one lock, the largest over locks.
    pub serial_fraction: f64,
    /// The fraction of the wall during which somebody holds the lock, the largest over locks.
    pub gil_held: f64,
    /// How long lanes were in the state `gil-wait`, summed; `pool_wait_us` is part of it.
    pub gil_wait_us: f64,
    /// How long lanes waited for the BLAS pool, which is a lock but no GIL, summed.
    pub pool_wait_us: f64,
    /// How often a lock went from one lane to another.
    pub handoffs: usize,
    /// The same by how the holder came to drop it.
    pub handoffs_by: Handoffs,
    /// How often a holder had to drop the lock.
    pub forced_switches: usize,
    /// How each lane spent its life, in the order of the lanes.
    #[cfg_attr(feature = "types", ts(as = "Vec<Fractions>"), schemars(with = "Vec<Fractions>"))]
    pub lanes: Vec<Shares>,
}

/// How often a lock changed hands, by how its holder came to drop it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Handoffs {
    /// The holder dropped the lock of its own accord.
    pub voluntary: usize,
    /// It was asked to.
    pub forced: usize,
    /// Python 2.7's ticker ran out.
    pub tick: usize,
}

impl Handoffs {
    /// Counts them.
    pub(crate) fn of<'h>(handoffs: impl Iterator<Item = &'h Handoff>) -> Self {
        let mut by = Self::default();
        for handoff in handoffs {
            *match handoff.manner {
                Manner::Voluntary => &mut by.voluntary,
                Manner::Forced => &mut by.forced,
                Manner::Tick => &mut by.tick,
            } += 1;
        }
        by
    }

    /// How many there are.
    pub(crate) fn all(self) -> usize {
        self.voluntary + self.forced + self.tick
    }
}

impl Metrics {
    /// Computes them; `work` is what the Scenario asks for on so many `cores`.
    pub fn of(timeline: &Timeline, scenario: &Scenario, work: &Work, cores: usize) -> Self {
        let wall = timeline.wall();
        let owners = owners(scenario, timeline);
        let held = owners.iter().map(Owner::held).max();
        let by = Handoffs::of(owners.iter().flat_map(|owner| &owner.handoffs));
        let waits = || timeline.lanes.iter().flat_map(|lane| &lane.spans).filter(|span| span.state == State::GilWait);
        let lanes = timeline.lanes.iter().filter(|lane| lane.parent.is_none()).count();
        let speedup = ratio(work.one_thread_us, micros(wall));
        Self {
            speedup,
            efficiency: speedup / cores.min(lanes).max(1) as f64,
            amdahl_bound: work.bound,
            serial_fraction: work.serial_fraction,
            gil_held: ratio(held.unwrap_or(0) as f64, wall as f64),
            gil_wait_us: summed(waits()),
            pool_wait_us: summed(waits().filter(|span| span.waits_for_pool())),
            handoffs: by.all(),
            handoffs_by: by,
            forced_switches: timeline.events.iter().filter(|event| event.kind == EventKind::ForcedSwitch).count(),
            lanes: Shares::all(timeline, 0..wall),
        }
    }
}

/// The time of many lanes together, which may be longer than any run.
pub(crate) fn summed<'a>(spans: impl Iterator<Item = &'a Span>) -> f64 {
    spans.map(|span| u128::from(span.nanos())).sum::<u128>() as f64 / 1000.0
}
