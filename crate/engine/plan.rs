//! What a measured run of a Scenario needs: its lanes, the room for their diaries, its memory.
//!
//! Invariant: `bytes` is an upper bound, so a plan that fits never fails for want of memory half-way.

use super::limits;
use crate::error::{Error, Result};
use crate::gil::policy::{self, Policy, Switch};
use crate::kernels;
use crate::scenario::{KernelOp, Op, Scenario, Thread};
use crate::timeline::{Lane, rows};

/// The memory a run may use in bytes: 85 % of what there is.
pub const LIMIT_BYTES: u64 = MEMORY_BYTES / 100 * 85;
/// A browser's fixed memory (`.cargo/threads.toml`); natively what a laptop can spare.
const MEMORY_BYTES: u64 = if cfg!(target_arch = "wasm32") { 128 << 20 } else { 4 << 30 };
/// A worker's stack and thread-local storage; the default of wasm-bindgen and of std.
const STACK_BYTES: u64 = (2 << 20) + (64 << 10);
/// Code, static data and the main thread's stack.
const BASE_BYTES: u64 = 4 << 20;
/// What the arrays of a problem take beside their entries.
const HEAD_BYTES: u64 = 1 << 10;
const RECORD_BYTES: u64 = 24;
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
}

impl Plan {
    /// Plans a run.
    ///
    /// # Errors
    /// `BadInput` when the engine cannot run it, or when it does not fit: with both numbers and what would fit.
    pub fn new(scenario: Scenario) -> Result<Self> {
        limits::measured(&scenario)?;
        let policy = policy::of(scenario.runtime);
        let bytes = bytes(&scenario);
        if bytes > LIMIT_BYTES {
            return Err(Error::BadInput(too_large(&scenario, bytes)));
        }
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
        Ok(Self { scenario, policy, lanes, bytes })
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

/// The memory a run needs at most: stacks, inputs, workspaces and diaries.
fn bytes(scenario: &Scenario) -> u64 {
    scenario.threads.iter().fold(BASE_BYTES, |sum, group| {
        let arrays: u64 = kernels_of(group).into_iter().map(kernel_bytes).sum();
        let diary = records(group, scenario).saturating_mul(RECORD_BYTES);
        // Each thread that computes packs for itself.
        let helper = STACK_BYTES + kernels::PACKING_BYTES + helper_records(group) * RECORD_BYTES;
        let helpers = helper * u64::from(group.team() - 1);
        let lane = (STACK_BYTES + kernels::PACKING_BYTES + arrays + helpers).saturating_add(diary);
        sum.saturating_add(lane.saturating_mul(u64::from(group.count)))
    })
}

/// The distinct kernels of a group: a lane keeps the inputs and outputs of each.
pub fn kernels_of(group: &Thread) -> Vec<&KernelOp> {
    let mut distinct: Vec<&KernelOp> = Vec::new();
    for op in &group.ops {
        if let Op::Kernel(kernel) = op
            && !distinct.iter().any(|known| known.same_work(kernel))
        {
            distinct.push(kernel);
        }
    }
    distinct
}

fn kernel_bytes(op: &KernelOp) -> u64 {
    let [m, n] = op.shape();
    let problem = kernels::call(&op.name).map_or(0, |call| call.bytes(m, n)) + HEAD_BYTES;
    problem * u64::from(op.batch)
}

fn too_large(scenario: &Scenario, bytes: u64) -> String {
    let at_size = |n: usize| {
        let mut smaller = scenario.clone();
        for op in smaller.threads.iter_mut().flat_map(|group| &mut group.ops) {
            if let Op::Kernel(kernel) = op {
                kernel.shorten(n);
            }
        }
        smaller
    };
    let sizes: Vec<usize> = kernels::SIZES.collect();
    let fitting = sizes.partition_point(|&n| self::bytes(&at_size(n)) <= LIMIT_BYTES);
    let fix = match fitting.checked_sub(1) {
        Some(at) => format!("the largest n that fits is {}", sizes[at]),
        None => "use fewer threads or blas_threads, a smaller repeat or batch, or a longer switch interval".into(),
    };
    format!("this needs {} of memory and {} are there: {fix}", mebibytes(bytes), mebibytes(LIMIT_BYTES))
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.0} MiB", bytes as f64 / f64::from(1 << 20))
}
