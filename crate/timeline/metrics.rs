//! The numbers of a timeline.
//!
//! Invariant: a pure function of the timeline and of what the same work costs on one thread alone.

use super::{EventKind, State, Timeline};
use serde::Serialize;

/// The numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Metrics {
    /// The work's time on one thread alone ÷ the wall.
    pub speedup: f64,
    /// `speedup` ÷ the smaller of cores and lanes.
    pub efficiency: f64,
    /// The fraction of the wall during which somebody holds the lock.
    pub gil_held: f64,
    /// How long lanes waited for the lock, summed.
    pub gil_wait_us: f64,
    /// How often the lock went from one lane to another.
    pub handoffs: usize,
    /// How often a holder was made to let go.
    pub forced_switches: usize,
}

impl Metrics {
    /// Computes them; `one_thread_us` is the whole work on one lane with nobody else.
    pub fn of(timeline: &Timeline, one_thread_us: f64, cores: usize) -> Self {
        let wall = timeline.wall();
        let holdings = timeline.holdings();
        let held: u64 = holdings.iter().map(|holding| holding.end.saturating_sub(holding.start)).sum();
        let waited: u64 = spans(timeline).filter(|span| span.state == State::GilWait).map(super::Span::nanos).sum();
        let lanes = timeline.lanes.iter().filter(|lane| lane.parent.is_none()).count();
        let speedup = ratio(one_thread_us, micros(wall));
        Self {
            speedup,
            efficiency: speedup / cores.min(lanes).max(1) as f64,
            gil_held: ratio(held as f64, wall as f64).min(1.0),
            gil_wait_us: micros(waited),
            handoffs: holdings.windows(2).filter(|pair| pair[0].lane != pair[1].lane).count(),
            forced_switches: timeline.events.iter().filter(|event| event.kind == EventKind::ForcedSwitch).count(),
        }
    }
}

/// Nanoseconds as microseconds: exact to the three decimals that JSON shows.
pub fn micros(nanos: u64) -> f64 {
    nanos as f64 / 1000.0
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn spans(timeline: &Timeline) -> impl Iterator<Item = &super::Span> {
    timeline.lanes.iter().flat_map(|lane| &lane.spans)
}
