//! Which condition variables belong to one lock.
//!
//! A GIL has two: `cond`, which a dropper signals and waiters wait for with a timeout, and `switch_cond`, which every taker
//! signals and a thread that was made to drop waits for without one. They lie in one struct, so they are always as far apart:
//! `switch_cond` 88 bytes behind `cond` since 3.7, in 3.6 128 bytes before it.
//!
//! Invariant: a condition that has no other at that distance belongs to no lock, and nothing is made of it.

use super::facts::{Condition, Thread, What};
use crate::timeline::Nanos;
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
    /// Of each its two conditions: `cond` and `switch_cond`.
    pairs: Vec<[Condition; 2]>,
    of: BTreeMap<Condition, (usize, Role)>,
}

impl Locks {
    /// Of the process that these threads belong to; a copy of another process has that one's locks at the same places.
    pub(super) fn of(threads: &[&Thread], parent: Option<&Self>) -> Self {
        // Of each condition when it was first seen.
        let mut all: BTreeMap<Condition, Nanos> = BTreeMap::new();
        let mut dropped: BTreeSet<Condition> = BTreeSet::new();
        let mut taken: BTreeSet<Condition> = BTreeSet::new();
        for fact in threads.iter().flat_map(|thread| &thread.facts) {
            let Some(condition) = fact.what.condition() else { continue };
            all.entry(condition).and_modify(|t| *t = fact.t.min(*t)).or_insert(fact.t);
            match fact.what {
                What::Waits(it) => dropped.insert(it),
                What::WaitsForSwitch(it) => taken.insert(it),
                _ => false,
            };
        }
        let mut locks = Self::default();
        let inherited = parent.map_or(&[][..], |parent| &parent.pairs);
        inherited.iter().filter(|pair| pair.iter().any(|it| all.contains_key(it))).for_each(|pair| locks.add(*pair));
        let mut found: Vec<(Nanos, [Condition; 2])> = Vec::new();
        for (&cond, &t) in &all {
            let other = APART.iter().map(|apart| cond.wrapping_add_signed(*apart)).find(|it| all.contains_key(it));
            let Some(switch) = other.filter(|it| !taken.contains(&cond) && !dropped.contains(it)) else { continue };
            found.push((t.min(all[&switch]), [cond, switch]));
        }
        // The main interpreter's comes first.
        found.sort_by_key(|(t, _)| *t);
        for (_, pair) in found {
            locks.add(pair);
        }
        locks
    }

    /// Unless one of the two belongs to another lock.
    fn add(&mut self, pair @ [cond, switch]: [Condition; 2]) {
        if self.of.contains_key(&cond) || self.of.contains_key(&switch) {
            return;
        }
        let lock = self.pairs.len();
        self.of.insert(cond, (lock, Role::Dropped));
        self.of.insert(switch, (lock, Role::Taken));
        self.pairs.push(pair);
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.pairs.len()
    }

    /// Which lock a condition belongs to, and what for.
    pub(super) fn role(&self, condition: Condition) -> Option<(usize, Role)> {
        self.of.get(&condition).copied()
    }
}
