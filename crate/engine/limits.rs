//! What each engine cannot do, of all that a Scenario can ask.
//!
//! Invariant: an engine asks for its own limits before anything else, and a limit of one engine binds no other.

use super::baseline::same_work;
use crate::error::{Error, Result};
use crate::kernels;
use crate::scenario::{CORES, KernelOp, Op, Scenario, within};
use std::ops::RangeInclusive;

/// The time a sleeper takes to be awake, in microseconds.
const WAKE_US: RangeInclusive<f64> = 0.0..=10_000.0;
/// The operating system's time slice in microseconds.
const QUANTUM_US: RangeInclusive<f64> = 10.0..=10e6;
/// Different operations of a measured run: each is timed alone before it, and a kernel warms up first.
const MOST_DIFFERENT: usize = 100;

/// What the simulator can't do. Where a kernel says what it costs, no arrays are needed, and none is too large.
pub(super) fn simulated(scenario: &Scenario) -> Result<()> {
    within("cores", scenario.cores, &CORES)?;
    within("wake_us", scenario.wake_us, &WAKE_US)?;
    within("quantum_us", scenario.quantum_us, &QUANTUM_US)?;
    let mut unknown = kernels_of(scenario).filter(|kernel| kernel.us.is_none());
    unknown.try_for_each(|kernel| computed(kernel, "give it its cost on one core as \"us\""))
}

/// What can't be computed here.
pub(super) fn measured(scenario: &Scenario) -> Result<()> {
    let way = "simulate it with its cost on one core as \"us\"";
    kernels_of(scenario).try_for_each(|kernel| computed(kernel, way))?;
    if few_different(scenario) {
        return Ok(());
    }
    Err(Error::BadInput(format!(
        "this run has more than {MOST_DIFFERENT} different operations, and each is timed alone before it: use fewer \
         kernels, sizes and times, or simulate it"
    )))
}

/// Whether every operation can be timed alone before the run; whatever compares each with each relies on it.
fn few_different(scenario: &Scenario) -> bool {
    let mut different: Vec<&Op> = Vec::new();
    for op in scenario.threads.iter().flat_map(|group| &group.ops) {
        if !matches!(op, Op::Wait { .. }) && !different.iter().any(|known| same_work(known, op)) {
            different.push(op);
        }
        if different.len() > MOST_DIFFERENT {
            return false;
        }
    }
    true
}

/// Refuses arrays that the table of kernels does not cover, and names another way.
fn computed(kernel: &KernelOp, way: &str) -> Result<()> {
    let batch = || within(&format!("batch of kernel \"{}\"", kernel.name), kernel.batch, &kernels::BATCH);
    let fits = kernel.sides_within(|_| kernels::SIZES).and_then(|()| batch());
    fits.map_err(|error| Error::BadInput(format!("{error}, or {way}")))
}

fn kernels_of(scenario: &Scenario) -> impl Iterator<Item = &KernelOp> {
    scenario.threads.iter().flat_map(|thread| &thread.ops).filter_map(|op| match op {
        Op::Kernel(kernel) => Some(kernel),
        Op::Python { .. } | Op::Wait { .. } => None,
    })
}
