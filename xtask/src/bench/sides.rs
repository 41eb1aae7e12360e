//! The two programs that are compared: `gil`, and a CPython with NumPy in an environment of its own.
//!
//! Invariant: each is given a text on standard input and answers with a text; neither can hang.

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

pub(super) struct Sides {
    python: PathBuf,
    gil: PathBuf,
    pub(super) cores: usize,
}

impl Sides {
    /// Both programs, made where they are not there; nothing where there is no Python.
    pub(super) fn find(repo: &Repo) -> Result<Option<Self>> {
        let Some(python) = python(repo)? else { return Ok(None) };
        let cores = thread::available_parallelism()?.get();
        Ok(Some(Self { python, gil: build(repo)?, cores }))
    }

    /// The Report of the Scenario as the simulator sees it.
    pub(super) fn simulated(&self, scenario: &Value) -> Result<Value> {
        Ok(serde_json::from_str(&feed(Command::new(&self.gil).arg("simulate"), &scenario.to_string())?)?)
    }

    /// The Report of a script that CPython runs.
    pub(super) fn measured(&self, script: &str) -> Result<Value> {
        Ok(serde_json::from_str(&feed(Command::new(&self.python).args(["-c", GUARDED]), script)?)?)
    }

    pub(super) fn script(&self, scenario: &Value) -> Result<String> {
        feed(Command::new(&self.gil).args(["simulate", "--format", "python"]), &scenario.to_string())
    }

    /// As many lanes as can work at once, each in a process of its own and all of them together; none where only one can.
    pub(super) fn apart(&self, at_once: usize, scenario: &Value) -> Result<Vec<Value>> {
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
            let started: Vec<_> = scripts.iter().map(|script| scope.spawn(|| self.measured(script))).collect();
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
