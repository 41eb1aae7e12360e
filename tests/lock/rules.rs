//! The rules of CPython's GIL by their names (`docs/gil.md`), each in the smallest Scenario that shows it. G1, G2, G4 and
//! G10 hold for random Scenarios as well (`tests/simulator/laws.rs`).

use crate::common::simulated::{events, hogs, median, run, waits_per_repeat};
use gil_playground::Report;
use gil_playground::timeline::micros;
use gil_playground::timeline::{CauseKind, EventKind, State};

/// Linux' timer slack, by which a timed wait ends late.
const SLACK_US: f64 = 50.0;

/// A hog beside a thread that is back from its kernels at any time.
fn hog_and_kernel(interval_us: f64, wake_us: f64, kernel_us: f64, hogs: u32) -> Report {
    run(&format!(
        r#"{{"runtime":"cpython-3.12","switch_interval_us":{interval_us},"wake_us":{wake_us},"cores":{},"threads":[
            {{"name":"kernel","repeat":60,"ops":[{{"op":"kernel","name":"lu","n":16,"us":{kernel_us}}}]}},
            {{"name":"hog","count":{hogs},"ops":[{{"op":"python","us":9000000}}]}}]}}"#,
        hogs + 1
    ))
}

#[test]
fn g1_one_thread_at_a_time_holds_the_lock() {
    let report = hogs(2, 100, 5_000.0);
    let mut holder = None;
    for event in &report.timeline.events {
        match event.kind {
            EventKind::Take => assert_eq!(holder.replace(event.lane), None, "at {}", event.t),
            EventKind::Drop => assert_eq!(holder.take(), Some(event.lane), "at {}", event.t),
            _ => {}
        }
    }
    let mut running: Vec<_> = report.timeline.lanes.iter().flat_map(|lane| &lane.spans).collect();
    running.retain(|span| span.state == State::Python);
    running.sort_by_key(|span| span.start);
    assert!(running.len() > 20 && running.windows(2).all(|pair| pair[0].end <= pair[1].start));
}

#[test]
fn g2_who_was_made_to_drop_takes_again_only_after_another() {
    let report = hogs(2, 100, 5_000.0);
    let mut forced = None;
    for event in &report.timeline.events {
        match event.kind {
            EventKind::ForcedSwitch => forced = Some(event.lane),
            EventKind::Take => assert_ne!(forced.take(), Some(event.lane), "at {}", event.t),
            _ => {}
        }
    }
    assert!(events(&report, EventKind::ForcedSwitch).len() > 20);
}

#[test]
fn g3_a_lone_waiter_waits_an_interval_the_gap_to_a_checkpoint_and_a_wake_up() {
    for (interval_us, wake_us) in [(500.0, 0.0), (5_000.0, 0.0), (5_000.0, 40.0), (20_000.0, 300.0)] {
        let waits = waits_per_repeat(&hog_and_kernel(interval_us, wake_us, 2_000.0, 1), 0);
        // The timed wait wakes late, then the switch does: half to one and a half wake-ups each.
        let (low, high) = (interval_us + SLACK_US + wake_us, interval_us + SLACK_US + 3.0 * wake_us + 1.0);
        for wait in &waits[1..] {
            assert!((low..=high).contains(wait), "{wait} µs at {interval_us}, wake {wake_us}");
        }
    }
}

#[test]
fn g4_a_waiter_that_saw_a_switch_does_not_ask_so_beside_k_hogs_it_waits_k_intervals() {
    for hogs in 1..=4 {
        let waits = waits_per_repeat(&hog_and_kernel(5_000.0, 40.0, 2_000.0, hogs), 0);
        let intervals = median(&waits[1..]) / 5_000.0;
        assert!((intervals / f64::from(hogs) - 1.0).abs() < 0.25, "{intervals} intervals beside {hogs} hogs");
    }
}

#[test]
fn g5_who_is_back_before_the_waiter_is_awake_takes_again_for_free() {
    let report = run(r#"{"runtime":"cpython-3.12","cores":2,"wake_us":40,"threads":[
        {"name":"kernel","repeat":40,"ops":[{"op":"python","us":100},{"op":"kernel","name":"lu","n":16,"us":15}]},
        {"name":"hog","ops":[{"op":"python","us":1000}]}]}"#);
    assert!(report.timeline.lanes[0].spans.iter().all(|span| span.state != State::GilWait));
    assert_eq!(report.head.metrics.handoffs, 1, "the hog's turn comes at the end");
}

