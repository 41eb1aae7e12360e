//! The lock, simulated: `take`, `drop` and `checkpoint` of `ceval_gil.c`, and 2.7's `tick`.
//!
//! Invariants, by the names the model's tests use: one holder a lock (G1); a forced dropper runs again only after another
//! took (G2); a waiter asks only if it saw no switch (G4); a release is free to a lane that is back before the waiter is
//! awake (G5); who finds the lock taken again waits a whole interval (G6); who is signalled is chance (G7); a kernel that
//! holds ignores requests (G8); a kernel that releases under a request starts late (G9); requests coalesce (G10).

use super::lane::{After, Goal};
use super::queue::What;
use super::world::World;
use super::{CHECKPOINT, TICK_WAKE, TIMER_SLACK};
use crate::gil::policy::Switch;
use crate::timeline::{Cause, CauseKind, EventKind, State};
use rand_xoshiro::rand_core::Rng;

impl World {
    pub(super) fn take(&mut self, lane: usize, after: After) {
        let Some(at) = self.lanes[lane].lock else { return self.taken(lane, after) };
        let Some(holder) = self.locks[at].holder else {
            self.acquire(lane, at);
            return self.taken(lane, after);
        };
        let lost = std::mem::take(&mut self.lanes[lane].signalled);
        self.lanes[lane].goal = Goal::Take(after);
        let kind = if lost { CauseKind::LostRace } else { self.what_holds(holder) };
        self.enter(lane, State::GilWait, Some(Cause { kind, holder }));
        self.leave_core(lane);
        let Some(holder) = self.locks[at].holder else {
            // Who got the core has freed the lock meanwhile.
            return self.want_core(lane, Goal::Take(after));
        };
        if self.policy.switch == Switch::Ticks && self.locks[at].winner.is_none() && self.chance.next_u64() & 1 == 0 {
            self.locks[at].winner = Some(lane);
        } else {
            self.sleep(lane, at);
        }
        let it = &self.lanes[holder];
        if self.policy.switch == Switch::Ticks && it.running && it.goal == Goal::Python {
            self.queue.at(self.now + self.tick, What::Tick, holder, it.epoch);
        }
    }

    pub(super) fn what_holds(&self, holder: usize) -> CauseKind {
        match self.lanes[holder].goal {
            Goal::Kernel | Goal::Compute | Goal::Computed | Goal::Finish => CauseKind::Kernel,
            _ => CauseKind::Bytecode,
        }
    }

    pub(super) fn acquire(&mut self, lane: usize, at: usize) {
        let lock = &mut self.locks[at];
        lock.holder = Some(lane);
        lock.drop_request = false;
        if lock.last_holder != Some(lane) {
            lock.last_holder = Some(lane);
            lock.switch_number += 1;
        }
        let forced = lock.forced.take();
        self.record.event(self.now, lane, EventKind::Take, None);
        if let Some(dropper) = forced {
            let goal = self.lanes[dropper].goal;
            self.wake_at(dropper, self.now, goal);
        }
    }

    pub(super) fn taken(&mut self, lane: usize, after: After) {
        self.lanes[lane].signalled = false;
        match after {
            After::Begin => self.begin(lane),
            After::Continue => self.python(lane, 0),
            After::Finish => self.finish(lane),
        }
    }

    /// `drop` without a forced switch: frees the lock and signals a waiter.
    pub(super) fn free(&mut self, lane: usize) {
        let Some(at) = self.lanes[lane].lock else { return };
        self.record.event(self.now, lane, EventKind::Drop, None);
        self.locks[at].holder = None;
        if let Some(winner) = self.locks[at].winner.take() {
            self.sleep(winner, at);
        }
        self.signal(at);
    }

    pub(super) fn signal(&mut self, at: usize) -> bool {
        let signalled = self.locks[at].signal(&self.lanes, &mut self.chance);
        if let Some(waiter) = signalled {
            self.lanes[waiter].signalled = true;
            let goal = self.lanes[waiter].goal;
            self.wake_at(waiter, self.now, goal);
        }
        signalled.is_some()
    }

