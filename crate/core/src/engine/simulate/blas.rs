//! Threads inside a kernel, in the two organisations that libraries have.
//!
//! Invariants: a kernel is complete when every share of it is; with one process-wide pool at most one kernel of several
//! threads is inside it; a helper's span lies inside its parent's kernel span.

use super::lane::Mode;
use super::machine::BLAS_SYNC;
use super::world::World;
use crate::timeline::{Cause, CauseKind, Nanos, State};

impl World {
    /// A lane that has a core calls a kernel of so much work in a team of so many threads, itself among them.
    pub(super) fn call(&mut self, lane: usize, state: State, work: Nanos, team: u32) {
        if let Some(owner) = self.pool.enter(lane, team) {
            self.enter(lane, State::GilWait, Some(Cause { kind: CauseKind::PoolLock, holder: owner }));
            return self.leave_core(lane, Mode::Blocked);
        }
        let share = work / u64::from(team);
        let sync = if team > 1 { BLAS_SYNC * u64::from(team) } else { 0 };
        let it = &mut self.lanes[lane];
        (it.shares, it.burst, it.left) = (team, Some(state), work - share * u64::from(team - 1) + sync);
        self.resume(lane);
        for helper in lane + 1..lane + team as usize {
            (self.lanes[helper].burst, self.lanes[helper].left) = (Some(State::Blas), share);
            self.want_core(helper);
        }
    }

    /// The lane, which has a core, has done its share of a kernel.
    pub(super) fn share_done(&mut self, lane: usize) {
        let caller = self.lanes[lane].parent.unwrap_or(lane);
        self.lanes[caller].shares -= 1;
        let complete = self.lanes[caller].shares == 0;
        if complete {
            if let Some(next) = self.pool.leave(caller) {
                self.wake(next);
            }
            self.advance(caller);
        }
        if lane != caller {
            self.record.close(self.now, lane);
            self.leave_core(lane, Mode::Off);
            if complete {
                self.want_core(caller);
            }
        } else if complete {
            self.act(caller);
        } else {
            // It sleeps until its helpers are done, still inside the kernel.
            self.leave_core(caller, Mode::Blocked);
        }
    }
}
