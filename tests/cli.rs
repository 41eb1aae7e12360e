//! The command line as its users meet it: exit codes, one line of error, a Report that obeys the contract.
#![cfg(all(not(target_arch = "wasm32"), feature = "cli"))]

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

fn gil(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gil"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A child that refuses its arguments never reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn scenario(runtime: &str, op: &str) -> String {
    format!(r#"{{"runtime":"{runtime}","threads":[{{"name":"worker","count":2,"repeat":2,"ops":[{op}]}}]}}"#)
}

const LU: &str = r#"{"op":"kernel","name":"lu","n":32}"#;

fn complaint(arguments: &[&str], input: &str) -> String {
    let output = gil(arguments, input);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(output.stdout.is_empty());
    text
}

#[test]
fn a_report_has_the_contracts_shape() {
    let output = gil(&["measure", "-"], &scenario("one-lock", LU));
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["engine"], "measured");
    assert_eq!(report["scenario"]["switch_interval_us"], 5000.0);
    assert_eq!(report["environment"]["isolation"], "native");
    assert_eq!(report["lanes"][1]["name"], "worker 2");
    assert_eq!(report["events"][0]["kind"], "take");
    assert_eq!(report["residuals"][0]["kernel"], "lu");
    let states: Vec<&Value> =
        report["lanes"][0]["spans"].as_array().unwrap().iter().map(|span| &span["state"]).collect();
    assert_eq!(states.iter().filter(|state| **state == "kernel-held").count(), 2);
    for number in ["wall_us", "one_thread_us", "clock_error_us"] {
        assert!(report[number].as_f64().unwrap() > 0.0, "{number}");
    }
    for metric in ["speedup", "efficiency", "gil_held", "gil_wait_us", "handoffs", "forced_switches"] {
        assert!(report["metrics"][metric].is_number(), "{metric}");
    }
}

#[test]
fn the_picture_names_every_lane_and_the_numbers() {
    let output = gil(&["measure", "--format", "ascii"], &scenario("cpython-3.12", LU));
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["measured · cpython-3.12", "worker 1 |", "worker 2 |", "speedup", "residual"] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
}

#[test]
fn bad_input_is_one_line_with_the_value_the_bound_and_the_fix() {
    let cases = [
        (
            scenario("cpython-3.9", LU).replace("32}", "32,\"blas_threads\":2}"),
            "blas_threads of kernel \"lu\" is 2: a measured run has 1 so far",
        ),
        (scenario("cpython-3.9", LU).replace("32}", "32,\"gil\":\"numpy\"}"), "no rule is known for its call"),
        (scenario("cpython-4", LU), "unknown variant `cpython-4`"),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qr","n":1025}"#),
            "n of kernel \"qr\" is 1025: choose a value from 2 to 1024",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qqr","n":2}"#),
            "kernel \"qqr\" is not known: use one of qr, lu",
        ),
        (
            scenario("one-lock", r#"{"op":"python","us":-1}"#),
            "us of a python op of thread \"worker\" is -1: choose a value from 0",
        ),
        (scenario("one-lock", r#"{"op":"wait","us":0,"ms":1}"#), "unknown field `ms`"),
        (scenario("one-lock", ""), "ops of thread \"worker\" is empty"),
        (
            scenario("one-lock", LU).replace(":2,", ":0,"),
            "count of thread \"worker\" is 0: choose a value from 1 to 1024",
        ),
        (
            scenario("one-lock", LU).replace("\"repeat\":2", "\"repeat\":1000000000"),
            "repeat of thread \"worker\" is 1000000000",
        ),
        (r#"{"runtime":"one-lock","threads":[]}"#.into(), "threads is empty"),
        ("{".into(), "the Scenario cannot be read"),
        ("[".repeat(100_000), "the Scenario cannot be read"),
        (" ".repeat(1_000_001), "at most 1000000 are read"),
        (String::new(), "the Scenario cannot be read"),
    ];
    for (input, part) in cases {
        let text = complaint(&["measure"], &input);
        assert!(text.contains(part), "no \"{part}\" in {text}");
    }
    assert!(complaint(&["measure", "no/such/file"], "").contains("no/such/file cannot be read"));
    assert!(complaint(&["measure", "--format", "yaml"], "").contains("'yaml'"));
    assert!(complaint(&["dance"], "").contains("'dance'"));
}

#[test]
fn what_does_not_fit_is_refused_with_both_numbers_and_what_fits() {
    let eight_hundred =
        scenario("one-lock", r#"{"op":"kernel","name":"svd","n":1024}"#).replace("\"count\":2", "\"count\":800");
    let text = complaint(&["measure"], &eight_hundred);
    assert!(text.contains("MiB of memory and 3") && text.contains("the largest n that fits is"), "{text}");
}
