//! The laws of a measured run, checked wherever one is made: natively and in the browser.
//!
//! Invariant: a law compares what is on the timeline with itself and with the Report's own error bound; it knows no
//! absolute time.
#![allow(dead_code, reason = "each test binary uses the laws it needs")]

#[cfg(all(target_arch = "wasm32", feature = "threads"))]
pub(crate) mod browser;
mod lock_laws;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod native;
pub(crate) mod oracles;
pub(crate) mod random;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod scenarios;
#[cfg(not(target_arch = "wasm32"))]
pub(crate) mod simulated;
mod team_laws;

use gil_playground::gil::policy;
use gil_playground::kernels::RESIDUAL_LIMIT;
use gil_playground::scenario::Op;
use gil_playground::timeline::micros;
use gil_playground::timeline::report::Engine;
use gil_playground::timeline::{CauseKind, Lane, Span, State};
use gil_playground::{Report, Scenario};
use std::collections::{BTreeMap, BTreeSet};

/// Four threads that each run a kernel `repeat` times.
pub(crate) fn four_threads(runtime: &str, kernel: &str, n: usize, repeat: usize) -> Scenario {
    threads(4, runtime, kernel, n, repeat)
}

/// So many threads that each run a kernel `repeat` times.
pub(crate) fn threads(count: usize, runtime: &str, kernel: &str, n: usize, repeat: usize) -> Scenario {
    let json = format!(
        r#"{{"runtime":"{runtime}","threads":[{{"name":"worker","count":{count},"repeat":{repeat},
            "ops":[{{"op":"kernel","name":"{kernel}","n":{n}}}]}}]}}"#
    );
    Scenario::from_json(&json).expect("the test's own Scenario is right")
}

/// Every law that holds whatever the Scenario and the engine.
pub(crate) fn assert_timeline_laws(report: &Report) {
    spans_tile_their_lane(report);
    never_two_holders(report);
    states_that_hold_lie_in_a_holding(report);
    all_work_is_done_exactly_once(report);
    waits_know_why(report);
}

/// Every law of a measured run.
pub(crate) fn assert_laws(report: &Report) {
    assert_timeline_laws(report);
    lock_laws::assert_all(report);
    team_laws::assert_all(report, lock_laws::tolerance(report));
    residuals_pass(report);
    // Work that is shorter than a step of the clock may leave nothing to see.
    let head = &report.head;
    assert!(head.wall_us > 0.0 || head.one_thread_us <= tolerance_us(report), "no time for {} µs", head.one_thread_us);
}

fn spans_tile_their_lane(report: &Report) {
    // A BLAS helper lives only while it helps.
    for lane in report.timeline.lanes.iter().filter(|lane| lane.parent.is_none()) {
        assert!(lane.spans.iter().all(|span| span.end > span.start), "{} has an empty span", lane.name);
        for pair in lane.spans.windows(2) {
            assert_eq!(pair[0].end, pair[1].start, "{} has a gap or an overlap", lane.name);
        }
    }
}

/// Two lanes' stamps can be apart by each one's clock error.
fn tolerance_us(report: &Report) -> f64 {
    2.0 * report.head.clock_error_us
}

/// The lock a lane takes, if its interpreter has one.
pub(crate) fn lock_of(report: &Report, lane: usize) -> Option<usize> {
    let scenario = &report.head.scenario;
    let lane = &report.timeline.lanes[lane];
    policy::of(scenario.runtime).lock_of(scenario.interpreter(lane.thread, lane.index))
}

fn never_two_holders(report: &Report) {
    let holdings = report.timeline.holdings();
    for (at, one) in holdings.iter().enumerate() {
        for other in holdings[at + 1..].iter().take_while(|other| other.start < one.end) {
            if lock_of(report, one.lane) != lock_of(report, other.lane) {
                continue;
            }
            // By how much one lane's clock must be wrong for the two to have been one after the other.
            let apart_us = (micros(one.end) - micros(other.start)).min(micros(other.end) - micros(one.start));
            assert!(
                apart_us <= tolerance_us(report),
                "lanes {} and {} hold the lock together: their clocks would have to be {apart_us} µs apart, not {} µs",
                one.lane,
                other.lane,
                tolerance_us(report)
            );
        }
    }
}

