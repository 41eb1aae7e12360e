//! Threads inside a kernel, in the two organisations that libraries have.
//!
//! Invariants: a kernel is complete when every share of it is; with one process-wide pool at most one kernel of several
//! threads is inside it; a helper's span lies inside its parent's kernel span.

use super::BLAS_SYNC;
use super::lane::Goal;
use super::world::World;
use crate::scenario::Blas;
use crate::timeline::{Cause, CauseKind, Nanos, State};
use std::collections::VecDeque;

/// OpenBLAS' process-wide pool (`level3_lock`), which a team per caller does not have.
#[derive(Debug)]
pub(super) struct Pool {
    kind: Blas,
    owner: Option<usize>,
    queue: VecDeque<usize>,
}

impl Pool {
    pub(super) fn new(kind: Blas) -> Self {
        Self { kind, owner: None, queue: VecDeque::new() }
    }
}

impl World {
    /// The kernel begins on a lane that has a core.
    pub(super) fn call_blas(&mut self, lane: usize, work: Nanos, team: u32) {
        if team > 1 && self.pool.kind == Blas::Pool {
            if let Some(holder) = self.pool.owner.filter(|&owner| owner != lane) {
                self.pool.queue.push_back(lane);
                self.enter(lane, State::GilWait, Some(Cause { kind: CauseKind::PoolLock, holder }));
                self.lanes[lane].goal = Goal::Compute;
                return self.leave_core(lane);
            }
            self.pool.owner = Some(lane);
        }
        let share = work / u64::from(team);
        let sync = if team > 1 { BLAS_SYNC * u64::from(team) } else { 0 };
        self.lanes[lane].shares = team;
        self.lanes[lane].remaining = work - share * u64::from(team - 1) + sync;
        self.start_kernel(lane);
        let (op, rep) = (self.lanes[lane].op, self.lanes[lane].rep);
        for helper in lane + 1..lane + team as usize {
            let it = &mut self.lanes[helper];
            (it.op, it.rep, it.remaining) = (op, rep, share);
            self.want_core(helper, Goal::Help);
        }
    }

    /// One share of a kernel is done; the lane that did it has a core.
    pub(super) fn share_done(&mut self, lane: usize) {
        let owner = self.lanes[lane].parent.unwrap_or(lane);
        self.lanes[owner].shares -= 1;
        let complete = self.lanes[owner].shares == 0;
        if lane != owner {
            self.record.close(self.now, lane);
            self.leave_core(lane);
            if complete {
                self.want_core(owner, Goal::Computed);
            }
        } else if complete {
            self.computed(owner);
        } else {
            // It sleeps until its helpers are done, still inside the kernel.
            self.leave_core(lane);
        }
    }

    /// The next caller may enter the pool.
    pub(super) fn leave_pool(&mut self, lane: usize) {
        if self.pool.owner == Some(lane) {
            self.pool.owner = self.pool.queue.pop_front();
            if let Some(next) = self.pool.owner {
                self.wake_at(next, self.now, Goal::Compute);
            }
        }
    }
}