#[test]
fn g6_who_wakes_to_a_taken_lock_waits_a_whole_interval_again() {
    let report = run(r#"{"runtime":"cpython-3.12","cores":2,"threads":[
        {"name":"polite","repeat":400,"ops":[{"op":"python","us":200},{"op":"kernel","name":"lu","n":16,"us":1}]},
        {"name":"hog","ops":[{"op":"python","us":1000}]}]}"#);
    // Woken every 200 µs and never in time, the hog never gets as far as asking.
    assert_eq!(events(&report, EventKind::DropRequest), []);
    let first_turn = report.timeline.lanes[1].spans.iter().find(|span| span.state == State::Python).unwrap();
    assert!(micros(first_turn.start) > 400.0 * 200.0);
    let waits = report.timeline.lanes[1].spans.iter().filter_map(|span| span.cause).map(|cause| cause.kind);
    assert_eq!(waits.collect::<Vec<_>>(), [CauseKind::Bytecode, CauseKind::LostRace], "spans of one state are one");
}

#[test]
fn g7_the_order_of_three_hogs_is_a_seeded_choice_and_no_round_robin() {
    let order = |seed: u32| -> Vec<usize> {
        let report = run(&format!(
            r#"{{"runtime":"cpython-3.12","cores":3,"seed":{seed},"threads":[
                {{"name":"hog","count":3,"ops":[{{"op":"python","us":500000}}]}}]}}"#
        ));
        events(&report, EventKind::Take).iter().map(|event| event.lane).collect()
    };
    assert_eq!(order(1), order(1));
    assert_ne!(order(1), order(2));
    assert!(order(1).windows(4).any(|turns| turns[0] != turns[3]), "{:?}", order(1));
}

#[test]
fn g8_a_call_that_keeps_the_gil_ignores_requests_until_it_returns() {
    let report = run(r#"{"runtime":"cpython-3.12","cores":2,"threads":[
        {"name":"call","ops":[{"op":"kernel","name":"det","n":16,"gil":"holds","us":50000},{"op":"python","us":9000}]},
        {"name":"other","ops":[{"op":"python","us":1000}]}]}"#);
    let asked = micros(events(&report, EventKind::DropRequest)[0].t);
    let dropped = micros(events(&report, EventKind::Drop)[0].t);
    assert!(
        (5_000.0..5_200.0).contains(&asked) && (dropped - 50_000.0).abs() < 1.0,
        "asked {asked}, dropped {dropped}"
    );
    let wait = report.timeline.lanes[1].spans[0];
    assert_eq!(wait.cause.map(|cause| (cause.kind, cause.holder)), Some((CauseKind::Kernel, 0)));
}

#[test]
fn g9_a_kernel_that_releases_under_a_request_starts_late() {
    // The request comes at 5,050 µs, after the last checkpoint of the bytecode before the call.
    let report = run(r#"{"runtime":"cpython-3.12","wake_us":0,"cores":2,"threads":[
        {"name":"worker","ops":[{"op":"python","us":5050.05},{"op":"kernel","name":"lu","n":16,"us":1000}]},
        {"name":"hog","ops":[{"op":"python","us":20000}]}]}"#);
    assert_eq!(events(&report, EventKind::DropRequest)[0].t, 5_050_000);
    let [dropped, ..] = events(&report, EventKind::ForcedSwitch)[..] else { panic!("no forced switch") };
    let taken = events(&report, EventKind::Take).into_iter().find(|take| take.lane == 1).unwrap();
    let kernel = report.timeline.lanes[0].spans.iter().find(|span| span.state == State::KernelReleased).unwrap();
    assert_eq!((dropped.lane, dropped.t), (0, 5_050_050));
    assert!(kernel.start >= taken.t && taken.t >= dropped.t, "{kernel:?}, {taken:?}");
}

#[test]
fn g10_the_requests_of_several_waiters_are_one_handoff() {
    let report = hogs(6, 200, 5_000.0);
    let requests = events(&report, EventKind::DropRequest).len();
    let forced = events(&report, EventKind::ForcedSwitch).len();
    assert!(requests > 100 && requests == forced, "{requests} requests, {forced} forced switches");
}
