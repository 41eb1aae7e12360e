//! The simulator against the reader's own CPython: the scripts that `gil simulate --format python` writes are run, and
//! the same Scenarios are simulated with the machine's cores and with what each operation cost alone.
//!
//! Invariants: both sides are Reports and are read by the same code; nothing is measured but by those scripts; a run
//! during which the machine was busy or changed its speed says nothing about the simulator and is repeated, with an end.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};

use super::compare::{self, Numbers};
use super::quiet::Watch;
use super::rows::{Row, Target, median};
use crate::repo::Repo;
use crate::shell::{self, unmet};

/// The median of so many runs is compared.
const RUNS: usize = 5;
/// Simulator ÷ CPython may be in here.
const BOUNDS: Target = Target::Within(0.8, 1.25);
/// How much of one core others may take during a run that counts.
const OTHERS: f64 = 0.1;
/// How many times longer an operation may take after a run than before it, or the other way round: half of the way to
/// the bounds.
const DRIFT: f64 = 1.12;
/// A case that has not been run undisturbed so many times by then is given up.
const PATIENCE: Duration = Duration::from_secs(120);
/// Runs the script on standard input, which a watchdog ends where it hangs.
const GUARDED: &str =
    "import faulthandler, sys; faulthandler.dump_traceback_later(120, exit=True); exec(sys.stdin.read())";
/// The first CPython that the scripts run on.
const OLDEST: &str = "import sys; sys.exit(sys.version_info < (3, 8))";

struct Case {
    name: &'static str,
    /// How many of its lanes the GIL lets work at once. What their kernels cost is then measured with so many processes
    /// side by side, each with a GIL of its own: what cores share (caches, memory, hyperthreads) is the machine's and
    /// not the GIL's.
    at_once: usize,
    threads: fn() -> Value,
}

const CASES: &[Case] = &[
    Case {
        name: "two hogs",
        at_once: 1,
        threads: || json!([{"name": "hog", "count": 2, "ops": [{"op": "python", "us": 300_000}]}]),
    },
    Case {
        name: "hog + released kernel",
        at_once: 2,
        threads: || {
            json!([{"name": "hog", "ops": [{"op": "python", "us": 400_000}]},
                   {"name": "worker", "repeat": 40, "ops": [kernel("inv", 250)]}])
        },
    },
    // Small enough for a core's own cache: the model knows no memory that cores share.
    Case { name: "4 × numpy.linalg.inv", at_once: 4, threads: || four(20, &kernel("inv", 320)) },
    // Long enough that every call outlasts the switch interval, and often enough that chance evens out.
    Case { name: "4 × numpy.linalg.det", at_once: 1, threads: || four(20, &kernel("det", 800)) },
];

fn kernel(name: &str, n: usize) -> Value {
    json!({"op": "kernel", "name": name, "n": n, "gil": "numpy"})
}

fn four(repeat: u32, op: &Value) -> Value {
    json!([{"name": "worker", "count": 4, "repeat": repeat, "ops": [op]}])
}

/// The comparisons, and whether the simulator stands.
pub(super) fn run(repo: &Repo) -> Result<(Vec<Row>, Result<()>)> {
    let Some(python) = installed() else {
        eprintln!("no python3 of 3.8 or later is installed: there is nothing to check the simulator against");
        return Ok((Vec::new(), Ok(())));
    };
    let sides =
        Sides { python: environment(repo, &python)?, gil: build(repo)?, cores: thread::available_parallelism()?.get() };
    let (mut rows, mut inconclusive) = (Vec::new(), Vec::new());
    for case in CASES {
        match sides.compare(case)? {
            Ok(compared) => rows.extend(compared),
            Err(reason) => inconclusive.push(reason),
        }
    }
    let outside = rows.iter().filter(|row| row.reached() == Some(false)).count();
    let verdict = if outside > 0 {
        Err(anyhow!("{outside} of the simulator's numbers are outside the bounds"))
    } else if inconclusive.is_empty() {
        Ok(())
    } else {
        Err(anyhow!("inconclusive: {}; run it again when the machine is quiet", inconclusive.join("; ")))
    };
    Ok((rows, verdict))
}

/// What each operation of each thread costs, in microseconds.
type Costs = Vec<Vec<f64>>;

/// The two that are compared.
struct Sides {
    python: PathBuf,
    gil: PathBuf,
    cores: usize,
}

