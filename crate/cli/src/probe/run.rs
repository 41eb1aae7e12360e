//! Runs the expression on the user's own interpreter, recorded, and reads what came of it.
//!
//! Invariants: the free part is taken from the recording, over exactly those stretches in which the expression ran alone, and
//! without recording its calls; where events were lost there is no number.

use super::arguments::Given;
use crate::record::{Collector, ended, head};
use gil_playground::error::{Error, Result};
use gil_playground::record::file::{self, Writer};
use gil_playground::record::sites::Site;
use gil_playground::record::{Gap, Recording};
use gil_playground::timeline::shares::Shares;
use gil_playground::timeline::{Lane, Nanos};
use gil_recorder::{agent, program, session};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

const JOB: &str = include_str!("job.py");
/// One thread for each call, unless the user says otherwise: what is asked is what Python's threads gain.
const ONE_THREAD: [&str; 3] = ["OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"];

/// After so long, and after as long again, it is said that it goes on.
const PATIENCE: Duration = Duration::from_secs(20);

/// When something began and when it was over.
type Stretch = [Nanos; 2];

/// What the job writes.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    Failed { error: String },
    Done(Times),
}

#[derive(Deserialize)]
struct Times {
    versions: BTreeMap<String, String>,
    /// Whether the interpreter has a GIL, and it is on.
    gil: bool,
    count: u64,
    alone: Vec<Stretch>,
    threads: Vec<[Stretch; 2]>,
    processes: Vec<[Stretch; 2]>,
}

/// What came of it.
pub(super) struct Probed {
    /// Of Python, NumPy and SciPy.
    pub(super) versions: BTreeMap<String, String>,
    /// How many calls each repetition is.
    pub(super) count: u64,
    /// What one call takes, repetition by repetition, in nanoseconds; in order, as all that follow.
    pub(super) call: Vec<f64>,
    /// For which part of it the GIL is free; none without a GIL.
    pub(super) free: Option<Vec<f64>>,
    /// How much more two threads did in the same time than one.
    pub(super) threads: Vec<f64>,
    /// The same of two processes.
    pub(super) processes: Vec<f64>,
    /// Whose code released the GIL.
    pub(super) sites: Vec<Site>,
}

/// A file for the job's answer, gone when this is.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> io::Result<Self> {
        let path = std::env::temp_dir().join(format!("gil-probe-{}.json", std::process::id()));
        fs::OpenOptions::new().write(true).create_new(true).open(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = fs::remove_file(&self.0);
    }
}

pub(super) fn probed(python: &str, expression: &str, setup: &str, repeat: u32, given: &[Given]) -> Result<Probed> {
    let failed = |what: &str| {
        let what = what.to_owned();
        move |error: io::Error| Error::Failed(format!("{what}: {error}"))
    };
    let found = program::find(python.as_ref());
    let found = found.map_err(|refused| Error::input(&format!("{python} {refused}; name another with --python")))?;
    let wrong = match version(&found) {
        None => Some("runs no Python".to_owned()),
        Some((major, minor)) if (major, minor) < (3, 6) => Some(format!("is Python {major}.{minor}")),
        Some(_) => None,
    };
    if let Some(wrong) = wrong {
        return Err(Error::input(&format!("{python} {wrong}: name a CPython of 3.6 or later with --python")));
    }
    let agent = agent::file().map_err(failed("the agent can't be written to the cache"))?;
    let scratch = Scratch::new().map_err(failed("no temporary file can be made"))?;
    let mut job = Command::new(found);
    job.arg("-c").arg(JOB).arg(asked(expression, setup, repeat, given)).arg(&scratch.0);
    job.stdin(Stdio::null()).stdout(Stdio::null());
    for name in ONE_THREAD.iter().filter(|name| std::env::var_os(name).is_none()) {
        job.env(name, "1");
    }
    let writer = Writer::new(Vec::new(), &head(&[python.into()])).map_err(failed("the recording can't begin"))?;
    let mut collector = Collector::new(writer, false);
    let run = || session::run(job, &agent, false, &mut collector);
    let over = patiently(run).map_err(failed(&format!("{python} can't be run")))?;
    let bytes = collector.end(&ended(&over)).map_err(failed("the recording can't end"))?;
    let answer = fs::read(&scratch.0).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let times = match answer {
        Some(Answer::Done(times)) => times,
        Some(Answer::Failed { error }) => return Err(Error::Failed(explained(&error, python))),
        None => {
            let status = session::words(over.status);
            return Err(Error::Failed(format!(
                "{python} ended with {status} before all was measured: the expression or the setup ends it"
            )));
        }
    };
    let recording = Recording::from(file::read(&bytes)?);
    let free = if times.gil { Some(free(&recording, over.pid, &times.alone)?) } else { None };
    let call = sorted(times.alone.iter().map(|at| length(at) / times.count as f64));
    let one = middle(&call) * times.count as f64;
    let gained = |both: &[[Stretch; 2]]| {
        sorted(both.iter().map(|[a, b]| 2.0 * one / (a[1].max(b[1]).saturating_sub(a[0].min(b[0]))) as f64))
    };
    let (threads, processes) = (gained(&times.threads), gained(&times.processes));
    let sites = recording.sites;
    Ok(Probed { versions: times.versions, count: times.count, call, free, threads, processes, sites })
}

