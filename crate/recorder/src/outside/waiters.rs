//! Which threads wait for the lock, also those that were woken and have no core yet.
//!
//! A thread that waits is inside `pthread_cond_wait` for one of the lock's two conditions. Mostly the kernel shows that:
//! it is in a futex call whose address lies in the lock. Once the time of its wait is over it only wants a core, as a
//! thread that computes does; but glibc counts in each condition how many threads are still in its wait.
//!
//! Invariant: as many are called waiting as glibc counts, or only those that the kernel shows where the condition's layout
//! was not recognised.

use super::offsets::{CONDITIONS, GIL_BYTES};
use super::threads::{Doing, Place};
use std::collections::BTreeMap;

/// What was learnt of this glibc.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    /// Where in a condition the two words lie in which threads sleep; its count lies right before them.
    words: Option<usize>,
}

/// Since 2.25, and since 2.41.
const WORDS: [usize; 2] = [40, 32];
/// The count stands above three bits.
const COUNT: u32 = 3;
const CONDITION_BYTES: usize = 48;

impl Waiters {
    /// What each thread does that doesn't hold the lock; `waited` tells who was waiting or holding before.
    pub(super) fn doing(
        &mut self,
        lock: (u64, &[u8]),
        holder: Option<u32>,
        places: &BTreeMap<u32, Place>,
        waited: impl Fn(u32) -> bool,
    ) -> BTreeMap<u32, Doing> {
        let (at, bytes) = lock;
        let inside = |place: Place| match place {
            Place::Futex(address) => address.checked_sub(at).filter(|inside| *inside < GIL_BYTES),
            _ => None,
        };
        for asleep in places.values().filter_map(|place| inside(*place)) {
            let mut within = CONDITIONS.iter().filter_map(|start| (asleep as usize).checked_sub(*start));
            if let Some(word) = within.find(|within| *within < CONDITION_BYTES) {
                self.words = WORDS.into_iter().find(|first| [*first, first + 4].contains(&word));
            }
        }
        let mut doing: BTreeMap<u32, Doing> = BTreeMap::new();
        for (&tid, &place) in places {
            let what = match place {
                Place::Running => Doing::Computes,
                _ if inside(place).is_some() => Doing::Waits,
                _ => Doing::Blocked,
            };
            doing.insert(tid, what);
        }
        let asleep = doing.values().filter(|doing| **doing == Doing::Waits).count();
        let woken = self.count(bytes).saturating_sub(asleep);
        let running = doing.iter().filter(|(tid, doing)| **doing == Doing::Computes && Some(**tid) != holder);
        let mut running: Vec<u32> = running.map(|(tid, _)| *tid).collect();
        // Where some of them compute, those are it who waited before.
        running.sort_by_key(|tid| !waited(*tid));
        doing.extend(running.into_iter().take(woken).map(|tid| (tid, Doing::Waits)));
        doing
    }

    /// How many threads are in the wait for either condition.
    fn count(&self, lock: &[u8]) -> usize {
        let Some(words) = self.words else { return 0 };
        let count = |condition: &usize| {
            let count = lock.get(condition + words - 4..)?.first_chunk()?;
            Some((u32::from_le_bytes(*count) >> COUNT) as usize)
        };
        CONDITIONS.iter().filter_map(count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Doing::{Computes, Waits};

    /// A lock at 1000 in which so many wait for each condition.
    fn lock(counts: [u32; 2]) -> Vec<u8> {
        let mut bytes = vec![0; GIL_BYTES as usize];
        for (condition, count) in CONDITIONS.iter().zip(counts) {
            bytes[condition + 36..condition + 40].copy_from_slice(&(count << COUNT | 1).to_le_bytes());
        }
        bytes
    }

    #[test]
    fn who_was_woken_and_has_no_core_still_waits() {
        let mut waiters = Waiters::default();
        let asleep = Place::Futex(1000 + 32 + 44);
        let places = |second| BTreeMap::from([(1, Place::Running), (2, second), (3, Place::Running)]);
        let mut doing = |counts, places| {
            let doing = waiters.doing((1000, &lock(counts)), Some(1), &places, |tid| tid == 2);
            [doing[&2], doing[&3]]
        };
        assert_eq!(doing([1, 0], places(Place::Running)), [Computes, Computes], "its layout isn't known yet");
        assert_eq!(doing([1, 0], places(asleep)), [Waits, Computes]);
        assert_eq!(doing([1, 0], places(Place::Running)), [Waits, Computes]);
        assert_eq!(doing([0, 0], places(Place::Running)), [Computes, Computes]);
        assert_eq!(doing([1, 1], places(Place::Running)), [Waits, Waits]);
        assert_eq!(doing([2, 0], places(asleep)), [Waits, Waits]);
    }
}
