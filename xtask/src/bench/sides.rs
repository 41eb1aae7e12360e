//! The two programs that are compared: `gil`, and a CPython with NumPy in an environment of its own.
//!
//! Invariant: each is given a text on standard input and answers with a text; neither can hang.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::repo::Repo;
use crate::shell;
use crate::venv::{self, Wheels};

/// Runs the script on standard input, which a watchdog ends where it hangs.
const GUARDED: &str =
    "import faulthandler, sys; faulthandler.dump_traceback_later(120, exit=True); exec(sys.stdin.read())";
/// What is compared with.
const VERSIONS: &str = "import platform, numpy, scipy; \
    print('CPython', platform.python_version(), 'with NumPy', numpy.__version__, 'and SciPy', scipy.__version__)";
/// Its version, where it can run the scripts and has a GIL.
const VERSION: &str = "import sys; \
    free = not getattr(sys, '_is_gil_enabled', lambda: True)(); \
    sys.exit(1) if sys.version_info < (3, 8) or free else print('%d.%d.%d' % sys.version_info[:3])";

/// A CPython to compare with.
pub(super) struct Python {
    path: PathBuf,
    /// Such as `3.9.18`.
    pub(super) version: String,
    /// Whether it has NumPy and SciPy.
    pub(super) numpy: bool,
}

impl Python {
    fn find(path: PathBuf, numpy: bool) -> Option<Self> {
        let version = shell::probe(Command::new(&path).args(["-c", VERSION]))?.trim().to_owned();
        Some(Self { path, version, numpy })
    }

    /// The interpreter of the playground that has the same lock.
    pub(super) fn runtime(&self) -> &'static str {
        let minor = self.version.split('.').nth(1).and_then(|minor| minor.parse().ok());
        if minor.is_some_and(|minor: u32| minor < 10) { "cpython-3.9" } else { "cpython-3.12" }
    }
}

pub(super) struct Sides {
    /// One of each version; that with NumPy where there are two.
    pub(super) pythons: Vec<Python>,
    gil: PathBuf,
    recording: PathBuf,
    pub(super) cores: usize,
}

impl Sides {
    /// All programs, made where they are not there; nothing where there is no Python.
    pub(super) fn find(repo: &Repo) -> Result<Option<Self>> {
        let Some(numpy) = python(repo)? else { return Ok(None) };
        let mut pythons: Vec<Python> = Python::find(numpy, true).into_iter().collect();
        for python in venv::all().into_iter().filter_map(|path| Python::find(path, false)) {
            if pythons.iter().all(|known| known.version != python.version) {
                pythons.push(python);
            }
        }
        let folder = repo.target.join("bench");
        fs::create_dir_all(&folder)?;
        let cores = thread::available_parallelism()?.get();
        Ok(Some(Self { pythons, gil: build(repo)?, recording: folder.join("crosscheck.gil"), cores }))
    }

    /// The Report of the Scenario as the simulator sees it.
    pub(super) fn simulated(&self, scenario: &Value) -> Result<Value> {
        Ok(serde_json::from_str(&feed(Command::new(&self.gil).arg("simulate"), &scenario.to_string())?)?)
    }

    /// The Report of a script that CPython runs: what its operations cost.
    fn measured(python: &Python, script: &str) -> Result<Value> {
        Ok(serde_json::from_str(&feed(Command::new(&python.path).args(["-c", GUARDED]), script)?)?)
    }

    /// The same, and the Report of its recording: what its threads did at the lock.
    pub(super) fn recorded(&self, python: &Python, script: &str) -> Result<[Value; 2]> {
        let mut command = Command::new(&self.gil);
        command.args(["record", "--no-calls", "-o"]).arg(&self.recording).arg("--").arg(&python.path);
        let report = serde_json::from_str(&feed(command.args(["-c", GUARDED]), script)?)?;
        let shown = shell::output(Command::new(&self.gil).arg("show").arg(&self.recording).args(["--format", "json"]))?;
        Ok([report, serde_json::from_str(&shown)?])
    }

    pub(super) fn script(&self, scenario: &Value) -> Result<String> {
        feed(Command::new(&self.gil).args(["simulate", "--format", "python"]), &scenario.to_string())
    }

    /// As many lanes as can work at once, each in a process of its own and all of them together; none where only one can.
    pub(super) fn apart(&self, python: &Python, at_once: usize, scenario: &Value) -> Result<Vec<Value>> {
        let at_once = at_once.min(self.cores);
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
            let started: Vec<_> = scripts.iter().map(|script| scope.spawn(|| Self::measured(python, script))).collect();
            started.into_iter().map(|run| run.join().unwrap_or_else(|_| bail!("a run panicked"))).collect()
        })
    }
}

/// A Python with the NumPy and SciPy that the atlas is measured with, in an environment of its own; nothing where no CPython
/// is new enough.
pub(super) fn python(repo: &Repo) -> Result<Option<PathBuf>> {
    let Ok(base) = venv::installed(None) else { return Ok(None) };
    let own = venv::ensure(repo, "crosscheck", Some(&base), Wheels::Pinned(Path::new(venv::NUMPY_AND_SCIPY)))?;
    let said = shell::output(Command::new(&own).args(["-c", VERSIONS]))?;
    eprintln!("crosscheck: {}", said.trim());
    Ok(Some(own))
}

/// The command line `gil`, as fast as it gets.
pub(super) fn build(repo: &Repo) -> Result<PathBuf> {
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
