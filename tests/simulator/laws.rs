//! Laws of the simulator over random Scenarios: G1 to G10 and the conservation of work.
//!
//! `GIL_CASES` says how many Scenarios; a failing one is printed as the JSON that `gil simulate` takes.

use crate::common::scenarios::scenario;
use crate::common::{assert_timeline_laws, lock_of};
use gil_playground::engine::simulate::simulate;
use gil_playground::scenario::{Blas, Op, Runtime};
use gil_playground::timeline::{CauseKind, EventKind, Nanos, Span, State, open};
use gil_playground::{Error, Report, Scenario};
use proptest::prelude::*;

fn run(scenario: &Scenario) -> Report {
    simulate(scenario).expect("it fits")
}

/// G2: after a forced drop another lane takes before the dropper does. G10: one request at most between two takes, and
/// G4: none sooner than an interval after the last switch.
fn requests_and_forced_switches_obey_the_protocol(report: &Report) {
    let locks =
        (0..report.timeline.lanes.len()).filter_map(|lane| lock_of(report, lane)).max().map_or(1, |last| last + 1);
    let interval = (report.head.scenario.switch_interval_us * 1000.0).round() as Nanos;
    let mut last_switch: Vec<Nanos> = vec![0; locks];
    let mut last_taker = vec![None; locks];
    let mut requested = vec![false; locks];
    let mut forced = vec![None; locks];
    for event in &report.timeline.events {
        let Some(lock) = lock_of(report, event.lane) else {
            panic!("an event {event:?} where there is no lock");
        };
        match event.kind {
            EventKind::Take => {
                assert_ne!(forced[lock].take(), Some(event.lane), "G2 at {}", event.t);
                if last_taker[lock].replace(event.lane) != Some(event.lane) {
                    last_switch[lock] = event.t;
                }
                requested[lock] = false;
            }
            EventKind::DropRequest => {
                assert!(!std::mem::replace(&mut requested[lock], true), "G10 at {}", event.t);
                assert!(event.t >= last_switch[lock] + interval, "G4 at {}", event.t);
            }
            EventKind::ForcedSwitch => {
                assert!(requested[lock], "a switch that nobody asked for, at {}", event.t);
                forced[lock] = Some(event.lane);
            }
            EventKind::Drop | EventKind::Tick => {}
        }
    }
}

/// How long each lane spent in a state, BLAS helpers' shares counted for their parents.
fn spent(report: &Report, states: &[State]) -> Vec<Nanos> {
    let mut spent = vec![0; report.timeline.lanes.len()];
    for (at, lane) in report.timeline.lanes.iter().enumerate() {
        let spans = lane.spans.iter().filter(|span| states.contains(&span.state));
        spent[lane.parent.unwrap_or(at)] += spans.map(gil_playground::timeline::Span::nanos).sum::<Nanos>();
    }
    spent
}

/// What a lane's operations of one kind cost alone.
fn asked(report: &Report, thread: usize, cost: impl Fn(&Op) -> f64) -> Nanos {
    let group = &report.head.scenario.threads[thread];
    group.ops.iter().map(|op| (cost(op) * 1000.0).round() as Nanos).sum::<Nanos>() * u64::from(group.repeat)
}

fn work_is_conserved(report: &Report) {
    let runtime = report.head.scenario.runtime;
    let overhead = gil_playground::gil::policy::of(runtime).overhead;
    let python = spent(report, &[State::Python]);
    for (at, lane) in report.timeline.lanes.iter().enumerate().filter(|(_, lane)| lane.parent.is_none()) {
        let bytecode = asked(report, lane.thread, |op| if let Op::Python { us } = op { us * overhead } else { 0.0 });
        if runtime == Runtime::Cpython27 {
            assert!(python[at] >= bytecode, "{}: ticks only cost", lane.name);
        } else {
            assert_eq!(python[at], bytecode, "bytecode of {}", lane.name);
        }
        let ops = &report.head.scenario.threads[lane.thread].ops;
        if ops.iter().all(|op| !matches!(op, Op::Kernel(kernel) if kernel.blas_threads > 1)) {
            let kernels = asked(report, lane.thread, |op| match op {
                Op::Kernel(kernel) => kernel.us.unwrap_or(0.0),
                _ => 0.0,
            });
            let inside = [State::KernelHeld, State::KernelReleased];
            assert_eq!(spent(report, &inside)[at], kernels, "kernels of {}", lane.name);
        }
    }
}

