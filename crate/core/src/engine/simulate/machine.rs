//! What things cost on the simulated machine, each with where the number comes from.
//!
//! Invariant: times are whole nanoseconds; what a Scenario can say (`wake_us`, `quantum_us`, …) stands in the Scenario, not
//! here.

use crate::gil::policy::Checkpoints;
use crate::timeline::Nanos;

/// A timed wait ends so much late: Linux' default timer slack (`PR_SET_TIMERSLACK`, prctl(2)).
pub(super) const TIMER_SLACK: Nanos = 50_000;
/// What a bare release costs before the thread can take again: the system call between them.
pub(super) const RELEASE: Nanos = 3_000;
/// Starting and joining one more BLAS thread.
pub(super) const BLAS_SYNC: Nanos = 5_000;

/// One instruction of CPython 2.7 that counts for its ticker. This and the two below are fitted to two hogs on two cores,
/// which take 4.3, 2.7, 1.35–1.8, 1.1 and 1 times the sequential time at check intervals of 1, 10, 100, 1,000, 10,000.
pub(super) const INSTRUCTION: Nanos = 60;
/// What a 2.7 holder loses at a tick that wakes a waiter.
pub(super) const TICK_WAKE: Nanos = 4_000;
/// How soon after that a waiter that came too late is asleep again.
pub(super) const FALSE_ALARM: Nanos = 1_500;
/// A waiter that is woken by a tick wins one race of so many.
pub(super) const TICK_RACES: u64 = 4;
/// How far one operation of a Scenario, a call in a loop, runs the ticker down beside its own bytecode.
pub(super) const CALL: u32 = 8;

/// The most entries (spans and events) that are kept: some 160 MB, which a browser has, too, so the answer is the same.
pub(super) const MOST_ENTRIES: u64 = 4_000_000;
/// The most alarms that go off: some seconds.
pub(super) const MOST_ALARMS: u64 = 50_000_000;

/// From a drop request to the next place where bytecode looks: half an instruction, or half a short loop.
pub(super) const fn to_checkpoint(checkpoints: Checkpoints) -> Nanos {
    match checkpoints {
        Checkpoints::Instructions => 20,
        Checkpoints::LoopsAndCalls => 100,
    }
}