fn states_that_hold_lie_in_a_holding(report: &Report) {
    let holdings = report.timeline.holdings();
    for (at, lane) in report.timeline.lanes.iter().enumerate() {
        if lock_of(report, at).is_none() {
            continue;
        }
        let mine: Vec<_> = holdings.iter().filter(|holding| holding.lane == at).collect();
        for span in lane.spans.iter().filter(|span| matches!(span.state, State::Python | State::KernelHeld)) {
            let inside = mine.iter().any(|holding| holding.start <= span.start && span.end <= holding.end);
            assert!(inside, "{}: {span:?} without the lock", lane.name);
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "what `filter` hands over")]
fn is_kernel(span: &&Span) -> bool {
    matches!(span.state, State::KernelHeld | State::KernelReleased)
}

fn all_work_is_done_exactly_once(report: &Report) {
    for lane in report.timeline.lanes.iter().filter(|lane| lane.parent.is_none()) {
        let group = &report.head.scenario.threads[lane.thread];
        let mut done = BTreeMap::new();
        let mut last = None;
        for span in lane.spans.iter().filter(is_kernel) {
            // A simulated kernel goes on after it was without a core.
            let goes_on = report.head.engine == Engine::Simulated && last == Some((span.rep, span.op));
            *done.entry((span.rep, span.op)).or_insert(0) += i32::from(!goes_on);
            last = Some((span.rep, span.op));
        }
        // A simulated kernel that costs nothing leaves no span.
        let leaves_a_span = |op: &Op| matches!(op, Op::Kernel(kernel) if kernel.blas_threads > 1 || kernel.us.is_none_or(|us| us >= 0.001));
        let kernels = group.ops.iter().enumerate().filter(|(_, op)| leaves_a_span(op));
        let ops: Vec<u32> = kernels.map(|(at, _)| at as u32).collect();
        let asked = (0..group.repeat).flat_map(|rep| ops.iter().map(move |&op| ((rep, op), 1)));
        assert_eq!(done, asked.collect(), "{}", lane.name);
    }
}

fn waits_know_why(report: &Report) {
    for lane in &report.timeline.lanes {
        for span in lane.spans.iter().filter(|span| span.cause.is_some()) {
            assert_eq!(span.state, State::GilWait);
        }
        let me = report.timeline.lanes.iter().position(|other| std::ptr::eq(other, lane));
        let others =
            lane.spans.iter().filter_map(|span| span.cause).filter(|cause| cause.kind != CauseKind::ForcedSwitch);
        assert!(others.map(|cause| Some(cause.holder)).all(|holder| holder != me), "{} waits for itself", lane.name);
    }
}

fn residuals_pass(report: &Report) {
    let ops = report.head.scenario.threads.iter().flat_map(|thread| &thread.ops);
    let kernels: BTreeSet<_> =
        ops.filter_map(|op| if let Op::Kernel(it) = op { Some((&it.name, it.shape())) } else { None }).collect();
    assert_eq!(report.head.residuals.len(), kernels.len(), "a kernel was not verified");
    for residual in &report.head.residuals {
        assert!(residual.max <= RESIDUAL_LIMIT, "{residual:?}");
    }
}

/// Behind one lock kernels run one after the other, on real workers that really wait for one another.
pub(crate) fn assert_serialized(report: &Report) {
    let lanes = &report.timeline.lanes;
    let kernels: f64 = all(lanes).filter(is_kernel).map(|span| micros(span.nanos())).sum();
    let stamps = all(lanes).filter(is_kernel).count() as f64;
    assert!(
        kernels <= report.head.wall_us + stamps * tolerance_us(report),
        "{kernels} µs of kernels in {} µs of wall",
        report.head.wall_us
    );
    let holders: BTreeSet<_> = report.timeline.holdings().iter().map(|holding| lanes[holding.lane].worker).collect();
    assert!(holders.len() >= 3.min(lanes.len()), "only the workers {holders:?} ever held the lock");
    if lanes.len() >= 3 {
        assert!(overlap(lanes, |span| span.state == State::GilWait), "nobody waited at the same time as another");
    }
}

/// Released kernels of different lanes run at the same time.
pub(crate) fn assert_parallel(report: &Report) {
    assert!(
        overlap(&report.timeline.lanes, |span| span.state == State::KernelReleased),
        "no two released kernels ran at the same time"
    );
}

fn overlap(lanes: &[Lane], of: impl Fn(&Span) -> bool) -> bool {
    let mut chosen: Vec<&Span> = all(lanes).filter(|span| of(span)).collect();
    chosen.sort_by_key(|span| span.start);
    chosen.windows(2).any(|pair| pair[1].start < pair[0].end)
}

fn all(lanes: &[Lane]) -> impl Iterator<Item = &Span> {
    lanes.iter().flat_map(|lane| &lane.spans)
}
