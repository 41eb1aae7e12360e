//! What was written is read back: a Report and a trace of it, over random runs; whatever else is in a file is refused in
//! one clear line, or is a Report that can be drawn. And the CSV, which nobody reads back, has a row for each span.

use crate::common::native::measure_with;
use crate::common::{random, scenarios};
use gil_playground::Report;
use gil_playground::engine::control::Hooks;
use gil_playground::engine::simulate::simulate;
use gil_playground::error::{Error, Result};
use gil_playground::scenario::Scenario;
use gil_playground::timeline::report::Residual;
use gil_playground::timeline::{ascii, csv, open, perfetto, svg};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

fn simulated(json: &str) -> Report {
    simulate(&Scenario::from_json(json).unwrap()).unwrap()
}

fn opened(text: &str) -> Result<Vec<Report>> {
    open::reports(text.as_bytes())
}

const PAIR: &str = r#"{"runtime":"cpython-3.12","cores":2,"threads":[
    {"name":"hog","count":2,"ops":[{"op":"python","us":20000}]},
    {"name":"qr","repeat":2,"ops":[{"op":"kernel","name":"qr","n":64,"us":700,"blas_threads":2}]}]}"#;

fn is_read_back(report: &Report) {
    assert_eq!(opened(&report.to_json()).as_deref(), Ok(std::slice::from_ref(report)));
    let twice = perfetto::trace(&[report, report]);
    assert_eq!(opened(&twice), Ok(vec![report.clone(), report.clone()]));
    let bare = report.head_json();
    let spans = report.timeline.lanes.iter().map(|lane| lane.spans.clone()).collect();
    assert_eq!(open::columns(&bare, spans, report.timeline.events.clone()).as_ref(), Ok(report));
}

/// What hurts careless readers.
fn hostile() -> impl Strategy<Value = Value> {
    let words = ["", "gil-wait", "blas", "take", "drop", "one-lock", "measured", "\u{202e}<b>\n"];
    let numbers = [0.0, -1.0, 0.0005, 1.5, 7.0, 1e9, 9e12, 1e300, 4_294_967_295.0, 1.8e19];
    prop_oneof![
        4 => prop::sample::select(numbers.to_vec()).prop_map(|it| json!(it)),
        2 => (-2i64..9).prop_map(|it| json!(it)),
        2 => prop::sample::select(words.to_vec()).prop_map(|it| json!(it)),
        1 => prop::sample::select(vec![json!(null), json!(true), json!([]), json!({}), json!(u64::MAX)]),
    ]
}

/// Puts it in the place of some part, or takes that part away.
fn damage(whole: &mut Value, place: Index, by: Option<&Value>) {
    fn parts(value: &Value) -> usize {
        1 + match value {
            Value::Array(all) => all.iter().map(parts).sum(),
            Value::Object(all) => all.values().map(parts).sum::<usize>(),
            _ => 0,
        }
    }
    fn go(value: &mut Value, mut at: usize, by: &mut dyn FnMut(&mut Value)) {
        if at == 0 {
            return by(value);
        }
        at -= 1;
        let inside: Vec<&mut Value> = match value {
            Value::Array(all) => all.iter_mut().collect(),
            Value::Object(all) => all.values_mut().collect(),
            _ => return,
        };
        for part in inside {
            let size = parts(part);
            if at < size {
                return go(part, at, by);
            }
            at -= size;
        }
    }
    let at = place.index(parts(whole));
    go(whole, at, &mut |part| match (by, part) {
        (Some(by), part) => *part = by.clone(),
        (None, Value::Array(all)) => drop(all.pop()),
        (None, Value::Object(all)) => drop(all.keys().next().cloned().and_then(|key| all.remove(&key))),
        (None, part) => *part = Value::Null,
    });
}

fn is_refused_in_one_clear_line(error: &Error) {
    let text = error.to_string();
    assert!(matches!(error, Error::BadInput(_)) && text.len() > 20 && text.len() < 600, "{text}");
    assert!(!text.contains(|letter: char| letter.is_control() || letter == '\u{2028}'), "{text:?}");
}

/// A file that got through gives a Report like any other: it can be drawn, written and read again.
fn is_drawn(report: &Report) {
    svg::draw(report);
    ascii::draw(report);
    perfetto::trace(&[report]);
    has_a_row_for_each_span(report);
    assert_eq!(opened(&report.to_json()).as_deref(), Ok(std::slice::from_ref(report)));
}

