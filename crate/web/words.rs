//! What the page learns when it opens, as it travels.
//!
//! Invariant: the fields are those of `types.d.ts`; what is known at compile time is written down as it is.

use crate::atlas::kernels::{Call, calls};
use crate::atlas::rule::THRESHOLD;
use crate::engine::control::Phase;
use crate::error::Refusal;
use crate::gil::policy::{self, Checkpoints, Sharing, Switch};
use crate::kernels::{self, Backend};
use crate::presets::Preset;
use crate::scenario::{self, Runtime, Scenario};
use crate::timeline::{CauseKind, EventKind, State};
use serde::Serialize;
use serde_json::value::RawValue;
use std::ops::RangeInclusive;

#[derive(Serialize)]
pub(super) struct Vocabulary {
    version: &'static str,
    kernels: Vec<Kernel>,
    threshold: u64,
    runtimes: Vec<Interpreter>,
    /// The least that can be asked, with every default filled in.
    defaults: Scenario,
    states: &'static [State],
    events: &'static [EventKind],
    causes: &'static [CauseKind],
    phases: Vec<&'static str>,
    bounds: Bounds,
    residual_limit: f64,
}

#[derive(Serialize)]
struct Kernel {
    name: &'static str,
    call: &'static str,
    calls: Vec<&'static Call>,
    sentence: &'static str,
    square: bool,
    common: bool,
    flops: f64,
}

#[derive(Serialize)]
struct Interpreter {
    name: Runtime,
    label: &'static str,
    locks: bool,
    switch: Switch,
    checkpoints: Checkpoints,
}

#[derive(Serialize)]
struct Bounds {
    n: [usize; 2],
    side: [usize; 2],
    lanes: [u64; 2],
    ops: [u64; 2],
    cores: [u32; 2],
    interval_us: [f64; 2],
}

const LEAST: &str = r#"{"runtime":"one-lock","threads":[{"name":"","ops":[{"op":"kernel","name":"qr","n":1}]}]}"#;

impl Vocabulary {
    pub(super) fn new() -> Self {
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
            runtimes: policy::TABLE
                .iter()
                .map(|row| Interpreter {
                    name: row.runtime,
                    label: row.label,
                    locks: row.sharing != Sharing::Nobody,
                    switch: row.switch,
                    checkpoints: row.checkpoints,
                })
                .collect(),
            defaults: Scenario::from_json(LEAST).unwrap_or_else(|error| unreachable!("{error}")),
            states: &State::ALL,
            events: &EventKind::ALL,
            causes: &CauseKind::ALL,
            phases: Phase::ALL.iter().map(|(_, name)| *name).collect(),
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

fn ends<T: Copy>(bounds: &RangeInclusive<T>) -> [T; 2] {
    [*bounds.start(), *bounds.end()]
}

/// What is said of a question before it is asked.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Checked {
    Scenario(Scenario),
    Refusal(Box<Refusal>),
}

#[derive(Serialize)]
pub(super) struct Needs {
    pub(super) workers: usize,
    pub(super) full: bool,
    pub(super) stack_bytes: u64,
}

#[derive(Serialize)]
pub(super) struct PresetWords {
    name: &'static str,
    sentence: &'static str,
    compare: &'static [Runtime],
    scenario: &'static RawValue,
}

impl PresetWords {
    pub(super) fn of(preset: &'static Preset) -> serde_json::Result<Self> {
        let &Preset { name, sentence, compare, scenario } = preset;
        Ok(Self { name, sentence, compare, scenario: serde_json::from_str(scenario)? })
    }
}
