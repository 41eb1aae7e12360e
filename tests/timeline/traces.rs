//! The laws of a trace in Perfetto's format, on random scenarios: what viewers rely on, and that nothing is lost or made up.

use crate::common::scenarios::short;
use gil_playground::Report;
use gil_playground::engine::simulate::simulate;
use gil_playground::scenario::Scenario;
use gil_playground::timeline::report::Engine;
use gil_playground::timeline::{CauseKind, Event, EventKind, Span, State, perfetto};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn simulated(json: &str) -> Report {
    simulate(&Scenario::from_json(json).unwrap()).unwrap()
}

fn trace(reports: &[&Report]) -> Value {
    serde_json::from_str(&perfetto::trace(reports)).unwrap()
}

fn events(trace: &Value) -> &Vec<Value> {
    trace["traceEvents"].as_array().unwrap()
}

fn of_kind<'a>(trace: &'a Value, ph: &'a str) -> impl Iterator<Item = &'a Value> {
    events(trace).iter().filter(move |event| event["ph"] == ph)
}

fn in_category<'a>(trace: &'a Value, cat: &'a str) -> impl Iterator<Item = &'a Value> {
    of_kind(trace, "X").filter(move |event| event["cat"] == cat)
}

/// A time of the file as the whole nanoseconds it has to be.
fn nanos(time: &Value) -> u64 {
    let nanos = time.as_f64().unwrap_or_else(|| panic!("{time} is no time")) * 1000.0;
    assert!(nanos >= 0.0 && (nanos - nanos.round()).abs() < 1e-2, "{time} µs are no whole nanoseconds");
    nanos.round() as u64
}

fn extent(slice: &Value) -> (u64, u64) {
    let start = nanos(&slice["ts"]);
    (start, start + nanos(&slice["dur"]))
}

fn lane(slice: &Value) -> usize {
    slice["tid"].as_u64().unwrap() as usize - 1
}

/// Rules 1 to 3, 7, 8 and 10: the fields that each kind of event must have.
fn every_event_has_its_fields(trace: &Value) {
    assert_eq!(trace["displayTimeUnit"], "ms");
    for field in ["engine", "runtime", "switch_interval_us", "seed", "cores", "version"] {
        assert!(!trace["metadata"][field].is_null(), "no {field} in the metadata");
    }
    let mut last = 0;
    for event in events(trace) {
        let (ph, args) = (event["ph"].as_str().unwrap(), &event["args"]);
        assert!(event["pid"].as_u64().unwrap() >= 1 && event["tid"] != 0, "{event}");
        assert!(event["name"].is_string());
        if ph != "M" {
            let now = nanos(&event["ts"]);
            assert!(now >= last, "{event} comes too late");
            last = now;
        }
        match ph {
            "M" => match event["name"].as_str().unwrap() {
                "process_name" | "thread_name" => assert!(args["name"].is_string(), "{event}"),
                "process_sort_index" | "thread_sort_index" => assert!(args["sort_index"].is_u64(), "{event}"),
                _ => panic!("Perfetto reads no {event}"),
            },
            "X" => assert!(event["tid"].is_u64() && event["dur"].is_number(), "{event}"),
            "i" => assert!(event["tid"].is_u64() && event["s"] == "t", "{event}"),
            "C" => assert!(args.as_object().unwrap().values().all(Value::is_u64), "{event}"),
            _ => panic!("{event} is of no kind that is written"),
        }
    }
}

/// Rule 3: a process has a name and a place, and so has each of its tracks.
fn every_track_is_named(trace: &Value) {
    let tracks = of_kind(trace, "X").map(|slice| (slice["pid"].as_u64(), slice["tid"].as_u64()));
    let tracks: BTreeSet<_> = tracks.flat_map(|(pid, tid)| [(pid, None), (pid, tid)]).collect();
    for (pid, tid) in tracks {
        for what in ["name", "sort_index"] {
            let name = format!("{}_{what}", if tid.is_some() { "thread" } else { "process" });
            let says = |it: &&Value| {
                (&it["name"], it["pid"].as_u64(), it["tid"].as_u64()) == (&name.as_str().into(), pid, tid)
            };
            assert_eq!(of_kind(trace, "M").filter(says).count(), 1, "{name} of {pid:?} {tid:?}");
        }
    }
}

/// Rule 4: on one track slices nest or are disjoint, in whole nanoseconds.
fn slices_nest(trace: &Value) {
    let mut open: BTreeMap<(u64, usize), Vec<u64>> = BTreeMap::new();
    for slice in of_kind(trace, "X") {
        let (start, end) = extent(slice);
        let stack = open.entry((slice["pid"].as_u64().unwrap(), lane(slice))).or_default();
        while stack.last().is_some_and(|end| *end <= start) {
            stack.pop();
        }
        assert!(stack.last().is_none_or(|outer| end <= *outer), "{slice} overlaps {stack:?}");
        stack.push(end);
    }
}

