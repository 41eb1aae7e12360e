//! The lock, simulated: `take`, `drop` and the checkpoint of `ceval_gil.c`, and 2.7's tick.
//!
//! Invariants, by the names the model's tests use: one holder a lock (G1); a forced dropper runs again only after another
//! took (G2); a waiter asks only if it saw no switch (G4); a release is free to a lane that is back before the waiter is
//! awake (G5); who finds the lock taken again waits a whole interval (G6); who is signalled is chance (G7); a kernel that
//! holds ignores requests (G8); a kernel that releases under a request starts late (G9); requests coalesce (G10).

use super::lane::Mode;
use super::machine::{CALL, FALSE_ALARM, TICK_RACES, TICK_WAKE, TIMER_SLACK};
use super::program::Step;
use super::world::World;
use crate::gil::policy::Switch;
use crate::timeline::{Cause, CauseKind, EventKind, State};
use rand_xoshiro::rand_core::Rng;

impl World {
    /// The lock that the lane needs before it can go on.
    pub(super) fn wanted_lock(&self, lane: usize) -> Option<usize> {
        let it = &self.lanes[lane];
        it.lock.filter(|_| it.regain || (it.burst.is_none() && self.step(lane) == Some(Step::Take)))
    }

    /// Takes the lock, or begins to wait for it and leaves its core; says which.
    pub(super) fn take(&mut self, lane: usize) -> bool {
        let Some(at) = self.lanes[lane].lock else { return true };
        let free = self.locks[at].holder.is_none();
        if free {
            self.acquire(lane, at);
        } else {
            self.leave_core(lane, Mode::Blocked);
            self.wait(lane, at);
        }
        free
    }

    fn acquire(&mut self, lane: usize, at: usize) {
        self.lanes[lane].signalled = false;
        self.record.event(self.now, lane, EventKind::Take, None);
        let lock = &mut self.locks[at];
        lock.holder = Some(lane);
        lock.drop_request = false;
        if lock.last_holder != Some(lane) {
            lock.last_holder = Some(lane);
            lock.switch_number += 1;
        }
        if let Some(dropper) = lock.forced.take() {
            self.record.blame(dropper, lane);
            self.wake(dropper);
        }
    }

    /// The lane, which has no core, found the lock taken: it waits.
    pub(super) fn wait(&mut self, lane: usize, at: usize) {
        let Some(holder) = self.locks[at].holder else { unreachable!("nobody waits for a free lock") };
        let lost = std::mem::take(&mut self.lanes[lane].signalled);
        let kind = if lost { CauseKind::LostRace } else { self.what_holds(holder) };
        self.enter(lane, State::GilWait, Some(Cause { kind, holder }));
        let first = !self.locks[at].somebody_sleeps();
        self.lanes[lane].mode = Mode::Waiting;
        self.locks[at].sleep(lane, &mut self.tickets);
        self.wait_an_interval(lane, at);
        if first && self.switch == Switch::Ticks {
            self.nudge(holder);
        }
    }

    fn what_holds(&self, holder: usize) -> CauseKind {
        let it = &self.lanes[holder];
        let asleep = matches!(it.mode, Mode::Waking | Mode::Blocked);
        if asleep || matches!(it.burst, Some(State::KernelHeld)) { CauseKind::Kernel } else { CauseKind::Bytecode }
    }

    /// A timed wait begins; a plain one goes on.
    fn wait_an_interval(&mut self, lane: usize, at: usize) {
        if self.switch == Switch::Request {
            self.lanes[lane].seen = self.locks[at].switch_number;
            let late = self.latency();
            self.alarms.set(lane, self.now + self.interval + TIMER_SLACK + late);
        }
    }

    fn stop_waiting(&mut self, lane: usize, at: usize) {
        self.locks[at].wake(lane, &mut self.tickets);
        self.alarms.clear(lane);
    }

    pub(super) fn waited_an_interval(&mut self, lane: usize) {
        let Some(at) = self.lanes[lane].lock else { unreachable!("only a lock is waited for") };
        let Some(holder) = self.locks[at].holder else {
            // Somebody else was signalled; this lane is awake first.
            self.stop_waiting(lane, at);
            return self.want_core(lane);
        };
        if self.lanes[lane].seen == self.locks[at].switch_number && !self.locks[at].drop_request {
            self.record.event(self.now, lane, EventKind::DropRequest, Some(holder));
            self.locks[at].drop_request = true;
            self.nudge(holder);
        }
        self.wait_an_interval(lane, at);
    }