fn has_a_row_for_each_span(report: &Report) {
    let lanes = &report.timeline.lanes;
    let table = csv::table(report, csv::BYTES).unwrap();
    let mut rows = table.lines();
    assert_eq!(rows.next(), Some("lane,state,op,rep,start_us,end_us,cause,holder"));
    for span in lanes.iter().flat_map(|lane| &lane.spans) {
        let row: Vec<&str> = rows.next().unwrap().rsplit(',').collect();
        let us = |cell: &str| (cell.parse::<f64>().unwrap() * 1000.0).round() as u64;
        assert_eq!((us(row[3]), us(row[2])), (span.start, span.end));
        assert_eq!((row[5], row[4]), (&*span.op.to_string(), &*span.rep.to_string()));
        assert_eq!(row[6], serde_json::to_value(span.state).unwrap());
        let cause = span.cause.map_or(json!(""), |cause| serde_json::to_value(cause.kind).unwrap());
        assert_eq!(row[1], cause);
    }
    assert_eq!(rows.next(), None);
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(1000))]

    #[test]
    fn whatever_was_simulated_is_read_back_from_either_file(json in scenarios::short()) {
        let report = simulated(&json);
        is_read_back(&report);
        has_a_row_for_each_span(&report);
    }
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn a_damaged_report_is_refused_or_harmless(
        edits in prop::collection::vec((any::<Index>(), prop::option::weighted(0.8, hostile())), 1..4)
    ) {
        let mut whole: Value = serde_json::from_str(&simulated(PAIR).to_json()).unwrap();
        for (place, by) in &edits {
            damage(&mut whole, *place, by.as_ref());
        }
        match opened(&whole.to_string()) {
            Ok(reports) => reports.iter().for_each(is_drawn),
            Err(error) => is_refused_in_one_clear_line(&error),
        }
    }

    #[test]
    fn raw_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        is_refused_in_one_clear_line(&open::reports(&bytes).unwrap_err());
    }
}

#[test]
fn whatever_was_measured_is_read_back_to_the_last_digit() {
    for seed in 0..21 {
        is_read_back(&measure_with(random::scenario(seed, 4), Hooks::default()).unwrap());
    }
}

#[test]
fn a_residual_that_is_infinitely_wrong_is_read_back() {
    let mut report = simulated(PAIR);
    report.head.residuals = vec![Residual { kernel: "qr".into(), n: Some(64), shape: None, max: f64::INFINITY }];
    is_read_back(&report);
}

#[test]
fn no_file_claims_numbers_that_its_timeline_does_not_give() {
    let honest = simulated(PAIR);
    let mut whole: Value = serde_json::from_str(&honest.to_json()).unwrap();
    whole["wall_us"] = json!(1.0);
    whole["metrics"]["speedup"] = json!(99.0);
    whole["metrics"]["handoffs"] = json!(0);
    assert_eq!(opened(&whole.to_string()), Ok(vec![honest]));
}

/// As the Python script prints it: without events, so what it says of the lock is all that is known.
#[test]
fn a_report_of_the_python_script_is_opened_with_what_it_tells() {
    let mut whole: Value = serde_json::from_str(&simulated(PAIR).to_json()).unwrap();
    whole["engine"] = json!("measured");
    whole["events"] = json!([]);
    whole["environment"]["python"] = json!("3.14.0 (main)");
    whole["environment"]["notes"] = json!(["the Scenario asks for more"]);
    whole["alone_us"] = json!([[20_000.0], [700.0]]);
    whole["metrics"] =
        json!({"speedup":1.0,"efficiency":0.3,"gil_held":0.875,"gil_wait_us":1.0,"handoffs":3,"forced_switches":2});
    let lanes = whole["lanes"].as_array_mut().unwrap();
    lanes.retain(|lane| lane["parent"].is_null());
    let report = opened(&whole.to_string()).unwrap().remove(0);
    assert_eq!(report.head.environment.python.as_deref(), Some("3.14.0 (main)"));
    let metrics = &report.head.metrics;
    assert_eq!((metrics.gil_held, metrics.handoffs, metrics.forced_switches), (0.875, 3, 2));
    assert!(metrics.gil_wait_us > 1.0 && metrics.serial_fraction > 0.9, "{metrics:?}");
    is_drawn(&report);
}