/// Rule 6: an id leaves one slice and enters one other, on another track, no sooner than the first slice began.
fn every_arrow_has_two_ends(trace: &Value, report: &Report) {
    let mut ends: BTreeMap<&str, [Vec<&Value>; 2]> = BTreeMap::new();
    for event in events(trace).iter().filter(|event| !event["bind_id"].is_null()) {
        let id = event["bind_id"].as_str().unwrap();
        assert!(id.starts_with("0x") && event["ph"] == "X");
        assert!(event["flow_out"].is_boolean() ^ event["flow_in"].is_boolean(), "{event}");
        ends.entry(id).or_default()[usize::from(event["flow_in"] == true)].push(event);
    }
    for (id, [out, into]) in &ends {
        let ([out], [into]) = (&out[..], &into[..]) else {
            panic!("{id} has {} ends out, {} in", out.len(), into.len())
        };
        assert_eq!((&out["cat"], &into["cat"], &into["name"]), (&"span".into(), &"handoff".into(), &"wake".into()));
        assert_ne!(lane(out), lane(into));
        assert_eq!(extent(out).1, extent(into).0, "{id} does not go from the drop");
        assert_eq!(into["args"]["from"], report.timeline.lanes[lane(out)].name.as_str());
        // Who is awake takes the lock, or waits for a core first.
        let (to, end) = (lane(into), extent(into).1);
        let takes = |event: &Event| (event.lane, event.t, event.kind) == (to, end, EventKind::Take);
        let no_core = |span: &Span| span.start == end && span.state == State::Runnable;
        let timeline = &report.timeline;
        assert!(timeline.events.iter().any(takes) || timeline.lanes[to].spans.iter().any(no_core));
    }
}

fn every_span_appears_once(trace: &Value, report: &Report) {
    let mut written: Vec<_> = in_category(trace, "span")
        .map(|slice| {
            let (args, (start, end)) = (&slice["args"], extent(slice));
            (lane(slice), start, end, args["state"].clone().to_string(), args["op"].as_u64(), args["rep"].as_u64())
        })
        .collect();
    written.sort();
    let lanes = report.timeline.lanes.iter().enumerate();
    let spans: Vec<_> = lanes
        .flat_map(|(lane, it)| {
            it.spans.iter().map(move |span| {
                let state = serde_json::to_string(&span.state).unwrap();
                (lane, span.start, span.end, state, Some(u64::from(span.op)), Some(u64::from(span.rep)))
            })
        })
        .collect();
    assert_eq!(written, spans);
}

/// Rule 5: the owner lanes say who holds each lock, no more and no less; each lock has a lane of its own.
fn owner_lanes_are_the_holdings(trace: &Value, report: &Report) {
    let lanes = &report.timeline.lanes;
    let mut written: Vec<_> = in_category(trace, "owner")
        .map(|slice| (extent(slice).0, extent(slice).1, slice["name"].as_str().unwrap().to_owned()))
        .collect();
    written.sort();
    let holdings = report.timeline.holdings().into_iter().filter(|it| it.end > it.start);
    let mut holdings: Vec<_> = holdings.map(|it| (it.start, it.end, lanes[it.lane].name.clone())).collect();
    holdings.sort();
    assert_eq!(written, holdings);
    let interpreter = |name: &str| {
        let lane = lanes.iter().find(|lane| lane.name == name).unwrap();
        report.head.scenario.interpreter(lane.thread, lane.index)
    };
    let mut locks: BTreeMap<usize, u32> = BTreeMap::new();
    for slice in in_category(trace, "owner") {
        assert!(lane(slice) + 1 >= 900 && lane(slice) >= lanes.len());
        let of = interpreter(slice["name"].as_str().unwrap());
        let shared = *locks.entry(lane(slice)).or_insert(of);
        assert!(shared == of || report.head.scenario.runtime.name() != "subinterpreters");
    }
}

