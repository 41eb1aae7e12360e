//! Scenarios on real threads: what releasing the lock gains, and what threads inside a kernel do.
//!
//! Invariant: every value is the wall time of a measured run of the engine, natively and in the browser in the same
//! rounds.

use std::thread;

use anyhow::Result;
use serde_json::{Value, json};

use super::calls::CHROMIUM;
use super::series::{Question, Series, interleaved_on_two_cores};
use super::sides::Sides;
use super::{Plan, kernels};
use crate::bench::rows::{Row, Target};

const TASKS: usize = 16;
const TWO_CORES: Target = Target::AtLeast(1.9);
const AS_NATIVE: Target = Target::AtLeast(0.97);
/// Which kernels are to gain how much from a second thread inside.
const INSIDE: [(&str, f64); 6] =
    [("matmul", 1.6), ("cholesky", 1.6), ("lu", 1.6), ("qr", 1.6), ("eigh", 1.3), ("svd", 1.3)];
const INSIDE_THREADS: usize = 2;
const INSIDE_TASKS: usize = 2;
/// One core can gain nothing, which needs no more rounds to be seen.
const ROUNDS_ALONE: usize = 2;

pub(super) fn rows(sides: &mut Sides, plan: &Plan) -> Result<Vec<Row>> {
    let cores = thread::available_parallelism()?.get();
    let counts = std::iter::successors(Some(1), |count| Some(count * 2)).take_while(|&count| count <= cores);
    let counts: Vec<usize> = counts.collect();
    let mut rows = Vec::new();
    for kernel in kernels() {
        for &count in &counts {
            eprintln!("kernels: {TASKS} × {kernel} {} on {count}", plan.tasks_n);
            rows.extend(released(sides, plan, kernel, count));
        }
    }
    if cores >= INSIDE_THREADS {
        for (kernel, target) in INSIDE {
            eprintln!("kernels: {kernel} {} on {INSIDE_THREADS} threads inside", plan.inside_n);
            rows.extend(inside(sides, plan, kernel, target));
        }
    }
    Ok(rows)
}

fn scenario(runtime: &str, count: usize, repeat: usize, op: &Value) -> Value {
    json!({ "runtime": runtime, "threads": [{ "name": "worker", "count": count, "repeat": repeat, "ops": [op] }] })
}

/// The same run natively and in the browser, where a pool has as many threads as there are lanes and helpers.
fn asked(scenario: &Value, threads: usize) -> [Question; 2] {
    let ask = json!({ "do": "run", "scenario": scenario, "threads": threads });
    [
        Question { player: |sides| &mut sides.baseline, ask: ask.clone() },
        Question { player: |sides| &mut sides.browser, ask },
    ]
}

/// How much faster the second of two Scenarios is, natively and in the browser.
fn speedups(sides: &mut Sides, rounds: usize, scenarios: &[(Value, usize); 2]) -> [Series; 2] {
    let questions: Vec<Question> = scenarios.iter().flat_map(|(scenario, threads)| asked(scenario, *threads)).collect();
    let measured = interleaved_on_two_cores(sides, &questions, rounds);
    [measured[0].over(&measured[2]), measured[1].over(&measured[3])]
}

fn released(sides: &mut Sides, plan: &Plan, kernel: &str, count: usize) -> Vec<Row> {
    let op = json!({ "op": "kernel", "name": kernel, "n": plan.tasks_n });
    let of = |runtime| (scenario(runtime, count, TASKS / count, &op), count);
    let rounds = if count == 1 { plan.run_rounds.min(ROUNDS_ALONE) } else { plan.run_rounds };
    let [native, wasm] = speedups(sides, rounds, &[of("one-lock"), of("cpython-3.12")]);
    let what = || format!("{TASKS} × {kernel} {} on {count}", plan.tasks_n);
    let (unit, two) = ("released ÷ serialized", count == 2);
    vec![
        native.clone().row(what(), "native", unit, two.then_some(TWO_CORES)),
        wasm.clone().row(what(), CHROMIUM, unit, two.then_some(TWO_CORES)),
        wasm.over(&native).row(what(), "both", "wasm speedup ÷ native speedup", two.then_some(AS_NATIVE)),
    ]
}

fn inside(sides: &mut Sides, plan: &Plan, kernel: &str, target: f64) -> Vec<Row> {
    let n = plan.inside_n;
    let of = |threads: usize| {
        let op = json!({ "op": "kernel", "name": kernel, "n": n, "blas_threads": threads });
        (scenario("cpython-3.12", 1, INSIDE_TASKS, &op), threads)
    };
    let [native, wasm] = speedups(sides, plan.run_rounds, &[of(1), of(INSIDE_THREADS)]);
    let (what, target) = (format!("{kernel} {n} with {INSIDE_THREADS} inside"), Some(Target::AtLeast(target)));
    let unit = "inside-parallel ÷ sequential";
    vec![native.row(what.clone(), "native", unit, target), wasm.row(what, CHROMIUM, unit, target)]
}