    /// `drop`: frees the lock; with a request pending it waits for the switch before it pursues its goal.
    pub(super) fn drop_lock(&mut self, lane: usize, goal: Goal) {
        let request = self.lanes[lane].lock.is_some_and(|at| std::mem::take(&mut self.locks[at].drop_request));
        self.free(lane);
        self.lanes[lane].goal = goal;
        if request {
            let at = self.lanes[lane].lock.unwrap_or_else(|| unreachable!("only a lock has requests"));
            self.record.event(self.now, lane, EventKind::ForcedSwitch, None);
            self.enter(lane, State::GilWait, Some(Cause { kind: CauseKind::ForcedSwitch, holder: lane }));
            self.locks[at].forced = Some(lane);
            self.leave_core(lane);
        } else {
            self.pursue(lane);
        }
    }

    /// The lane, which has no core, waits on `cond`, for an interval at a time.
    pub(super) fn sleep(&mut self, lane: usize, at: usize) {
        self.lanes[lane].epoch += 1;
        self.locks[at].sleep(lane, self.lanes[lane].epoch);
        if self.policy.switch == Switch::Request {
            let late = self.latency();
            let it = &mut self.lanes[lane];
            it.seen = self.locks[at].switch_number;
            self.queue.at(self.now + self.interval + TIMER_SLACK + late, What::Timeout, lane, it.epoch);
        }
    }

    pub(super) fn waited_an_interval(&mut self, lane: usize) {
        let Some(at) = self.lanes[lane].lock else { return };
        self.locks[at].wake();
        let Some(holder) = self.locks[at].holder else {
            // Somebody else was signalled; this lane is awake first.
            let goal = self.lanes[lane].goal;
            return self.want_core(lane, goal);
        };
        if self.lanes[lane].seen == self.locks[at].switch_number && !self.locks[at].drop_request {
            self.record.event(self.now, lane, EventKind::DropRequest, Some(holder));
            self.locks[at].drop_request = true;
            let it = &self.lanes[holder];
            if it.running && it.goal == Goal::Python {
                self.queue.at(self.now + CHECKPOINT, What::Checkpoint, holder, it.epoch);
            }
        }
        self.sleep(lane, at);
    }

    pub(super) fn checkpoint(&mut self, lane: usize) {
        let asked = self.lanes[lane].lock.is_some_and(|at| self.locks[at].drop_request);
        if asked && self.lanes[lane].goal == Goal::Python {
            self.stop_burst(lane);
            self.drop_lock(lane, Goal::Take(After::Continue));
        }
    }

    /// 2.7: the lock is free for a moment; who is awake just then gets it, else a sleeper is woken and comes too late.
    pub(super) fn ticker_ran_out(&mut self, lane: usize) {
        let Some(at) = self.lanes[lane].lock.filter(|&at| self.locks[at].holder == Some(lane)) else { return };
        if self.lanes[lane].goal != Goal::Python {
            return;
        }
        self.record.event(self.now, lane, EventKind::Tick, None);
        self.stop_burst(lane);
        if let Some(winner) = self.locks[at].winner.take() {
            self.record.event(self.now, lane, EventKind::Drop, None);
            self.locks[at].holder = None;
            self.acquire(winner, at);
            let Goal::Take(after) = self.lanes[winner].goal else { unreachable!("a winner wants the lock") };
            self.lanes[lane].goal = Goal::Take(After::Continue);
            self.enter(lane, State::GilWait, Some(Cause { kind: CauseKind::LostRace, holder: winner }));
            self.leave_core(lane);
            self.sleep(lane, at);
            self.want_core(winner, Goal::Taken(after));
        } else {
            let lost = if self.signal(at) { TICK_WAKE } else { 0 };
            self.lanes[lane].remaining += lost;
            self.lanes[lane].epoch += 1;
            let armed = std::mem::replace(&mut self.lanes[lane].armed, false);
            if armed {
                self.arm(lane);
            }
            self.python(lane, lost);
        }
    }
}
