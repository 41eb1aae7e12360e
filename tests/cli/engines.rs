//! What only one engine can't do, and what is said of a run that no Python program can make, on the command line.

use crate::shell::{complaint, gil, scenario};
use serde_json::Value;

const LU: &str = r#"{"op":"kernel","name":"lu","n":32}"#;

#[test]
fn kernels_in_interpreters_with_a_lock_each_are_told_to_be_hypothetical() {
    const WORDS: &str = "NumPy doesn't support interpreters with their own GIL, so";
    let asked = |runtime, op| scenario(runtime, op).replace("\"count\"", "\"interpreter\":\"each\",\"count\"");
    let python = r#"{"op":"python","us":500}"#;
    for engine in ["simulate", "measure"] {
        for (runtime, op, told) in
            [("subinterpreters", LU, true), ("subinterpreters", python, false), ("cpython-3.12", LU, false)]
        {
            let output = gil(&[engine], &asked(runtime, op));
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let note = &report["environment"]["notes"][0];
            assert_eq!(note.as_str().is_some_and(|note| note.starts_with(WORDS)), told, "{engine} {runtime} {op}");
            assert_eq!(report["scenario"]["threads"][0]["interpreter"], "each");
            let text = gil(&[engine, "--format", "ascii"], &asked(runtime, op)).stdout;
            let text = String::from_utf8(text).unwrap();
            assert_eq!(text.lines().any(|line| line.starts_with(&format!("note: {WORDS}"))), told, "{text}");
        }
    }
    let script = gil(&["simulate", "--format", "python"], &asked("subinterpreters", LU)).stdout;
    assert!(String::from_utf8(script).unwrap().contains(WORDS));
    let all = asked("subinterpreters", python).replace("each", "all");
    let text = complaint(&["simulate"], &all);
    assert!(
        text.contains("invalid value: string \"all\", expected the number of an interpreter or \"each\""),
        "{text}"
    );
}

#[test]
fn a_limit_is_that_of_the_engine_which_has_it() {
    let det = |rest: &str| scenario("cpython-3.12", &format!(r#"{{"op":"kernel","name":"det","n":1500{rest}}}"#));
    let output = gil(&["simulate"], &det(",\"us\":57700"));
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["one_thread_us"], 4.0 * 57_700.0);
    assert_eq!(gil(&["simulate", "--format", "python"], &det("")).status.code(), Some(0), "NumPy has no such limit");
    let batch = scenario("cpython-3.12", r#"{"op":"kernel","name":"det","n":9,"batch":9000,"us":1}"#);
    assert_eq!(gil(&["simulate"], &batch).status.code(), Some(0));
    let machine = |field: &str| scenario("one-lock", LU).replacen('{', &format!("{{{field},"), 1);
    for field in ["\"cores\":2000", "\"wake_us\":20000", "\"quantum_us\":1"] {
        assert_eq!(gil(&["measure"], &machine(field)).status.code(), Some(0), "{field} is the simulator's");
    }
    let cases = [
        ("simulate", det(""), "n of kernel \"det\" is 1500: choose a value from 1 to 1024, or give it its cost"),
        ("measure", det(",\"us\":57700"), "n of kernel \"det\" is 1500: choose a value from 1 to 1024, or simulate it"),
        ("measure", batch, "batch of kernel \"det\" is 9000: choose a value from 1 to 4096, or simulate it"),
        ("simulate", det(",\"us\":1").replace("1500", "1000000001"), "choose a value from 1 to 1000000000"),
        ("simulate", machine("\"cores\":2000"), "cores is 2000: choose a value from 1 to 1024"),
        ("simulate", machine("\"wake_us\":20000"), "wake_us is 20000: choose a value from 0 to 10000"),
        ("simulate", machine("\"quantum_us\":1"), "quantum_us is 1: choose a value from 10 to"),
    ];
    for (engine, input, part) in cases {
        let text = complaint(&[engine], &input);
        assert!(text.contains(part), "no \"{part}\" in {text}");
    }
}
