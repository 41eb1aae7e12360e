//! The simulator against the reader's own CPythons: the scripts that `gil simulate --format python` writes are run and
//! recorded, and the same Scenarios are simulated with the machine's cores and with what each operation cost alone.
//!
//! Invariants: both sides are Reports and are read by the same code; what threads did at the lock is recorded, and what
//! operations cost is measured by those scripts; a run during which the machine was busy or changed its speed says nothing
//! about the simulator and is repeated, with an end.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use serde_json::{Value, json};

use super::compare::{self, Numbers};
use super::quiet::Watch;
use super::rows::{Row, Target, median};
use super::sides::{Python, Sides};
use crate::repo::Repo;

/// The median of so many runs is compared.
const RUNS: usize = 5;
/// Simulator ÷ CPython may be in here.
const BOUNDS: Target = Target::Within(0.8, 1.25);
/// How much of one core others may take during a run that counts.
const OTHERS: f64 = 0.1;
/// How many times longer an operation may take after a run than before it, or the other way round: half of the way to
/// the bounds.
const DRIFT: f64 = 1.12;
/// What has not been run undisturbed so many times by then is given up. A quiet machine needs a fifth of it.
const PATIENCE: Duration = Duration::from_secs(300);

struct Case {
    name: &'static str,
    /// How many of its lanes the GIL lets work at once. What their kernels cost is then measured with so many processes
    /// side by side, each with a GIL of its own: what cores share (caches, memory, hyperthreads) is the machine's and
    /// not the GIL's.
    at_once: usize,
    /// Whether it calls NumPy.
    numpy: bool,
    threads: fn() -> Value,
}

const CASES: &[Case] = &[
    Case {
        name: "two hogs",
        at_once: 1,
        numpy: false,
        threads: || json!([{"name": "hog", "count": 2, "ops": [{"op": "python", "us": 300_000}]}]),
    },
    Case {
        name: "hog + released kernel",
        at_once: 2,
        numpy: true,
        threads: || {
            json!([{"name": "hog", "ops": [{"op": "python", "us": 400_000}]},
                   {"name": "worker", "repeat": 40, "ops": [kernel("inv", 250)]}])
        },
    },
    // Small enough for a core's own cache: the model knows no memory that cores share.
    Case { name: "4 × numpy.linalg.inv", at_once: 4, numpy: true, threads: || four(20, &kernel("inv", 320)) },
    // Long enough that every call outlasts the switch interval, and often enough that chance evens out.
    Case { name: "4 × numpy.linalg.det", at_once: 1, numpy: true, threads: || four(20, &kernel("det", 800)) },
];

fn kernel(name: &str, n: usize) -> Value {
    json!({"op": "kernel", "name": name, "n": n, "gil": "numpy"})
}

fn four(repeat: u32, op: &Value) -> Value {
    json!([{"name": "worker", "count": 4, "repeat": repeat, "ops": [op]}])
}

/// The comparisons, and whether the simulator stands.
pub(super) fn run(repo: &Repo) -> Result<(Vec<Row>, Result<()>)> {
    let Some(sides) = Sides::find(repo)? else {
        eprintln!("no CPython of 3.11 or later is installed: there is nothing to check the simulator against");
        return Ok((Vec::new(), Ok(())));
    };
    let (mut rows, mut inconclusive) = (Vec::new(), Vec::new());
    for python in &sides.pythons {
        let deadline = Instant::now() + PATIENCE;
        for case in CASES.iter().filter(|case| python.numpy || !case.numpy) {
            match compare(&sides, python, case, deadline)? {
                Ok(compared) => rows.extend(compared),
                Err(reason) => inconclusive.push(reason),
            }
        }
    }
    let outside = rows.iter().filter(|row| row.reached() == Some(false)).count();
    let verdict = if outside > 0 {
        Err(anyhow!("{outside} of the simulator's numbers are outside the bounds"))
    } else if inconclusive.is_empty() {
        Ok(())
    } else {
        Err(anyhow!(
            "inconclusive after {} seconds each, because the machine is busy or changes its speed: {}; run it again when it is quiet",
            PATIENCE.as_secs(),
            inconclusive.join("; ")
        ))
    };
    Ok((rows, verdict))
}

/// What each operation of each thread costs, in microseconds.
type Costs = Vec<Vec<f64>>;

