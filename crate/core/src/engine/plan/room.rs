//! How much memory a measured run needs, whether it fits, and what would where it does not.
//!
//! Invariant: a sum is never less than what the run asks for, counted in `u64`, so it is the same on every target; the two
//! numbers of a refusal differ, and what it advises fits.

use super::{RECORD_BYTES, STACK_BYTES, helper_records, records};
use crate::error::{Code, Refusal, Result};
use crate::kernels;
use crate::scenario::{KernelOp, Op, Scenario, Subject, Thread};

/// A worker's thread-local storage.
const LOCAL_BYTES: u64 = 64 << 10;
/// Code, static data and the main thread's stack.
const BASE_BYTES: u64 = 4 << 20;
/// What the arrays of a problem take beside their entries.
const HEAD_BYTES: u64 = 1 << 10;

/// What it needs, and what it may use of a memory of so many bytes: 85 %.
pub(super) fn fits(scenario: &Scenario, memory: u64) -> Result<[u64; 2]> {
    let [needed, limit] = [bytes(scenario), memory / 100 * 85];
    if needed > limit {
        return Err(too_large(scenario, needed, limit).into());
    }
    Ok([needed, limit])
}

/// At most: stacks, inputs, workspaces and diaries.
fn bytes(scenario: &Scenario) -> u64 {
    scenario.threads.iter().map(|group| group_bytes(group, scenario)).fold(BASE_BYTES, u64::saturating_add)
}

fn group_bytes(group: &Thread, scenario: &Scenario) -> u64 {
    thread_bytes(group, scenario).saturating_mul(group.count.into())
}

/// Of one thread of the group, its helpers included.
fn thread_bytes(group: &Thread, scenario: &Scenario) -> u64 {
    let kernels = group.kernels();
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
fn too_large(scenario: &Scenario, bytes: u64, limit: u64) -> Refusal {
    let largest = scenario.largest(&|group| group_bytes(group, scenario));
    let fewer = || fewer_threads(scenario, limit, largest).map(|fix| (fix, largest.path("count")));
    let smaller = || smaller_arrays(scenario, limit).zip(largest_arrays(scenario));
    let (fix, path) = fewer().or_else(smaller).unwrap_or_else(|| {
        let fix = "use fewer threads or blas_threads, a smaller repeat or batch, or a longer switch interval";
        (fix.into(), largest.path("repeat"))
    });
    let [needed, there] = [bytes.div_ceil(1 << 20), limit >> 20].map(|mib| format!("{mib} MiB"));
    let fault = format!("this needs {needed} of memory, and only {there} is available here");
    Refusal::new(Code::Memory, &fault, &format!("{fix}, or simulate it")).at(path).found(&needed, &there)
}

/// How many threads of the group that needs most fit beside the others.
fn fewer_threads(scenario: &Scenario, limit: u64, largest: Subject) -> Option<String> {
    let Subject::Thread(at, group) = largest else { return None };
    let others = scenario.threads.iter().enumerate().filter(|(other, _)| *other != at);
    let others = others.map(|(_, group)| group_bytes(group, scenario)).fold(BASE_BYTES, u64::saturating_add);
    let most = limit.checked_sub(others)? / thread_bytes(group, scenario);
    let of_which = if scenario.threads.len() == 1 { String::new() } else { format!(" of \"{}\"", group.name) };
    let at_size = match group.kernels()[..] {
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

/// Where the size of the largest arrays is.
fn largest_arrays(scenario: &Scenario) -> Option<String> {
    let kernels = scenario.kernels().into_iter().max_by_key(|(_, kernel)| kernel.shape().into_iter().max());
    kernels.map(|(at, kernel)| at.path(kernel.sized_by()))
}
