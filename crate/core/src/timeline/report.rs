//! The Report: a timeline with its question, its numbers and where it came from.
//!
//! Invariant: the JSON is the contract of the project's users; fields are added, never renamed.

use super::doubts::reason::Doubt;
use super::metrics::Metrics;
use super::{Event, Lane, Span, Timeline};
use crate::gil::policy::{self, Sharing};
use crate::kernels;
use crate::scenario::{KernelOp, Op, Scenario};
use crate::text::calm;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Whether a timeline was computed or happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// Real threads, a real lock, real kernels.
    Measured,
    /// Computed on virtual cores.
    Simulated,
}

impl Engine {
    /// Its name in a Report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Measured => "measured",
            Self::Simulated => "simulated",
        }
    }
}

/// Where it ran.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Environment {
    /// Cores there were.
    pub cores: usize,
    /// How the page was isolated; `native` outside a browser.
    pub isolation: String,
    /// The smallest step of the clock.
    #[serde(default)]
    pub timer_step_us: f64,
    /// Whether the page was hidden at some time during the run, which spoils it.
    #[serde(default)]
    pub hidden: bool,
    /// The part of the cores that other programs left, just before the run and just after it, the worse of both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub free: Option<f64>,
    /// How far a thread's clock went back at most.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<f64>"))]
    pub backwards_us: f64,
    /// How long the run took by the threads' own clocks, the least and the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub lived_us: Option<[f64; 2]>,
    /// The same by another clock, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub elapsed_us: Option<f64>,
    /// Whose code computed.
    #[serde(default)]
    pub backends: Vec<String>,
    /// The playground's version.
    #[serde(default)]
    pub version: String,
    /// Which Python it was, where the script for the reader's own CPython ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub python: Option<String>,
    /// What a reader of this run has to know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "types", ts(optional, as = "Option<Vec<String>>"))]
    pub notes: Vec<String>,
}

/// `numpy` 2.5's documentation, and its issue 24755.
const OWN_GILS: &str =
    "NumPy doesn't support interpreters with their own GIL, so this run of its kernels is hypothetical";

impl Environment {
    /// The same with what has to be known of every run of this Scenario.
    pub(crate) fn noting(mut self, scenario: &Scenario) -> Self {
        let own = policy::of(scenario.runtime).sharing == Sharing::Interpreter;
        let kernels = scenario.threads.iter().flat_map(|thread| &thread.ops).any(|op| matches!(op, Op::Kernel(_)));
        if own && kernels && !self.notes.iter().any(|note| note == OWN_GILS) {
            self.notes.push(OWN_GILS.into());
        }
        self
    }

    /// This machine, outside a browser.
    pub fn native() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, usize::from), "native")
    }

    /// Virtual cores, which are the same everywhere.
    pub fn simulated(cores: usize) -> Self {
        Self { version: env!("CARGO_PKG_VERSION").into(), ..Self::new(cores, "simulated") }
    }

    fn new(cores: usize, isolation: &str) -> Self {
        Self {
            cores,
            isolation: isolation.into(),
            timer_step_us: 0.0,
            hidden: false,
            free: None,
            backwards_us: 0.0,
            lived_us: None,
            elapsed_us: None,
            backends: Vec::new(),
            version: String::new(),
            python: None,
            notes: Vec::new(),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_zero(value: &f64) -> bool {
    *value == 0.0
}

/// A kernel's worst residual, in units of n·ε·‖A‖; up to the vocabulary's `residual_limit`, 30, it passes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Residual {
    /// The kernel's name.
    #[cfg_attr(feature = "types", ts(type = "KernelName"))]
    pub kernel: String,
    /// Its size, if its arrays are square.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub n: Option<usize>,
    /// Its rows and columns, if they are not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "types", ts(optional))]
    pub shape: Option<[usize; 2]>,
    /// The worst over all lanes and the whole batch; infinite is written as `null`.
    #[serde(deserialize_with = "maybe_infinite")]
    #[cfg_attr(feature = "types", ts(as = "Option<f64>"), schemars(with = "Option<f64>"))]
    pub max: f64,
}

/// Reads `null` as what it was written for.
pub(crate) fn maybe_infinite<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::INFINITY))
}

