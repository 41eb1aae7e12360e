//! The GIL's inside while it is simulated: the fields of `ceval_gil.c`, and who waits.
//!
//! Invariant: `holder` is the only lane that may execute what the lock covers.

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::Rng;

/// One lock.
#[derive(Debug, Default)]
pub(super) struct Lock {
    pub(super) holder: Option<usize>,
    pub(super) last_holder: Option<usize>,
    pub(super) switch_number: u64,
    pub(super) drop_request: bool,
    /// Waiters on `cond` that nobody has signalled.
    pub(super) asleep: Vec<usize>,
    /// The lane that was forced to drop and waits on `switch_cond`.
    pub(super) forced: Option<usize>,
    /// 2.7: the lane that is awake at the moment of the next tick and will win it.
    pub(super) winner: Option<usize>,
}

impl Lock {
    /// Signals one waiter: which one is open, since a condition variable keeps no order.
    pub(super) fn signal(&mut self, chance: &mut SplitMix64) -> Option<usize> {
        if self.asleep.is_empty() {
            return None;
        }
        let at = (chance.next_u64() % self.asleep.len() as u64) as usize;
        Some(self.asleep.swap_remove(at))
    }

    /// Whether a tick can make a difference.
    pub(super) fn somebody_waits(&self) -> bool {
        self.winner.is_some() || !self.asleep.is_empty()
    }

    /// Takes a lane from the sleepers, where it may not be.
    pub(super) fn wake(&mut self, lane: usize) {
        self.asleep.retain(|&sleeper| sleeper != lane);
    }
}
