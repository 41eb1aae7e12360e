//! Laws of measured timelines, natively.

use crate::common::native::{ONE_AT_A_TIME, measure_with};
use crate::common::{assert_laws, assert_parallel, assert_serialized, four_threads, random, threads};
use gil_playground::engine::control::Hooks;
use gil_playground::engine::measure::Run;
use gil_playground::engine::plan::Plan;
use gil_playground::engine::{clock, pool};
use gil_playground::timeline::report::{Environment, Head};
use gil_playground::{Error, Report, Scenario};
use std::panic::{AssertUnwindSafe, catch_unwind};

// A lane needs longer than an operating system's time slice, or a busy machine runs one lane after the other. That is
// why sizes differ: each makes a lane last some twenty milliseconds.

fn measure(scenario: Scenario) -> Report {
    measure_with(scenario, Hooks::default()).expect("the run succeeds")
}

#[test]
fn behind_one_lock_kernels_run_one_after_the_other() {
    for (kernel, n) in [("qr", 224), ("lu", 320), ("cholesky", 384), ("matmul", 320)] {
        let report = measure(four_threads("one-lock", kernel, n, 8));
        assert_laws(&report);
        assert_serialized(&report);
    }
}

#[test]
fn released_kernels_overlap_where_there_are_two_cores() {
    for (kernel, n) in [("qr", 224), ("lu", 288), ("svd", 112), ("eigh", 144), ("schur", 112), ("hessenberg", 192)] {
        let report = measure(four_threads("cpython-3.12", kernel, n, 8));
        assert_laws(&report);
        if report.head.environment.cores >= 2 {
            assert_parallel(&report);
        }
    }
}

#[test]
fn a_kernel_that_holds_keeps_the_others_out() {
    let json = r#"{"runtime":"cpython-3.12","threads":[{"name":"worker","count":4,"repeat":6,
        "ops":[{"op":"kernel","name":"lu","n":320,"gil":"holds"}]}]}"#;
    let report = measure(Scenario::from_json(json).unwrap());
    assert_laws(&report);
    assert_serialized(&report);
}

#[test]
fn the_example_of_the_contract_obeys_every_law_under_both_runtimes() {
    for runtime in ["one-lock", "cpython-3.12"] {
        let json = format!(
            r#"{{ "runtime": "{runtime}", "switch_interval_us": 5000, "cores": 4, "seed": 1, "blas": "team",
              "threads": [ {{ "name": "worker", "count": 4, "repeat": 8, "interpreter": 0,
                "ops": [ {{ "op": "python", "us": 200 }},
                  {{ "op": "kernel", "name": "qr", "n": 256, "gil": "releases", "blas_threads": 1, "backend": "auto" }},
                  {{ "op": "wait", "us": 1000 }} ] }} ] }}"#
        );
        let report = measure(Scenario::from_json(&json).unwrap());
        assert_laws(&report);
        assert_eq!(report.timeline.lanes.len(), 4);
    }
}

#[test]
fn bytecode_is_handed_over_by_force() {
    let json = r#"{"runtime":"cpython-3.12","switch_interval_us":1000,"threads":[
        {"name":"hog","count":2,"ops":[{"op":"python","us":150000},{"op":"kernel","name":"lu","n":8}]}]}"#;
    let report = measure(Scenario::from_json(json).unwrap());
    assert_laws(&report);
    assert!(report.head.metrics.forced_switches > 4, "{:?}", report.head.metrics);
}

#[test]
fn one_lane_and_many_lanes_obey_the_laws() {
    for lanes in [1, 2, 3, 17] {
        assert_laws(&measure(threads(lanes, "one-lock", "lu", 32, 3)));
        assert_laws(&measure(threads(lanes, "cpython-3.12", "lu", 32, 3)));
    }
}

