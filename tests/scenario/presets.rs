//! The presets: each is a good Scenario, its link is short, and what its sentence says of numbers is what the simulator
//! finds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gil_playground::engine::simulate::simulate;
use gil_playground::presets::{self, TABLE};
use gil_playground::scenario::{Op, Runtime, Scenario};
use gil_playground::timeline::report::Report;
use gil_playground::timeline::{CauseKind, Nanos, Span, State};

const MS: Nanos = 1_000_000;

fn scenario(name: &str) -> Scenario {
    Scenario::from_json(presets::find(name).unwrap().scenario).unwrap()
}

fn run(name: &str) -> Report {
    simulate(&scenario(name)).unwrap()
}

fn under(name: &str, runtime: Runtime) -> Report {
    simulate(&scenario(name).under(runtime)).unwrap()
}

/// The spans of one lane, in one state.
fn spans(report: &Report, lane: &str, state: State) -> Vec<Span> {
    let lane = report.timeline.lanes.iter().find(|row| row.name == lane).unwrap();
    lane.spans.iter().filter(|span| span.state == state).copied().collect()
}

/// How long spans last that follow each other directly.
fn stretches(spans: &[Span]) -> Vec<Nanos> {
    let runs = spans.chunk_by(|a, b| a.end == b.start);
    runs.map(|run| run[run.len() - 1].end - run[0].start).collect()
}

fn median(mut lengths: Vec<Nanos>) -> Nanos {
    lengths.sort_unstable();
    lengths[lengths.len() / 2]
}

fn overlap(a: &[Span], b: &[Span]) -> Nanos {
    let both = |a: &Span, b: &Span| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    a.iter().flat_map(|a| b.iter().map(move |b| both(a, b))).sum()
}

/// The whole work on one thread, in units of the wall.
fn speedup(report: &Report) -> f64 {
    report.head.metrics.speedup
}

fn assert_within<T: Copy + PartialOrd + std::fmt::Debug>(value: T, low: T, high: T) {
    assert!(low <= value && value <= high, "{value:?} is not from {low:?} to {high:?}");
}

#[test]
fn every_preset_is_a_scenario_with_a_sentence_and_a_short_link() {
    let mut names: Vec<&str> = TABLE.iter().map(|preset| preset.name).collect();
    for preset in TABLE {
        assert!(
            preset.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            preset.name
        );
        assert!(preset.sentence.ends_with('.') && preset.sentence.len() < 140, "{}", preset.sentence);
        let scenario = Scenario::from_json(preset.scenario).unwrap();
        assert!(preset.compare.contains(&scenario.runtime), "{}", preset.name);
        for &runtime in preset.compare {
            let report = simulate(&scenario.under(runtime)).unwrap();
            assert!(report.timeline.wall() < 2000 * MS, "{} is too long to look at", preset.name);
        }
        // The link carries the whole Scenario, defaults filled in: the longest form it can have.
        let json = serde_json::to_string(&scenario).unwrap();
        let deflated = miniz_oxide::deflate::compress_to_vec(json.as_bytes(), 6);
        let link = format!(
            "https://gil-playground.example/#v=1&preset={}&scenario={}",
            preset.name,
            URL_SAFE_NO_PAD.encode(deflated)
        );
        assert!(link.len() <= 2000, "the link of {} has {} characters", preset.name, link.len());
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), TABLE.len(), "a name occurs twice");
}

/// What the curriculum has to show, in the order in which it is worth meeting.
#[test]
fn the_curriculum_is_complete() {
    let names: Vec<&str> = TABLE.iter().map(|preset| preset.name).collect();
    let curriculum = [
        "two-hogs",
        "hog-and-echo-server",
        "hog-and-2ms-kernel",
        "short-against-long-kernels",
        "det-against-inv",
        "long-c-call",
        "qr-held",
        "qr-released",
        "better-kernel",
        "blas-team",
        "blas-pool",
        "ticks-on-one-core",
        "ticks-on-two-cores",
        "hog-per-subinterpreter",
        "free-threaded-3-13",
        "free-threaded-3-14",
    ];
    assert_eq!(names, curriculum);
}

#[test]
fn two_hogs_take_turns_of_5_ms_and_need_as_long_as_one_after_the_other() {
    let report = run("two-hogs");
    let mut slices = stretches(&spans(&report, "hog 1", State::Python));
    slices.pop();
    assert_within(median(slices), 5 * MS, 5 * MS + MS / 4);
    assert_within(speedup(&report), 0.9, 1.0);
}

#[test]
fn an_echo_waits_5_ms_or_more_beside_a_hog() {
    let report = run("hog-and-echo-server");
    let waits = spans(&report, "server", State::GilWait);
    let per_request = (1..40).map(|rep| waits.iter().filter(|wait| wait.rep == rep).map(Span::nanos).sum());
    assert_within(median(per_request.collect()), 5 * MS, 11 * MS);
    let asked = scenario("hog-and-echo-server");
    let alone = asked.threads[1].ops.iter().map(|op| match op {
        Op::Python { us } | Op::Wait { us } => *us,
        Op::Kernel(_) => unreachable!("a server computes nothing"),
    });
    assert_within(alone.sum(), 80.0, 80.0);
}

