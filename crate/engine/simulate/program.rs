//! A lane's program: how an operation begins, goes on outside the lock, and ends.
//!
//! Invariant: an operation is begun and finished once a pass, in order.

use super::RELEASE;
use super::lane::{After, Goal, Step};
use super::queue::What;
use super::world::World;
use crate::gil::policy::Covers;
use crate::timeline::{Nanos, State};
use rand_xoshiro::rand_core::Rng;

impl World {
    pub(super) fn step(&self, lane: usize) -> Step {
        let it = &self.lanes[lane];
        self.programs[it.group][it.op]
    }

    pub(super) fn released(&self, lane: usize) -> bool {
        matches!(self.step(lane), Step::Kernel { released: true, .. })
    }

    /// The lane has the lock, or needs none, and a core: its operation begins.
    pub(super) fn begin(&mut self, lane: usize) {
        match self.step(lane) {
            Step::Python(time) => {
                self.lanes[lane].remaining = time;
                self.python(lane, 0);
            }
            Step::Kernel { released: true, .. } | Step::Wait { outside: true, .. } => {
                self.drop_lock(lane, Goal::Outside);
            }
            Step::Kernel { .. } => self.compute(lane),
            Step::Wait { .. } => self.block(lane, Goal::Finish),
        }
    }

    /// The lock is dropped and the lane still has its core.
    pub(super) fn outside(&mut self, lane: usize) {
        match self.step(lane) {
            Step::Wait { .. } => {
                self.lanes[lane].remaining = RELEASE;
                self.burst(lane, Goal::Release, State::Io);
            }
            Step::Kernel { .. } => self.compute(lane),
            Step::Python(_) => unreachable!("bytecode runs inside the lock"),
        }
    }

    pub(super) fn compute(&mut self, lane: usize) {
        if let Step::Kernel { work, team, .. } = self.step(lane) {
            self.call_blas(lane, work, team);
        }
    }

    pub(super) fn start_kernel(&mut self, lane: usize) {
        let state = if self.released(lane) { State::KernelReleased } else { State::KernelHeld };
        self.burst(lane, Goal::Kernel, state);
    }

    /// The kernel's last share is done; the lane has a core.
    pub(super) fn computed(&mut self, lane: usize) {
        self.leave_pool(lane);
        if self.released(lane) {
            self.take(lane, After::Finish);
        } else {
            self.finish(lane);
        }
    }

    /// Sleeps for the operation's time, then pursues the goal.
    pub(super) fn block(&mut self, lane: usize, goal: Goal) {
        let Step::Wait { time, .. } = self.step(lane) else { unreachable!("only a wait blocks") };
        self.enter(lane, State::Io, None);
        self.leave_core(lane);
        self.wake_at(lane, self.now + time, goal);
    }

    /// A sleeper is woken at this time; it takes a while to be awake.
    pub(super) fn wake_at(&mut self, lane: usize, at: Nanos, goal: Goal) {
        let late = self.latency();
        let it = &mut self.lanes[lane];
        it.goal = goal;
        it.epoch += 1;
        self.queue.at(at + late, What::Woke, lane, it.epoch);
    }

    /// From half to one and a half of the wake latency.
    pub(super) fn latency(&mut self) -> Nanos {
        self.wake / 2 + if self.wake == 0 { 0 } else { self.chance.next_u64() % self.wake }
    }

    /// The operation is complete; the lane has a core, and the lock if the policy wants it between operations.
    pub(super) fn finish(&mut self, lane: usize) {
        let it = &mut self.lanes[lane];
        it.op += 1;
        let pass_over = it.op == self.programs[it.group].len();
        if pass_over {
            it.op = 0;
            it.rep += 1;
        }
        if self.lanes[lane].rep == self.lanes[lane].repeat {
            self.end(lane);
        } else if pass_over && self.policy.covers == Covers::Pass {
            self.free(lane);
            self.take(lane, After::Begin);
        } else if self.lanes[lane].lock.is_some_and(|at| self.locks[at].drop_request) {
            // The checkpoint after a call.
            self.drop_lock(lane, Goal::Take(After::Begin));
        } else {
            self.begin(lane);
        }
    }

    pub(super) fn end(&mut self, lane: usize) {
        self.free(lane);
        self.record.close(self.now, lane);
        self.lanes[lane].ended = true;
        self.leave_core(lane);
    }
}