#[test]
fn groups_of_different_threads_keep_their_order_and_names() {
    let json = r#"{"runtime":"cpython-3.12","threads":[
        {"name":"a","count":2,"ops":[{"op":"kernel","name":"lu","n":16},{"op":"kernel","name":"lu","n":24}]},
        {"name":"b","repeat":2,"ops":[{"op":"kernel","name":"matmul","n":16},{"op":"wait","us":0}]}]}"#;
    let report = measure(Scenario::from_json(json).unwrap());
    assert_laws(&report);
    let names: Vec<&str> = report.timeline.lanes.iter().map(|lane| lane.name.as_str()).collect();
    assert_eq!(names, ["a 1", "a 2", "b"]);
    assert_eq!(report.head.residuals.len(), 3);
}

#[test]
fn a_clock_that_is_two_milliseconds_off_is_put_right_by_calibration() {
    // Each wait lets another lane in, so the lock changes hands all the time.
    let json = r#"{"runtime":"cpython-3.12","threads":[{"name":"worker","count":4,"repeat":16,
        "ops":[{"op":"kernel","name":"lu","n":96,"gil":"holds"},{"op":"wait","us":200}]}]}"#;
    let scenario = || Scenario::from_json(json).unwrap();
    let shift = Some((1, 2000.0));
    let calibrated = measure_with(scenario(), Hooks { shift, ..Hooks::default() }).unwrap();
    assert_laws(&calibrated);
    let raw = measure_with(scenario(), Hooks { shift, no_calibration: true, ..Hooks::default() }).unwrap();
    catch_unwind(AssertUnwindSafe(|| assert_laws(&raw)))
        .expect_err("without calibration two lanes seem to hold the lock");
}

#[test]
fn a_panic_in_a_lane_that_holds_the_lock_ends_the_run_with_its_text() {
    for runtime in ["one-lock", "cpython-3.12"] {
        let hooks = Hooks { panics: Some(2), ..Hooks::default() };
        let error = measure_with(four_threads(runtime, "lu", 16, 50), hooks).unwrap_err();
        let Error::Failed(text) = error else { panic!("{error:?}") };
        assert!(text.contains("lane 2") && text.contains("the test asked for a panic"), "{text}");
    }
}

#[test]
fn a_cancelled_run_ends_soon_and_says_so() {
    let _alone = ONE_AT_A_TIME.lock();
    let plan = Plan::new(four_threads("one-lock", "lu", 64, 100_000)).unwrap();
    let run = Run::new(plan, clock::monotonic, 2);
    std::thread::scope(|scope| {
        let running = scope.spawn(|| pool::run(&run));
        while run.diaries().iter().all(|diary| diary.entries().next().is_none()) {
            std::thread::yield_now();
        }
        run.control().stop.set();
        running.join().unwrap().unwrap();
    });
    assert_eq!(run.report(Environment::native()).unwrap_err(), Error::Cancelled);
}

#[test]
fn a_speedup_never_beats_the_cores() {
    // Something else on the machine can slow a baseline for seconds. The gate sees that, and such a run is made again; were it
    // the engine that measures baselines too slow, no run would pass the gate.
    let (mut told, mut doubted) = (0, Vec::new());
    while told < 3 {
        let Head { metrics, environment, doubts, .. } = measure(four_threads("cpython-3.12", "qr", 192, 8)).head;
        let (speedup, cores) = (metrics.speedup, environment.cores as f64);
        if doubts.is_empty() {
            assert!(speedup <= cores * 1.05, "a speedup of {speedup} on {cores} cores is told");
            told += 1;
        } else {
            doubted.push((speedup, doubts));
            assert!(doubted.len() < 10, "no speedup may be told: {doubted:?}");
        }
    }
}

#[test]
fn two_hundred_random_scenarios_obey_every_law() {
    for seed in 0..200 {
        let scenario = random::scenario(seed, 1 + seed % 5);
        let json = serde_json::to_string(&scenario).unwrap();
        let report = measure(scenario);
        assert_eq!(report.timeline.lanes.len() as u64, 1 + seed % 5, "the pool's size");
        catch_unwind(AssertUnwindSafe(|| assert_laws(&report))).unwrap_or_else(|_| panic!("seed {seed}: {json}"));
    }
}