/// The wall is at least the critical path, the work under one lock, and all work over the cores: Amdahl's bound.
fn the_wall_has_room_for_the_work(report: &Report) {
    let metrics = &report.head.metrics;
    assert!(metrics.speedup <= metrics.amdahl_bound * (1.0 + 1e-9), "{} of {}", metrics.speedup, metrics.amdahl_bound);
}

/// With a core for everybody a free lock that somebody waits for is taken as soon as a sleeper can be awake: no wake-up
/// is lost.
fn a_free_lock_is_taken_by_who_waits_for_it(report: &Report) {
    let scenario = &report.head.scenario;
    if (scenario.cores as usize) < report.timeline.lanes.len() {
        return;
    }
    let most = (scenario.wake_us * 1500.0).round() as Nanos + 1;
    let mut free_since = std::collections::BTreeMap::new();
    for event in &report.timeline.events {
        let lock = lock_of(report, event.lane);
        match event.kind {
            EventKind::Drop => _ = free_since.insert(lock, event.t),
            EventKind::Take => {
                let Some(since) = free_since.remove(&lock) else { continue };
                let waited = report.timeline.lanes.iter().enumerate().any(|(at, lane)| {
                    let before = lane.spans.partition_point(|span| span.end <= since);
                    let wait = lane.spans.get(before).filter(|span| span.state == State::GilWait && span.start < since);
                    let for_lock = wait
                        .and_then(|wait| wait.cause)
                        .is_some_and(|cause| !matches!(cause.kind, CauseKind::PoolLock | CauseKind::ForcedSwitch));
                    lock_of(report, at) == lock && for_lock
                });
                assert!(!waited || event.t - since <= most, "free from {since} to {}: more than {most} ns", event.t);
            }
            _ => {}
        }
    }
}

/// No moment has more lanes running than there are cores. A lane that waits inside its kernel for its helpers has none,
/// so of a kernel of several threads only the helpers count.
fn never_more_running_than_cores(report: &Report) {
    let mut changes: Vec<(Nanos, i64)> = Vec::new();
    for lane in &report.timeline.lanes {
        let ops = &report.head.scenario.threads[lane.thread].ops;
        let alone = |span: &Span| matches!(&ops[span.op as usize], Op::Kernel(kernel) if kernel.blas_threads == 1);
        for span in &lane.spans {
            let runs = match span.state {
                State::Python | State::Blas => true,
                State::KernelHeld | State::KernelReleased => alone(span),
                _ => false,
            };
            if runs {
                changes.extend([(span.start, 1), (span.end, -1)]);
            }
        }
    }
    changes.sort_unstable();
    let mut running = 0;
    for (t, change) in changes {
        running += change;
        assert!(running <= i64::from(report.head.scenario.cores), "{running} lanes run at {t}");
    }
}

fn helpers_stay_inside_their_parents_kernel(report: &Report) {
    for lane in &report.timeline.lanes {
        let Some(parent) = lane.parent else { continue };
        let inside = [State::KernelHeld, State::KernelReleased, State::Runnable];
        for helper in &lane.spans {
            let parents = report.timeline.lanes[parent].spans.iter();
            let mut covered =
                parents.filter(|span| inside.contains(&span.state) && (span.rep, span.op) == (helper.rep, helper.op));
            let first = covered.next().expect("a helper helps a kernel");
            let end = covered.next_back().map_or(first.end, |span| span.end);
            assert!(first.start <= helper.start && helper.end <= end, "{}: {helper:?}", lane.name);
        }
    }
}

