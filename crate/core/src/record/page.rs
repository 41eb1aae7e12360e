//! A recording as its page has it: what the command line says, without the spans and the events, which go as columns.
//!
//! Invariant: every number and every sentence is one that `gil show` prints, by the same code.

use super::calls::{Told, told};
use super::json::{engine, metrics::Metrics};
use super::told::calls::place;
use super::told::waits::{Wait, longest, reason};
use super::told::{Said, said, title};
use super::{Gap, Recording};
use crate::atlas::rule::Verdict;
use crate::timeline::micros;
use crate::timeline::report::written;
use serde::Serialize;

/// As many waits are listed.
const WAITS: usize = 20;

/// All of it.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "RecordingHead"))]
pub struct Head {
    title: String,
    #[cfg_attr(feature = "types", ts(type = "'recorded' | 'sampled'"))]
    engine: &'static str,
    wall_us: f64,
    /// Of a part of a recording where it begins in the whole; null for the whole.
    from_us: Option<f64>,
    /// Whether there is more in the file behind it.
    more: bool,
    cores: usize,
    /// The switch interval of its first process, where it is known.
    interval_us: Option<f64>,
    processes: Vec<ProcessWords>,
    locks: Vec<LockWords>,
    lanes: Vec<LaneWords>,
    /// What each call is called, by the number that a span has for it, from 1.
    calls: Vec<String>,
    /// Calls of one name from one line, those first that held the lock longest.
    table: Vec<CallRow>,
    /// The longest.
    waits: Vec<WaitRow>,
    gaps: Vec<GapRow>,
    /// The part of the time in which the lock that was held longest was held; null without a lock.
    gil_held: Option<f64>,
    handoffs: Option<usize>,
    /// What it ran with, such as `numpy 2.4.6`.
    with: Vec<String>,
    ended: Option<String>,
    notes: Vec<String>,
    advice: Option<String>,
}

/// A process.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ProcessWords {
    pid: u32,
    command: String,
    python: String,
    /// Whether it ran without a GIL.
    free: bool,
}

/// A lock.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LockWords {
    /// `GIL`, or `GIL of 4711`.
    name: String,
    process: usize,
}

/// A thread at one lock.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LaneWords {
    name: String,
    tid: Option<u32>,
    process: usize,
    /// Null where it was at none.
    lock: Option<usize>,
}

/// Calls of one name from one line.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct CallRow {
    name: String,
    /// `job.py:12`; empty where it has no one place.
    place: String,
    #[cfg_attr(feature = "types", ts(type = "string | null"))]
    atlas: Option<Verdict>,
    /// The interpreter doesn't tell of it: how long it held the lock isn't known.
    operator: bool,
    count: u64,
    held_us: f64,
    released_us: f64,
    waiting_us: f64,
    gil_free: Option<f64>,
    /// The numbers that its spans have.
    numbers: Vec<usize>,
}

/// A wait with all its rounds.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct WaitRow {
    lane: usize,
    start_us: f64,
    end_us: f64,
    rounds: usize,
    why: String,
}

/// A stretch of a lane's life of which nothing is known.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct GapRow {
    lane: usize,
    start_us: f64,
    end_us: f64,
    lost: u64,
}

pub(super) fn head(recording: &Recording) -> String {
    let Recording { head, processes, timeline, places, gaps, .. } = recording;
    let Said { with, ended, notes, advice } = said(recording);
    let Metrics { gil_held, handoffs, .. } = Metrics::of(recording);
    let process = |at: usize| ProcessWords {
        pid: processes[at].pid,
        command: processes[at].command.join(" "),
        python: processes[at].python.split(' ').next().unwrap_or_default().into(),
        free: recording.free[at],
    };
    let lanes = timeline.lanes.iter().zip(places).map(|(lane, place)| LaneWords {
        name: lane.name.clone(),
        tid: lane.worker,
        process: place.process,
        lock: place.lock,
    });
    let locks = recording.locks.iter().enumerate();
    let wait = |it: Wait| WaitRow {
        lane: it.lane,
        start_us: micros(it.span.start),
        end_us: micros(it.span.end),
        rounds: it.rounds,
        why: reason(recording, &it.span),
    };
    written(&Head {
        title: title(recording),
        engine: engine(recording),
        wall_us: micros(timeline.wall()),
        from_us: recording.window.as_ref().map(|window| micros(window.start)),
        more: recording.more,
        cores: head.cores,
        interval_us: recording.intervals.first().copied().flatten().map(|interval| interval as f64),
        processes: (0..processes.len()).map(process).collect(),
        locks: locks.map(|(lock, process)| LockWords { name: recording.lock_name(lock), process: *process }).collect(),
        lanes: lanes.collect(),
        calls: recording.calls.iter().map(|call| call.name.clone()).collect(),
        table: told(recording, None).iter().map(row).collect(),
        waits: longest(recording, WAITS).into_iter().map(wait).collect(),
        gaps: gaps.iter().map(gap).collect(),
        gil_held,
        handoffs,
        with,
        ended,
        notes,
        advice,
    })
}

fn row(told: &Told) -> CallRow {
    CallRow {
        name: told.name.into(),
        place: place(told),
        atlas: told.atlas,
        operator: told.operator,
        count: told.count,
        held_us: micros(told.times.held),
        released_us: micros(told.times.released),
        waiting_us: micros(told.times.waiting),
        gil_free: told.gil_free(),
        numbers: told.calls.iter().map(|call| call + 1).collect(),
    }
}

fn gap(gap: &Gap) -> GapRow {
    GapRow { lane: gap.lane, start_us: micros(gap.start), end_us: micros(gap.end), lost: gap.lost }
}