impl Residual {
    /// What was found for this operation.
    pub fn of(op: &KernelOp, max: f64) -> Self {
        let shape @ [m, n] = op.shape();
        let square = m == n;
        Self { kernel: op.name.clone(), n: square.then_some(n), shape: (!square).then_some(shape), max }
    }

    /// Whether both are of one kernel at one size.
    pub fn same_kernel(&self, other: &Self) -> bool {
        self.kernel == other.kernel && self.n == other.n && self.shape == other.shape
    }

    /// `qr 256` or `qr 512×64`
    pub fn title(&self) -> String {
        let shape = self.shape.or(self.n.map(|n| [n, n])).unwrap_or_default();
        kernels::title(&self.kernel, shape, 1)
    }
}

/// Everything but spans and events: what travels as JSON where those travel as columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Head {
    /// Measured or simulated.
    pub engine: Engine,
    /// The question.
    pub scenario: Scenario,
    /// From the barrier to the last span's end.
    pub wall_us: f64,
    /// The work on one lane with nobody else.
    pub one_thread_us: f64,
    /// How far two lanes' times can be apart.
    pub clock_error_us: f64,
    /// Where it ran.
    pub environment: Environment,
    /// The numbers.
    pub metrics: Metrics,
    /// The proof that the work was done.
    pub residuals: Vec<Residual>,
    /// Why it must not be told as a result; empty where it may, and wherever it was simulated.
    pub doubts: Vec<Doubt>,
}

/// The whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Everything but the timeline.
    pub head: Head,
    /// What happened.
    pub timeline: Timeline,
}

impl Report {
    /// The contract's JSON on one line.
    pub fn to_json(&self) -> String {
        written(self)
    }

    /// The same without spans and events.
    pub fn head_json(&self) -> String {
        written(&Bare { head: &self.head, lanes: &self.timeline.lanes })
    }
}

/// As JSON on one line.
pub(crate) fn written(report: &impl Serialize) -> String {
    match serde_json::to_string(report) {
        Ok(json) => calm(json),
        Err(error) => unreachable!("numbers and strings can always be written: {error}"),
    }
}

#[cfg(feature = "types")]
impl schemars::JsonSchema for Report {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Report".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Whole::json_schema(generator)
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (lanes, events) = (Spans(&self.timeline.lanes), &self.timeline.events[..]);
        Whole { head: &self.head, lanes, events }.serialize(serializer)
    }
}

/// The answer to a Scenario: the whole timeline of one run, and its numbers.
#[derive(Serialize)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(rename = "Report"),
    schemars(rename = "Report")
)]
pub struct Whole<'a> {
    #[serde(flatten)]
    head: &'a Head,
    /// In the Scenario's order, each group's BLAS helpers below the lane that they help.
    #[cfg_attr(feature = "types", ts(as = "Vec<WithSpans<'static>>"), schemars(with = "Vec<WithSpans<'static>>"))]
    lanes: Spans<'a>,
    /// What happened at the locks, in the order of time.
    events: &'a [Event],
}

/// A Report without spans and events.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "ReportHead"))]
pub struct Bare<'a> {
    #[serde(flatten)]
    head: &'a Head,
    lanes: &'a [Lane],
}

/// A lane with what it did when.
#[derive(Serialize)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(rename = "Lane"),
    schemars(rename = "LaneOfReport")
)]
pub struct WithSpans<'a> {
    #[serde(flatten)]
    lane: &'a Lane,
    /// They tile the lane's life without gap or overlap.
    spans: &'a [Span],
}

struct Spans<'a>(&'a [Lane]);

impl Serialize for Spans<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut lanes = serializer.serialize_seq(Some(self.0.len()))?;
        for lane in self.0 {
            lanes.serialize_element(&WithSpans { lane, spans: &lane.spans })?;
        }
        lanes.end()
    }
}
