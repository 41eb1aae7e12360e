//! What a measured run of a Scenario needs: its lanes, the room for their diaries, its memory.
//!
//! Invariant: `bytes` is an upper bound, so a plan that fits never fails for want of memory half-way.

mod room;

use super::limits;
use super::recorder::Record;
use crate::error::{Error, Result};
use crate::gil::policy::{self, Policy, Switch};
use crate::kernels;
use crate::scenario::{KernelOp, Op, Scenario, Thread};
use crate::timeline::{Lane, rows};

/// Natively what a laptop can spare; a page says how much its memory has.
const MEMORY_BYTES: u64 = 4 << 30;
/// A worker's stack: arrays live on the heap, so this is plenty.
pub const STACK_BYTES: u64 = 512 << 10;
const RECORD_BYTES: u64 = size_of::<Record>() as u64;
/// Records an operation writes at most: its states, and what happens at the lock around it.
const RECORDS_PER_OP: u64 = 16;
/// Records of one switch: the drop, its cause, the waits, the request, the take and the state after it.
const RECORDS_PER_SWITCH: u64 = 8;
/// 2.7's lock goes to another at a tick only if that one is just awake: seen once in 25 µs where each instruction ticks.
const TICK_SWITCH_US: f64 = 10.0;
/// What an instruction takes at least.
const INSTRUCTION_US: f64 = 0.005;

/// One lane to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanePlan {
    /// `worker 1`
    pub name: String,
    /// Which group of the Scenario.
    pub thread: usize,
    /// Which of the group's `count`.
    pub index: usize,
    /// The lane whose kernels it helps to compute.
    pub parent: Option<usize>,
    /// How many records it may write.
    pub capacity: usize,
}

/// What a run needs.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The question.
    pub scenario: Scenario,
    /// Its interpreter's row.
    pub policy: Policy,
    /// In the Scenario's order, each thread followed by its helpers; every one needs a worker.
    pub lanes: Vec<LanePlan>,
    /// Memory it needs at most.
    pub bytes: u64,
    /// Memory it may use.
    pub limit: u64,
}

impl Plan {
    /// Plans a run on this machine.
    ///
    /// # Errors
    /// As `within`.
    pub fn new(scenario: Scenario) -> Result<Self> {
        Self::within(scenario, MEMORY_BYTES)
    }

    /// Plans a run in a memory of so many bytes.
    ///
    /// # Errors
    /// `BadInput` when the engine cannot run it, or when it does not fit: with both numbers and what would fit.
    pub fn within(scenario: Scenario, memory: u64) -> Result<Self> {
        limits::measured(&scenario)?;
        let policy = policy::of(scenario.runtime);
        let [bytes, limit] = room::fits(&scenario, memory)?;
        let capacities: Vec<[u64; 2]> =
            scenario.threads.iter().map(|group| [records(group, &scenario), helper_records(group)]).collect();
        let lanes = rows::of(&scenario).into_iter().map(|Lane { name, thread, index, parent, .. }| LanePlan {
            name,
            thread,
            index,
            parent,
            capacity: capacities[thread][usize::from(parent.is_some())] as usize,
        });
        let lanes = lanes.collect();
        Ok(Self { scenario, policy, lanes, bytes, limit })
    }

    /// The plan, if its lanes can be processes.
    ///
    /// # Errors
    /// `BadInput` where a process would have to help another, or where there are too many.
    pub fn apart(self) -> Result<Self> {
        limits::apart(&self.scenario).map(|()| self)
    }

    /// The lock of a lane, if its interpreter has one.
    pub fn lock_of(&self, lane: usize) -> Option<usize> {
        let LanePlan { thread, index, .. } = self.lanes[lane];
        self.policy.lock_of(self.scenario.interpreter(thread, index))
    }

    /// Whose code computes, each once.
    pub fn backends(&self) -> Vec<String> {
        let mut names: Vec<String> = self.calls().map(|(op, call)| call.backend(op.backend).into()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether every build can measure it; else it takes one with all kernels and teams.
    pub fn is_common(&self) -> bool {
        self.calls().all(is_common)
    }

    /// The plan, if this build has the code of its kernels.
    ///
    /// # Errors
    /// `Failed` when it lacks one.
    pub fn built(self) -> Result<Self> {
        let missing = self.calls().find(|&call| !kernels::FULL && !is_common(call)).map(|(op, _)| op.title());
        missing
            .map_or(Ok(self), |title| Err(Error::Failed(format!("{title} takes the full core, and this is the first"))))
    }

    fn calls(&self) -> impl Iterator<Item = (&KernelOp, &'static kernels::Call)> {
        let ops = self.scenario.threads.iter().flat_map(|thread| &thread.ops);
        ops.filter_map(|op| match op {
            Op::Kernel(kernel) => Some((kernel, kernels::call(&kernel.name)?)),
            Op::Python { .. } | Op::Wait { .. } => None,
        })
    }
}

fn is_common((op, call): (&KernelOp, &kernels::Call)) -> bool {
    op.blas_threads == 1 && call.common(op.backend)
}

/// How many records a lane of this group may write.
fn records(group: &Thread, scenario: &Scenario) -> u64 {
    // A slice is as long, or two of them are: not every waiter waits from its beginning.
    let slice_us = match policy::of(scenario.runtime).switch {
        Switch::Never => f64::INFINITY,
        Switch::Request => scenario.switch_interval_us / 2.0,
        Switch::Ticks => (f64::from(scenario.check_interval) * INSTRUCTION_US).max(TICK_SWITCH_US),
    };
    let per_pass: u64 = group
        .ops
        .iter()
        .map(|op| match op {
            Op::Python { us } => RECORDS_PER_OP + (us / slice_us) as u64 * RECORDS_PER_SWITCH,
            Op::Kernel(_) | Op::Wait { .. } => RECORDS_PER_OP,
        })
        .fold(0, u64::saturating_add);
    u64::from(group.repeat).saturating_mul(per_pass).saturating_add(RECORDS_PER_OP)
}

/// How many records a helper of this group may write: the beginning and the end of each kernel.
fn helper_records(group: &Thread) -> u64 {
    let kernels = group.ops.iter().filter(|op| matches!(op, Op::Kernel(kernel) if kernel.blas_threads > 1));
    2 * u64::from(group.repeat) * kernels.count() as u64
}
