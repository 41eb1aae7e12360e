//! What a Python thread does, as the steps that matter to the machine: where it takes and drops the lock is decided here,
//! once, by the policy.
//!
//! Invariant: a step that holds the lock stands between a `Take` and the next `Drop`; the last drop is the thread's end.

use super::machine::RELEASE;
use crate::gil::policy::{Covers, Policy, Sharing};
use crate::kernels;
use crate::scenario::{Op, Thread};
use crate::timeline::{Nanos, State, nanos};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Waits for the lock and takes it.
    Take,
    /// Releases the lock.
    Drop,
    /// Uses a core for so long.
    Burst(State, Nanos),
    /// Computes so much work in a team of BLAS threads.
    Kernel(State, Nanos, u32),
    /// Looks whether it was asked to drop, as after a call.
    Check,
    /// Blocks for so long.
    Sleep(Nanos),
}

/// The steps of a group of threads.
#[derive(Debug)]
pub(super) struct Program {
    /// Each with the operation that it belongs to.
    pub(super) steps: Vec<(u32, Step)>,
    /// Where every pass but the first begins.
    pub(super) again: usize,
}

impl Program {
    pub(super) fn new(thread: &Thread, policy: &Policy) -> Self {
        let locked = policy.sharing != Sharing::Nobody;
        let whole_pass = policy.covers == Covers::Pass;
        let last = thread.ops.len() as u32 - 1;
        let mut steps = Vec::new();
        if locked {
            steps.push((0, Step::Take));
        }
        for (at, op) in (0..).zip(&thread.ops) {
            let release = matches!(op, Op::Wait { .. }).then_some(Step::Burst(State::Io, RELEASE));
            let looks = policy.looks_before(thread.ops.get(at as usize + 1)).then_some(Step::Check);
            let around = match (locked, policy.keeps_lock(op)) {
                (true, true) => [None, None, Some(work(op, policy)), looks],
                (true, false) => [Some(Step::Drop), release, Some(work(op, policy)), Some(Step::Take)],
                (false, _) => [None, release, Some(work(op, policy)), None],
            };
            steps.extend(around.into_iter().flatten().map(|step| (at, step)));
        }
        if locked && whole_pass {
            steps.push((last, Step::Drop));
        }
        Self { steps, again: usize::from(locked && !whole_pass) }
    }
}

/// What an operation does, wherever it happens.
fn work(op: &Op, policy: &Policy) -> Step {
    let cost = cost(op, policy);
    match op {
        Op::Python { .. } => Step::Burst(State::Python, cost),
        Op::Wait { .. } => Step::Sleep(cost),
        Op::Kernel(kernel) => {
            let state = if policy.lets_go(kernel) { State::KernelReleased } else { State::KernelHeld };
            Step::Kernel(state, cost, kernel.blas_threads)
        }
    }
}

/// What an operation takes alone on one core.
pub(super) fn cost(op: &Op, policy: &Policy) -> Nanos {
    match op {
        Op::Python { us } => nanos(us * policy.overhead),
        Op::Kernel(kernel) => {
            let [m, n] = kernel.shape();
            let one = || kernels::call(&kernel.name).map_or(0.0, |call| call.recorded_us(kernel.backend, m, n));
            nanos(kernel.us.unwrap_or_else(|| one() * f64::from(kernel.batch)))
        }
        Op::Wait { us } => nanos(*us),
    }
}