impl Sides {
    /// The rows of a case, or why the machine allowed no comparison.
    fn compare(&self, case: &Case) -> Result<Result<[Row; 3], String>> {
        let mut scenario = json!({"runtime": "cpython-3.12", "cores": self.cores, "threads": (case.threads)()});
        let script = self.script(&scenario)?;
        let (mut runs, mut rounds, mut disturbed) = (Vec::new(), Vec::new(), 0);
        let deadline = Instant::now() + PATIENCE;
        while runs.len() < RUNS {
            if Instant::now() > deadline {
                let (counted, seconds) = (runs.len(), PATIENCE.as_secs());
                return Ok(Err(format!(
                    "{}: the machine was quiet for {counted} of {RUNS} runs in {seconds} seconds, and disturbed in {disturbed}",
                    case.name
                )));
            }
            if !quiet_now() {
                continue;
            }
            let watch = Watch::start();
            let apart = self.apart(case, &scenario)?;
            let report: Value = self.report(&script)?;
            if let Some(reason) = disturbance(&watch, &report) {
                disturbed += 1;
                eprintln!("{}: a run does not count, {reason}", case.name);
                continue;
            }
            eprintln!("{}: run {} of {RUNS}", case.name, runs.len() + 1);
            rounds.push(costs(&report, &apart));
            runs.push(Numbers::of(&report));
        }
        for (at, thread) in scenario["threads"].as_array_mut().into_iter().flatten().enumerate() {
            for (index, op) in thread["ops"].as_array_mut().into_iter().flatten().enumerate() {
                op["us"] = json!(median(&rounds.iter().map(|costs| costs[at][index]).collect::<Vec<_>>()));
            }
        }
        let simulated = serde_json::from_str(&feed(Command::new(&self.gil).arg("simulate"), &scenario.to_string())?)?;
        Ok(Ok(compare::rows(case.name, &Numbers::of(&simulated), &runs, BOUNDS)))
    }

    /// As many lanes as can work at once, each in a process of its own and all of them together; none where only one can.
    fn apart(&self, case: &Case, scenario: &Value) -> Result<Vec<Value>> {
        let at_once = case.at_once.min(self.cores);
        if at_once == 1 {
            return Ok(Vec::new());
        }
        let lanes = scenario["threads"].as_array().into_iter().flatten().flat_map(|thread| {
            let mut lane = thread.clone();
            lane["count"] = json!(1);
            std::iter::repeat_n(lane, thread["count"].as_u64().unwrap_or(1) as usize)
        });
        let scripts = lanes.take(at_once).map(|lane| {
            let mut scenario = scenario.clone();
            scenario["threads"] = json!([lane]);
            self.script(&scenario)
        });
        let scripts = scripts.collect::<Result<Vec<_>>>()?;
        thread::scope(|scope| {
            let started: Vec<_> = scripts.iter().map(|script| scope.spawn(|| self.report(script))).collect();
            started.into_iter().map(|run| run.join().unwrap_or_else(|_| bail!("a run panicked"))).collect()
        })
    }

    fn script(&self, scenario: &Value) -> Result<String> {
        feed(Command::new(&self.gil).args(["simulate", "--format", "python"]), &scenario.to_string())
    }

    fn report(&self, script: &str) -> Result<Value> {
        Ok(serde_json::from_str(&feed(Command::new(&self.python).args(["-c", GUARDED]), script)?)?)
    }
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

/// A Python that can run the scripts, if there is one.
fn installed() -> Option<PathBuf> {
    let names = ["python3", "python"].into_iter().filter_map(shell::find);
    names.into_iter().find(|python| shell::probe(Command::new(python).args(["-c", OLDEST])).is_some())
}

/// A Python of its own with NumPy in it, made once.
fn environment(repo: &Repo, python: &Path) -> Result<PathBuf> {
    let folder = repo.target.join("crosscheck");
    let scripts = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
    let own = folder.join(scripts);
    let version = || shell::probe(Command::new(&own).args(["-c", "import numpy; print(numpy.__version__)"]));
    if version().is_none() {
        eprintln!("crosscheck: making a virtual environment with NumPy in {}", folder.display());
        shell::output(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder)).map_err(|_| {
            unmet("a virtual environment cannot be made", "install Python's venv (Debian: the package python3-venv)")
        })?;
        shell::output(Command::new(&own).args(["-m", "pip", "install", "--quiet", "numpy"]))?;
    }
    let python = shell::output(Command::new(&own).arg("--version"))?;
    eprintln!(
        "crosscheck: {} with NumPy {}",
        python.trim(),
        version().context("NumPy cannot be imported though pip installed it")?
    );
    Ok(own)
}

/// The command line `gil`, as fast as it gets.
fn build(repo: &Repo) -> Result<PathBuf> {
    shell::output(Command::new("cargo").args(["build", "--quiet", "--release", "--features", "cli", "--bin", "gil"]))?;
    Ok(repo.target.join("release").join(format!("gil{}", std::env::consts::EXE_SUFFIX)))
}

/// What a program that reads standard input makes of this text.
fn feed(command: &mut Command, text: &str) -> Result<String> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    child.stdin.take().context("standard input was asked for")?.write_all(text.as_bytes())?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
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
