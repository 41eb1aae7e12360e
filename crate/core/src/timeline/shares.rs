//! How a lane spent a stretch of time: with the GIL, waiting for it, or free of it.
//!
//! Invariants: `held + waiting + free()` is the lane's life inside the window, to the nanosecond, so windows that tile a
//! run add up to the whole; a runtime without a lock has nothing but free time. A holding counts whole, also where the
//! clocks of two lanes disagree by a step and the owner's row cuts it.

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

/// A stretch of a lane's life in which it does one thing, and holds its lock all the while or not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The span that it is part of.
    pub span: &'a Span,
    /// When it begins.
    pub start: Nanos,
    /// When it ends.
    pub end: Nanos,
    /// Whether its lane holds its lock.
    pub held: bool,
}

/// Every lane's whole life, piece by piece.
pub fn each_piece(timeline: &Timeline, mut each: impl FnMut(usize, &Piece)) {
    pieces_within(timeline, &(0..Nanos::MAX), &mut each);
}

fn pieces_within(timeline: &Timeline, window: &Range<Nanos>, each: &mut dyn FnMut(usize, &Piece)) {
    let mut holdings = vec![Vec::new(); timeline.lanes.len()];
    timeline.holdings().into_iter().for_each(|holding| holdings[holding.lane].push(holding));
    for (at, (lane, holdings)) in timeline.lanes.iter().zip(&holdings).enumerate() {
        pieces_of(&lane.spans, holdings, window, &mut |piece| each(at, piece));
    }
}

/// Both lists are in order of time, so each is gone through once.
fn pieces_of(spans: &[Span], holdings: &[Holding], window: &Range<Nanos>, each: &mut dyn FnMut(&Piece)) {
    let mut holdings = &holdings[holdings.partition_point(|holding| holding.end <= window.start)..];
    let first = spans.partition_point(|span| span.end <= window.start);
    for span in spans[first..].iter().take_while(|span| span.start < window.end) {
        let (mut start, last) = (span.start.max(window.start), span.end.min(window.end));
        let mut until = |end: Nanos, held: bool| {
            if end > start {
                each(&Piece { span, start, end, held });
                start = end;
            }
        };
        while let Some(holding) = holdings.first().filter(|holding| holding.start < last) {
            until(holding.start, false);
            until(holding.end.min(last), true);
            if holding.end > last {
                break;
            }
            holdings = &holdings[1..];
        }
        until(last, false);
    }
}

impl Shares {
    /// Of every lane, in one look at the events.
    pub fn all(timeline: &Timeline, window: Range<Nanos>) -> Vec<Self> {
        let mut shares = vec![Self::default(); timeline.lanes.len()];
        pieces_within(timeline, &window, &mut |lane, piece| shares[lane].add(piece));
        shares
    }

    fn add(&mut self, &Piece { span, start, end, held }: &Piece) {
        let time = end - start;
        self.life += time;
        if held {
            self.held += time;
        }
        match span.state {
            State::Python | State::KernelHeld | State::KernelReleased | State::Blas => self.running += time,
            State::Runnable => self.no_core += time,
            State::Io => self.blocked += time,
            State::GilWait if span.waits_for_pool() => self.pool += time,
            // A measured lane has the lock a moment before it writes down that its wait is over.
            State::GilWait if held => {}
            State::GilWait => self.waiting += time,
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
