//! The laws of the numbers and of the causes, on random Scenarios; and Amdahl's bound where it can be worked out by hand.
//!
//! `GIL_CASES` says how many Scenarios; a failing one is printed as the JSON that `gil simulate` takes.

#![allow(clippy::float_cmp, reason = "whole numbers and quarters are exact")]

use crate::common::{lock_of, scenarios};
use gil_playground::engine::simulate::simulate;
use gil_playground::scenario::Runtime;
use gil_playground::timeline::handoffs::{Handoff, HandoffCause, of_the_pool};
use gil_playground::timeline::owners::owners;
use gil_playground::timeline::shares::Shares;
use gil_playground::timeline::{Cause, CauseKind, EventKind, Manner, Nanos, Span, State};
use gil_playground::{Report, Scenario};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet};

fn simulated(json: &str) -> Report {
    simulate(&Scenario::from_json(json).unwrap()).unwrap()
}

/// The lane's fractions, and each window's, are parts of its life that add up.
fn shares_add_up(report: &Report, cuts: [u64; 3]) {
    let timeline = &report.timeline;
    let wall = timeline.wall();
    let mut edges: Vec<Nanos> = cuts.iter().map(|cut| cut % (wall + 1)).chain([0, wall]).collect();
    edges.sort_unstable();
    let whole = Shares::all(timeline, 0..wall);
    assert_eq!(whole, report.head.metrics.lanes);
    let windows: Vec<_> = edges.windows(2).map(|edge| Shares::all(timeline, edge[0]..edge[1])).collect();
    for (lane, whole) in whole.iter().enumerate() {
        let sum = |part: fn(&Shares) -> Nanos| windows.iter().map(|window| part(&window[lane])).sum::<Nanos>();
        assert_eq!(
            (sum(|it| it.life), sum(|it| it.held), sum(|it| it.waiting)),
            (whole.life, whole.held, whole.waiting)
        );
        assert_eq!((sum(|it| it.running), sum(|it| it.pool)), (whole.running, whole.pool));
        assert_eq!(sum(Shares::free), whole.free());
        let life: Nanos = timeline.lanes[lane].spans.iter().map(Span::nanos).sum();
        assert_eq!(life, whole.life);
        let lockless = lock_of(report, lane).is_none();
        assert!(!lockless || (whole.held, whole.waiting, whole.free()) == (0, 0, life), "{whole:?} without a lock");
        assert!(timeline.lanes[lane].parent.is_none() || whole.held + whole.waiting == 0, "a helper takes no lock");
    }
}

/// What the lanes of a lock hold is what is held of the lock, the most held lock is `gil_held`, and all waits are counted.
fn totals_are_the_sums_of_the_lanes(report: &Report) {
    let metrics = &report.head.metrics;
    let mut held: BTreeMap<usize, Nanos> = BTreeMap::new();
    for (lane, shares) in metrics.lanes.iter().enumerate() {
        *held.entry(lock_of(report, lane).unwrap_or(0)).or_default() += shares.held;
    }
    let most = held.into_values().max().unwrap_or(0);
    let wall = report.timeline.wall() as f64;
    assert!((metrics.gil_held * wall - most as f64).abs() < 1.0, "{} of {wall} is not {most}", metrics.gil_held);
    assert!(metrics.gil_held <= 1.0);
    let sum = |part: fn(&Shares) -> Nanos| metrics.lanes.iter().map(part).sum::<Nanos>() as f64 / 1000.0;
    assert!((metrics.pool_wait_us - sum(|it| it.pool)).abs() < 0.001);
    assert!((metrics.gil_wait_us - metrics.pool_wait_us - sum(|it| it.waiting)).abs() < 0.001);
}

fn no_schedule_beats_the_bound(report: &Report) {
    let metrics = &report.head.metrics;
    assert!(
        metrics.speedup <= metrics.amdahl_bound * (1.0 + 1e-7),
        "a speedup of {} above the bound of {}",
        metrics.speedup,
        metrics.amdahl_bound
    );
}

