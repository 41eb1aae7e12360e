//! What the page learns from the core when it opens, and where a run's lanes stand, as they travel.
//!
//! Invariant: the fields are those of `types.d.ts`; what is known at compile time is written down as it is.

use crate::atlas::gufunc::THRESHOLD;
use crate::atlas::kernels::{Call, calls};
use crate::engine::control::Phase;
use crate::engine::plan::LIMIT_BYTES;
use crate::engine::recorder::Record;
use crate::gil::policy::{self, Sharing};
use crate::kernels;
use crate::presets::Preset;
use crate::scenario::{self, Runtime};
use crate::timeline::{CauseKind, EventKind, State};
use serde::Serialize;
use std::ops::RangeInclusive;

#[derive(Serialize)]
pub(super) struct Vocabulary {
    version: &'static str,
    kernels: Vec<Kernel>,
    threshold: u64,
    runtimes: Vec<Interpreter>,
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
    flops: f64,
}

#[derive(Serialize)]
struct Interpreter {
    name: Runtime,
    label: &'static str,
    locks: bool,
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

impl Vocabulary {
    pub(super) fn new() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            kernels: kernels::TABLE
                .iter()
                .map(|kernel| Kernel {
                    name: kernel.name,
                    call: kernel.call,
                    calls: calls(kernel.name).collect(),
                    sentence: kernel.sentence,
                    square: kernel.shapes == kernels::Shapes::Square,
                    flops: (kernel.flops)(1024.0, 1024.0) / f64::from(1 << 30),
                })
                .collect(),
            threshold: THRESHOLD,
            runtimes: policy::TABLE
                .iter()
                .map(|row| Interpreter { name: row.runtime, label: row.label, locks: row.sharing != Sharing::Nobody })
                .collect(),
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

/// A preset without its Scenario.
#[derive(Serialize)]
pub(super) struct PresetWords {
    name: &'static str,
    sentence: &'static str,
    compare: &'static [Runtime],
}

impl PresetWords {
    pub(super) fn of(preset: &Preset) -> Self {
        Self { name: preset.name, sentence: preset.sentence, compare: preset.compare }
    }
}

#[derive(Serialize)]
pub(super) struct Layout<'a> {
    pub(super) control: usize,
    pub(super) lanes: Vec<LanePlace<'a>>,
    stride: usize,
    ops: u64,
    bytes: u64,
    limit: u64,
}

#[derive(Serialize)]
pub(super) struct LanePlace<'a> {
    pub(super) name: &'a str,
    pub(super) thread: usize,
    pub(super) index: usize,
    pub(super) parent: Option<usize>,
    pub(super) header: usize,
    pub(super) records: usize,
    pub(super) capacity: usize,
}

impl<'a> Layout<'a> {
    pub(super) fn new(control: usize, lanes: Vec<LanePlace<'a>>, ops: u64, bytes: u64) -> Self {
        Self { control, lanes, stride: size_of::<Record>(), ops, bytes, limit: LIMIT_BYTES }
    }
}
