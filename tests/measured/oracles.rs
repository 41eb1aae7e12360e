//! The measured oracles of real CPython against the real lock, natively; and that they notice what is taken out of it.

use crate::common::native::measure_with;
use crate::common::oracles::{
    Mutation, O1, O2, O3, O6, O8, Oracle, WITHOUT_INTERVAL, WITHOUT_REQUEST, WITHOUT_SWITCH, ask,
};
use gil_playground::Scenario;
use gil_playground::engine::control::Hooks;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A native run blocks, so the oracle is there at the first look.
fn verdict(oracle: &Oracle, lanes: usize, hooks: &Hooks) -> Result<usize, String> {
    let measure = async |scenario, hooks| measure_with(scenario, hooks);
    match pin!(ask(oracle, lanes, hooks, measure)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(verdict) => verdict,
        Poll::Pending => unreachable!("nothing is waited for"),
    }
}

/// So many runs may have one that had to be made again.
const RUNS: usize = 20;

/// `GIL_ORACLES` says how many runs in a row.
fn assert_holds(oracle: &Oracle, lanes: usize) {
    let runs = std::env::var("GIL_ORACLES").ok().and_then(|runs| runs.parse().ok()).unwrap_or(1);
    let once = |_| verdict(oracle, lanes, &Hooks::default()).unwrap_or_else(|text| panic!("{}: {text}", oracle.name));
    let retries: usize = (0..runs).map(once).sum();
    println!("{}, {lanes} lanes: {runs} runs, {retries} made again", oracle.name);
    assert!(runs < RUNS || retries <= runs / RUNS, "{}: {retries} of {runs} runs had to be made again", oracle.name);
}

#[test]
fn o1_a_thread_back_from_a_released_kernel_waits_an_interval_for_a_hog() {
    assert_holds(&O1, 2);
}

#[test]
fn o2_two_hogs_alternate_with_slices_of_an_interval() {
    assert_holds(&O2, 2);
}

#[test]
fn o3_many_hogs_keep_the_slice_and_wait_for_all_others() {
    for lanes in [3, 4] {
        assert_holds(&O3, lanes);
    }
}

#[test]
fn o6_a_call_that_keeps_the_lock_stalls_the_other_thread_for_as_long() {
    assert_holds(&O6, 2);
}

#[test]
fn o8_splitting_bytecode_over_two_threads_gains_nothing_and_costs_little() {
    assert_holds(&O8, 2);
}

fn assert_noticed(mutation: &Mutation) {
    for oracle in mutation.noticed_by {
        let hooks = Hooks { waits: Some(mutation.waits), ..Hooks::default() };
        let verdict = verdict(oracle, 2, &hooks);
        assert!(verdict.is_err(), "a lock without {} passes {}", mutation.what, oracle.name);
    }
}

#[test]
fn a_lock_without_its_interval_is_noticed() {
    assert_noticed(&WITHOUT_INTERVAL);
}

#[test]
fn a_lock_without_the_drop_request_is_noticed() {
    assert_noticed(&WITHOUT_REQUEST);
}

#[test]
fn a_lock_without_the_forced_switch_is_noticed() {
    assert_noticed(&WITHOUT_SWITCH);
}

/// Four threads of 500 ms take four times as long as one, because they do four times as much.
#[test]
fn four_threads_of_bytecode_do_exactly_four_times_the_work_of_one_in_four_times_the_time() {
    let json = r#"{"runtime":"cpython-3.12","threads":[{"name":"t","count":4,"ops":[{"op":"python","us":500000}]}]}"#;
    let scenario = || Scenario::from_json(json).expect("the test's own Scenario is right");
    let wall_us = || {
        let report = measure_with(scenario(), Hooks::default()).expect("the run succeeds");
        let iterations: Vec<u64> = report.timeline.lanes.iter().filter_map(|lane| lane.iterations).collect();
        assert!(iterations[0] > 1_000);
        assert_eq!(iterations.iter().sum::<u64>(), 4 * iterations[0], "{iterations:?}");
        report.head.wall_us
    };
    // Whatever else the machine does while the iterations of a microsecond are counted makes them fewer.
    assert!((0..3).any(|_| wall_us() >= 1_950_000.0), "three times four threads took less than 1.95 s");
}
