//! One simulated thread: its program and where it stands in it.
//!
//! Invariant: a lane that has a core or waits for one knows by its `goal` what it does there.

use crate::timeline::Nanos;

/// What one operation is for the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Python(Nanos),
    /// A kernel; `released` when it computes without the lock, in `team` BLAS threads.
    Kernel {
        work: Nanos,
        released: bool,
        team: u32,
    },
    /// A blocking wait; `outside` when it lets go of the lock.
    Wait {
        time: Nanos,
        outside: bool,
    },
}

/// What follows once the lock is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// The current operation begins.
    Begin,
    /// Bytecode goes on where it was interrupted.
    Continue,
    /// The current operation is complete.
    Finish,
}

/// What a lane does as soon as it has a core.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    Take(After),
    /// It was handed the lock while it had no core.
    Taken(After),
    Python,
    /// The kernel is called.
    Compute,
    /// This lane's share of the kernel.
    Kernel,
    /// The kernel's last share is done.
    Computed,
    /// Outside the lock after a drop: compute, or block.
    Outside,
    /// The system call of a bare release.
    Release,
    /// The operation is complete.
    Finish,
    /// A BLAS helper's share.
    Help,
}

/// A simulated thread.
#[derive(Debug)]
pub(super) struct Lane {
    /// Which program it executes, how often.
    pub(super) group: usize,
    pub(super) repeat: u32,
    pub(super) op: usize,
    pub(super) rep: u32,
    /// Its lock, if its interpreter has one.
    pub(super) lock: Option<usize>,
    pub(super) goal: Goal,
    /// What is left of the burst, and since when it runs.
    pub(super) remaining: Nanos,
    pub(super) since: Nanos,
    pub(super) running: bool,
    /// When its time slice began, and whether its end is scheduled.
    pub(super) slice: Nanos,
    pub(super) armed: bool,
    /// Raised whenever it begins to do something else.
    pub(super) epoch: u32,
    /// The switch number when its timed wait began.
    pub(super) seen: u64,
    /// Somebody freed the lock and woke this lane; if it finds the lock taken, it lost a race.
    pub(super) signalled: bool,
    /// BLAS helpers of its kernel that are not done; its own share counts.
    pub(super) shares: u32,
    /// The lane whose kernel it helps.
    pub(super) parent: Option<usize>,
    /// Its program is over.
    pub(super) ended: bool,
}
