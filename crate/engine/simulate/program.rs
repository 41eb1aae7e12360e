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
        let last = thread.ops.len() as u32 - 1;
        let mut steps = Vec::new();
        if locked {
            steps.push((0, Step::Take));
        }
        for (at, op) in (0..).zip(&thread.ops) {
            let (held, work) = work(op, policy);
            let release = matches!(op, Op::Wait { .. }).then_some(Step::Burst(State::Io, RELEASE));
            // A call that lets go does so before bytecode looks again; see G9 of `gil`.
            let next_held = thread.ops.get(at as usize + 1).is_none_or(|next| self::work(next, policy).0);
            let looks = policy.switch != Switch::Never && next_held;
            let around = match (locked, held) {
                (true, true) => [None, None, Some(work), looks.then_some(Step::Check)],
                (true, false) => [Some(Step::Drop), release, Some(work), Some(Step::Take)],
                (false, _) => [None, release, Some(work), None],
            };
            steps.extend(around.into_iter().flatten().map(|step| (at, step)));
        }
        if locked && whole_pass {
            steps.push((last, Step::Drop));
        }
        Self { steps, again: usize::from(locked && !whole_pass) }
    }
}

/// Whether an operation happens inside the lock, if there is one, and what it does.
fn work(op: &Op, policy: &Policy) -> (bool, Step) {
    let cost = cost(op, policy);
    match op {
        Op::Python { .. } => (true, Step::Burst(State::Python, cost)),
        Op::Wait { .. } => (!policy.waits_outside(), Step::Sleep(cost)),
        Op::Kernel(kernel) => {
            let released = policy.lets_go(kernel);
            let state = if released { State::KernelReleased } else { State::KernelHeld };
            (!released, Step::Kernel(state, cost, kernel.blas_threads))
        }
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