#[test]
fn what_is_wrong_is_named_with_what_would_be_right() {
    let whole = simulated(PAIR).to_json();
    let value: Value = serde_json::from_str(&whole).unwrap();
    let with = |pointer: &str, by: Value| {
        let mut value = value.clone();
        *value.pointer_mut(pointer).unwrap() = by;
        value.to_string()
    };
    let ours = "open a Report or a Perfetto trace as it was saved on this page or printed by gil";
    let cases = [
        ("hello".into(), "the file isn't JSON (expected value at line 1 column 1)", ours),
        (whole[..whole.len() / 2].into(), "the file ends too early, so it was cut off", "save it again"),
        (String::new(), "the file ends too early", "save it again"),
        ("[]".into(), "JSON, but of another shape", ours),
        ("{}".into(), "JSON, but neither a Report nor a trace", ours),
        (PAIR.into(), "is a Scenario, a question without its answer", "save the Report"),
        (
            r#"{"traceEvents":[],"metadata":{"reports":[]}}"#.into(),
            "Reports in the trace's metadata is 0",
            "from 1 to 16",
        ),
        (with("/scenario/cores", json!(0)), "cores is 0", "choose a value from 1 to 1024"),
        (with("/environment/cores", json!(0)), "cores of environment is 0", "from 1 to 1000000"),
        (with("/one_thread_us", json!(-5.0)), "one_thread_us is -5", "choose a value from 0"),
        (with("/environment/version", json!("x".repeat(201))), "it has a text of 201 letters, 200 at most", ours),
        (
            with("/environment/backends", json!(vec!["x"; 1001])),
            "the number of backends of environment is 1001",
            "0 to 1000",
        ),
        (with("/lanes", json!([])), "it has 0 lanes, but its Scenario has 4", ours),
        (with("/lanes/0/name", json!("x\n")), "its Scenario has the lane \"hog 1\" where the file has \"x \"", ours),
        (
            with("/lanes/0/spans/0/state", json!("sleeping")),
            "unknown variant `sleeping`, expected one of `python`",
            ours,
        ),
        (with("/lanes/0/spans/0/start_us", json!(-1.0)), "a time is -1.0 µs", "from 0 to 9000000000000"),
        (
            with("/lanes/0/spans/0/end_us", json!(1e300)),
            "a time is 1e300 µs: choose a value from 0 to 9000000000000",
            ours,
        ),
        (
            with("/lanes/0/spans/0/end_us", json!(0.0)),
            "span 1 of lane \"hog 1\" ends at 0 µs, but begins at 0 µs",
            ours,
        ),
        (
            with("/lanes/0/spans/1/start_us", json!(1.0)),
            "span 2 of lane \"hog 1\" begins at 1 µs, before the span before it",
            ours,
        ),
        (with("/lanes/0/spans/0/op", json!(1)), "belongs to operation 1, but its thread has only 1", ours),
        (with("/lanes/0/spans/0/rep", json!(1)), "belongs to pass 1, but its thread makes only 1", ours),
        (with("/lanes/1/spans/0/state", json!("python")), "is in the state python, but has the cause", ours),
        (with("/lanes/1/spans/0/cause/holder", json!(9)), "waits for lane 9, but there are only 4", ours),
        (
            with("/events/0/t_us", json!(1.0e4)),
            "event 2 is at 5092.465 µs, but the event before it is at 10000 µs",
            ours,
        ),
        (
            with("/events/25/t_us", json!(9e9)),
            "event 26 is at 9000000000 µs, but the last span ends at 40886.446 µs",
            ours,
        ),
        (with("/events/0/lane", json!(4)), "event 1 is about lane 4, but there are only 4", ours),
        (with("/events/1/kind", json!("take")), "event 17 is a take by lane 1, which holds its lock already", ours),
        (with("/scenario/runtime", json!("cpython-3.13t")), "event 1 is about a lock, but its runtime has none", ours),
    ];
    for (file, what, right) in cases {
        let error = opened(&file).unwrap_err();
        is_refused_in_one_clear_line(&error);
        let text = error.to_string();
        assert!(text.contains(what) && text.contains(right), "no \"{what}\" or no \"{right}\" in: {text}");
    }
    let long = vec![b' '; open::BYTES + 1];
    assert!(open::reports(&long).unwrap_err().to_string().contains("more than 200000000 bytes"));
}
