//! Lanes that are processes: the same inputs, kernels and residuals as lanes that are threads, and a Report by the same
//! rules from what they wrote.

use crate::common::native::{ONE_AT_A_TIME, measure_with};
use crate::common::{assert_laws, assert_timeline_laws};
use gil_playground::Scenario;
use gil_playground::engine::clock;
use gil_playground::engine::control::Hooks;
use gil_playground::engine::measure::{Finding, Found, Run};
use gil_playground::engine::plan::Plan;
use gil_playground::engine::process::Process;
use gil_playground::engine::recorder::NONE;
use gil_playground::timeline::report::Environment;
use gil_playground::timeline::{EventKind, State};

const JSON: &str = r#"{"runtime":"cpython-3.12","threads":[{"name":"worker","count":3,"repeat":2,
    "ops":[{"op":"kernel","name":"qr","n":64,"gil":"holds"},{"op":"kernel","name":"svd","n":32,"gil":"holds"}]}]}"#;

fn plan() -> Plan {
    Plan::new(Scenario::from_json(JSON).unwrap()).unwrap()
}

/// Processes that work one after the other, and what they wrote.
fn run() -> (Run, Vec<Finding>) {
    let _alone = ONE_AT_A_TIME.lock();
    let run = Run::new(plan(), clock::monotonic, 2);
    let mut residuals = Vec::new();
    let mut t = 0.0;
    for (me, diary) in run.diaries().iter().enumerate() {
        let mut process = Process::new(plan(), me, clock::monotonic);
        diary.event(t, EventKind::Take, 0, 0, NONE);
        for (rep, op) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            diary.state(t, State::KernelHeld, op, rep, NONE);
            process.call(op as usize).unwrap();
            t += 10.0;
        }
        diary.event(t, EventKind::Drop, 1, 1, NONE);
        diary.end(t);
        residuals.extend(process.residuals());
    }
    (run, residuals)
}

#[test]
fn a_process_computes_what_a_thread_does_to_the_last_bit() {
    let (run, residuals) = run();
    run.adopt(&Found {
        clock_error_us: 1.0,
        costs: [0, 1].map(|op| Finding { group: 0, op, value: 9.0 }).to_vec(),
        residuals,
        iterations: vec![0; 3],
    });
    let report = run.report(Environment::native()).unwrap();
    assert_laws(&report);
    let threads = measure_with(Scenario::from_json(JSON).unwrap(), Hooks::default()).unwrap();
    assert_eq!(report.head.residuals, threads.head.residuals);
    assert!((report.head.one_thread_us - 3.0 * 2.0 * 18.0).abs() < 1e-6, "{}", report.head.one_thread_us);
    assert!((report.head.wall_us - 120.0).abs() < 1e-6);
}

#[test]
fn two_processes_inside_the_lock_at_once_break_a_law() {
    let (run, residuals) = run();
    run.diaries()[0].event(200.0, EventKind::Take, 1, 1, NONE);
    run.diaries()[0].event(230.0, EventKind::Drop, 1, 1, NONE);
    run.diaries()[1].event(205.0, EventKind::Take, 1, 1, NONE);
    run.diaries()[1].event(235.0, EventKind::Drop, 1, 1, NONE);
    run.adopt(&Found { clock_error_us: 1.0, residuals, iterations: vec![0; 3], ..Found::default() });
    let report = run.report(Environment::native()).unwrap();
    assert!(std::panic::catch_unwind(|| assert_timeline_laws(&report)).is_err());
}

#[test]
fn only_the_first_of_a_group_times_for_all() {
    let _alone = ONE_AT_A_TIME.lock();
    let mut first = Process::new(plan(), 0, clock::monotonic);
    first.warm_up().unwrap();
    let alone = first.alone(1.0).unwrap();
    assert!(alone.iter().map(|cost| cost.op).eq([0, 1]) && alone.iter().all(|cost| cost.value > 0.0), "{alone:?}");
    assert!(Process::new(plan(), 1, clock::monotonic).alone(1.0).unwrap().is_empty());
    assert!(first.iterations_per_us() > 0.0);
}
