//! The generated Python script, run by the Python that is installed: it prints a Report, whatever the Scenario's texts.
//! Every law here holds on a busy machine; how close the numbers come is `cargo xtask bench crosscheck`'s question.

use gil_playground::scenario::Scenario;
use gil_playground::script;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Output, Stdio};

/// Runs a program by the `python3` there is, from standard input; nothing where there is none that is recent enough.
fn python(program: &str) -> Option<Output> {
    let recent = Command::new("python3").args(["-c", "import sys; sys.exit(sys.version_info < (3, 8))"]).output();
    if !recent.is_ok_and(|output| output.status.success()) {
        println!("skipped: there is no python3 of 3.8 or later");
        return None;
    }
    let mut python = Command::new("python3");
    let mut child =
        python.arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(program.as_bytes()).unwrap();
    Some(child.wait_with_output().unwrap())
}

fn scenario(scenario: &Value) -> Scenario {
    Scenario::from_json(&scenario.to_string()).unwrap()
}

fn report(scenario: &Scenario) -> Option<Value> {
    let output = python(&script::python(scenario))?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn spans(lane: &Value) -> &Vec<Value> {
    lane["spans"].as_array().unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

#[test]
fn a_report_has_the_contracts_shape_and_its_spans_tile_each_life() {
    let ops = json!([{"op": "python", "us": 12000}, {"op": "wait", "us": 500}, {"op": "wait", "us": 0}]);
    for runtime in ["cpython-3.12", "one-lock"] {
        let asked = scenario(&json!({"runtime": runtime, "threads": [
            {"name": "hog", "count": 2, "repeat": 3, "ops": ops}, {"name": "idle", "ops": [{"op": "python", "us": 0}]}]}));
        let Some(report) = report(&asked) else { return };
        assert_eq!(report["engine"], "measured");
        assert_eq!(report["scenario"], serde_json::to_value(&asked).unwrap());
        for field in ["wall_us", "one_thread_us"] {
            assert!(number(&report[field]) > 0.0, "{field}");
        }
        assert!(number(&report["clock_error_us"]) >= 0.0);
        assert!(number(&report["environment"]["drift"]) >= 1.0);
        for field in ["cores", "isolation", "timer_step_us", "hidden", "backends", "version", "waits", "notes"] {
            assert!(!report["environment"][field].is_null(), "{field}");
        }
        for metric in ["speedup", "efficiency", "gil_held", "gil_wait_us", "handoffs", "forced_switches"] {
            assert!(report["metrics"][metric].is_number(), "{metric}");
        }
        let lanes = report["lanes"].as_array().unwrap();
        let names: Vec<&Value> = lanes.iter().map(|lane| &lane["name"]).collect();
        assert_eq!(names, ["hog 1", "hog 2", "idle"]);
        let mut wall: f64 = 0.0;
        for lane in lanes {
            let mut end = 0.0;
            for span in spans(lane) {
                assert!((number(&span["start_us"]) - end).abs() < 1e-9, "a gap or an overlap at {span}");
                end = number(&span["end_us"]);
                assert!(end > number(&span["start_us"]), "an empty {span}");
                assert_eq!(span["state"] == "gil-wait", span["cause"]["holder"].is_number(), "{span}");
            }
            wall = wall.max(end);
        }
        assert!((wall - number(&report["wall_us"])).abs() < 1e-9);
        for state in ["python", "io", "gil-wait"] {
            assert!(spans(&lanes[0]).iter().chain(spans(&lanes[1])).any(|span| span["state"] == state), "{state}");
        }
    }
}

#[test]
fn bytecode_is_the_same_number_of_rounds_however_contended() {
    let hogs = |count: u32| {
        let ops = json!([{"op": "python", "us": 30000}, {"op": "python", "us": 7}]);
        scenario(
            &json!({"runtime": "cpython-3.12", "threads": [{"name": "hog", "count": count, "repeat": 2, "ops": ops}]}),
        )
    };
    for count in [1, 4] {
        let Some(report) = report(&hogs(count)) else { return };
        let speed = number(&report["environment"]["rounds_per_us"]);
        let expected = 2.0 * ((30000.0 * speed).round() + (7.0 * speed).round());
        for lane in report["lanes"].as_array().unwrap() {
            assert!((number(&lane["rounds"]) - expected).abs() < 0.5, "{} of {expected} rounds", lane["rounds"]);
        }
    }
}

#[test]
fn two_hogs_take_turns_and_each_turn_is_at_least_the_interval() {
    let asked = scenario(&json!({"runtime": "cpython-3.12", "switch_interval_us": 10000,
        "threads": [{"name": "hog", "count": 2, "ops": [{"op": "python", "us": 100_000}]}]}));
    let Some(report) = report(&asked) else { return };
    let waits: Vec<f64> = report["lanes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(spans)
        .filter(|span| span["state"] == "gil-wait")
        .map(|span| number(&span["end_us"]) - number(&span["start_us"]))
        .collect();
    // A machine whose operating system takes the core away for longer can only make it fewer.
    assert!(waits.len() >= 2, "{waits:?}");
    let long = waits.iter().filter(|&&wait| wait > 9_000.0).count();
    assert!(2 * long > waits.len(), "most turns are shorter than the interval: {waits:?}");
    // Not by the speedup: what a hog costs alone is measured at another moment, when the machine may be busier.
    let bytecode = |lane: usize| spans(&report["lanes"][lane]).iter().filter(|span| span["state"] == "python");
    let both = |a: &Value, b: &Value| {
        let end = number(&a["end_us"]).min(number(&b["end_us"]));
        (end - number(&a["start_us"]).max(number(&b["start_us"]))).max(0.0)
    };
    let at_once: f64 = bytecode(0).flat_map(|a| bytecode(1).map(move |b| both(a, b))).sum();
    assert!(at_once < 0.1 * number(&report["wall_us"]), "two hogs ran at once for {at_once} us");
}

#[test]
fn any_text_survives_as_a_name() {
    let names = [
        "\"\"\"",
        "'''",
        "\\",
        "\\\"",
        "a\\\\\"\"\"b",
        "line\nbreak\r\t\u{0}\u{7f}",
        "{}%s%(x)d{0}",
        "@GIVEN@",
        "π · 线程 · 🧵",
        "\u{2028}\u{feff}\u{202e}",
        "\"\"\"\nraise SystemExit(3)\nr\"\"\"",
        "",
    ];
    let threads = names.map(|name| json!({"name": name, "ops": [{"op": "python", "us": 1}]}));
    let asked = scenario(&json!({"runtime": "cpython-3.12", "threads": threads}));
    assert!(script::python(&asked).is_ascii());
    let Some(report) = report(&asked) else { return };
    let lanes = report["lanes"].as_array().unwrap();
    assert_eq!(lanes.iter().map(|lane| lane["name"].as_str().unwrap()).collect::<Vec<_>>(), names);
}

#[test]
fn an_interpreter_that_is_not_the_scenarios_is_a_note_and_no_failure() {
    let asked = scenario(&json!({"runtime": "cpython-2.7", "cores": 1000,
        "threads": [{"name": "hog", "ops": [{"op": "python", "us": 1}]}]}));
    let Some(report) = report(&asked) else { return };
    let notes = report["environment"]["notes"].to_string();
    assert!(notes.contains("asks for cpython-2.7; this is CPython 3.") && notes.contains("1000 cores"), "{notes}");
}

#[test]
fn a_missing_library_is_one_line_with_the_fix() {
    let asked = scenario(&json!({"runtime": "cpython-3.12",
        "threads": [{"name": "worker", "ops": [{"op": "kernel", "name": "schur", "n": 32}]}]}));
    // None in sys.modules is what the import system takes for a module that is not there.
    let Some(output) = python(&format!("import sys\nsys.modules['numpy'] = None\n{}", script::python(&asked))) else {
        return;
    };
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.trim(), "this Scenario calls scipy.linalg.schur: pip install numpy scipy");
    assert!(!output.status.success() && output.stdout.is_empty());
}

#[test]
fn a_kernel_is_given_its_call_and_its_rule() {
    let ops = json!([{"op": "kernel", "name": "det", "n": 300}, {"op": "wait", "us": 1}, {"op": "kernel", "name": "lu", "n": 9},
        {"op": "kernel", "name": "bidiagonal", "n": 9}, {"op": "kernel", "name": "det", "function": "scipy.linalg.det", "n": 9},
        {"op": "kernel", "name": "qr_pivoted", "n": 9}]);
    let text = script::python(&scenario(&json!({"runtime": "cpython-3.12", "threads": [{"name": "w", "ops": ops}]})));
    let json = text.split("r\"\"\"").nth(1).and_then(|rest| rest.split("\"\"\"").next()).unwrap();
    let given: Value = serde_json::from_str(json).unwrap();
    let calls = json!([[
        "numpy.linalg.det",
        null,
        "scipy.linalg.lu",
        "scipy.linalg.cython_lapack.dgebrd",
        "scipy.linalg.det",
        "scipy.linalg.qr(a, pivoting=True)"
    ]]);
    assert_eq!(given["calls"], calls);
    assert_eq!(given["releases"], json!([[false, null, false, null, false, true]]));
}

#[test]
fn a_batch_of_small_matrices_has_the_rule_of_their_sum() {
    let det = |batch: u32| json!({"op": "kernel", "name": "det", "shape": [10, 10], "batch": batch, "gil": "numpy"});
    let ops = json!([det(500), det(520)]);
    let text = script::python(&scenario(&json!({"runtime": "cpython-3.12", "threads": [{"name": "w", "ops": ops}]})));
    let json = text.split("r\"\"\"").nth(1).and_then(|rest| rest.split("\"\"\"").next()).unwrap();
    let given: Value = serde_json::from_str(json).unwrap();
    assert_eq!(given["releases"], json!([[false, true]]));
}
