//! How a lane spent a stretch of time: with the GIL, waiting for it, or free of it.
//!
//! Invariants: `held + waiting + free()` is the lane's life inside the window, to the nanosecond, so windows that tile a
//! run add up to the whole; a runtime without a lock has nothing but free time.

use super::{Holding, Nanos, Span, State, Timeline};
use serde::{Serialize, Serializer};
use std::ops::Range;

/// A part of a whole; nothing of nothing.
pub(super) fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// One lane in one window. Time counts as held from the take to the drop, whatever the lane does meanwhile: also while
/// it has no core.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shares {
    /// How much of its life lies in the window.
    pub life: Nanos,
    /// Holds its lock.
    pub held: Nanos,
    /// Waits for its lock; not for the BLAS pool, which is no GIL.
    pub waiting: Nanos,
    /// Executes bytecode or computes.
    pub running: Nanos,
    /// Could run but has no core.
    pub no_core: Nanos,
    /// Blocks in a system call.
    pub blocked: Nanos,
    /// Waits for the BLAS pool.
    pub pool: Nanos,
}

impl Shares {
    /// Of one lane.
    pub fn of(timeline: &Timeline, lane: usize, window: Range<Nanos>) -> Self {
        let mine: Vec<Holding> = timeline.holdings().into_iter().filter(|holding| holding.lane == lane).collect();
        Self::within(&timeline.lanes[lane].spans, &mine, window)
    }

    /// Of every lane, in one look at the events.
    pub fn all(timeline: &Timeline, window: Range<Nanos>) -> Vec<Self> {
        let mut holdings = vec![Vec::new(); timeline.lanes.len()];
        timeline.holdings().into_iter().for_each(|holding| holdings[holding.lane].push(holding));
        let lanes = timeline.lanes.iter().zip(&holdings);
        lanes.map(|(lane, holdings)| Self::within(&lane.spans, holdings, window.clone())).collect()
    }

    /// Both lists are in order of time, so each is gone through once.
    fn within(spans: &[Span], holdings: &[Holding], window: Range<Nanos>) -> Self {
        let mut shares = Self::default();
        let mut holdings = &holdings[holdings.partition_point(|holding| holding.end <= window.start)..];
        let first = spans.partition_point(|span| span.end <= window.start);
        for span in spans[first..].iter().take_while(|span| span.start < window.end) {
            let (start, end) = (span.start.max(window.start), span.end.min(window.end));
            holdings = &holdings[holdings.partition_point(|holding| holding.end <= start)..];
            let inside = holdings.iter().take_while(|holding| holding.start < end);
            let held = inside.map(|holding| holding.end.min(end) - holding.start.max(start)).sum();
            shares.add(span, end - start, held);
        }
        shares
    }

    fn add(&mut self, span: &Span, time: Nanos, held: Nanos) {
        self.life += time;
        self.held += held;
        match span.state {
            State::Python | State::KernelHeld | State::KernelReleased | State::Blas => self.running += time,
            State::Runnable => self.no_core += time,
            State::Io => self.blocked += time,
            State::GilWait if span.waits_for_pool() => self.pool += time,
            // A measured lane has the lock a moment before it writes down that its wait is over.
            State::GilWait => self.waiting += time - held,
        }
    }

    /// Neither holds its lock nor waits for it.
    pub fn free(&self) -> Nanos {
        self.life - self.held - self.waiting
    }
}

/// A lane's shares as they are written: as parts of its life, or of the part of it that a window shows.
#[derive(Serialize)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(rename = "Shares"),
    schemars(rename = "Shares")
)]
pub(super) struct Fractions {
    held: f64,
    waiting: f64,
    free: f64,
    running: f64,
    no_core: f64,
    blocked: f64,
    pool: f64,
}

impl Serialize for Shares {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let of = |part: Nanos| ratio(part as f64, self.life as f64);
        Fractions {
            held: of(self.held),
            waiting: of(self.waiting),
            free: of(self.free()),
            running: of(self.running),
            no_core: of(self.no_core),
            blocked: of(self.blocked),
            pool: of(self.pool),
        }
        .serialize(serializer)
    }
}
