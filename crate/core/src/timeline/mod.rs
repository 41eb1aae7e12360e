//! The answer: per lane, what it did when. Everything else, `metrics`, `ascii` and the Report, is a function of it.
//!
//! Invariants: the spans of a lane are in order, not empty, and tile its life without gap or overlap; times are
//! nanoseconds from the start barrier. This folder knows no engine.

pub mod ascii;
pub mod csv;
pub mod doubts;
mod foreign;
pub mod formats;
pub mod handoffs;
mod holdings;
pub mod metrics;
pub mod open;
pub mod owners;
pub mod perfetto;
pub mod report;
pub mod rows;
pub mod shares;
pub mod svg;
mod us;
mod words;
pub mod work;

use serde::{Deserialize, Serialize};
use std::fmt::{Display, Formatter};

pub use holdings::{Holding, Manner};
pub use us::{LONGEST, micros, nanos};

/// Nanoseconds from the start barrier.
pub type Nanos = u64;

/// What a lane is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum State {
    /// Executes bytecode; holds a GIL if the runtime has one.
    Python,
    /// Computes a kernel and holds the lock.
    KernelHeld,
    /// Computes a kernel without the lock.
    KernelReleased,
    /// Waits for the lock.
    GilWait,
    /// Blocks in a system call.
    Io,
    /// Could run but has no core; simulated only.
    Runnable,
    /// Helps inside another lane's kernel.
    Blas,
}

impl State {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] =
        [Self::Python, Self::KernelHeld, Self::KernelReleased, Self::GilWait, Self::Io, Self::Runnable, Self::Blas];
}

/// Its name in a Report.
impl Display for State {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        self.serialize(f)
    }
}

/// What can happen at the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum EventKind {
    /// A thread now holds it.
    Take,
    /// A thread drops it.
    Drop,
    /// A waiter asks the holder to drop the lock.
    DropRequest,
    /// Python 2.7's ticker ran out.
    Tick,
    /// A thread drops the lock because it was asked to; follows the drop.
    ForcedSwitch,
}

impl EventKind {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Take, Self::Drop, Self::DropRequest, Self::Tick, Self::ForcedSwitch];
}

/// Why a lane waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// The holder executes bytecode.
    Bytecode,
    /// The holder is inside a kernel, or a wait, that holds the lock.
    Kernel,
    /// It was woken because the lock was free, but somebody else was faster.
    LostRace,
    /// This lane had to drop the lock and waits until another has taken.
    ForcedSwitch,
    /// The BLAS library's own lock, not the GIL.
    PoolLock,
}

impl CauseKind {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 5] = [Self::Bytecode, Self::Kernel, Self::LostRace, Self::ForcedSwitch, Self::PoolLock];
}

/// Its name in a Report.
impl Display for CauseKind {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        self.serialize(f)
    }
}

/// Why, and because of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Cause {
    /// Why.
    pub kind: CauseKind,
    /// The lane that held the lock when the wait began; for a forced switch the one that took it.
    pub holder: usize,
}

/// A stretch of a lane's life in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Span {
    /// What the lane was doing.
    pub state: State,
    /// Which operation of the pass.
    pub op: u32,
    /// Which pass.
    pub rep: u32,
    /// When it begins; in microseconds where it is written.
    #[serde(rename = "start_us", with = "us")]
    #[cfg_attr(feature = "types", ts(type = "number"), schemars(with = "f64"))]
    pub start: Nanos,
    /// When it ends, which is when the next one begins; likewise.
    #[serde(rename = "end_us", with = "us")]
    #[cfg_attr(feature = "types", ts(type = "number"), schemars(with = "f64"))]
    pub end: Nanos,
    /// Why it waits, in the state `gil-wait`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub cause: Option<Cause>,
}

impl Span {
    /// How long it lasts.
    pub fn nanos(&self) -> Nanos {
        self.end - self.start
    }

    /// Whether it waits for the BLAS library's lock, which is no GIL.
    pub fn waits_for_pool(&self) -> bool {
        self.cause.is_some_and(|cause| cause.kind == CauseKind::PoolLock)
    }
}

/// One thread's row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema), ts(rename = "LaneHead"))]
pub struct Lane {
    /// Such as `worker 1`: the name of its group, and a number.
    pub name: String,
    /// Which group of the Scenario.
    pub thread: usize,
    /// Which of the group's `count`.
    pub index: usize,
    /// The lane whose kernel it helps.
    pub parent: Option<usize>,
    /// Which real worker it was, when measured.
    pub worker: Option<u32>,
    /// How many iterations of bytecode it executed, when measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub iterations: Option<u64>,
    /// What it did.
    #[serde(default, skip_serializing)]
    #[cfg_attr(feature = "types", ts(skip))]
    pub spans: Vec<Span>,
}

impl Lane {
    /// The state in which it spends most of a stretch.
    pub fn mostly(&self, start: Nanos, end: Nanos) -> Option<State> {
        let spans = &self.spans[self.spans.partition_point(|span| span.end <= start)..];
        // Nearly all holdings lie within one span.
        if let Some(span) = spans.first().filter(|span| span.end >= end) {
            return Some(span.state);
        }
        let mut within = [0; State::ALL.len()];
        for span in spans.iter().take_while(|span| span.start < end) {
            within[span.state as usize] += span.end.min(end) - span.start.max(start);
        }
        let most = within.into_iter().max().filter(|most| *most > 0)?;
        State::ALL.into_iter().find(|state| within[*state as usize] == most)
    }
}

/// Something happened at the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Event {
    /// When.
    #[serde(rename = "t_us", with = "us")]
    #[cfg_attr(feature = "types", ts(type = "number"), schemars(with = "f64"))]
    pub t: Nanos,
    /// To which lane.
    pub lane: usize,
    /// What.
    pub kind: EventKind,
    /// Which other lane it concerns.
    pub to: Option<usize>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline {
    /// In the Scenario's order.
    pub lanes: Vec<Lane>,
    /// In the order of time.
    pub events: Vec<Event>,
}

impl Timeline {
    /// From the barrier to the last span's end.
    pub fn wall(&self) -> Nanos {
        self.lanes.iter().filter_map(|lane| lane.spans.last()).map(|span| span.end).max().unwrap_or(0)
    }
}
