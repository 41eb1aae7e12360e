//! How threads wait at the lock: in `take` until it may be free, and in a forced `drop` until another has taken it.
//!
//! Invariant: a wait only waits. It may end at any time, and the lock decides what that means, so a model checker may
//! end any of them at any point and a test may take one out.

use super::lock::{Ended, Gil, Guard, Waits};
use std::sync::PoisonError;
use std::time::Duration;

/// Waits for ever, as at a plain mutex.
pub struct Endless;

impl Waits for Endless {
    fn for_lock<'a>(&self, gil: &'a Gil, state: Guard<'a>) -> (Guard<'a>, Ended) {
        (gil.cond.wait(state).unwrap_or_else(PoisonError::into_inner), Ended::Signalled)
    }
}

/// `sys.setswitchinterval`.
pub struct Interval(pub Duration);

impl Waits for Interval {
    fn for_lock<'a>(&self, gil: &'a Gil, state: Guard<'a>) -> (Guard<'a>, Ended) {
        let (state, result) = gil.cond.wait_timeout(state, self.0).unwrap_or_else(PoisonError::into_inner);
        (state, if result.timed_out() { Ended::OutOfPatience } else { Ended::Signalled })
    }
}
