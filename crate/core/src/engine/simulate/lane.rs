//! One simulated thread: its program and where it stands in it.
//!
//! Invariant: `mode` says what the lane's alarm means; a lane computes only in `Running`, which is when it has a core.

use crate::timeline::{Nanos, State};

/// What a lane is doing, as the machine sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It is not there: its life is over, or it is a BLAS helper without work.
    Off,
    /// It has a core; the alarm ends its burst, or interrupts it where bytecode looks at the lock.
    Running,
    /// It wants a core; no alarm.
    Ready,
    /// It sleeps on the lock's `cond`; the alarm is the end of the timed wait.
    Waiting,
    /// It sleeps and the alarm wakes it.
    Waking,
    /// It sleeps until another lane wakes it: for a forced switch, the BLAS pool or its helpers; no alarm.
    Blocked,
}

/// A simulated thread.
#[derive(Debug)]
pub(super) struct Lane {
    /// Which program it executes, how often.
    pub(super) program: usize,
    pub(super) repeat: u32,
    /// Where it stands: the step that is next or under way, of which pass.
    pub(super) step: usize,
    pub(super) rep: u32,
    /// Its lock, if its interpreter has one.
    pub(super) lock: Option<usize>,
    pub(super) mode: Mode,
    /// It was interrupted in the lock and takes it again before the step goes on.
    pub(super) regain: bool,
    /// What uses the core in the step under way, and how much of it is left since when.
    pub(super) burst: Option<State>,
    pub(super) left: Nanos,
    pub(super) since: Nanos,
    /// The switch number when its timed wait began.
    pub(super) seen: u64,
    /// Somebody freed the lock and woke this lane; if it finds the lock taken, it lost a race.
    pub(super) signalled: bool,
    /// The lane whose kernel it helps.
    pub(super) parent: Option<usize>,
    /// Shares of its own kernel that are not done.
    pub(super) shares: u32,
}

impl Lane {
    pub(super) fn new(program: usize, repeat: u32, lock: Option<usize>, parent: Option<usize>) -> Self {
        Self {
            program,
            repeat,
            step: 0,
            rep: 0,
            lock,
            mode: Mode::Off,
            regain: false,
            burst: None,
            left: 0,
            since: 0,
            seen: 0,
            signalled: false,
            parent,
            shares: 0,
        }
    }
}
