//! How fast the simulator is. Its unit is the entry: one span or one event at the lock, as they stand in the Report.
//!
//! Invariant: what is timed is `simulate`, from a checked Scenario to a complete Report, metrics included and JSON not.

use super::Target::{AtLeast, AtMost};
use super::{Group, Target, clock};
use gil_playground::engine::simulate::simulate;
use gil_playground::scenario::Scenario;
use std::hint::black_box;

const EVENTS: Option<Target> = Some(AtLeast(if cfg!(target_arch = "wasm32") { 5.0 } else { 10.0 }));
const RATE: &str = "million entries/s";

const TURNS: Group = Group {
    figures: &[
        ("two hogs that hand over every 20 µs", RATE, EVENTS),
        ("64 threads of bytecode, kernels and waits on 8 cores", RATE, EVENTS),
        ("two hogs under the ticks of CPython 2.7", RATE, EVENTS),
    ],
    measure: || [HOGS, &mixed(700), TICKS].map(|scenario| simulated(scenario).rate()).to_vec(),
};

/// Natively only: these timelines are longer than a browser's are allowed to be.
const SCALE: Group = Group {
    figures: &[
        ("1,024 threads on 256 cores", "s", Some(AtMost(1.0))),
        ("1,024 threads on 256 cores: spans", "million", Some(AtLeast(1.0))),
    ],
    measure: || {
        let run = simulated(CROWD);
        vec![run.us / 1e6, run.spans as f64 / 1e6]
    },
};

const GROWTH: Group = Group {
    figures: &[
        ("64 threads, about 10⁴ entries", "ns/entry", None),
        ("64 threads, about 10⁵ entries", "ns/entry", None),
        ("64 threads, about 10⁶ entries", "ns/entry", None),
        ("64 threads, about 10⁴ entries: time ÷ n log₂ n", "ns", None),
        ("64 threads, about 10⁵ entries: time ÷ n log₂ n", "ns", None),
        ("64 threads, about 10⁶ entries: time ÷ n log₂ n", "ns", None),
        ("growth of time ÷ n log₂ n from 10⁴ to 10⁶ entries", "times", Some(AtMost(1.0))),
    ],
    measure: || {
        // The short ones are over in a millisecond: the mean of many.
        let runs = [(20, 50), (200, 5), (2000, 1)].map(|(repeat, times)| {
            let scenario = mixed(repeat);
            let runs: Vec<Run> = (0..times).map(|_| simulated(&scenario)).collect();
            Run { us: runs.iter().map(|run| run.us).sum::<f64>() / f64::from(times), ..runs[0] }
        });
        let each = runs.map(|run| run.us * 1e3 / run.entries as f64);
        let by_law = runs.map(|run| run.us * 1e3 / (run.entries as f64 * (run.entries as f64).log2()));
        [&each[..], &by_law, &[by_law[2] / by_law[0]]].concat()
    },
};

pub(super) const GROUPS: &[Group] = if cfg!(target_arch = "wasm32") { &[TURNS] } else { &[TURNS, SCALE, GROWTH] };

const HOGS: &str = r#"{"runtime": "cpython-3.12", "switch_interval_us": 20,
    "threads": [{"name": "hog", "count": 2, "ops": [{"op": "python", "us": 4000000}]}]}"#;
const TICKS: &str = r#"{"runtime": "cpython-2.7",
    "threads": [{"name": "hog", "count": 2, "ops": [{"op": "python", "us": 1500000}]}]}"#;
const CROWD: &str = r#"{"runtime": "cpython-3.12", "cores": 256,
    "threads": [{"name": "worker", "count": 1024, "repeat": 400,
        "ops": [{"op": "python", "us": 5}, {"op": "kernel", "name": "qr", "n": 64, "us": 300}]}]}"#;

fn mixed(repeat: u32) -> String {
    format!(
        r#"{{"runtime": "cpython-3.12", "cores": 8,
            "threads": [{{"name": "worker", "count": 64, "repeat": {repeat},
                "ops": [{{"op": "python", "us": 20}}, {{"op": "kernel", "name": "qr", "n": 64, "us": 300}},
                        {{"op": "wait", "us": 100}}]}}]}}"#
    )
}

#[derive(Clone, Copy)]
struct Run {
    us: f64,
    spans: usize,
    entries: usize,
}

impl Run {
    /// Million entries a second.
    fn rate(self) -> f64 {
        self.entries as f64 / self.us
    }
}

fn simulated(scenario: &str) -> Run {
    let scenario = Scenario::from_json(scenario).expect("the Scenarios of this file are in order");
    let start = clock();
    let report = black_box(simulate(&scenario)).expect("they are within the simulator's bounds");
    let us = clock() - start;
    let spans = report.timeline.lanes.iter().map(|lane| lane.spans.len()).sum();
    Run { us, spans, entries: spans + report.timeline.events.len() }
}
