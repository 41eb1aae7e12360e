//! How much memory a measured run needs, and what would fit where it does not.
//!
//! Invariant: a sum is never less than what the run asks for, counted in `u64`, so it is the same on every target; the two
//! numbers of a refusal differ, and what it advises fits.

use super::{RECORD_BYTES, STACK_BYTES, helper_records, kernels_of, records};
use crate::kernels;
use crate::scenario::{KernelOp, Op, Scenario, Thread};

/// A worker's thread-local storage.
const LOCAL_BYTES: u64 = 64 << 10;
/// Code, static data and the main thread's stack.
const BASE_BYTES: u64 = 4 << 20;
/// What the arrays of a problem take beside their entries.
const HEAD_BYTES: u64 = 1 << 10;

/// At most: stacks, inputs, workspaces and diaries.
pub(super) fn bytes(scenario: &Scenario) -> u64 {
    let groups = scenario.threads.iter().map(|group| thread_bytes(group, scenario).saturating_mul(group.count.into()));
    groups.fold(BASE_BYTES, u64::saturating_add)
}

/// Of one thread of the group, its helpers included.
fn thread_bytes(group: &Thread, scenario: &Scenario) -> u64 {
    let kernels = kernels_of(group);
    let side = kernels.iter().flat_map(|kernel| kernel.shape()).max();
    // Each thread that computes packs for itself.
    let worker = STACK_BYTES + LOCAL_BYTES + side.map_or(0, kernels::packing_bytes);
    let arrays: u64 = kernels.into_iter().map(kernel_bytes).sum();
    let diary = records(group, scenario).saturating_mul(RECORD_BYTES);
    let helper = worker.saturating_add(helper_records(group).saturating_mul(RECORD_BYTES));
    let helpers = helper.saturating_mul(u64::from(group.team() - 1));
    [arrays, diary, helpers].into_iter().fold(worker, u64::saturating_add)
}

fn kernel_bytes(op: &KernelOp) -> u64 {
    let [m, n] = op.shape();
    let problem = kernels::call(&op.name).map_or(0, |call| call.bytes(m, n)) + HEAD_BYTES;
    problem.saturating_mul(op.batch.into())
}

/// Why it is refused, and what fits: fewer threads, else smaller arrays.
pub(super) fn too_large(scenario: &Scenario, bytes: u64, limit: u64) -> String {
    let fix = fewer_threads(scenario, limit).or_else(|| smaller_arrays(scenario, limit)).unwrap_or_else(|| {
        "use fewer threads or blas_threads, a smaller repeat or batch, or a longer switch interval".into()
    });
    let (needed, there) = (bytes.div_ceil(1 << 20), limit >> 20);
    format!("this needs {needed} MiB of memory, and only {there} MiB is available here: {fix}, or simulate it")
}

/// How many threads of the group that needs most fit beside the others.
fn fewer_threads(scenario: &Scenario, limit: u64) -> Option<String> {
    let of_all = |group: &Thread| thread_bytes(group, scenario).saturating_mul(group.count.into());
    let group = scenario.threads.iter().max_by_key(|group| of_all(group))?;
    let without = |at: &&Thread| !std::ptr::eq(*at, group);
    let others = scenario.threads.iter().filter(without).map(of_all).fold(BASE_BYTES, u64::saturating_add);
    let most = limit.checked_sub(others)? / thread_bytes(group, scenario);
    let of_which = if scenario.threads.len() == 1 { String::new() } else { format!(" of \"{}\"", group.name) };
    let at_size = match kernels_of(group)[..] {
        [kernel] if kernel.shape()[0] == kernel.shape()[1] => format!(" at n = {}", kernel.shape()[1]),
        _ => String::new(),
    };
    match most {
        0 => None,
        1 => Some(format!("at most 1 thread{of_which} fits{at_size}")),
        _ => Some(format!("at most {most} threads{of_which} fit{at_size}")),
    }
}

fn smaller_arrays(scenario: &Scenario, limit: u64) -> Option<String> {
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
    let fitting = sizes.partition_point(|&n| bytes(&at_size(n)) <= limit);
    fitting.checked_sub(1).map(|at| format!("the largest n that fits is {}", sizes[at]))
}
