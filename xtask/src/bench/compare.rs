//! Two Reports side by side: what a reader feels of a GIL, and whether two sides agree on it.
//!
//! Invariant: a number is judged only where it says something: what both sides put below [`NOTHING`] of the threads' time
//! is nothing, and two nothings agree.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::rows::{self, Row, Target};

/// This part of the time that all threads live is nothing worth comparing.
const NOTHING: f64 = 0.02;
/// As many hand-offs are nothing worth comparing: so many come from threads that begin and end.
const FEW: f64 = 20.0;
/// A thread of a script waits so long for the others to be there, in microseconds; for nothing else as long before.
const GATE: f64 = 10_000.0;
/// Which is one of its first so many spans.
const EARLY: usize = 4;

/// The numbers that are compared, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Numbers {
    wall: f64,
    /// How long a lane holds the lock until it has to wait for it again: the median; zero where none holds it.
    slice: f64,
    /// All lanes' waits for the GIL together.
    gil_wait: f64,
    /// How often the lock went from one lane to another.
    handoffs: f64,
    /// Below this a time of all lanes is nothing.
    nothing: f64,
}

impl Numbers {
    pub(super) fn of(report: &Value) -> Self {
        let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
        let lanes = report["lanes"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let wall = number(&report["wall_us"]);
        let nothing = NOTHING * wall * lanes.len() as f64;
        let slices: Vec<f64> = lanes.iter().flat_map(|lane| slices(&lane["spans"])).collect();
        let kept = slices.iter().sum::<f64>() > nothing;
        Self {
            wall,
            slice: if kept { median(&slices) } else { 0.0 },
            gil_wait: number(&report["metrics"]["gil_wait_us"]),
            handoffs: handoffs(&report["events"]),
            nothing,
        }
    }

    /// Of a recorded script: what its threads did from the start of their race.
    pub(super) fn recorded(report: &Value) -> Result<Self> {
        Ok(Self::of(&race(report).context("the recording does not show when the script's threads began")?))
    }

    fn median(runs: &[Self]) -> Self {
        let of = |number: fn(&Self) -> f64| median(&runs.iter().map(number).collect::<Vec<_>>());
        Self {
            wall: of(|run| run.wall),
            slice: of(|run| run.slice),
            gil_wait: of(|run| run.gil_wait),
            handoffs: of(|run| run.handoffs),
            nothing: of(|run| run.nothing),
        }
    }
}

/// One row for each number: simulator ÷ CPython of every run; nothing where both sides have nothing.
pub(super) fn rows(case: &str, simulated: &Numbers, runs: &[Numbers], target: Target) -> [Row; 4] {
    let measured = Numbers::median(runs);
    let ms = |us: f64| format!("{:.2} ms", us / 1000.0);
    let times = |count: f64| format!("{count:.0} times");
    let row = |what: &str, of: fn(&Numbers) -> f64, nothing: f64, said: &dyn Fn(f64) -> String| {
        let (here, there) = (of(simulated), of(&measured));
        let something = here.max(there) > nothing;
        Row {
            what: format!("{case}: {what}"),
            place: "CPython",
            unit: "simulator ÷ CPython".to_owned(),
            target: Some(target),
            values: if something { runs.iter().map(|run| here / of(run)).collect() } else { Vec::new() },
            note: format!("{} ÷ {}", said(here), said(there)),
        }
    };
    [
        row("wall", |of| of.wall, 0.0, &ms),
        row("slice", |of| of.slice, 0.0, &ms),
        row("GIL wait", |of| of.gil_wait, simulated.nothing.max(measured.nothing), &ms),
        row("hand-offs", |of| of.handoffs, FEW, &times),
    ]
}

/// The threads of a script's race, from the moment when all may run. Each of them begins by waiting for that, for longer
/// than for anything else so early; the threads that measure what operations cost alone don't.
fn race(report: &Value) -> Option<Value> {
    let time = |span: &Value, edge: &str| span[edge].as_f64().unwrap_or(0.0);
    let of = |lane: &Value| lane["spans"].as_array().cloned().unwrap_or_default();
    let gate = |lane: &Value| {
        let is_gate = |span: &&Value| span["state"] == "io" && time(span, "end_us") - time(span, "start_us") > GATE;
        of(lane).iter().take(EARLY).find(is_gate).map(|span| time(span, "end_us"))
    };
    let all = report["lanes"].as_array()?.iter().enumerate().skip(1);
    let racing: Vec<(usize, &Value)> = all.filter(|(_, lane)| gate(lane).is_some()).collect();
    let start = racing.iter().filter_map(|(_, lane)| gate(lane)).reduce(f64::min)?;
    let (mut end, mut gil_wait, mut lanes) = (start, 0.0, Vec::new());
    for (_, lane) in &racing {
        let mut spans = of(lane);
        spans.retain(|span| time(span, "end_us") > start);
        for span in &spans {
            end = end.max(time(span, "end_us"));
            if span["state"] == "gil-wait" {
                gil_wait += time(span, "end_us") - time(span, "start_us").max(start);
            }
        }
        lanes.push(json!({"spans": spans}));
    }
    let mut events = report["events"].as_array().cloned().unwrap_or_default();
    events.retain(|event| racing.iter().any(|(at, _)| event["lane"] == *at) && time(event, "t_us") >= start);
    Some(json!({"wall_us": end - start, "metrics": {"gil_wait_us": gil_wait}, "lanes": lanes, "events": events}))
}

/// How often another lane than the last one took the lock.
fn handoffs(events: &Value) -> f64 {
    let takes = events.as_array().into_iter().flatten().filter(|event| event["kind"] == "take");
    let lanes: Vec<&Value> = takes.map(|take| &take["lane"]).collect();
    lanes.windows(2).filter(|pair| pair[0] != pair[1]).count() as f64
}

/// How long the lane held the lock each time until a wait for the GIL; the last time ends with its work instead.
fn slices(spans: &Value) -> Vec<f64> {
    let (mut slices, mut held) = (Vec::new(), 0.0);
    for span in spans.as_array().into_iter().flatten() {
        let length = span["end_us"].as_f64().unwrap_or(0.0) - span["start_us"].as_f64().unwrap_or(0.0);
        match span["state"].as_str() {
            Some("python" | "kernel-held") => held += length,
            Some("gil-wait") if held > 0.0 => slices.push(std::mem::take(&mut held)),
            Some("gil-wait" | "runnable") => {}
            _ => held = 0.0,
        }
    }
    slices
}

/// The middle one; zero of none.
fn median(numbers: &[f64]) -> f64 {
    rows::median(numbers).unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn report(wall: f64, wait: f64, states: &[(&str, f64)]) -> Value {
        let mut end = 0.0;
        let spans = states.iter().map(|(state, length)| {
            end += length;
            json!({"state": state, "start_us": end - length, "end_us": end})
        });
        let spans: Vec<Value> = spans.collect();
        json!({"wall_us": wall, "metrics": {"gil_wait_us": wait}, "lanes": [{"spans": spans}], "events": []})
    }

    #[test]
    fn of_a_recording_the_threads_count_from_when_all_may_run() {
        let span = |state: &str, start: f64, end: f64| json!({"state": state, "start_us": start, "end_us": end});
        let alone = [span("python", 60_000.0, 90_000.0)];
        let take = |lane: usize, t: f64| json!({"kind": "take", "lane": lane, "t_us": t});
        let main = [span("python", 0.0, 90_000.0)];
        let first = [span("python", 10.0, 20.0), span("io", 20.0, 30_000.0), span("python", 30_000.0, 35_000.0)];
        let second =
            [span("io", 40.0, 30_100.0), span("gil-wait", 30_100.0, 35_000.0), span("python", 35_000.0, 36_000.0)];
        let report = json!({
            "lanes": [{"spans": main}, {"spans": first}, {"spans": second}, {"spans": alone}],
            "events": [take(1, 10.0), take(0, 25.0), take(1, 30_000.0), take(2, 35_000.0), take(0, 36_000.0), take(3, 60_000.0)],
        });
        let Numbers { wall, gil_wait, handoffs, .. } = Numbers::recorded(&report).unwrap();
        assert_eq!((wall, gil_wait, handoffs), (6000.0, 4900.0, 1.0));
    }

    #[test]
    fn a_slice_ends_with_a_wait_and_waits_that_follow_each_other_are_one() {
        let states = [("python", 5.0), ("gil-wait", 1.0), ("gil-wait", 4.0), ("python", 2.0), ("kernel-held", 5.0)];
        let lane = [&states[..], &[("gil-wait", 9.0), ("python", 99.0)]].concat();
        let numbers = Numbers::of(&report(100.0, 14.0, &lane));
        assert_eq!(numbers, Numbers { wall: 100.0, slice: 7.0, gil_wait: 14.0, handoffs: 0.0, nothing: 2.0 });
        let hardly = Numbers::of(&report(100.0, 0.0, &[("python", 1.0), ("gil-wait", 1.0), ("kernel-released", 98.0)]));
        assert!(hardly.slice.abs() < f64::EPSILON, "no lane holds the lock here: {hardly:?}");
    }

    const fn numbers(wall: f64, slice: f64, gil_wait: f64) -> Numbers {
        Numbers { wall, slice, gil_wait, handoffs: 0.0, nothing: 2.0 }
    }

    #[test]
    fn a_ratio_outside_the_bounds_is_bad_and_two_nothings_agree() {
        let good = |a, b| rows("", &a, &[b], Target::Within(0.8, 1.25)).map(|row| row.reached() == Some(true));
        assert_eq!(good(numbers(100.0, 5.0, 50.0), numbers(110.0, 6.0, 40.0)), [true, true, true, true]);
        assert_eq!(good(numbers(100.0, 0.0, 0.0), numbers(100.0, 0.0, 30.0)), [true, true, false, true]);
        assert_eq!(good(numbers(100.0, 7.0, 1.5), numbers(60.0, 5.0, 0.0)), [false, false, true, true]);
        assert_eq!(good(numbers(100.0, 0.0, 0.0), numbers(100.0, 5.0, 0.0)), [true, false, true, true]);
    }

    #[test]
    fn the_median_run_is_taken_number_by_number() {
        let run = |wall| numbers(wall, 10.0 - wall, 1.0);
        assert_eq!(Numbers::median(&[run(1.0), run(9.0), run(3.0)]), numbers(3.0, 7.0, 1.0));
    }
}
