//! The way back: a Report out of a file, or out of a run's columns.
//!
//! Invariants: what is returned obeys `laws.rs`, or an error says what does not; its lanes are those of its
//! Scenario; every number that the timeline gives is computed again, so no file can claim another. Only a Report
//! without events at the lock, as the Python script prints, keeps its own numbers about the lock.

mod laws;

use super::metrics::Metrics;
use super::report::{Engine, Environment, Head, Report, Residual};
use super::work::Work;
use super::{Event, Lane, Span, Timeline, foreign, micros};
use crate::error::{Error, Result, within};
use crate::gil::policy::{self, Sharing};
use crate::scenario::{Op, Scenario};
use crate::text::shortened;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use std::collections::BTreeMap;

/// The largest file that is read.
pub const BYTES: usize = 200_000_000;
/// How many runs one trace may carry.
const RUNS: std::ops::RangeInclusive<usize> = 1..=16;

/// The Reports in a file: a Report, or a trace that carries some.
///
/// # Errors
/// `BadInput` with what is wrong, and what would be right.
pub fn reports(file: &[u8]) -> Result<Vec<Report>> {
    if file.len() > BYTES {
        return Err(bad(&format!(
            "the file has more than {BYTES} bytes, the most that can be opened: save a shorter run"
        )));
    }
    if let Some(known) = foreign::bytes(file) {
        return Err(another(known));
    }
    let text = |error| broken(&format!("the file isn't text ({error})"));
    let file = std::str::from_utf8(file).map_err(text)?;
    // Some editors begin a file with this mark.
    let file = file.strip_prefix('\u{feff}').unwrap_or(file);
    if let Some(known) = foreign::text(file) {
        return Err(another(known));
    }
    let is: Kind = read(file)?;
    match is {
        Kind { trace: Some(_), .. } => {
            let trace: Trace = read(file)?;
            let Some(reports) = trace.metadata.reports else { return Err(another(foreign::TRACE)) };
            within("the number of Reports in the trace's metadata", reports.len(), &RUNS)?;
            reports.into_iter().map(Written::report).collect()
        }
        Kind { engine: Some(_), .. } => Ok(vec![read::<Written>(file)?.report()?]),
        Kind { threads, .. } => Err(match read::<foreign::Fields>(file)?.tell() {
            Some(known) => another(known),
            None if threads.is_some() => {
                bad("the file is a Scenario, a question without its answer: run it, and save the Report")
            }
            None => bad(&format!("the file is JSON, but neither a Report nor a trace: {OURS}")),
        }),
    }
}

/// The Report of a run that travels as a head (JSON) and columns.
///
/// # Errors
/// As for a file.
pub fn columns(head: &str, spans: Vec<Vec<Span>>, events: Vec<Event>) -> Result<Report> {
    let mut written: Written = read(head)?;
    written.lanes.iter_mut().zip(spans).for_each(|(lane, spans)| lane.spans = spans);
    Written { events, ..written }.report()
}

const OURS: &str = "open a Report or a Perfetto trace as it was saved on this page or printed by gil";

/// A file of another program: what it is, and what to do.
fn another((what, fix): (&str, &str)) -> Error {
    bad(&format!("the file is {what}: {fix}; here, {OURS}"))
}

fn bad(text: &str) -> Error {
    Error::input(text)
}

fn broken(what: &str) -> Error {
    bad(&format!("{what}: {OURS}"))
}

fn read<T: DeserializeOwned>(file: &str) -> Result<T> {
    let told = |error: serde_json::Error| (error.classify(), shortened(&error.to_string(), 300));
    serde_json::from_str(file).map_err(told).map_err(|(kind, error)| match kind {
        Category::Eof => bad(&format!("the file ends too early, so it was cut off ({error}): save it again")),
        Category::Data => broken(&format!("the file is JSON, but of another shape ({error})")),
        Category::Syntax | Category::Io => broken(&format!("the file isn't JSON ({error})")),
    })
}

/// What the file is, by what it has.
#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "traceEvents")]
    trace: Option<IgnoredAny>,
    engine: Option<IgnoredAny>,
    threads: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Trace {
    #[serde(default)]
    metadata: Metadata,
}

#[derive(Default, Deserialize)]
struct Metadata {
    reports: Option<Vec<Written>>,
}

/// A Report as it stands in a file, before anything is believed of it.
#[derive(Deserialize)]
struct Written {
    engine: Engine,
    scenario: Scenario,
    one_thread_us: f64,
    clock_error_us: f64,
    environment: Environment,
    metrics: Told,
    residuals: Vec<Residual>,
    lanes: Vec<Lane>,
    #[serde(default)]
    events: Vec<Event>,
    /// What each operation cost alone: how a Report of the Python script tells its work.
    alone_us: Option<Vec<Vec<f64>>>,
}

/// The numbers that a timeline does not give, or not always.
#[derive(Deserialize)]
struct Told {
    amdahl_bound: Option<f64>,
    serial_fraction: Option<f64>,
    gil_held: f64,
    handoffs: usize,
    forced_switches: usize,
}

impl Written {
    fn report(self) -> Result<Report> {
        self.obeys()?;
        let (work, cores) = (self.work(), self.environment.cores);
        let timeline = Timeline { lanes: self.lanes, events: self.events };
        let mut metrics = Metrics::of(&timeline, &self.scenario, &work, cores);
        let locks = policy::of(self.scenario.runtime).sharing != Sharing::Nobody;
        if locks && timeline.events.is_empty() {
            let Told { gil_held, handoffs, forced_switches, .. } = self.metrics;
            metrics = Metrics { gil_held, handoffs, forced_switches, ..metrics };
        }
        let head = Head {
            engine: self.engine,
            environment: self.environment.noting(&self.scenario),
            scenario: self.scenario,
            wall_us: micros(timeline.wall()),
            one_thread_us: work.one_thread_us,
            clock_error_us: self.clock_error_us,
            metrics,
            residuals: self.residuals,
            doubts: Vec::new(),
        };
        Ok(Report::judged(head, timeline))
    }

    /// The work as the file tells it.
    fn work(&self) -> Work {
        if let Told { amdahl_bound: Some(bound), serial_fraction: Some(serial_fraction), .. } = self.metrics {
            return Work { one_thread_us: self.one_thread_us, serial_fraction, bound };
        }
        let threads = self.scenario.threads.iter().zip(self.alone_us.iter().flatten());
        let ops = threads.flat_map(|(thread, alone)| thread.ops.iter().zip(alone));
        let mut costs = BTreeMap::new();
        // Collecting would sort first, in 4 kB of code.
        costs.extend(ops.map(|(op, us)| (std::ptr::from_ref(op), us * 1000.0)));
        let alone = |op: &Op| costs.get(&std::ptr::from_ref(op)).copied().unwrap_or(0.0);
        let work = Work::of(&self.scenario, self.environment.cores, &alone);
        Work { one_thread_us: self.one_thread_us, ..work }
    }
}
