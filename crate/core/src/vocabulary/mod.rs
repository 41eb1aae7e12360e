//! What the page is told beside Reports, as it travels: the words and bounds of the core when it opens, the answers to its
//! questions, and where a run that is on can be read.
//!
//! Invariants: what is known at compile time is written down as it is; the page's own types of all this are generated
//! (`tests/vocabulary/`), so a field has one home.

mod layout;

pub use layout::{LanePlace, Layout};

use crate::atlas::kernels::{Call, calls};
use crate::atlas::rule::THRESHOLD;
use crate::engine::control::Phase;
use crate::engine::plan::{Plan, STACK_BYTES};
use crate::error::Refusal;
use crate::gil::policy::{self, Checkpoints, Covers, Sharing, Switch};
use crate::kernels::{self, Backend};
use crate::presets::Preset;
use crate::scenario::{self, Runtime, Scenario};
use crate::timeline::formats::{self, FormatWords};
use crate::timeline::handoffs::HandoffCause;
use crate::timeline::{CauseKind, EventKind, State};
use serde::Serialize;
use serde_json::value::RawValue;
use std::ops::RangeInclusive;

/// The words that Scenarios, spans and phases use, and the bounds of what can be asked.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Vocabulary {
    version: &'static str,
    kernels: Vec<Kernel>,
    /// Above so many elements of output a call releases the GIL.
    threshold: u64,
    runtimes: Vec<Interpreter>,
    /// What a Scenario, a group of threads and a kernel operation are where nothing is said: the first one's of each.
    defaults: Scenario,
    /// In the order of their numbers, as those that follow.
    states: &'static [State],
    events: &'static [EventKind],
    /// Why a wait waits.
    causes: &'static [CauseKind],
    /// Why a lock went from one lane to another.
    handoffs: &'static [HandoffCause],
    #[cfg_attr(feature = "types", ts(as = "Vec<Phase>"))]
    phases: Vec<&'static str>,
    /// What runs can be saved as.
    formats: &'static [FormatWords],
    bounds: Bounds,
    residual_limit: f64,
}

/// A kernel of the playground.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "KernelWords"))]
pub struct Kernel {
    #[cfg_attr(feature = "types", ts(type = "KernelName"))]
    name: &'static str,
    /// What Python runs for it.
    call: &'static str,
    /// The calls it stands for, the one that is meant where none is named first.
    calls: Vec<&'static Call>,
    sentence: &'static str,
    /// Whether it takes square arrays only.
    square: bool,
    /// Whether the first core computes it.
    common: bool,
    /// The operations of a large n×n, in units of n³.
    flops: f64,
}

/// An interpreter, as the policy's row describes it.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "RuntimeWords"))]
pub struct Interpreter {
    name: Runtime,
    label: &'static str,
    /// Whether there is a lock at all.
    locks: bool,
    /// What makes bytecode hand it over.
    switch: Switch,
    /// Where bytecode looks whether it was asked to.
    checkpoints: Checkpoints,
}

/// The least and the most of what can be asked.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Bounds {
    /// The sides of arrays that are computed, or whose cost the simulator estimates.
    n: [usize; 2],
    /// The sides where a simulated kernel has its `us`.
    side: [usize; 2],
    lanes: [u64; 2],
    ops: [u64; 2],
    cores: [u32; 2],
    interval_us: [f64; 2],
}

const LEAST: &str = r#"{"runtime":"one-lock","threads":[{"name":"","ops":[{"op":"kernel","name":"qr","n":1}]}]}"#;

impl Vocabulary {
    /// All of it.
    pub fn new() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            kernels: kernels::CALLS
                .iter()
                .map(|kernel| Kernel {
                    name: kernel.name,
                    call: kernel.call,
                    calls: calls(kernel.name).collect(),
                    sentence: kernel.sentence,
                    common: kernel.common(Backend::Auto),
                    square: kernel.shapes == kernels::Shapes::Square,
                    flops: (kernel.flops)(1024.0, 1024.0) / f64::from(1 << 30),
                })
                .collect(),
            threshold: THRESHOLD,
            runtimes: interpreters(),
            defaults: Scenario::from_json(LEAST).unwrap_or_else(|error| unreachable!("{error}")),
            states: &State::ALL,
            events: &EventKind::ALL,
            causes: &CauseKind::ALL,
            handoffs: &HandoffCause::ALL,
            phases: Phase::ALL.iter().map(|(_, name)| *name).collect(),
            formats: &formats::WORDS,
            bounds: Bounds {
                n: ends(&kernels::SIZES),
                side: ends(&scenario::SIDES),
                lanes: ends(&scenario::LANES),
                ops: ends(&scenario::OPS),
                cores: ends(&scenario::CORES),
                interval_us: ends(&scenario::SWITCH_INTERVAL_US),
            },
            residual_limit: kernels::RESIDUAL_LIMIT,
        }
    }
}

