//! Where what is known of threads ends: where a recording stops, loses facts, or is over.
//!
//! Invariant: who holds a lock there holds it until there, and of a stretch that nothing tells of no span says otherwise.

use super::stretches::Now;
use super::{Lock, Replay};
use crate::record::Gap;
use crate::timeline::{EventKind, Nanos};

/// An interpreter that ends needs less than this without its lock.
const END: Nanos = 1_000_000;

impl Replay {
    /// Of these threads nothing is known from now on: who holds a lock holds it until here.
    pub(in crate::record) fn pause(&mut self, t: Nanos, of: impl Fn(usize) -> bool) {
        for lane in (0..self.lanes.len()).filter(|lane| of(self.lanes[*lane].thread)).collect::<Vec<_>>() {
            self.is_switched(lane);
            self.leave(lane, t);
            self.now[lane] = Now::Unknown;
            (self.site[lane], self.computed[lane]) = (None, None);
            self.operator[self.lanes[lane].thread] = None;
            self.close(lane, t, 0);
            if let Some(lock) = self.lock_of[lane] {
                self.locks[lock] = Lock { switches: self.locks[lock].switches, ..Lock::default() };
            }
        }
    }

    /// If it waits until another lane has taken its lock, that one is known by now, or never.
    fn is_switched(&mut self, lane: usize) {
        if let Now::Forced { to, event, .. } = self.now[lane] {
            self.events[event].to = to;
        }
    }

    pub(super) fn loses(&mut self, lane: usize, t: Nanos, count: u64) {
        self.is_switched(lane);
        self.leave(lane, t);
        self.now[lane] = Now::Lost { since: t, count };
        (self.site[lane], self.computed[lane]) = (None, None);
        self.operator[self.lanes[lane].thread] = None;
        // Those that go on are told again.
        self.close(lane, t, 0);
    }

    /// What a lane does last goes on until so long is known of its thread. Who is outside of the lock then may be gone; of
    /// those who surely are not, whether they computed is not known.
    pub(in crate::record) fn end(&mut self, known: &[Nanos], is_main: impl Fn(usize) -> bool) {
        for lane in 0..self.lanes.len() {
            let thread = self.lanes[lane].thread;
            let t = known[thread];
            self.is_switched(lane);
            if matches!(self.now[lane], Now::Free { .. })
                && is_main(thread)
                && self.regimes[self.process_of[thread]].unlocked > 0
            {
                self.unlock(lane, t);
            }
            match self.now[lane] {
                Now::Free { since, .. } if is_main(thread) && t > since + END => {
                    self.gaps.push(Gap { lane, start: since, end: t, lost: 0 });
                }
                Now::Free { .. } => {}
                // Without a GIL a thread ends unseen.
                Now::Unlocked { .. } if !is_main(thread) => {}
                _ => {
                    self.leave(lane, t);
                }
            }
            if self.lane_of[thread] == lane {
                self.close(lane, t, 0);
            }
        }
        // Where the take was not recorded, no switch is told.
        self.events.retain(|event| event.kind != EventKind::ForcedSwitch || event.to.is_some());
        // A forced switch is known a moment after its drop.
        self.events.sort_by_key(|event| event.t);
        self.forget_locks();
        self.cut_out();
    }
}