/// Of a program that is a Python.
fn version(program: &Path) -> Option<(u32, u32)> {
    let ask = "import sys; print('%d %d' % sys.version_info[:2])";
    let ran = Command::new(program).args(["-c", ask]).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(ran.stdout).ok()?;
    let (major, minor) = text.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// Says now and then that it goes on: a setup or an expression may never end.
fn patiently<T>(run: impl FnOnce() -> T) -> T {
    let (running, ends) = mpsc::channel::<()>();
    let tell = move || {
        let mut waited = Duration::ZERO;
        while ends.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            waited += PATIENCE;
            eprintln!("gil: it has run for {} s, with the setup; Ctrl-C ends it", waited.as_secs());
        }
    };
    thread::scope(|scope| {
        scope.spawn(tell);
        let over = run();
        drop(running);
        over
    })
}

fn asked(expression: &str, setup: &str, repeat: u32, given: &[Given]) -> String {
    let (mut arrays, mut values) = (Vec::new(), Vec::new());
    for it in given {
        match it {
            Given::Array { name, shape, dtype, order } => arrays.push(json!([name, shape, dtype.name(), order])),
            Given::Number { name, value } => values.push(json!([name, value])),
        }
    }
    json!({ "expression": expression, "setup": setup, "repeat": repeat, "arrays": arrays, "values": values })
        .to_string()
}

/// What went wrong in Python, and what to do where that is known.
fn explained(error: &str, python: &str) -> String {
    let missing = error.strip_prefix("ModuleNotFoundError: ").or_else(|| error.strip_prefix("ImportError: "));
    let unknown = error.strip_prefix("NameError: name '").and_then(|rest| rest.split('\'').next());
    match missing {
        None if unknown.is_some() => {
            let name = unknown.unwrap_or_default();
            format!(
                "Python says: {error}; give it behind the expression: {name}=400x400 for an array, {name}:=400 for a number"
            )
        }
        Some(missing) => format!("{python} says: {missing}; name a Python that has it with --python"),
        None => format!("Python says: {error}"),
    }
}

/// In each of these stretches.
fn free(recording: &Recording, pid: u32, stretches: &[Stretch]) -> Result<Vec<f64>> {
    let lanes = &recording.timeline.lanes;
    let unseen = || Error::Failed("its GIL can't be recorded: name a CPython of 3.6 or later with --python".into());
    let is_it = |lane: &&Lane| lane.worker == Some(pid) && lane.index == 0;
    let lane = lanes.iter().position(|lane| is_it(&lane)).ok_or_else(unseen)?;
    if recording.places[lane].lock.is_none() {
        return Err(unseen());
    }
    if recording.more {
        return Err(Error::Failed(
            "that are more events than can be kept: ask for fewer repetitions with --repeat".into(),
        ));
    }
    let mut parts = Vec::new();
    for [from, to] in stretches {
        let [from, to] = [from, to].map(|t| t.saturating_sub(recording.began));
        let within = |gap: &&Gap| gap.lane == lane && gap.lost > 0 && gap.start < to && gap.end > from;
        if recording.gaps.iter().any(|gap| within(&gap)) {
            return Err(Error::Failed(
                "events were lost while the expression ran: try again, with less beside it".into(),
            ));
        }
        let shares = Shares::all(&recording.timeline, from..to)[lane];
        if shares.life + 1000 < to - from {
            return Err(unseen());
        }
        parts.push(shares.free() as f64 / (shares.life - shares.waiting).max(1) as f64);
    }
    Ok(sorted(parts.into_iter()))
}

fn length([from, to]: &Stretch) -> f64 {
    to.saturating_sub(*from) as f64
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

/// The median; there is always one.
pub(super) fn middle(inorder: &[f64]) -> f64 {
    let half = inorder.len() / 2;
    match inorder.len() % 2 {
        0 if half > 0 => f64::midpoint(inorder[half - 1], inorder[half]),
        _ => inorder.get(half).copied().unwrap_or(0.0),
    }
}
