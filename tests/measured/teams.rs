//! Measured runs with threads inside the kernels, natively: nothing hangs, and every law of teams holds.

use crate::common::assert_laws;
use crate::common::native::{ONE_AT_A_TIME, measure_with};
use gil_playground::engine::control::Hooks;
use gil_playground::engine::measure::Run;
use gil_playground::engine::plan::Plan;
use gil_playground::engine::{clock, pool};
use gil_playground::timeline::report::Environment;
use gil_playground::timeline::{CauseKind, Span};
use gil_playground::{Error, Report, Result, Scenario};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Four threads with four BLAS threads each.
fn four_by_four(blas: &str, gil: &str, n: usize, repeat: usize) -> Scenario {
    let json = format!(
        r#"{{"runtime":"cpython-3.12","blas":"{blas}","threads":[{{"name":"worker","count":4,"repeat":{repeat},
            "ops":[{{"op":"kernel","name":"matmul","n":{n},"gil":"{gil}","blas_threads":4}}]}}]}}"#
    );
    Scenario::from_json(&json).unwrap()
}

/// Measures, and fails loudly where the run would never end.
fn measure(scenario: Scenario, hooks: Hooks) -> Result<Report> {
    let (done, over) = channel();
    std::thread::spawn(move || done.send(measure_with(scenario, hooks)).is_ok());
    over.recv_timeout(Duration::from_secs(60)).expect("the run ends")
}

fn helps(report: &Report) -> usize {
    report.timeline.lanes.iter().filter(|lane| lane.parent.is_some()).map(|lane| lane.spans.len()).sum()
}

#[test]
fn four_threads_of_four_blas_threads_never_lock_up() {
    // Each run warms up and times its kernels first, for longer than these passes take.
    for run in 0..80 {
        let blas = ["team", "pool"][run % 2];
        let gil = if run < 66 { "holds" } else { "releases" };
        let report = measure(four_by_four(blas, gil, 64, 9), Hooks::default()).unwrap();
        assert_laws(&report);
        assert_eq!(report.timeline.lanes.len(), 16);
        assert_eq!(helps(&report), 4 * 3 * 9, "{blas}, {gil}: each helper helps in each kernel");
    }
}

#[test]
fn lanes_stand_in_the_order_and_under_the_names_that_the_simulator_gives() {
    let report = measure(four_by_four("team", "releases", 48, 1), Hooks::default()).unwrap();
    let simulated = gil_playground::engine::simulate::simulate(&report.head.scenario).unwrap();
    let rows = |report: &Report| -> Vec<_> {
        report.timeline.lanes.iter().map(|lane| (lane.name.clone(), lane.thread, lane.index, lane.parent)).collect()
    };
    assert_eq!(rows(&report), rows(&simulated));
    assert_eq!(report.timeline.lanes[1].name, "worker 1 · blas 2");
}

#[test]
fn callers_wait_for_the_pool_and_not_for_a_team() {
    let waits = |blas| {
        let report = measure(four_by_four(blas, "releases", 256, 8), Hooks::default()).unwrap();
        assert_laws(&report);
        let causes = report.timeline.lanes.iter().flat_map(|lane| &lane.spans).filter_map(|span: &Span| span.cause);
        causes.filter(|cause| cause.kind == CauseKind::PoolLock).count()
    };
    assert_eq!(waits("team"), 0);
    assert!(waits("pool") > 0, "four callers never met at the pool's lock");
}

#[test]
fn helpers_of_a_kernel_that_computes_alone_stay_idle() {
    for op in [r#""name":"svdvals","backend":"nalgebra""#, r#""name":"matmul","backend":"nalgebra""#] {
        let json = format!(
            r#"{{"runtime":"cpython-3.12","blas":"pool","threads":[{{"name":"t","count":2,"repeat":3,
                "ops":[{{"op":"kernel",{op},"n":48,"blas_threads":3}}]}}]}}"#
        );
        let report = measure(Scenario::from_json(&json).unwrap(), Hooks::default()).unwrap();
        assert_laws(&report);
        assert_eq!((report.timeline.lanes.len(), helps(&report)), (6, 0));
    }
}

#[test]
fn only_the_helpers_that_a_kernel_asks_for_come() {
    let json = r#"{"runtime":"cpython-3.14t","threads":[{"name":"t","repeat":5,"ops":[
        {"op":"kernel","name":"matmul","n":64,"blas_threads":2},{"op":"kernel","name":"matmul","n":48},
        {"op":"kernel","name":"matmul","n":96,"blas_threads":3}]}]}"#;
    let report = measure(Scenario::from_json(json).unwrap(), Hooks::default()).unwrap();
    assert_laws(&report);
    let spans: Vec<usize> = report.timeline.lanes.iter().map(|lane| lane.spans.len()).collect();
    assert_eq!(spans[1..], [10, 5]);
}

#[test]
fn a_panic_of_a_caller_or_of_a_helper_ends_the_run_with_its_text() {
    for blas in ["team", "pool"] {
        for lane in [4, 6] {
            let hooks = Hooks { panics: Some(lane), ..Hooks::default() };
            let error = measure(four_by_four(blas, "holds", 48, 50), hooks).unwrap_err();
            let Error::Failed(text) = error else { panic!("{error:?}") };
            assert!(text.contains("lane 4") && text.contains("the test asked for a panic"), "{text}");
        }
    }
}

#[test]
fn a_stopped_run_leaves_no_helper_behind() {
    for blas in ["team", "pool"] {
        let (done, over) = channel();
        std::thread::spawn(move || {
            let _alone = ONE_AT_A_TIME.lock();
            let plan = Plan::new(four_by_four(blas, "releases", 64, 20_000)).unwrap();
            let run = Run::new(plan, clock::monotonic, 2);
            std::thread::scope(|scope| {
                let running = scope.spawn(|| pool::run(&run));
                while run.diaries()[0].entries().next().is_none() {
                    std::thread::yield_now();
                }
                run.control().stop.set();
                running.join().unwrap().unwrap();
            });
            done.send(run.report(Environment::native()).unwrap_err()).unwrap();
        });
        assert_eq!(over.recv_timeout(Duration::from_secs(60)).expect("every lane leaves"), Error::Cancelled);
    }
}
