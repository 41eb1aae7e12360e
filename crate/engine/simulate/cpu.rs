//! Cores, time slices and bursts: how a lane comes to run and how long.
//!
//! Invariant: a burst loses only the time it ran; what a preemption leaves goes on later.

use super::CHECKPOINT;
use super::lane::{After, Goal, Step};
use super::queue::What;
use super::world::World;
use crate::gil::policy::Switch;
use crate::timeline::{Nanos, State};

impl World {
    /// The lane wants a core to pursue its goal.
    pub(super) fn want_core(&mut self, lane: usize, goal: Goal) {
        self.lanes[lane].goal = goal;
        self.lanes[lane].epoch += 1;
        let queue_was_empty = self.cores.waiting() == 0;
        if self.cores.request(lane) {
            self.on_core(lane);
            return;
        }
        self.enter(lane, State::Runnable, None);
        if queue_was_empty {
            for at in 0..self.cores.running().len() {
                self.arm(self.cores.running()[at]);
            }
        }
    }

    /// The lane gives its core up.
    pub(super) fn leave_core(&mut self, lane: usize) {
        let it = &mut self.lanes[lane];
        it.running = false;
        it.armed = false;
        it.epoch += 1;
        if let Some(next) = self.cores.release(lane) {
            self.on_core(next);
        }
    }

    pub(super) fn on_core(&mut self, lane: usize) {
        let it = &mut self.lanes[lane];
        it.running = true;
        it.armed = false;
        it.slice = self.now;
        it.epoch += 1;
        if self.cores.waiting() > 0 {
            self.arm(lane);
        }
        self.pursue(lane);
    }

    pub(super) fn arm(&mut self, lane: usize) {
        let end = (self.lanes[lane].slice + self.quantum).max(self.now);
        if !std::mem::replace(&mut self.lanes[lane].armed, true) {
            self.queue.at(end, What::Quantum, lane, self.lanes[lane].epoch);
        }
    }

    pub(super) fn slice_over(&mut self, lane: usize) {
        self.lanes[lane].armed = false;
        if self.cores.waiting() > 0 {
            self.stop_burst(lane);
            let goal = self.lanes[lane].goal;
            self.leave_core(lane);
            self.want_core(lane, goal);
        }
    }

    /// What a lane does as soon as it has a core.
    pub(super) fn pursue(&mut self, lane: usize) {
        match self.lanes[lane].goal {
            Goal::Take(after) => self.take(lane, after),
            Goal::Taken(after) => self.taken(lane, after),
            Goal::Python => self.python(lane, 0),
            Goal::Compute => self.compute(lane),
            Goal::Kernel => self.start_kernel(lane),
            Goal::Computed => self.computed(lane),
            Goal::Outside => self.outside(lane),
            Goal::Release => self.burst(lane, Goal::Release, State::Io),
            Goal::Finish => self.finish(lane),
            Goal::Help => self.burst(lane, Goal::Help, State::Blas),
        }
    }

    /// Spends what remains of the burst on the core.
    pub(super) fn burst(&mut self, lane: usize, goal: Goal, state: State) {
        self.enter(lane, state, None);
        let it = &mut self.lanes[lane];
        it.goal = goal;
        it.since = self.now;
        let end = self.now + it.remaining;
        self.queue.at(end, What::BurstDone, lane, it.epoch);
    }

    /// Interrupts the burst: what was not spent remains.
    pub(super) fn stop_burst(&mut self, lane: usize) {
        let it = &mut self.lanes[lane];
        it.remaining = it.remaining.saturating_sub(self.now - it.since);
        it.since = self.now;
    }

    pub(super) fn burst_done(&mut self, lane: usize) {
        match self.lanes[lane].goal {
            Goal::Python => self.finish(lane),
            Goal::Kernel | Goal::Help => self.share_done(lane),
            Goal::Release => {
                if let Step::Wait { time: 0, .. } = self.step(lane) {
                    self.take(lane, After::Finish);
                } else {
                    self.block(lane, Goal::Take(After::Finish));
                }
            }
            goal => unreachable!("{goal:?} is no burst"),
        }
    }

    /// Bytecode begins or goes on, after `lost` in which it gets nowhere; where it must look at the lock is scheduled.
    pub(super) fn python(&mut self, lane: usize, lost: Nanos) {
        self.burst(lane, Goal::Python, State::Python);
        let Some(lock) = self.lanes[lane].lock else { return };
        let epoch = self.lanes[lane].epoch;
        if self.locks[lock].drop_request {
            self.queue.at(self.now + CHECKPOINT, What::Checkpoint, lane, epoch);
        }
        if self.policy.switch == Switch::Ticks && self.locks[lock].somebody_waits() {
            self.queue.at(self.now + lost + self.tick, What::Tick, lane, epoch);
        }
    }
}
