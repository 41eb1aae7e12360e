//! Runs on clocks that are wrong on purpose, and beside others: each ends soon, and is doubted or refused in a word.

use crate::common::native::ONE_AT_A_TIME;
use gil_playground::engine::measure::Run;
use gil_playground::engine::plan::Plan;
use gil_playground::engine::{clock, pool};
use gil_playground::timeline::Timeline;
use gil_playground::timeline::doubts::Code;
use gil_playground::timeline::report::Environment;
use gil_playground::{Report, Result, Scenario};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

/// Measures with a clock of the test's own, when no other test does.
fn measure(clock: fn() -> f64, elapsed_us: f64) -> Result<Report> {
    let _alone = ONE_AT_A_TIME.lock();
    measured(clock, elapsed_us)
}

fn measured(clock: fn() -> f64, elapsed_us: f64) -> Result<Report> {
    let json = r#"{"runtime":"cpython-3.12","threads":[
        {"name":"w","count":2,"ops":[{"op":"python","us":20000},{"op":"kernel","name":"qr","n":64}]}]}"#;
    let run = Run::new(Plan::new(Scenario::from_json(json)?)?, clock, 2);
    pool::run(&run)?;
    run.report(Environment { elapsed_us: Some(elapsed_us), ..Environment::native() })
}

/// After so many looks that the run is on, or nearly.
const LOOKS: u64 = 700;

/// The machine's clock, wrong by `by_us` from some look on.
fn leaps(looks: &AtomicU64, by_us: f64) -> f64 {
    let late = looks.fetch_add(1, Ordering::Relaxed) > LOOKS;
    clock::monotonic() + if late { by_us } else { 0.0 }
}

fn leaps_back() -> f64 {
    static SEEN: AtomicU64 = AtomicU64::new(0);
    leaps(&SEEN, -10e6)
}

fn leaps_ahead() -> f64 {
    static SEEN: AtomicU64 = AtomicU64::new(0);
    leaps(&SEEN, 3_600e6)
}

/// Ten seconds back for every 50 ms: longer than that nothing can be timed.
fn leaps_back_again_and_again() -> f64 {
    let now = clock::monotonic();
    now - (now / 50_000.0).floor() * 10e6
}

fn ends_in_nan() -> f64 {
    static SEEN: AtomicU64 = AtomicU64::new(0);
    leaps(&SEEN, f64::NAN)
}

fn shows_nothing() -> f64 {
    f64::NAN
}

fn stands_still() -> f64 {
    1.0
}

fn steps_by_100_ms() -> f64 {
    (clock::monotonic() / 100_000.0).floor() * 100_000.0
}

#[test]
fn a_clock_that_leaps_is_doubted_and_the_timeline_keeps_its_laws() {
    for (leaping, elapsed_us) in [(leaps_back as fn() -> f64, 20_000e3), (leaps_ahead, 1_000e3)] {
        let report = measure(leaping, elapsed_us).expect("it ends");
        assert!(report.head.doubts.iter().any(|doubt| doubt.code == Code::Clock), "{:?}", report.head.doubts);
        in_order(&report.timeline);
    }
}

#[test]
fn a_clock_that_leaps_back_again_and_again_holds_nothing_up() {
    match measure(leaps_back_again_and_again, 5_000e3) {
        Ok(report) => assert!(report.head.doubts.iter().any(|doubt| doubt.code == Code::Clock)),
        Err(error) => assert!(error.to_string().contains("clock"), "{error}"),
    }
}

fn in_order(timeline: &Timeline) {
    for lane in &timeline.lanes {
        assert!(lane.spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{lane:?}");
    }
    assert!(timeline.events.iter().all(|event| event.t <= timeline.wall()));
}

#[test]
fn a_clock_that_shows_no_time_ends_the_run_with_a_word_about_it() {
    for broken in [shows_nothing as fn() -> f64, stands_still] {
        let error = measure(broken, 1e6).expect_err("there is nothing to tell");
        assert!(error.to_string().contains("the threads' clock shows no time: reload"), "{error}");
    }
    match measure(ends_in_nan, 1e6) {
        Ok(report) => assert!(!report.head.doubts.is_empty()),
        Err(error) => assert!(error.to_string().contains("clock"), "{error}"),
    }
}

#[test]
fn a_clock_of_few_steps_is_doubted_and_holds_nothing_up() {
    let report = measure(steps_by_100_ms, 5_000e3).expect("it ends");
    assert!(report.head.doubts.iter().any(|doubt| doubt.code == Code::Steps), "{:?}", report.head.doubts);
}

#[test]
fn programs_that_have_the_cores_beside_a_run_are_seen() {
    let _alone = ONE_AT_A_TIME.lock();
    let over = AtomicBool::new(false);
    let report = thread::scope(|scope| {
        for _ in 0..3 * thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let report = measured(clock::monotonic, 1e9);
        over.store(true, Ordering::Relaxed);
        report.expect("it ends")
    });
    let free = report.head.environment.free.expect("the lanes watched");
    assert!(free < 0.8, "{free}");
    assert!(report.head.doubts.iter().any(|doubt| doubt.code == Code::Busy), "{:?}", report.head.doubts);
}
