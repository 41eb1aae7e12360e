//! What a Python thread does, as the steps that matter to the machine: where it takes and drops the lock is decided here,
//! once, by the policy.
//!
//! Invariant: a step that holds the lock stands between a `Take` and the next `Drop`; the last drop is the thread's end.

use super::machine::{RELEASE, nanos};
use crate::gil::policy::{Covers, Policy, Sharing, Switch};
use crate::kernels;
use crate::scenario::{Op, Thread};
use crate::timeline::{Nanos, State};

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Waits for the lock and takes it.
    Take,
    /// Lets go of the lock.
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
        let mut steps = Vec::new();
        let mut last = 0;
        if locked {
            steps.push((0, Step::Take));
        }
        for (op, at) in thread.ops.iter().zip(0..) {
            let cost = cost(op, policy);
            let (inside, outside) = match op {
                Op::Python { .. } => (true, Step::Burst(State::Python, cost)),
                Op::Kernel(kernel) if policy.lets_go(kernel) => {
                    (false, Step::Kernel(State::KernelReleased, cost, kernel.blas_threads))
                }
                Op::Kernel(kernel) => (true, Step::Kernel(State::KernelHeld, cost, kernel.blas_threads)),
                Op::Wait { .. } => (!policy.waits_outside(), Step::Sleep(cost)),
            };
            let release = matches!(op, Op::Wait { .. }).then_some(Step::Burst(State::Io, RELEASE));
            let around: [Option<Step>; 5] = match (locked, inside) {
                (true, false) => [Some(Step::Drop), release, Some(outside), Some(Step::Take), None],
                (true, true) => {
                    [None, None, Some(outside), None, (policy.switch != Switch::Never).then_some(Step::Check)]
                }
                (false, _) => [None, release, Some(outside), None, None],
            };
            steps.extend(around.into_iter().flatten().map(|step| (at, step)));
            last = at;
        }
        if locked && whole_pass {
            steps.push((last, Step::Drop));
        }
        Self { steps, again: usize::from(locked && !whole_pass) }
    }
}

/// What an operation takes alone on one core.
pub(super) fn cost(op: &Op, policy: &Policy) -> Nanos {
    match op {
        Op::Python { us } => nanos(us * policy.overhead),
        Op::Kernel(kernel) => nanos(kernel.us.unwrap_or_else(|| kernels::recorded_us(&kernel.name, kernel.n))),
        Op::Wait { us } => nanos(*us),
    }
}
