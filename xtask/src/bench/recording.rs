//! What `gil record` costs the program that it records.
//!
//! Invariant: a program times its own work, so that the interpreter's start is no part of it, and each round runs it without
//! the recorder and with it, one right after the other.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::rows::{Row, Target};
use super::sides;
use crate::repo::Repo;
use crate::shell;
use crate::venv;

const ROUNDS: usize = 9;

struct Case {
    name: &'static str,
    calls: bool,
    most: f64,
    /// Python that does some tenths of a second of work.
    work: &'static str,
}

const HOGS: &str = "
import threading
def hog():
    for _ in range(8_000_000):
        pass
def work():
    threads = [threading.Thread(target=hog) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
";
const NUMPY: &str = "
import numpy
a = numpy.ones((160, 160))
b = numpy.empty_like(a)
def work():
    for _ in range(40_000):
        numpy.add(a, a, out=b)
";
const RELEASES: &str = "
import zlib
data = bytes(6000)
def work():
    for _ in range(300_000):
        zlib.crc32(data)
";
const FIB: &str = "
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def work():
    for _ in range(3):
        fib(27)
";

const CASES: &[Case] = &[
    Case { name: "two hogs, the lock alone", calls: false, most: 1.01, work: HOGS },
    Case { name: "numpy calls of 10 µs, the lock alone", calls: false, most: 1.01, work: NUMPY },
    Case { name: "releases of 1 µs, the lock alone", calls: false, most: 1.05, work: RELEASES },
    Case { name: "numpy calls of 10 µs, with calls", calls: true, most: 1.1, work: NUMPY },
    Case { name: "fib(27), with calls", calls: true, most: 2.0, work: FIB },
];

pub(super) fn rows(repo: &Repo) -> Result<Vec<Row>> {
    let Some(python) = venv::recorded(repo)? else {
        eprintln!("no CPython of 3.12 or 3.13 is installed: what a recording costs is not measured");
        return Ok(Vec::new());
    };
    let gil = sides::build(repo)?;
    let file = repo.target.join("bench/recorded.gil");
    fs::create_dir_all(repo.target.join("bench"))?;
    let mut rows = Vec::new();
    for case in CASES {
        eprintln!("recording: {}", case.name);
        let job = format!(
            "{}import time\nwork()\nbegan = time.perf_counter()\nwork()\nprint(time.perf_counter() - began)\n",
            case.work
        );
        let mut values = Vec::new();
        for _ in 0..ROUNDS {
            let plain = seconds(Command::new(&python).args(["-c", &job]))?;
            let recorded = seconds(record(&gil, &file, case.calls).arg(&python).args(["-c", &job]))?;
            values.push(recorded / plain);
        }
        rows.push(Row {
            what: case.name.into(),
            place: "native",
            unit: "recorded ÷ plain".into(),
            target: Some(Target::AtMost(case.most)),
            values,
            note: String::new(),
        });
    }
    Ok(rows)
}

fn record(gil: &Path, file: &Path, calls: bool) -> Command {
    let mut command = Command::new(gil);
    command.args(["record", "-o"]).arg(file);
    if !calls {
        command.arg("--no-calls");
    }
    command.arg("--");
    command
}

fn seconds(command: &mut Command) -> Result<f64> {
    let said = shell::output(command.env("OPENBLAS_NUM_THREADS", "1"))?;
    said.trim().parse().with_context(|| format!("{said:?} are no seconds"))
}
