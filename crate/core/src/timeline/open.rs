//! The way back: a Report out of a file, or out of a run's columns.
//!
//! Invariants: what is returned obeys the laws of this folder, or an error says what does not; its lanes are those of its
//! Scenario; every number that the timeline gives is computed again, so no file can claim another. Only a Report
//! without events at the lock, as the Python script prints, keeps its own numbers about the lock.

use super::metrics::Metrics;
use super::report::{Engine, Environment, Head, Report, Residual};
use super::work::Work;
use super::{Event, LONGEST, Lane, Nanos, Span, State, Timeline, foreign, micros, rows};
use crate::error::{Error, Result, within};
use crate::gil::policy::{self, Sharing};
use crate::scenario::{NAME_LETTERS, Op, Scenario};
use crate::text::shortened;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;
use std::collections::BTreeMap;

/// The largest file that is read.
pub const BYTES: usize = 200_000_000;
/// How many runs one trace may carry.
const RUNS: std::ops::RangeInclusive<usize> = 1..=16;
/// How much a Report may list beside its lanes.
const LISTED: std::ops::RangeInclusive<usize> = 0..=1000;

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
        self.scenario.check()?;
        self.numbers()?;
        self.texts()?;
        self.rows()?;
        for lane in &self.lanes {
            self.spans(lane)?;
        }
        self.at_the_locks()?;
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

    fn numbers(&self) -> Result<()> {
        // All work in sequence takes longer than any run.
        const MOST: std::ops::RangeInclusive<f64> = 0.0..=1e18;
        within("one_thread_us", self.one_thread_us, &MOST)?;
        within("clock_error_us", self.clock_error_us, &MOST)?;
        within("timer_step_us of environment", self.environment.timer_step_us, &MOST)?;
        within("free of environment", self.environment.free.unwrap_or(1.0), &(0.0..=1.0))?;
        within("backwards_us of environment", self.environment.backwards_us, &MOST)?;
        within("elapsed_us of environment", self.environment.elapsed_us.unwrap_or(0.0), &MOST)?;
        within("cores of environment", self.environment.cores, &(1..=1_000_000))?;
        within("gil_held of metrics", self.metrics.gil_held, &(0.0..=1.0))?;
        within("serial_fraction of metrics", self.metrics.serial_fraction.unwrap_or(0.0), &(0.0..=1.0))?;
        within("amdahl_bound of metrics", self.metrics.amdahl_bound.unwrap_or(1.0), &MOST)?;
        let alone = self.alone_us.iter().flatten().flatten().map(|us| ("a time in alone_us", us));
        let lived = self.environment.lived_us.iter().flatten().map(|us| ("a time in lived_us of environment", us));
        alone.chain(lived).try_for_each(|(what, us)| within(what, *us, &MOST))?;
        self.residuals.iter().try_for_each(|it| within("max of a residual", it.max, &(0.0..=f64::INFINITY)))
    }

    /// What is shown is short, and so are the lists of it.
    fn texts(&self) -> Result<()> {
        let Environment { isolation, version, backends, python, .. } = &self.environment;
        within("the number of backends of environment", backends.len(), &LISTED)?;
        within("the number of residuals", self.residuals.len(), &LISTED)?;
        let kernels = self.residuals.iter().map(|it| &it.kernel);
        let texts = [isolation, version].into_iter().chain(backends).chain(python).chain(kernels);
        let long = texts.map(|text| text.chars().count()).find(|letters| *letters > NAME_LETTERS);
        long.map_or(Ok(()), |letters| {
            Err(broken(&format!("it has a text of {letters} letters, {NAME_LETTERS} at most are shown")))
        })
    }

    /// The lanes are those of the Scenario; nobody saw helpers whose library is not ours.
    fn rows(&self) -> Result<()> {
        let mut rows = rows::of(&self.scenario);
        let (found, asked) = (self.lanes.len(), rows.len());
        if found != asked {
            rows.retain(|row| row.parent.is_none());
        }
        if found != rows.len() {
            return Err(broken(&format!("it has {found} lanes, but its Scenario has {asked}")));
        }
        let place = |lane: &Lane| (lane.thread, lane.index, lane.parent);
        let other = rows.iter().zip(&self.lanes).find(|(row, lane)| row.name != lane.name || place(row) != place(lane));
        other.map_or(Ok(()), |(row, lane)| {
            let [row, lane] = [row, lane].map(|it| shortened(&it.name, 40));
            Err(broken(&format!("its Scenario has the lane \"{row}\" where the file has \"{lane}\"")))
        })
    }

    fn spans(&self, lane: &Lane) -> Result<()> {
        let group = &self.scenario.threads[lane.thread];
        let mut before: Nanos = 0;
        for (at, span) in lane.spans.iter().enumerate() {
            let wrong = |what: String| {
                Err(broken(&format!("span {} of lane \"{}\" {what}", at + 1, shortened(&lane.name, 40))))
            };
            let [start, end, last] = [span.start, span.end, before].map(micros);
            if span.start < before {
                return wrong(format!("begins at {start} µs, before the span before it ends at {last} µs"));
            }
            if span.end <= span.start {
                return wrong(format!("ends at {end} µs, but begins at {start} µs"));
            }
            if span.end > LONGEST {
                return wrong(format!("ends at {end} µs, but a run takes at most {} µs", micros(LONGEST)));
            }
            if span.op as usize >= group.ops.len() {
                return wrong(format!("belongs to operation {}, but its thread has only {}", span.op, group.ops.len()));
            }
            if span.rep >= group.repeat {
                return wrong(format!("belongs to pass {}, but its thread makes only {}", span.rep, group.repeat));
            }
            if let Some(cause) = span.cause {
                if span.state != State::GilWait {
                    return wrong(format!("is in the state {}, but has the cause of a wait", span.state));
                }
                if cause.holder >= self.lanes.len() {
                    return wrong(format!("waits for lane {}, but there are only {}", cause.holder, self.lanes.len()));
                }
            }
            before = span.end;
        }
        Ok(())
    }

    fn at_the_locks(&self) -> Result<()> {
        let lanes = self.lanes.len();
        let wall = self.lanes.iter().filter_map(|lane| lane.spans.last()).map(|span| span.end).max().unwrap_or(0);
        let mut before: Nanos = 0;
        for (at, event) in self.events.iter().enumerate() {
            let wrong = |what: String| Err(broken(&format!("event {} {what}", at + 1)));
            if event.t < before {
                let [now, last] = [event.t, before].map(micros);
                return wrong(format!("is at {now} µs, but the event before it is at {last} µs"));
            }
            if event.t > wall {
                return wrong(format!("is at {} µs, but the last span ends at {} µs", micros(event.t), micros(wall)));
            }
            if let Some(lane) = [Some(event.lane), event.to].into_iter().flatten().find(|lane| *lane >= lanes) {
                return wrong(format!("is about lane {lane}, but there are only {lanes}"));
            }
            before = event.t;
        }
        Ok(())
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
