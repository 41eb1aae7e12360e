//! Which condition variables belong to one lock.
//!
//! A GIL has two: `cond`, which a dropper signals and waiters wait for with a timeout, and `switch_cond`, which every taker
//! signals and a thread that was made to drop waits for without one. They lie in one struct, so they are always as far apart:
//! `switch_cond` 88 bytes behind `cond` since 3.7, in 3.6 128 bytes before it.
//!
//! Invariant: a condition that has no other at that distance belongs to no lock, and nothing is made of it.

use super::facts::{Condition, Thread, What};
use std::collections::{BTreeMap, BTreeSet};

/// From `cond` to `switch_cond`.
const APART: [i64; 2] = [88, -128];

/// What a condition of a lock is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Signalled by whoever drops the lock.
    Dropped,
    /// Signalled by whoever takes it.
    Taken,
}

/// The locks of one process.
#[derive(Clone, Default)]
pub(super) struct Locks {
    of: BTreeMap<Condition, (usize, Role)>,
    /// How many there are.
    pub(super) count: usize,
}

impl Locks {
    /// Of the process that these threads belong to; a copy of another process has that one's locks at the same places.
    pub(super) fn of(threads: &[&Thread], parent: Option<&Self>) -> Self {
        let mut all: BTreeSet<Condition> = BTreeSet::new();
        let mut dropped: BTreeSet<Condition> = BTreeSet::new();
        let mut taken: BTreeSet<Condition> = BTreeSet::new();
        for fact in threads.iter().flat_map(|thread| &thread.facts) {
            match fact.what {
                What::Signals(it) => all.insert(it),
                What::Waits(it) => all.insert(it) | dropped.insert(it),
                What::WaitsForSwitch(it) => all.insert(it) | taken.insert(it),
                _ => false,
            };
        }
        let mut locks = parent.cloned().unwrap_or_default();
        for &cond in &all {
            let other = APART.iter().map(|apart| cond.wrapping_add_signed(*apart)).find(|it| all.contains(it));
            let Some(switch) = other.filter(|it| !taken.contains(&cond) && !dropped.contains(it)) else { continue };
            if !locks.of.contains_key(&cond) && !locks.of.contains_key(&switch) {
                locks.of.insert(cond, (locks.count, Role::Dropped));
                locks.of.insert(switch, (locks.count, Role::Taken));
                locks.count += 1;
            }
        }
        locks
    }

    /// Which lock a condition belongs to, and what for.
    pub(super) fn role(&self, condition: Condition) -> Option<(usize, Role)> {
        self.of.get(&condition).copied()
    }
}
