//! The laws of the real lock, read off a measured timeline: G2, G4, and why each lane waited.
//!
//! Invariant: two lanes' times are compared only up to the Report's own error bound.

use super::lock_of;
use gil_playground::Report;
use gil_playground::timeline::micros;
use gil_playground::timeline::{CauseKind, EventKind, Nanos, Span, State};

/// Two lanes' stamps can be apart by each one's clock error; one more for rounding.
pub(super) fn tolerance(report: &Report) -> Nanos {
    (report.head.clock_error_us * 2000.0) as Nanos + 1
}

pub(super) fn assert_all(report: &Report) {
    every_wait_knows_why(report);
    forced_drops_end_in_a_switch(report);
    requests_come_after_an_interval_without_a_switch(report);
    lanes_of_a_group_execute_the_same(report);
}

fn every_wait_knows_why(report: &Report) {
    let tolerance = tolerance(report);
    let holdings = report.timeline.holdings();
    for (me, lane) in report.timeline.lanes.iter().enumerate() {
        for wait in lane.spans.iter().filter(|span| span.state == State::GilWait) {
            let at = || format!("{} of {} at {wait:?}", lane.name, report.head.scenario.runtime.name());
            let cause = wait.cause.unwrap_or_else(|| panic!("no cause: {}", at()));
            assert_ne!(cause.holder, me, "waits for itself: {}", at());
            if cause.kind == CauseKind::PoolLock {
                // Not the GIL: a law of teams.
                continue;
            }
            assert_eq!(lock_of(report, cause.holder), lock_of(report, me), "waits at another's lock: {}", at());
            let touches = |start: Nanos, end: Nanos| start <= wait.end + tolerance && end + tolerance >= wait.start;
            let held =
                holdings.iter().any(|holding| holding.lane == cause.holder && touches(holding.start, holding.end));
            assert!(held, "the holder never held: {}", at());
            let calls =
                |span: &Span| matches!(span.state, State::KernelHeld | State::Io) && touches(span.start, span.end);
            let called = report.timeline.lanes[cause.holder].spans.iter().any(calls);
            assert!(cause.kind != CauseKind::Kernel || called, "the holder was in no call: {}", at());
        }
    }
}

/// G2: before a forced dropper holds again, the lane it switched to has held.
fn forced_drops_end_in_a_switch(report: &Report) {
    let tolerance = tolerance(report);
    let events = &report.timeline.events;
    for forced in events.iter().filter(|event| event.kind == EventKind::ForcedSwitch) {
        let to = forced.to.expect("a switch names who took");
        assert_ne!(to, forced.lane, "switched to itself");
        let take = |lane: usize, from: Nanos| {
            events.iter().find(|event| event.kind == EventKind::Take && event.lane == lane && event.t >= from)
        };
        let taken = take(to, forced.t.saturating_sub(tolerance)).expect("whom it switched to has taken");
        let back = take(forced.lane, forced.t);
        assert!(back.is_none_or(|back| taken.t <= back.t + tolerance), "{forced:?} without a switch");
    }
}

/// G4: who asks has seen no switch for an interval. The system's timers may be a little early.
fn requests_come_after_an_interval_without_a_switch(report: &Report) {
    let early = report.head.scenario.switch_interval_us * 0.05 + 2.0 * report.head.environment.timer_step_us;
    let events = &report.timeline.events;
    for request in events.iter().filter(|event| event.kind == EventKind::DropRequest) {
        let lock = lock_of(report, request.lane);
        let before = request.t.saturating_sub(tolerance(report));
        let takes = events.iter().take_while(|event| event.t <= before);
        let takes = takes.filter(|event| event.kind == EventKind::Take && lock_of(report, event.lane) == lock);
        let mut holder = None;
        let switch =
            takes.fold(0, |last, take| if holder.replace(take.lane) == Some(take.lane) { last } else { take.t });
        let waited = micros(request.t + tolerance(report) - switch);
        let interval = report.head.scenario.switch_interval_us;
        assert!(waited >= interval - early, "asks {waited} µs after a switch, the interval is {interval} µs");
    }
}

/// The count decides how much bytecode is executed, whoever else wants the lock.
fn lanes_of_a_group_execute_the_same(report: &Report) {
    let lanes: Vec<_> = report.timeline.lanes.iter().filter(|lane| lane.parent.is_none()).collect();
    for pair in lanes.windows(2).filter(|pair| pair[0].thread == pair[1].thread) {
        assert_eq!(pair[0].iterations, pair[1].iterations, "{} and {}", pair[0].name, pair[1].name);
    }
}
