//! The GIL's inside while it is simulated: the fields of `ceval_gil.c`, and who waits.
//!
//! Invariants: `holder` is the only lane that may execute what the lock covers. `sleepers` counts the lanes that sleep
//! on `cond`; `asleep` lists them in the order in which they fell asleep, an entry of an old epoch being none.

use super::lane::Lane;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::Rng;
use std::collections::VecDeque;

/// One lock.
#[derive(Debug, Default)]
pub(super) struct Lock {
    pub(super) holder: Option<usize>,
    pub(super) last_holder: Option<usize>,
    pub(super) switch_number: u64,
    pub(super) drop_request: bool,
    asleep: VecDeque<(usize, u32)>,
    sleepers: usize,
    /// The lane that was forced to drop and waits on `switch_cond`.
    pub(super) forced: Option<usize>,
    /// 2.7: the lane that is awake at the moment of the next tick and will win it.
    pub(super) winner: Option<usize>,
}

impl Lock {
    /// The lane falls asleep on `cond`, behind all others.
    pub(super) fn sleep(&mut self, lane: usize, epoch: u32) {
        self.asleep.push_back((lane, epoch));
        self.sleepers += 1;
    }

    /// The lane wakes by itself; whoever calls raises its epoch.
    pub(super) fn wake(&mut self) {
        self.sleepers -= 1;
    }

    /// Signals one sleeper: a condition variable promises no order, so it is anyone, and one time in eight the last to
    /// fall asleep. That eighth is fitted: beside two hogs a server waits 2.3 intervals on average, not 2.
    pub(super) fn signal(&mut self, lanes: &[Lane], chance: &mut SplitMix64) -> Option<usize> {
        while self.asleep.front().is_some_and(|&(lane, epoch)| lanes[lane].epoch != epoch) {
            self.asleep.pop_front();
        }
        while self.asleep.back().is_some_and(|&(lane, epoch)| lanes[lane].epoch != epoch) {
            self.asleep.pop_back();
        }
        let last = self.asleep.back()?.0;
        self.sleepers -= 1;
        if chance.next_u64() % 8 == 0 {
            return Some(last);
        }
        let (lane, epoch) = self.asleep[(chance.next_u64() % self.asleep.len() as u64) as usize];
        Some(if lanes[lane].epoch == epoch { lane } else { last })
    }

    /// Whether a tick can make a difference.
    pub(super) fn somebody_waits(&self) -> bool {
        self.winner.is_some() || self.sleepers > 0
    }
}