#[test]
fn a_kernel_of_2_ms_waits_5_ms_to_come_back() {
    let report = run("hog-and-2ms-kernel");
    let back = stretches(&spans(&report, "worker", State::GilWait)).into_iter().filter(|&wait| wait > MS);
    let back: Vec<Nanos> = back.collect();
    assert!(back.len() >= 15, "{back:?}");
    assert_within(median(back), 5 * MS, 5 * MS + MS / 4);
}

#[test]
fn only_the_long_kernels_wait_to_come_back() {
    let report = run("short-against-long-kernels");
    let waits = spans(&report, "worker", State::GilWait);
    let after = |op: fn(u32) -> bool| -> usize { waits.iter().filter(|wait| op(wait.op) && wait.nanos() > MS).count() };
    assert_within(after(|op| op == 4), 18, 20);
    assert!(after(|op| op < 4) <= 4, "of 80 short kernels {} waited", after(|op| op < 4));
}

#[test]
fn calls_of_inv_overlap_and_calls_of_det_never_do() {
    let report = run("det-against-inv");
    let in_both = |state| overlap(&spans(&report, "worker 1", state), &spans(&report, "worker 2", state));
    assert_eq!(in_both(State::KernelHeld), 0);
    assert!(in_both(State::KernelReleased) > 10 * MS);
}

#[test]
fn a_call_that_holds_stops_the_interface_for_as_long_as_it_lasts() {
    let report = run("long-c-call");
    let longest = |state| stretches(&spans(&report, "interface", state)).into_iter().max().unwrap();
    assert_within(longest(State::GilWait), 65 * MS, 81 * MS);
    assert_within(longest(State::Io), 8 * MS, 9 * MS);
    assert_eq!(spans(&report, "call", State::KernelHeld)[0].nanos(), 80 * MS);
}

#[test]
fn qr_is_four_times_as_fast_without_the_gil_and_no_faster_with_it() {
    assert_within(speedup(&run("qr-held")), 0.95, 1.0);
    assert_within(speedup(&run("qr-released")), 3.8, 4.0);
}

#[test]
fn one_thread_with_a_better_kernel_beats_four_with_a_slow_one() {
    let run = run("better-kernel");
    let ends = |name: &str| -> Vec<Nanos> {
        let lanes = run.timeline.lanes.iter().filter(|lane| lane.name.starts_with(name));
        lanes.map(|lane| lane.spans.last().unwrap().end).collect()
    };
    let (blocked, plain) = (ends("by blocks"), ends("nalgebra"));
    assert!(blocked.iter().max() < plain.iter().min(), "{blocked:?}, {plain:?}");
    assert_eq!((blocked.len(), plain.len()), (1, 4));
}

#[test]
fn teams_of_blas_threads_wait_for_cores_and_a_pool_lets_one_in() {
    let workers = ["worker 1", "worker 2", "worker 3", "worker 4"];
    let (team, pool) = (run("blas-team"), run("blas-pool"));
    assert_eq!(team.timeline.lanes.len(), 16);
    let kinds = |report: &Report| workers.map(|lane| spans(report, lane, State::GilWait)).concat();
    let at_pool = |span: &Span| span.cause.is_some_and(|cause| cause.kind == CauseKind::PoolLock);
    assert!(!kinds(&team).iter().any(at_pool) && kinds(&pool).iter().any(at_pool));
    let for_cores = |report: &Report| workers.map(|lane| stretches(&spans(report, lane, State::Runnable))).concat();
    assert!(for_cores(&team).iter().sum::<Nanos>() > 10 * MS);
    for (i, a) in workers.iter().enumerate() {
        for b in &workers[i + 1..] {
            let released = |lane| spans(&pool, lane, State::KernelReleased);
            assert_eq!(overlap(&released(a), &released(b)), 0, "{a} and {b} are in the pool at once");
        }
    }
}

#[test]
fn ticks_cost_nothing_on_one_core_and_half_as_much_again_on_two() {
    assert_within(speedup(&run("ticks-on-one-core")), 0.9, 1.0);
    let slices = stretches(&spans(&run("ticks-on-one-core"), "hog 1", State::Python));
    assert_within(median(slices), 2 * MS, 9 * MS);
    assert_within(1.0 / speedup(&run("ticks-on-two-cores")), 1.35, 1.8);
    assert_within(speedup(&under("ticks-on-two-cores", Runtime::Cpython312)), 0.9, 1.0);
}

#[test]
fn four_interpreters_need_no_longer_than_one_thread() {
    assert_within(speedup(&run("hog-per-subinterpreter")), 3.9, 4.0);
    assert_within(speedup(&under("hog-per-subinterpreter", Runtime::Cpython312)), 0.9, 1.0);
}

#[test]
fn without_a_gil_a_thread_pays_40_or_8_percent() {
    for (name, price, times) in [("free-threaded-3-13", 1.4, 2.8), ("free-threaded-3-14", 1.08, 3.6)] {
        let (free, gil) = (run(name), under(name, Runtime::Cpython312));
        assert_within(free.head.one_thread_us / gil.head.one_thread_us, price - 0.001, price + 0.001);
        assert_within(speedup(&free), 3.9, 4.0);
        assert_within(gil.head.wall_us / free.head.wall_us, times, 4.0);
    }
}