/// Every change of holder is one hand-off with a cause that its interpreter can have.
fn handoffs_have_their_causes(report: &Report) {
    let (metrics, timeline) = (&report.head.metrics, &report.timeline);
    let mut changes = 0;
    let mut holder: BTreeMap<usize, usize> = BTreeMap::new();
    for event in timeline.events.iter().filter(|event| event.kind == EventKind::Take) {
        let last = holder.insert(lock_of(report, event.lane).unwrap(), event.lane);
        changes += usize::from(last.is_some_and(|last| last != event.lane));
    }
    let by = metrics.handoffs_by;
    assert_eq!(metrics.handoffs, changes);
    assert_eq!(by.voluntary + by.forced + by.tick, changes);
    // G2: whoever is made to let go is followed by somebody else.
    assert_eq!(by.forced, metrics.forced_switches);
    match report.head.scenario.runtime {
        Runtime::OneLock => assert_eq!((by.forced, by.tick), (0, 0)),
        Runtime::Cpython27 => assert_eq!(by.forced, 0),
        Runtime::Cpython313t | Runtime::Cpython314t => assert_eq!(changes, 0),
        Runtime::Cpython39 | Runtime::Cpython312 | Runtime::Subinterpreters => assert_eq!(by.tick, 0),
    }
    let marks: HashSet<_> = timeline.events.iter().map(|event| (event.lane, event.t, event.kind)).collect();
    let owners = owners(&report.head.scenario, timeline);
    for Handoff { from, to, dropped, taken, manner, cause } in owners.into_iter().flat_map(|it| it.handoffs) {
        assert!(from != to && dropped <= taken, "from lane {from} at {dropped} to lane {to} at {taken}");
        match cause {
            HandoffCause::ForcedSwitch => assert_eq!(manner, Manner::Forced),
            HandoffCause::Tick => assert_eq!(manner, Manner::Tick),
            HandoffCause::Voluntary | HandoffCause::LostRace => assert_eq!(manner, Manner::Voluntary),
            // A request that a long call made wait is told as the call's, a lock that no thread waited for as free.
            HandoffCause::Kernel | HandoffCause::PickedUp => {}
            HandoffCause::PoolLock => panic!("the GIL is no pool"),
        }
        let mark = match manner {
            Manner::Voluntary => EventKind::Drop,
            Manner::Forced => EventKind::ForcedSwitch,
            Manner::Tick => EventKind::Tick,
        };
        assert!(marks.contains(&(from, dropped, mark)), "{manner:?} of lane {from} at {dropped}");
    }
    for Handoff { from, to, dropped, taken, cause, .. } in of_the_pool(&report.head.scenario, timeline) {
        assert!(from != to && dropped <= taken && cause == HandoffCause::PoolLock);
    }
}

/// A wait's cause is what the named holder was doing with the same lock when the wait began.
fn causes_are_true(report: &Report) {
    let timeline = &report.timeline;
    let mut holdings = vec![Vec::new(); timeline.lanes.len()];
    timeline.holdings().into_iter().for_each(|it| holdings[it.lane].push(it));
    let forced = timeline.events.iter().filter(|event| event.kind == EventKind::ForcedSwitch);
    let forced: HashSet<_> = forced.map(|event| (event.lane, event.t)).collect();
    for (me, lane) in timeline.lanes.iter().enumerate() {
        for span in lane.spans.iter().filter(|span| span.state == State::GilWait) {
            let Some(Cause { kind, holder }) = span.cause else { panic!("{}: {span:?} has no cause", lane.name) };
            let theirs = &holdings[holder];
            let held =
                theirs.get(theirs.partition_point(|it| it.end < span.start)).is_some_and(|it| it.start <= span.start);
            match kind {
                CauseKind::Bytecode | CauseKind::Kernel | CauseKind::LostRace => {
                    assert_eq!(lock_of(report, me), lock_of(report, holder), "{}: {span:?}", lane.name);
                    assert!(held, "{}: {span:?}, but the holder has no lock then", lane.name);
                }
                CauseKind::ForcedSwitch => {
                    assert!(forced.contains(&(me, span.start)), "{}: {span:?}", lane.name);
                }
                CauseKind::PoolLock => assert!(holder != me && timeline.lanes[holder].parent.is_none()),
            }
        }
    }
}

fn cases() -> u32 {
    std::env::var("GIL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_law_of_the_numbers_holds_for_random_scenarios(json in scenarios::scenario(), cuts in any::<[u64; 3]>()) {
        let report = simulated(&json);
        shares_add_up(&report, cuts);
        totals_are_the_sums_of_the_lanes(&report);
        no_schedule_beats_the_bound(&report);
        handoffs_have_their_causes(&report);
        causes_are_true(&report);
    }
}

/// `count` threads on so many cores, each with these operations.
fn bound(runtime: &str, cores: u32, count: u32, ops: &str) -> f64 {
    let json = format!(
        r#"{{"runtime":"{runtime}","cores":{cores},"threads":[{{"name":"t","count":{count},"ops":[{ops}]}}]}}"#
    );
    let metrics = simulated(&json).head.metrics;
    (metrics.amdahl_bound * 1e6).round() / 1e6
}

