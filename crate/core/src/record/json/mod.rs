//! A recording as a Report: the contract's JSON, as far as a recording can fill it.
//!
//! Invariant: what nobody asked for, and what nobody saw, is `null`, never a number.

pub(super) mod metrics;

use super::calls::{Call, Times};
use super::facts::{Library, Process};
use super::{Gap, Recording};
use crate::atlas::rule::Verdict;
use crate::timeline::report::written;
use crate::timeline::{Event, Span, State, micros};
use metrics::Metrics;
use serde::Serialize;

/// Where an answer comes from.
pub(super) fn engine(recording: &Recording) -> &'static str {
    if recording.head.sampled.is_some() { "sampled" } else { "recorded" }
}

#[derive(Serialize)]
struct Report<'a> {
    engine: &'static str,
    source: Source<'a>,
    /// Nobody asked with one.
    scenario: (),
    wall_us: f64,
    one_thread_us: (),
    /// All stamps are of one clock; how well it agrees between cores nobody measured.
    clock_error_us: (),
    environment: Environment<'a>,
    metrics: Metrics,
    locks: Vec<Lock>,
    lanes: Vec<LaneOf<'a>>,
    calls: Vec<CallOf<'a>>,
    events: Vec<EventOf<'a>>,
    gaps: Vec<GapOf>,
    residuals: [(); 0],
}

#[derive(Serialize)]
struct Source<'a> {
    tool: &'a str,
    exact: bool,
    /// Of samples how many were to be taken in a second.
    rate_hz: Option<f64>,
    began_us: f64,
    /// Of a part of a recording where it begins in the whole.
    from_us: Option<f64>,
    command: &'a [String],
    status: Option<&'a str>,
    end_us: Option<f64>,
    /// Events that found no room at all.
    unserved: Option<u64>,
    /// Samples that were too late to be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    missed: Option<u64>,
}

#[derive(Serialize)]
struct ProcessOf<'a> {
    #[serde(flatten)]
    process: &'a Process,
    switch_interval_us: Option<u64>,
    libraries: Vec<LibraryOf<'a>>,
}

#[derive(Serialize)]
struct LibraryOf<'a> {
    name: &'a str,
    version: Option<&'a str>,
    /// Of a BLAS with how many it computes, as it says when it is loaded.
    threads: Option<u64>,
}

#[derive(Serialize)]
struct Environment<'a> {
    cores: usize,
    processes: Vec<ProcessOf<'a>>,
}

#[derive(Serialize)]
struct Lock {
    process: usize,
}

#[derive(Serialize)]
struct LaneOf<'a> {
    name: &'a str,
    thread: usize,
    index: usize,
    parent: Option<usize>,
    process: usize,
    lock: Option<usize>,
    tid: Option<u32>,
    spans: Vec<SpanOf<'a>>,
}

#[derive(Serialize)]
struct SpanOf<'a> {
    state: State,
    op: (),
    rep: (),
    call: Option<usize>,
    start_us: f64,
    end_us: f64,
    /// How long of it the thread was on a core, where it was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    cpu_us: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a crate::timeline::Cause>,
}

#[derive(Serialize)]
struct EventOf<'a> {
    #[serde(flatten)]
    event: &'a Event,
    lock: Option<usize>,
}

#[derive(Serialize)]
struct GapOf {
    lane: usize,
    start_us: f64,
    end_us: f64,
    lost: u64,
}

