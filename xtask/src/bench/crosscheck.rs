//! The simulator against the reader's own CPython: the scripts that `gil simulate --format python` writes are run, and
//! the same Scenarios are simulated with the machine's cores and with what each operation cost alone.
//!
//! Invariant: both sides are Reports and are read by the same code; nothing is measured but by those scripts.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::bench::compare::{self, Numbers, median};
use crate::repo::Repo;
use crate::shell::{self, unmet};

/// The median of so many runs is compared.
const RUNS: usize = 5;
/// Simulator ÷ CPython may be in here.
const BOUNDS: std::ops::RangeInclusive<f64> = 0.8..=1.25;
/// The first CPython that the scripts run on.
const OLDEST: &str = "import sys; sys.exit(sys.version_info < (3, 8))";

struct Case {
    name: &'static str,
    threads: fn() -> Value,
}

const CASES: &[Case] = &[
    Case {
        name: "two hogs",
        threads: || json!([{"name": "hog", "count": 2, "ops": [{"op": "python", "us": 300_000}]}]),
    },
    Case {
        name: "hog + released kernel",
        threads: || {
            json!([{"name": "hog", "ops": [{"op": "python", "us": 400_000}]},
                   {"name": "worker", "repeat": 40, "ops": [kernel("inv", 250)]}])
        },
    },
    // Small enough for a core's own cache: the model knows no memory that cores share.
    Case { name: "4 × numpy.linalg.inv", threads: || four(20, &kernel("inv", 320)) },
    // Long enough that every call outlasts the switch interval.
    Case { name: "4 × numpy.linalg.det", threads: || four(10, &kernel("det", 800)) },
];

fn kernel(name: &str, n: usize) -> Value {
    json!({"op": "kernel", "name": name, "n": n, "gil": "numpy"})
}

fn four(repeat: u32, op: &Value) -> Value {
    json!([{"name": "worker", "count": 4, "repeat": repeat, "ops": [op]}])
}

pub(super) fn run(repo: &Repo) -> Result<()> {
    let Some(python) = installed() else {
        println!("no python3 of 3.8 or later is installed: there is nothing to check the simulator against");
        return Ok(());
    };
    let python = environment(repo, &python)?;
    let gil = build(repo)?;
    println!("\n{}", compare::HEAD);
    let mut outside = 0;
    for case in CASES {
        let (simulated, measured, notes) = both(&gil, &python, case)?;
        for row in compare::rows(&simulated, &measured, &BOUNDS) {
            println!("{}", row.line(case.name));
            outside += usize::from(!row.good);
        }
        for note in notes {
            println!("  {note}");
        }
    }
    println!("\nsimulator ÷ CPython from {} to {}, medians of {RUNS} runs", BOUNDS.start(), BOUNDS.end());
    if outside > 0 {
        bail!(
            "{outside} of the simulator's numbers are outside; run it again on an idle machine before you doubt the model"
        );
    }
    Ok(())
}

/// The median of CPython's runs, what the simulator makes of the same, and what a reader should know.
fn both(gil: &Path, python: &Path, case: &Case) -> Result<(Numbers, Numbers, Vec<String>)> {
    let mut scenario = json!({"runtime": "cpython-3.12", "threads": (case.threads)()});
    scenario["cores"] = json!(std::thread::available_parallelism()?.get());
    let script = feed(Command::new(gil).args(["simulate", "--format", "python"]), &scenario.to_string())?;
    let reports: Vec<Value> = (0..RUNS)
        .map(|_| Ok(serde_json::from_str(&feed(Command::new(python).arg("-"), &script)?)?))
        .collect::<Result<_>>()?;
    let mut notes: Vec<String> = Vec::new();
    for note in reports[0]["environment"]["notes"].as_array().into_iter().flatten() {
        notes.extend(note.as_str().map(|note| format!("note: {note}")));
    }
    scenario["cores"] = reports[0]["environment"]["cores"].clone();
    for (at, thread) in scenario["threads"].as_array_mut().into_iter().flatten().enumerate() {
        for (index, op) in thread["ops"].as_array_mut().into_iter().flatten().enumerate() {
            let alone = median(reports.iter().filter_map(|report| report["alone_us"][at][index].as_f64()).collect());
            if op["op"] == "python" && alone > 1.05 * op["us"].as_f64().unwrap_or(alone) {
                notes.push(format!("the machine is busy: {} us of bytecode took {alone:.0} us alone", op["us"]));
            }
            op["us"] = json!(alone);
        }
    }
    let simulated = serde_json::from_str(&feed(Command::new(gil).arg("simulate"), &scenario.to_string())?)?;
    let runs: Vec<Numbers> = reports.iter().map(Numbers::of).collect();
    Ok((Numbers::of(&simulated), Numbers::median(&runs), notes))
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
        shell::quiet(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder)).map_err(|_| {
            unmet("a virtual environment cannot be made", "install Python's venv (Debian: the package python3-venv)")
        })?;
        shell::stream(Command::new(&own).args(["-m", "pip", "install", "--quiet", "numpy"]))?;
    }
    let python = shell::output(Command::new(&own).arg("--version"))?;
    println!("{} with NumPy {}", python.trim(), version().context("NumPy cannot be imported though pip installed it")?);
    Ok(own)
}

/// The command line `gil`, as fast as it gets.
fn build(repo: &Repo) -> Result<PathBuf> {
    shell::stream(Command::new("cargo").args(["build", "--quiet", "--release", "--features", "cli", "--bin", "gil"]))?;
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