const PYTHON: &str = r#"{"op":"python","us":1000}"#;
const KERNEL: &str = r#"{"op":"kernel","name":"qr","n":64,"us":3000}"#;
const WAIT: &str = r#"{"op":"wait","us":9000}"#;

#[test]
fn amdahls_bound_is_one_over_the_serial_fraction_where_the_lock_is_the_narrowest_place() {
    let quarter = format!("{PYTHON},{KERNEL}");
    assert_eq!(bound("cpython-3.12", 8, 8, PYTHON), 1.0);
    assert_eq!(bound("cpython-3.12", 64, 64, &quarter), 4.0);
    assert_eq!(bound("one-lock", 64, 64, &quarter), 1.0);
    let held = KERNEL.replace("3000", r#"3000,"gil":"holds""#);
    assert_eq!(bound("cpython-3.12", 64, 64, &format!("{PYTHON},{held}")), 1.0);
}

#[test]
fn the_bound_is_the_cores_or_the_longest_lane_where_there_is_no_lock_to_wait_for() {
    assert_eq!(bound("cpython-3.13t", 4, 8, PYTHON), 4.0);
    assert_eq!(bound("cpython-3.14t", 16, 8, PYTHON), 8.0);
    assert_eq!(bound("cpython-3.12", 2, 8, KERNEL), 2.0);
    let team = KERNEL.replace("3000", r#"3000,"blas_threads":4"#);
    assert_eq!(bound("cpython-3.12", 4, 1, &team), 4.0);
    assert_eq!(bound("cpython-3.12", 2, 1, &team), 2.0);
}

#[test]
fn waits_overlap_even_on_one_core_unless_one_lock_covers_them() {
    assert_eq!(bound("cpython-3.12", 1, 10, WAIT), 10.0);
    assert_eq!(bound("cpython-3.12", 1, 20, &format!("{PYTHON},{WAIT}")), 10.0);
    assert_eq!(bound("one-lock", 1, 10, WAIT), 1.0);
}

#[test]
fn the_bound_of_sub_interpreters_is_set_by_the_busiest_of_them() {
    let thread = |interpreter: u32, count: u32| {
        format!(r#"{{"name":"t{interpreter}","interpreter":{interpreter},"count":{count},"ops":[{PYTHON}]}}"#)
    };
    let run = |threads: [String; 2]| {
        simulated(&format!(r#"{{"runtime":"subinterpreters","cores":8,"threads":[{}]}}"#, threads.join(",")))
            .head
            .metrics
    };
    let (even, uneven) = (run([thread(0, 2), thread(1, 2)]), run([thread(0, 3), thread(1, 1)]));
    assert_eq!((even.amdahl_bound, even.serial_fraction), (2.0, 0.5));
    assert_eq!(uneven.serial_fraction, 0.75);
    // Each lock is held all the time or a third of it: the largest counts, not the sum.
    assert!(uneven.gil_held > 0.9 && uneven.gil_held <= 1.0);
    let idle = run([thread(0, 1).replace("1000", "100"), thread(1, 1).replace("python", "wait")]);
    assert!((idle.gil_held - 0.1).abs() < 0.02, "{}", idle.gil_held);
}

#[test]
fn a_report_carries_the_fractions_of_each_lane_and_the_causes_of_its_hand_offs() {
    let report = simulated(
        r#"{"runtime":"cpython-3.12","cores":2,"threads":[{"name":"hog","count":2,"ops":[{"op":"python","us":50000}]}]}"#,
    );
    let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
    let metrics = &json["metrics"];
    // per4m's README: two threads of pure Python hold the GIL for about half of their lives and wait for the rest.
    for lane in metrics["lanes"].as_array().unwrap() {
        let of = |part: &str| lane[part].as_f64().unwrap();
        assert!((0.45..0.6).contains(&of("held")) && (0.4..0.55).contains(&of("waiting")), "{lane}");
        assert!(of("free") < 0.01 && (of("held") + of("waiting") + of("free") - 1.0).abs() < 1e-9, "{lane}");
    }
    assert_eq!(metrics["handoffs_by"]["tick"], 0);
    assert!(metrics["handoffs_by"]["forced"].as_u64() > Some(15), "{metrics}");
    assert_eq!(metrics["amdahl_bound"], 1.0);
}
