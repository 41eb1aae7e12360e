//! How a lane goes through its program: what each step does, and how long it uses a core for it.
//!
//! Invariant: a burst loses only the time it ran; what an interruption leaves goes on later.

use super::lane::Mode;
use super::program::Step;
use super::world::World;
use crate::gil::policy::Switch;
use crate::timeline::State;

impl World {
    /// The lane has a core: it goes on until it computes or sleeps.
    pub(super) fn act(&mut self, lane: usize) {
        self.lanes[lane].mode = Mode::Running;
        loop {
            if self.lanes[lane].regain && !self.take(lane) {
                return;
            }
            self.lanes[lane].regain = false;
            if self.lanes[lane].burst.is_some() {
                return self.resume(lane);
            }
            let Some(step) = self.step(lane) else { return self.end(lane) };
            match step {
                Step::Take if !self.take(lane) => return,
                Step::Kernel(state, work, team) => return self.call(lane, state, work, team),
                Step::Burst(state, time) => {
                    let it = &mut self.lanes[lane];
                    (it.burst, it.left) = (Some(state), time);
                    return self.resume(lane);
                }
                Step::Sleep(time) => {
                    self.enter(lane, State::Io, None);
                    self.advance(lane);
                    if time > 0 {
                        self.leave_core(lane, Mode::Waking);
                        return self.sleep_until(lane, self.now + time);
                    }
                }
                Step::Drop => {
                    self.advance(lane);
                    if self.drop_lock(lane) {
                        return;
                    }
                }
                Step::Check => {
                    self.advance(lane);
                    if self.look_after_call(lane) {
                        return;
                    }
                }
                Step::Take => self.advance(lane),
            }
        }
    }

    /// Spends what is left of the burst on the core.
    pub(super) fn resume(&mut self, lane: usize) {
        if let Some(state) = self.lanes[lane].burst {
            self.enter(lane, state, None);
        }
        self.lanes[lane].since = self.now;
        self.arm(lane);
    }

    /// Sets the alarm of a lane that computes: to the burst's end, or to where bytecode looks at the lock before that.
    pub(super) fn arm(&mut self, lane: usize) {
        let it = &self.lanes[lane];
        let end = it.since + it.left;
        let lock = it.lock.filter(|_| it.burst == Some(State::Python)).map(|at| &mut self.locks[at]);
        let look = lock.and_then(|lock| match self.switch {
            Switch::Request if lock.drop_request => Some(self.now + self.to_checkpoint),
            Switch::Ticks if lock.somebody_sleeps() => {
                lock.next_tick = lock.next_tick.max(self.now + self.tick);
                Some(lock.next_tick)
            }
            _ => None,
        });
        self.alarms.set(lane, look.map_or(end, |look| look.min(end)));
    }

    /// Counts what the lane's burst has used until now.
    pub(super) fn spend(&mut self, lane: usize) {
        let it = &mut self.lanes[lane];
        it.left -= self.now - it.since;
        it.since = self.now;
    }

    pub(super) fn burst_alarm(&mut self, lane: usize) {
        self.spend(lane);
        if self.lanes[lane].left > 0 {
            return self.look(lane);
        }
        if let Some(State::Blas | State::KernelHeld | State::KernelReleased) = self.lanes[lane].burst.take() {
            self.share_done(lane);
        } else {
            self.advance(lane);
            self.act(lane);
        }
    }

    /// Something changed at the lock: its holder looks at it sooner, if it executes bytecode just now.
    pub(super) fn nudge(&mut self, holder: usize) {
        if self.lanes[holder].mode == Mode::Running && self.lanes[holder].burst == Some(State::Python) {
            self.spend(holder);
            self.arm(holder);
        }
    }

    fn end(&mut self, lane: usize) {
        // A thread that ends waits for no switch (`drop_gil` without a thread state).
        if let Some(at) = self.lanes[lane].lock.filter(|&at| self.locks[at].holder == Some(lane)) {
            self.free(lane, at);
        }
        self.record.close(self.now, lane);
        self.leave_core(lane, Mode::Off);
    }
}
