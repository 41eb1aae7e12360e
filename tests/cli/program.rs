//! The command line as its users meet it: exit codes, one line of error, a Report that obeys the contract.

use crate::shell::{complaint, gil, scenario, start};
use serde_json::Value;
use std::io::Write;

/// So many operations, no two of them alike.
fn different(count: usize) -> String {
    let ops = (1..=count).map(|us| format!(r#"{{"op":"python","us":{us}}}"#));
    ops.collect::<Vec<_>>().join(",")
}

const LU: &str = r#"{"op":"kernel","name":"lu","n":32}"#;

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
    for part in ["measured · cpython-3.12", "worker 1 |", "worker 2 |", "residual"] {
        assert!(text.contains(part), "no {part} in\n{text}");
    }
    // A run beside other programs gives no speedup and says why.
    assert_ne!(text.contains("speedup"), text.contains("too noisy to compare: "), "one of both in\n{text}");
}

#[test]
fn bad_input_is_one_line_with_the_value_the_bound_and_the_fix() {
    let cases = [
        (
            scenario("cpython-3.9", LU).replace("32}", "32,\"blas_threads\":0}"),
            "blas_threads of kernel \"lu\" is 0: choose a value from 1",
        ),
        (
            scenario("cpython-3.9", LU).replace("\"lu\",\"n\":32}", "\"bidiagonal\",\"n\":32,\"gil\":\"numpy\"}"),
            "no rule is known for its call",
        ),
        (
            scenario("cpython-4", LU),
            "runtime is \"cpython-4\", which isn't an interpreter: use one of one-lock, cpython-2.7, ",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qr","n":1025}"#),
            "n of kernel \"qr\" is 1025: choose a value from 1 to 1024",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qr"}"#),
            "has no size: give it \"n\": 256 or \"shape\": [512, 64]",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qr","n":8,"shape":[8,4]}"#),
            "kernel \"qr\" has two sizes, n 8 and shape [8, 4]: leave one of them out",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"inv","shape":[4,5]}"#),
            "shape of kernel \"inv\" is [4, 5], but it takes square arrays only: use [5, 5]",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qr","shape":[0,4]}"#),
            "m, the rows in shape, of kernel \"qr\" is 0: choose a value from 1 to 1024",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qr","shape":[4,1025]}"#),
            "n, the columns in shape, of kernel \"qr\" is 1025: choose a value from 1 to 1024",
        ),
        (scenario("one-lock", r#"{"op":"kernel","name":"qr","shape":[4]}"#), "invalid length 1"),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qr","n":4,"batch":0}"#),
            "batch of kernel \"qr\" is 0: choose a value from 1 to 4096",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qr","n":4,"batch":4097}"#),
            "batch of kernel \"qr\" is 4097: choose a value from 1 to 4096",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"qqr","n":2}"#),
            "kernel \"qqr\" is not known: use one of qr, lu",
        ),
        (
            scenario("one-lock", r#"{"op":"kernel","name":"eigh","n":2,"function":"scipy.linalg.eig"}"#),
            "function of kernel \"eigh\" is \"scipy.linalg.eig\": use one of numpy.linalg.eigh, scipy.linalg.eigh",
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
        (scenario("one-lock", LU).replace("worker", &"é".repeat(201)), "is 201 letters long: use at most 200"),
        (
            scenario("one-lock", LU).replace(":2,", ":1024,").replace("32}", "32,\"blas_threads\":64}"),
            "with BLAS helpers (the sum of count × blas_threads) is 65536: choose a value from 1 to 4096",
        ),
        (
            scenario("one-lock", &different(101)),
            "more than 100 different operations, and each is timed alone before it: use fewer",
        ),
        (scenario("one-lock", LU).replace("one-lock", &"x".repeat(9000)), "runtime is \"xxx"),
        ("{".into(), "the Scenario cannot be read"),
        ("[".repeat(100_000), "the Scenario cannot be read"),
        (" ".repeat(1_000_001), "at most 1000000 are read"),
        (String::new(), "the Scenario cannot be read"),
    ];
    for (input, part) in cases {
        let text = complaint(&["measure"], &input);
        assert!(text.contains(part), "no \"{part}\" in {text}");
        assert!(text.len() < 1000, "{} bytes", text.len());
    }
    assert!(complaint(&["measure", "no/such/file"], "").contains("no/such/file can't be read"));
    assert!(complaint(&["presets", "three-hogs"], "").contains("use one of two-hogs, "));
    assert!(complaint(&["measure", "--format", "yaml"], "").contains("'yaml'"));
    assert!(complaint(&["dance"], "").contains("'dance'"));
}

#[test]
fn whatever_is_wrong_with_the_json_the_error_is_one_line() {
    let deep = |open: &str, close: &str| open.repeat(200) + &close.repeat(200);
    let python = |us: &str| scenario("cpython-3.12", &format!(r#"{{"op":"python","us":{us}}}"#));
    let cases = [
        (python("NaN"), "expected value"),
        (python("-Infinity"), "cannot be read"),
        (python("1e999"), "number out of range"),
        (python("1e300"), "choose a value from 0 to 60000000"),
        (python("-0.5"), "us of a python op of thread \"worker\" is -0.5"),
        (python("\"1\""), "invalid type: string"),
        (python("1").replace("\"count\":2", "\"count\":-1"), "invalid value: integer `-1`"),
        (python("1").replace("\"count\":2", "\"count\":4294967296"), "invalid value: integer `4294967296`"),
        (python("1").replace("\"count\":2", "\"count\":1025"), "is 1025: choose a value from 1 to 1024"),
        (python("1").replace("\"repeat\":2", "\"repeat\":5000001"), "(count × repeat × ops) is 10000002"),
        (python("1").replace("\"count\":2", "\"count\":2,\"count\":2"), "duplicate field `count`"),
        (
            python("1").replace("worker", "a\\nb\\u001b[2J\\u2028").replace("\"repeat\":2", "\"repeat\":0"),
            "thread \"a b [2J \"",
        ),
        (python("1").replace("cpython-3.12", "a\\nb\\u001b"), "runtime is \"a b \""),
        (python("1").replace("us", "\\u0007us\\r\\n"), "unknown field"),
        (python("1").replace("runtime", "runtime\u{0}"), "control character"),
        (python("1") + "{}", "trailing characters"),
        (deep("[", "]"), "cannot be read"),
        (deep("{\"threads\":", "}"), "cannot be read"),
        (python(&deep("[", "]")), "cannot be read"),
        (python("1").replace("worker", &"é".repeat(500_000)), "at most 1000000 are read"),
        (format!("{{\"runtime\":\"one-lock\",\"threads\":[{}", "{},".repeat(300_000)), "missing field"),
    ];
    for (input, part) in cases {
        let text = complaint(&["simulate"], &input);
        assert!(text.contains(part), "no \"{part}\" in {text}");
        assert!(!text.trim_end().contains(|letter: char| letter.is_control() || letter == '\u{2028}'), "{text:?}");
        assert!(text.len() < 1000, "{} bytes", text.len());
    }
}

#[test]
fn input_that_is_no_text_is_refused() {
    let mut child = start(&["simulate"]);
    child.stdin.take().unwrap().write_all(b"\xff\xfe{}").unwrap();
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("standard input can't be read") && text.lines().count() == 1, "{text}");
}

#[test]
fn every_preset_is_listed_with_a_sentence_and_printed_as_a_scenario_that_runs() {
    let list = String::from_utf8(gil(&["presets"], "").stdout).unwrap();
    assert!(list.lines().count() >= 15, "{list}");
    for line in list.lines() {
        let (name, sentence) = line.split_once(' ').unwrap();
        assert!(sentence.trim().len() > 40 && sentence.ends_with('.'), "{line}");
        let printed = gil(&["presets", name], "");
        assert_eq!(printed.status.code(), Some(0));
        let picture = gil(&["simulate", "--format", "ascii"], &String::from_utf8(printed.stdout).unwrap());
        let picture = String::from_utf8(picture.stdout).unwrap();
        assert!(picture.starts_with("simulated · ") && picture.contains("one column = "), "{name}:\n{picture}");
    }
}

#[test]
fn a_simulation_is_printed_in_every_format() {
    let question = scenario("cpython-3.12", LU);
    let printed = |format: &str| {
        let output = gil(&["simulate", "--format", format], &question);
        assert_eq!(output.status.code(), Some(0), "{format}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.ends_with('\n'), "{format} does not end its last line");
        text
    };
    let json: Value = serde_json::from_str(&printed("json")).unwrap();
    assert_eq!((&json["engine"], &json["environment"]["cores"]), (&"simulated".into(), &4.into()));
    assert!(json["metrics"]["amdahl_bound"].is_number() && json["metrics"]["lanes"][1]["held"].is_number());
    let trace: Value = serde_json::from_str(&printed("perfetto")).unwrap();
    assert!(trace["traceEvents"].is_array());
    assert!(printed("ascii").starts_with("simulated · cpython-3.12"));
    assert!(printed("svg").starts_with("<svg xmlns='http://www.w3.org/2000/svg'"));
    assert!(printed("csv").starts_with("lane,state,op,rep,start_us,end_us,cause,holder\n"));
    assert!(printed("python").contains("import threading"));
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let mut child = start(&["simulate"]);
    drop(child.stdout.take());
    let _ = child.stdin.take().unwrap().write_all(scenario("cpython-3.12", LU).as_bytes());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.len()),
        (Some(0), 0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut child = start(&["presets", "three-hogs"]);
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

#[test]
fn help_names_every_command_and_format() {
    let help = String::from_utf8(gil(&["--help"], "").stdout).unwrap();
    assert!(["simulate", "measure", "presets"].iter().all(|command| help.contains(command)), "{help}");
    let help = String::from_utf8(gil(&["simulate", "--help"], "").stdout).unwrap();
    let words = ["json", "ascii", "svg", "csv", "perfetto", "python", "standard input", "\"threads\":["];
    assert!(words.iter().all(|word| help.contains(word)), "{help}");
}

#[test]
fn what_does_not_fit_is_refused_with_both_numbers_and_what_fits() {
    let eight_hundred =
        scenario("one-lock", r#"{"op":"kernel","name":"svd","n":1024}"#).replace("\"count\":2", "\"count\":800");
    let text = complaint(&["measure"], &eight_hundred);
    assert!(
        text.contains("MiB of memory, and only 3") && text.contains("threads fit at n = 1024, or simulate"),
        "{text}"
    );
}