pub(super) fn report(recording: &Recording) -> String {
    let Recording { head, began, end, processes, timeline, places, locks, gaps, calls, .. } = recording;
    let process = |at: usize| ProcessOf {
        process: &processes[at],
        switch_interval_us: recording.intervals[at],
        libraries: recording.libraries.iter().filter(|library| library.process == at).map(library).collect(),
    };
    let report = Report {
        engine: engine(recording),
        source: Source {
            tool: &head.tool,
            exact: head.sampled.is_none(),
            rate_hz: head.sampled,
            began_us: micros(*began),
            from_us: recording.window.as_ref().map(|window| micros(window.start)),
            command: &head.command,
            status: end.as_ref().map(|end| &end.status[..]),
            end_us: end.as_ref().map(|end| micros(end.t)),
            unserved: end.as_ref().map(|end| end.unserved),
            missed: end.as_ref().filter(|_| head.sampled.is_some()).map(|end| end.missed),
        },
        scenario: (),
        wall_us: micros(timeline.wall()),
        one_thread_us: (),
        clock_error_us: (),
        environment: Environment { cores: head.cores, processes: (0..processes.len()).map(process).collect() },
        metrics: Metrics::of(recording),
        locks: locks.iter().map(|process| Lock { process: *process }).collect(),
        lanes: (0..timeline.lanes.len()).map(|at| lane(recording, at)).collect(),
        calls: calls.iter().map(|it| call(it, !recording.free[it.process])).collect(),
        events: timeline.events.iter().map(|event| EventOf { event, lock: places[event.lane].lock }).collect(),
        gaps: gaps.iter().map(gap).collect(),
        residuals: [],
    };
    written(&report)
}

fn lane<'r>(recording: &'r Recording, at: usize) -> LaneOf<'r> {
    let (lane, place) = (&recording.timeline.lanes[at], &recording.places[at]);
    // What a window has cut is another span.
    let cpu = |span: &Span| recording.cpu.get(&(at, span.start)).copied().filter(|time| *time <= span.nanos());
    let span = |span: &'r Span| SpanOf {
        state: span.state,
        op: (),
        rep: (),
        call: Recording::call_of(span),
        start_us: micros(span.start),
        end_us: micros(span.end),
        cpu_us: cpu(span).map(micros),
        cause: span.cause.as_ref(),
    };
    LaneOf {
        name: &lane.name,
        thread: lane.thread,
        index: lane.index,
        parent: lane.parent,
        process: place.process,
        lock: place.lock,
        tid: lane.worker,
        spans: lane.spans.iter().map(span).collect(),
    }
}

/// All times but the total, and the fraction, are of the call itself, without those inside of it; of an operator nothing
/// tells how long it held the lock.
#[derive(Serialize)]
struct CallOf<'a> {
    name: &'a str,
    file: &'a str,
    line: Option<u32>,
    parent: Option<usize>,
    process: usize,
    count: u64,
    total_us: Option<f64>,
    self_us: Option<f64>,
    held_us: Option<f64>,
    released_us: Option<f64>,
    waiting_us: Option<f64>,
    gil_free: Option<f64>,
    sites: &'a [String],
    atlas: Option<Verdict>,
}

fn call(call: &Call, with_a_lock: bool) -> CallOf<'_> {
    let Times { held, released, waiting, .. } = call.own;
    let known = |time| Some(micros(time)).filter(|_| !call.operator);
    let at_the_lock = |time| Some(micros(time)).filter(|_| with_a_lock);
    CallOf {
        name: &call.name,
        file: &call.file,
        line: Some(call.line).filter(|line| *line > 0),
        parent: call.parent,
        process: call.process,
        count: call.count,
        total_us: known(call.total),
        self_us: known(call.own.all()),
        held_us: known(held).filter(|_| with_a_lock),
        released_us: at_the_lock(released),
        waiting_us: at_the_lock(waiting),
        gil_free: call.gil_free().filter(|_| with_a_lock),
        sites: &call.sites,
        atlas: call.atlas,
    }
}

fn library(library: &Library) -> LibraryOf<'_> {
    LibraryOf { name: &library.name, version: library.version.as_deref(), threads: library.threads }
}

fn gap(gap: &Gap) -> GapOf {
    GapOf { lane: gap.lane, start_us: micros(gap.start), end_us: micros(gap.end), lost: gap.lost }
}