fn interpreters() -> Vec<Interpreter> {
    let interpreter = |row: &policy::Policy| Interpreter {
        name: row.runtime,
        label: row.label,
        locks: row.sharing != Sharing::Nobody,
        switch: row.switch,
        checkpoints: row.checkpoints,
    };
    policy::TABLE.iter().map(interpreter).collect()
}

/// What a finished timeline is read with.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct ReadingWords {
    version: &'static str,
    runtimes: Vec<Interpreter>,
    states: &'static [State],
    events: &'static [EventKind],
    causes: &'static [CauseKind],
    handoffs: &'static [HandoffCause],
    formats: &'static [FormatWords],
}

/// The same as JSON.
pub fn reading() -> String {
    crate::timeline::report::written(&ReadingWords {
        version: env!("CARGO_PKG_VERSION"),
        runtimes: interpreters(),
        states: &State::ALL,
        events: &EventKind::ALL,
        causes: &CauseKind::ALL,
        handoffs: &HandoffCause::ALL,
        formats: &formats::WORDS,
    })
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self::new()
    }
}

fn ends<T: Copy>(bounds: &RangeInclusive<T>) -> [T; 2] {
    [*bounds.start(), *bounds.end()]
}

/// What is said of a question before it is asked: the Scenario with every default filled in, or why it cannot be asked.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Checked {
    /// It can.
    Scenario(Scenario),
    /// It cannot.
    Refusal(Box<Refusal>),
}

/// What a measured run takes.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Needs {
    /// Threads, BLAS helpers among them.
    workers: usize,
    /// Whether the first core cannot measure it.
    full: bool,
    /// The stack of each thread.
    stack_bytes: u64,
}

impl Needs {
    /// What this one takes.
    pub fn of(plan: &Plan) -> Self {
        Self { workers: plan.lanes.len(), full: !plan.is_common(), stack_bytes: STACK_BYTES }
    }
}

/// A Scenario worth asking, and what to look for.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Preset"))]
pub struct PresetWords {
    name: &'static str,
    sentence: &'static str,
    /// The interpreters that are worth comparing.
    compare: &'static [Runtime],
    /// Defaults are left out of it.
    #[cfg_attr(feature = "types", ts(type = "{ runtime: Runtime; cores?: number; threads: object[] }"))]
    scenario: &'static RawValue,
}

impl PresetWords {
    /// Of this preset. Its Scenario is handed on as it is written.
    ///
    /// # Errors
    /// Where that is no JSON.
    pub fn of(preset: &'static Preset) -> serde_json::Result<Self> {
        let &Preset { name, sentence, compare, scenario } = preset;
        Ok(Self { name, sentence, compare, scenario: serde_json::from_str(scenario)? })
    }
}

/// What the threads of one group do with the lock, for a run whose lanes are processes.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LockUse {
    /// Which one its first thread takes; null where there is none.
    lock: Option<usize>,
    /// How much larger the number is for each next thread of the group.
    next: usize,
    /// It covers a whole pass.
    pass: bool,
    /// Bytecode hands it over.
    switches: bool,
    /// How many times as long bytecode takes.
    overhead: f64,
    /// In the order of the operations.
    ops: Vec<OpUse>,
}

/// What one operation does with the lock.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct OpUse {
    /// It is done inside.
    keeps: bool,
    /// After it is seen whether another wants the lock.
    looks: bool,
}

impl LockUse {
    /// Of each group of threads.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let policy = policy::of(scenario.runtime);
        let groups = scenario.threads.iter().enumerate().map(|(at, group)| {
            let lock = |index| policy.lock_of(scenario.interpreter(at, index));
            let ops = group.ops.iter().enumerate().map(|(at, op)| OpUse {
                keeps: policy.keeps_lock(op),
                looks: policy.looks_before(group.ops.get(at + 1)),
            });
            Self {
                lock: lock(0),
                next: lock(1).zip(lock(0)).map_or(0, |(next, first)| next - first),
                pass: policy.covers == Covers::Pass,
                switches: policy.switch != Switch::Never,
                overhead: policy.overhead,
                ops: ops.collect(),
            }
        });
        groups.collect()
    }
}