/// With one pool for the process, kernels of several threads compute one after the other.
fn the_pool_lets_one_in(report: &Report) {
    if report.head.scenario.blas != Blas::Pool {
        return;
    }
    let mut inside: Vec<&Span> = Vec::new();
    for lane in &report.timeline.lanes {
        let ops = &report.head.scenario.threads[lane.thread].ops;
        let team = |span: &&Span| matches!(&ops[span.op as usize], Op::Kernel(kernel) if kernel.blas_threads > 1);
        let computes = |span: &&Span| matches!(span.state, State::KernelHeld | State::KernelReleased);
        inside.extend(lane.spans.iter().filter(computes).filter(team));
    }
    inside.sort_by_key(|span| span.start);
    assert!(inside.windows(2).all(|pair| pair[0].end <= pair[1].start), "two callers are in the pool at once");
}

fn every_wait_has_a_cause(report: &Report) {
    for lane in &report.timeline.lanes {
        for span in lane.spans.iter().filter(|span| span.state == State::GilWait) {
            let cause = span.cause.unwrap_or_else(|| panic!("{}: {span:?} has no cause", lane.name));
            if lock_of(report, 0).is_none() {
                assert_eq!(cause.kind, CauseKind::PoolLock, "{}", lane.name);
            }
        }
    }
}

fn check(json: &str) {
    let scenario = Scenario::from_json(json).expect("the generator makes what is allowed");
    let report = run(&scenario);
    assert_timeline_laws(&report);
    requests_and_forced_switches_obey_the_protocol(&report);
    work_is_conserved(&report);
    the_wall_has_room_for_the_work(&report);
    a_free_lock_is_taken_by_who_waits_for_it(&report);
    never_more_running_than_cores(&report);
    helpers_stay_inside_their_parents_kernel(&report);
    the_pool_lets_one_in(&report);
    every_wait_has_a_cause(&report);
    assert_eq!(report.to_json(), run(&scenario).to_json(), "the same question has the same answer");
    let more = run(&Scenario { cores: scenario.cores * 2, ..scenario });
    work_is_conserved(&more);
}

fn cases() -> u32 {
    std::env::var("GIL_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(5_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_law_holds_for_random_scenarios(json in scenario()) {
        check(&json);
    }
}

#[test]
fn what_would_take_too_long_or_too_much_is_refused_in_time() {
    let thread = |count: u32, repeat: u32, op: &str| {
        format!(r#""threads":[{{"name":"t","count":{count},"repeat":{repeat},"ops":[{op}]}}]}}"#)
    };
    let minute = r#"{"op":"python","us":60000000}"#;
    for (head, threads) in [
        (r#""runtime":"cpython-3.12","cores":64,"switch_interval_us":1"#, thread(1024, 1, minute)),
        (r#""runtime":"cpython-2.7","cores":64,"check_interval":1"#, thread(1024, 1, minute)),
    ] {
        let scenario = Scenario::from_json(&format!("{{{head},{threads}")).unwrap();
        let error = simulate(&scenario).expect_err("it is too much");
        assert!(error.to_string().contains("too long to simulate"), "{error}");
    }
}

#[test]
fn no_time_overflows_and_the_longest_run_can_be_opened_again() {
    let schur = |count: u32, repeat: u32| {
        let json = format!(
            r#"{{"runtime":"cpython-3.14t","cores":1024,"threads":[{{"name":"t","count":{count},"repeat":{repeat},
                "ops":[{{"op":"kernel","name":"schur","n":1024,"batch":4096}}]}}]}}"#
        );
        simulate(&Scenario::from_json(&json).unwrap())
    };
    let error = schur(1, 9_000_000).expect_err("more than 64 bits of nanoseconds");
    assert!(matches!(error, Error::BadInput(_)));
    assert!(error.to_string().contains("takes more than 9000000 s; use a smaller repeat, batch or size"), "{error}");
    let once = schur(1, 1).unwrap().head.wall_us;
    let most = (9e12 / once) as u32;
    assert!(schur(1, most + 1).is_err());
    let longest = schur(1024, most).unwrap();
    assert!(longest.head.metrics.speedup <= longest.head.metrics.amdahl_bound * 1.000_001);
    assert_eq!(open::reports(longest.to_json().as_bytes()), Ok(vec![longest]));
}
