//! What each engine cannot do, of all that a Scenario can ask.
//!
//! Invariant: an engine asks for its own limits before anything else, and a limit of one engine binds no other; those of
//! processes come last, of a plan that threads could run.

use crate::error::{Code, Refusal, Result};
use crate::kernels;
use crate::scenario::{CORES, KernelOp, Op, Scenario, Subject};
use std::ops::RangeInclusive;

/// The time a sleeper takes to be awake, in microseconds.
const WAKE_US: RangeInclusive<f64> = 0.0..=10_000.0;
/// The operating system's time slice in microseconds.
const QUANTUM_US: RangeInclusive<f64> = 10.0..=10e6;
/// Different operations of a measured run: each is timed alone before it, and a kernel warms up first.
const MOST_DIFFERENT: usize = 100;
/// Lanes that are processes: each has a memory of its own, and a browser has room for so many.
const PROCESSES: RangeInclusive<u64> = 1..=16;

/// What the simulator can't do. Where a kernel says what it costs, no arrays are needed, and none is too large.
pub(super) fn simulated(scenario: &Scenario) -> Result<()> {
    let whole = Subject::Scenario;
    whole.within("cores", scenario.cores, &CORES)?;
    whole.within("wake_us", scenario.wake_us, &WAKE_US)?;
    whole.within("quantum_us", scenario.quantum_us, &QUANTUM_US)?;
    for (at, kernel) in scenario.kernels() {
        if kernel.us.is_none() {
            computed(at, kernel, "give it its cost on one core as \"us\"")?;
        }
    }
    Ok(())
}

/// What can't be computed here.
pub(super) fn measured(scenario: &Scenario) -> Result<()> {
    for (at, kernel) in scenario.kernels() {
        computed(at, kernel, "simulate it with its cost on one core as \"us\"")?;
    }
    if few_different(scenario) {
        return Ok(());
    }
    let fault =
        format!("this run has more than {MOST_DIFFERENT} different operations, and each is timed alone before it");
    let refusal = Refusal::new(Code::Work, &fault, "use fewer kernels, sizes and times, or simulate it");
    Err(refusal.at(Subject::Scenario.path("threads")).into())
}

/// What lanes that are processes can't do, beside what none can.
pub(crate) fn apart(scenario: &Scenario) -> Result<()> {
    let kernels = scenario.kernels();
    if let Some((at, kernel)) = kernels.into_iter().find(|(_, kernel)| kernel.blas_threads > 1) {
        let threads = kernel.blas_threads.to_string();
        let fault = format!(
            "blas_threads is {threads}, but each thread is a process here, and processes can't help each other"
        );
        let refusal = Refusal::new(Code::Range, &fault, "use 1");
        return Err(refusal.at(at.path("blas_threads")).found(&threads, "1").into());
    }
    let lanes = scenario.lanes();
    if PROCESSES.contains(&lanes) {
        return Ok(());
    }
    let (lanes, bound) = (lanes.to_string(), format!("{} to {}", PROCESSES.start(), PROCESSES.end()));
    let fault = format!("there are {lanes} threads, and here each is a process with a memory of its own");
    let refusal = Refusal::new(Code::Range, &fault, &format!("use {bound}, or simulate them"));
    let largest = scenario.largest(&|group| group.count.into());
    Err(refusal.at(largest.path("count")).found(&lanes, &bound).into())
}

/// Whether every operation can be timed alone before the run; whatever compares each with each relies on it.
fn few_different(scenario: &Scenario) -> bool {
    let mut different: Vec<&Op> = Vec::new();
    for op in scenario.threads.iter().flat_map(|group| &group.ops) {
        if !matches!(op, Op::Wait { .. }) && !different.iter().any(|known| known.same_work(op)) {
            different.push(op);
        }
        if different.len() > MOST_DIFFERENT {
            return false;
        }
    }
    true
}

/// Refuses arrays that the table of kernels does not cover, and names another way.
fn computed(at: Subject, kernel: &KernelOp, way: &str) -> Result<()> {
    let sides = kernel.sides_within(at, |_| kernels::SIZES);
    sides.and_then(|()| at.within("batch", kernel.batch, &kernels::BATCH)).map_err(|error| error.or(way))
}