/// The rows of a case, or why the machine allowed no comparison.
fn compare(sides: &Sides, python: &Python, case: &Case, deadline: Instant) -> Result<Result<[Row; 4], String>> {
    let name = format!("{} on CPython {}", case.name, python.version);
    let mut scenario = json!({"runtime": python.runtime(), "cores": sides.cores, "threads": (case.threads)()});
    let script = sides.script(&scenario)?;
    let (mut runs, mut rounds, mut disturbed) = (Vec::new(), Vec::new(), 0);
    while runs.len() < RUNS {
        if Instant::now() > deadline {
            let counted = runs.len();
            return Ok(Err(format!("{name}: {counted} of {RUNS} runs were undisturbed and {disturbed} were not")));
        }
        if !quiet_now() {
            continue;
        }
        let watch = Watch::start();
        let apart = sides.apart(python, case.at_once, &scenario)?;
        let [report, recording] = sides.recorded(python, &script)?;
        if let Some(reason) = disturbance(&watch, &report) {
            disturbed += 1;
            eprintln!("{name}: a run does not count, {reason}");
            continue;
        }
        eprintln!("{name}: run {} of {RUNS}", runs.len() + 1);
        rounds.push(costs(&report, &apart));
        runs.push(Numbers::recorded(&recording)?);
    }
    for (at, thread) in scenario["threads"].as_array_mut().into_iter().flatten().enumerate() {
        for (index, op) in thread["ops"].as_array_mut().into_iter().flatten().enumerate() {
            op["us"] = json!(median(&rounds.iter().map(|costs| costs[at][index]).collect::<Vec<_>>()));
        }
    }
    let simulated = sides.simulated(&scenario)?;
    Ok(Ok(compare::rows(&name, &Numbers::of(&simulated), &runs, BOUNDS)))
}

/// What each operation of a run costs alone; a kernel the mean of what it cost in the processes side by side, if its
/// thread, known by its name, was in one. Bytecode asks little of what cores share, and no two processes of CPython
/// interpret at the same speed.
fn costs(run: &Value, apart: &[Value]) -> Costs {
    let threads = |report: &Value| report["scenario"]["threads"].as_array().cloned().unwrap_or_default();
    let alone = |report: &Value, at: usize, index: usize| report["alone_us"][at][index].as_f64();
    let beside = |name: &Value, index: usize| {
        let found = apart.iter().filter_map(|report| {
            let at = threads(report).iter().position(|thread| thread["name"] == *name)?;
            alone(report, at, index)
        });
        let found: Vec<f64> = found.collect();
        (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
    };
    let thread = |(at, thread): (usize, &Value)| {
        let ops = thread["ops"].as_array().into_iter().flatten().enumerate();
        let cost = |(index, op): (usize, &Value)| {
            let shared = if op["op"] == "kernel" { beside(&thread["name"], index) } else { None };
            shared.or_else(|| alone(run, at, index)).unwrap_or(f64::NAN)
        };
        ops.map(cost).collect()
    };
    threads(run).iter().enumerate().map(thread).collect()
}

/// Whether others leave the machine alone just now; a busy one is not made busier.
fn quiet_now() -> bool {
    let watch = Watch::start();
    thread::sleep(Duration::from_millis(500));
    watch.others().is_none_or(|others| others <= OTHERS)
}

/// Why a run says nothing, if it does not.
fn disturbance(watch: &Watch, report: &Value) -> Option<String> {
    let drift = report["environment"]["drift"].as_f64().unwrap_or(f64::INFINITY);
    match watch.others() {
        Some(others) if others > OTHERS => Some(format!("the machine is busy: others took {others:.2} of its cores")),
        _ if drift > DRIFT => Some(format!("the machine's speed changed {drift:.2} times during it")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_costs_what_it_does_beside_others_and_bytecode_what_it_does_in_the_run() {
        let thread = |name: &str, op: &str| json!({"name": name, "ops": [{"op": op}]});
        let (hog, worker) = (thread("hog", "python"), thread("worker", "kernel"));
        let report = |threads: &[&Value], alone: &[f64]| json!({"scenario": {"threads": threads}, "alone_us": alone.iter().map(|us| [us]).collect::<Vec<_>>()});
        let run = report(&[&hog, &worker], &[100.0, 7.0]);
        let apart = [report(&[&worker], &[10.0]), report(&[&hog], &[300.0]), report(&[&worker], &[30.0])];
        assert_eq!(costs(&run, &apart), [[100.0], [20.0]]);
        assert_eq!(costs(&run, &[]), [[100.0], [7.0]]);
    }
}