    /// Frees the lock and signals a waiter.
    pub(super) fn free(&mut self, lane: usize, at: usize) {
        self.record.event(self.now, lane, EventKind::Drop, None);
        self.locks[at].holder = None;
        if let Some(waiter) = self.locks[at].pick(&self.tickets, &mut self.chance) {
            self.stop_waiting(waiter, at);
            self.lanes[waiter].signalled = true;
            self.wake(waiter);
        }
    }

    /// `drop`: frees the lock; with a request pending the lane leaves its core until the switch, and this is true.
    pub(super) fn drop_lock(&mut self, lane: usize) -> bool {
        let Some(at) = self.lanes[lane].lock else { unreachable!("only a lock is dropped") };
        let forced = std::mem::take(&mut self.locks[at].drop_request);
        self.free(lane, at);
        if forced {
            self.record.event(self.now, lane, EventKind::ForcedSwitch, None);
            self.enter(lane, State::GilWait, Some(Cause { kind: CauseKind::ForcedSwitch, holder: lane }));
            self.locks[at].forced = Some(lane);
            self.leave_core(lane, Mode::Blocked);
        }
        forced
    }

    /// Bytecode looks at the lock.
    pub(super) fn look(&mut self, lane: usize) {
        let Some(at) = self.lanes[lane].lock else { unreachable!("there is a lock to look at") };
        match self.switch {
            Switch::Request if self.locks[at].drop_request => {
                self.lanes[lane].regain = true;
                self.drop_lock(lane);
            }
            Switch::Ticks if self.now >= self.locks[at].next_tick => self.tick(lane, at),
            _ => self.arm(lane),
        }
    }

    /// The look after a call; true when the lane lost its core by it.
    pub(super) fn look_after_call(&mut self, lane: usize) -> bool {
        let Some(at) = self.lanes[lane].lock else { return false };
        let lock = &mut self.locks[at];
        if self.switch == Switch::Ticks {
            lock.ticked += CALL;
            let runs_out = lock.ticked >= self.check_interval;
            lock.ticked %= self.check_interval;
            return runs_out && self.loses_tick(lane, at);
        }
        self.lanes[lane].regain = lock.drop_request;
        lock.drop_request && self.drop_lock(lane)
    }

    /// 2.7's ticker ran out under bytecode.
    fn tick(&mut self, lane: usize, at: usize) {
        if self.loses_tick(lane, at) {
            return;
        }
        if self.cores.all_busy() {
            // Whom the tick before made ready is so still: this one wakes nobody.
            self.locks[at].next_tick = self.cores.slice_end(lane);
        } else {
            self.record.event(self.now, lane, EventKind::Tick, None);
            if let Some(waiter) = self.locks[at].pick(&self.tickets, &mut self.chance) {
                let cause = Cause { kind: CauseKind::LostRace, holder: lane };
                self.enter(waiter, State::GilWait, Some(cause));
            }
            self.lanes[lane].left += TICK_WAKE;
            self.locks[at].next_tick = self.now + TICK_WAKE + FALSE_ALARM.next_multiple_of(self.tick);
        }
        self.arm(lane);
    }

    /// At a tick the lock is free for a moment. With a core for the waiter it is a race that the holder mostly wins;
    /// without, the waiter gets the holder's core, but not before the end of its time slice. True when the holder lost.
    fn loses_tick(&mut self, lane: usize, at: usize) -> bool {
        let loses = if self.cores.all_busy() {
            self.cores.slice_end(lane) <= self.now
        } else {
            self.chance.next_u64().is_multiple_of(TICK_RACES)
        };
        let waiter = self.locks[at].pick(&self.tickets, &mut self.chance).filter(|_| loses);
        if let Some(waiter) = waiter {
            self.record.event(self.now, lane, EventKind::Tick, None);
            self.record.event(self.now, lane, EventKind::Drop, None);
            self.stop_waiting(waiter, at);
            self.acquire(waiter, at);
            if !std::mem::take(&mut self.lanes[waiter].regain) {
                self.advance(waiter);
            }
            (self.lanes[lane].regain, self.lanes[lane].signalled) = (true, true);
            self.leave_core(lane, Mode::Blocked);
            self.wait(lane, at);
            self.want_core(waiter);
        }
        waiter.is_some()
    }
}