/// Rule 7: a counter says how many lanes are in a state, from its time on.
fn counters_count(trace: &Value, report: &Report) {
    let at = |t: u64, state: State| {
        let spans = report.timeline.lanes.iter().flat_map(|lane| &lane.spans);
        let inside = spans.filter(|span| span.state == state && span.start <= t && t < span.end);
        let pool = |span: &&Span| span.cause.is_none_or(|cause| cause.kind != CauseKind::PoolLock);
        inside.filter(pool).count() as u64
    };
    // Each look at a counter goes through all spans.
    let step = (of_kind(trace, "C").count() / 200).max(1);
    for counter in of_kind(trace, "C").step_by(step) {
        let (t, args) = (nanos(&counter["ts"]), &counter["args"]);
        if counter["name"] == "threads" {
            assert_eq!(args["waiting for GIL"], at(t, State::GilWait), "{counter}");
            assert_eq!(args["runnable"], at(t, State::Runnable), "{counter}");
        } else {
            assert!(args["busy"].as_u64().unwrap() <= u64::from(report.head.scenario.cores));
        }
    }
    for name in ["threads", "cores"] {
        let last = of_kind(trace, "C").filter(|counter| counter["name"] == name).last();
        let zero = |last: &Value| last["args"].as_object().unwrap().values().all(|count| count == 0);
        assert!(last.is_none_or(zero), "{name} never return to nothing");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_trace_obeys_every_law(json in short()) {
        let report = simulated(&json);
        let trace = trace(&[&report]);
        every_event_has_its_fields(&trace);
        every_track_is_named(&trace);
        slices_nest(&trace);
        every_arrow_has_two_ends(&trace, &report);
        every_span_appears_once(&trace, &report);
        owner_lanes_are_the_holdings(&trace, &report);
        counters_count(&trace, &report);
    }
}

const HOGS: &str =
    r#"{"runtime":"cpython-3.12","cores":2,"threads":[{"name":"hog","count":2,"ops":[{"op":"python","us":20000}]}]}"#;

#[test]
fn each_forced_switch_of_two_hogs_is_an_arrow_a_request_and_a_mark() {
    let report = simulated(HOGS);
    let trace = trace(&[&report]);
    let forced = report.head.metrics.forced_switches;
    assert!(forced >= 6);
    let arrows = in_category(&trace, "handoff").filter(|wake| wake["args"]["cause"] == "forced").count();
    let marks = |name: &str| of_kind(&trace, "i").filter(|event| event["name"] == name).count();
    assert_eq!((arrows, marks("forced switch"), marks("drop request")), (forced, forced, forced));
    let wait = in_category(&trace, "span").find(|span| span["name"] == "wait GIL").unwrap();
    assert_eq!((&wait["args"]["cause"], &wait["args"]["holder"]), (&"bytecode".into(), &"hog 1".into()));
}

#[test]
fn two_reports_stand_side_by_side_as_two_processes() {
    let held = simulated(&HOGS.replace("cpython-3.12", "one-lock"));
    let free = simulated(&HOGS.replace("cpython-3.12", "cpython-3.14t"));
    let both = trace(&[&held, &free]);
    every_event_has_its_fields(&both);
    every_track_is_named(&both);
    slices_nest(&both);
    let names: Vec<&Value> = events(&both)
        .iter()
        .filter(|event| event["name"] == "process_name")
        .map(|event| &event["args"]["name"])
        .collect();
    assert_eq!(names, ["simulated · one-lock", "simulated · cpython-3.14t"]);
    assert_eq!(both["metadata"]["runs"][1]["runtime"], "cpython-3.14t");
    let ids: Vec<&str> = events(&both).iter().filter_map(|event| event["bind_id"].as_str()).collect();
    assert_eq!(ids.len(), 2, "one arrow: the second hog takes over from the first where there is a lock");
    let twice = trace(&[&held, &held]);
    let ids: BTreeSet<&str> = events(&twice).iter().filter_map(|event| event["bind_id"].as_str()).collect();
    assert_eq!(ids.len(), 2, "an arrow of another process has an id of its own");
}

#[test]
fn ticks_are_drawn_until_they_would_bury_the_rest_and_then_counted() {
    let ticks = |us: u64| {
        let json = HOGS.replace("cpython-3.12", "cpython-2.7").replace("20000", &us.to_string());
        let trace = trace(&[&simulated(&json)]);
        let drawn = of_kind(&trace, "i").filter(|event| event["name"] == "tick").count();
        (drawn, trace["metadata"]["ticks_left_out"].as_u64())
    };
    let (drawn, left_out) = ticks(20_000);
    assert!(drawn > 10 && left_out.is_none());
    let (drawn, left_out) = ticks(2_000_000);
    assert!(drawn == 0 && left_out > Some(10_000), "{drawn} drawn, {left_out:?} left out");
}

#[test]
fn a_measured_trace_says_so_and_claims_nothing_about_cores() {
    let mut report = simulated(HOGS);
    report.head.engine = Engine::Measured;
    let trace = trace(&[&report]);
    assert_eq!((&trace["metadata"]["engine"], &trace["metadata"]["seed"]), (&"measured".into(), &Value::Null));
    assert!(of_kind(&trace, "C").all(|counter| counter["name"] == "threads" && counter["args"]["runnable"].is_null()));
}
