//! What a sampler saw: a lane is in the state that was seen until the look at which it is in another.
//!
//! Invariants: one lane at most holds a lock; no look shows a forced switch or a request for one, so neither is told. Who
//! waits, waits for the lane that held the lock when that was first seen.

use super::Replay;
use super::stretches::{Now, Round};
use crate::record::facts::Seen;
use crate::timeline::{Cause, CauseKind, Nanos, State};

impl Replay {
    /// What a thread does at this lock from now on. At one look, who waits for it is told last.
    pub(in crate::record) fn seen(&mut self, thread: usize, lock: usize, t: Nanos, seen: Seen) {
        let lane = self.lane_at(thread, lock, t);
        match seen {
            Seen::Holds => {
                if let Some(before) = self.locks[lock].holder.filter(|before| *before != lane) {
                    self.leave(before, t);
                    // The same look says what it does instead.
                    self.now[before] = Now::Unknown;
                }
                self.take(lane, lock, t);
            }
            Seen::Waits => {
                self.leave(lane, t);
                let holder = self.locks[lock].holder;
                let cause = holder.map(|holder| Cause { kind: CauseKind::Bytecode, holder });
                let round = Round { switches: self.locks[lock].switches, woken: false };
                self.now[lane] = Now::Wants { since: t, cause, round };
            }
            Seen::Computes => self.is_outside(lane, t, State::KernelReleased),
            Seen::Blocked => self.is_outside(lane, t, State::Io),
            Seen::Gone => {
                self.leave(lane, t);
                self.now[lane] = Now::Unknown;
            }
        }
    }

    fn is_outside(&mut self, lane: usize, t: Nanos, state: State) {
        self.leave(lane, t);
        self.now[lane] = Now::Seen { since: t, state };
    }
}
