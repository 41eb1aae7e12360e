//! What tests of the simulator share: running a Scenario that is written as JSON, and reading a lane's waits.

use gil_playground::engine::simulate::simulate;
use gil_playground::timeline::micros;
use gil_playground::timeline::{Event, EventKind, State};
use gil_playground::{Report, Scenario};

/// Simulates it.
pub(crate) fn run(json: &str) -> Report {
    simulate(&Scenario::from_json(json).expect("the test's own Scenario is right")).expect("it fits")
}

/// So many threads of bytecode, with a core each.
pub(crate) fn hogs(count: usize, ms: u32, interval_us: f64) -> Report {
    run(&format!(
        r#"{{"runtime":"cpython-3.12","switch_interval_us":{interval_us},"cores":{count},
            "threads":[{{"name":"hog","count":{count},"ops":[{{"op":"python","us":{}}}]}}]}}"#,
        ms * 1000
    ))
}

/// The waits of one lane, in microseconds, summed per repeat.
pub(crate) fn waits_per_repeat(report: &Report, lane: usize) -> Vec<f64> {
    let lane = &report.timeline.lanes[lane];
    let repeats = report.head.scenario.threads[lane.thread].repeat;
    let mut waits = vec![0.0; repeats as usize];
    for span in lane.spans.iter().filter(|span| span.state == State::GilWait) {
        waits[span.rep as usize] += micros(span.nanos());
    }
    waits
}

/// What happened of this kind, in order.
pub(crate) fn events(report: &Report, kind: EventKind) -> Vec<Event> {
    report.timeline.events.iter().filter(|event| event.kind == kind).copied().collect()
}

/// The middle value.
pub(crate) fn median(values: &[f64]) -> f64 {
    quantile(values, 0.5)
}

/// The value below which this part of them lies.
pub(crate) fn quantile(values: &[f64], q: f64) -> f64 {
    assert!(!values.is_empty(), "nothing was measured");
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * q).round() as usize]
}
