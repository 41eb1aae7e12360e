//! What one worker does between the start barrier and the end: the timed part.
//!
//! Invariants: every change of state is one record; a state that holds the lock begins and ends at the very stamp of
//! the take and the drop; the lock is free when the lane ends, which is the stamp of its last drop.

use super::blas::Pool;
use super::bytecode::{self, look};
use super::clock::LaneClock;
use super::control::{Broken, Stop};
use super::recorder::{self, FORCED, LOST, NONE, POOL};
use super::team::Mailbox;
use super::workbench::Workbench;
use crate::gil::lock::{Gil, Witness};
use crate::gil::policy::{Covers, Policy};
use crate::kernels::FULL;
use crate::scenario::{KernelOp, Op, Thread};
use crate::timeline::{EventKind, State};
use std::time::Duration;

/// What surrounds a lane.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    pub(super) me: usize,
    /// The lock of its interpreter, if that has one.
    pub(super) gil: Option<&'a Gil>,
    pub(super) policy: Policy,
    pub(super) check_interval: u32,
    /// Where its helpers find their work.
    pub(super) mailbox: &'a Mailbox,
    /// The library's pool, if it has one for the process.
    pub(super) pool: Option<&'a Pool>,
    pub(super) diary: &'a recorder::Diary,
    pub(super) clock: LaneClock,
    /// When the start barrier opened, on the common clock.
    pub(super) origin_us: f64,
    pub(super) iterations_per_us: f64,
    pub(super) stop: &'a Stop,
    /// A test wants to see a panic.
    pub(super) panics: bool,
}

/// A lane's seat at the lock: where it is in its work, and what it does on either side of the lock.
struct Seat<'a> {
    place: Surroundings<'a>,
    op: u32,
    rep: u32,
    holding: bool,
    /// What it does, and since when.
    now_in: (State, f64),
    /// The last drop was forced, so the lane is in `GilWait` now.
    forced: bool,
    /// This wait goes on because somebody else was faster; by whom the first race was lost is written down, no more.
    lost: bool,
    /// When the lock last became free by this lane's doing.
    freed_us: f64,
    /// Since when it wants the lock, where it did not look at once.
    wants_since: Option<f64>,
    after_take: State,
    /// `None` when the lane's life ends with the drop; `GilWait` when it wants the lock again.
    after_drop: Option<State>,
}

/// Does a lane's whole work, between the start barrier and the end.
pub(super) fn live(place: Surroundings, group: &Thread, bench: &mut Workbench) -> Result<(), Broken> {
    let mut seat = Seat {
        place,
        op: 0,
        rep: 0,
        holding: false,
        now_in: (State::Python, 0.0),
        forced: false,
        lost: false,
        freed_us: 0.0,
        wants_since: None,
        after_take: State::Python,
        after_drop: None,
    };
    seat.passes(group, bench)
}

/// However a lane leaves, by a panic too, it releases the lock and ends its diary.
impl Drop for Seat<'_> {
    fn drop(&mut self) {
        if self.holding {
            self.let_go(None);
        } else {
            self.end(self.now());
        }
    }
}

impl Witness for Seat<'_> {
    fn waits(&mut self, holder: usize) {
        self.lost = false;
        let since = self.wants_since.take().unwrap_or_else(|| self.now());
        self.state(since, State::GilWait, holder as u32);
    }

    fn loses_race(&mut self, holder: usize) {
        if !self.lost {
            self.lost = true;
            self.enter(State::GilWait, LOST | holder as u32);
        }
    }

    fn takes(&mut self, previous: Option<usize>) {
        (self.holding, self.forced) = (true, false);
        let mut now = self.now();
        match (self.wants_since.take(), previous.filter(|&holder| holder != self.place.me)) {
            // Somebody had it meanwhile.
            (Some(since), Some(holder)) => self.state(since, State::GilWait, holder as u32),
            // Nobody had it, so there was nothing to wait for.
            (Some(since), None) => now = since,
            (None, _) => {}
        }
        self.event(now, EventKind::Take, NONE);
        self.state(now, self.after_take, NONE);
    }

    fn drops(&mut self, forced: bool) {
        (self.holding, self.forced) = (false, forced);
        let now = self.now();
        self.freed_us = now;
        self.event(now, EventKind::Drop, NONE);
        match self.after_drop {
            _ if forced => self.state(now, State::GilWait, FORCED),
            Some(State::GilWait) => self.wants_since = Some(now),
            Some(state) => self.state(now, state, NONE),
            None => self.end(now),
        }
    }

    fn switches(&mut self, to: usize) {
        self.event(self.freed_us, EventKind::ForcedSwitch, to as u32);
    }

    fn requests_drop(&mut self, holder: usize) {
        self.event(self.now(), EventKind::DropRequest, holder as u32);
    }

    fn ticks(&mut self) {
        self.freed_us = self.now();
    }

    fn loses_tick(&mut self, winner: usize) {
        (self.holding, self.lost) = (false, true);
        self.event(self.freed_us, EventKind::Tick, NONE);
        self.event(self.freed_us, EventKind::Drop, NONE);
        self.state(self.freed_us, State::GilWait, LOST | winner as u32);
    }
}

impl Seat<'_> {
    fn passes(&mut self, group: &Thread, bench: &mut Workbench) -> Result<(), Broken> {
        for rep in 0..group.repeat {
            self.rep = rep;
            for (at, op) in group.ops.iter().enumerate() {
                self.place.stop.check()?;
                self.op = at as u32;
                let (inside, outside) = self.states(op);
                if self.holding {
                    self.enter(inside, NONE);
                } else {
                    self.take(inside);
                }
                if let Some(state) = outside {
                    // Py_BEGIN_ALLOW_THREADS … Py_END_ALLOW_THREADS
                    self.let_go(Some(state));
                    self.execute(op, bench)?;
                    self.take(State::Python);
                } else {
                    self.execute(op, bench)?;
                    self.after_take = State::Python;
                    let Surroundings { gil, me, policy, check_interval, .. } = self.place;
                    if policy.looks_before(group.ops.get(at + 1)) {
                        look(gil, policy.switch, check_interval, me, self);
                    }
                }
                self.place.diary.done();
            }
            if self.place.policy.covers == Covers::Pass && rep + 1 < group.repeat {
                // From here on it wants the lock again, for the next pass.
                self.let_go(Some(State::GilWait));
            }
        }
        Ok(())
    }

    /// The state of an operation while the lane holds the lock, and the one outside it if it releases the lock.
    fn states(&self, op: &Op) -> (State, Option<State>) {
        match (op, self.place.policy.keeps_lock(op)) {
            (Op::Kernel(_), false) => (State::Python, Some(State::KernelReleased)),
            (Op::Wait { .. }, false) => (State::Python, Some(State::Io)),
            (Op::Kernel(_), true) => (State::KernelHeld, None),
            (Op::Wait { .. }, true) => (State::Io, None),
            (Op::Python { .. }, _) => (State::Python, None),
        }
    }

    fn execute(&mut self, op: &Op, bench: &mut Workbench) -> Result<(), Broken> {
        assert!(!self.place.panics, "the test asked for a panic");
        match op {
            Op::Python { us } => {
                let Surroundings { gil, me, policy, check_interval, stop, iterations_per_us, .. } = self.place;
                let iterations = (us * policy.overhead * iterations_per_us) as u64;
                self.after_take = State::Python;
                let executed = bytecode::execute(iterations, policy.checkpoints, || {
                    look(gil, policy.switch, check_interval, me, self);
                    stop.check()
                });
                self.place.diary.executed(executed);
            }
            Op::Kernel(kernel) => self.call(kernel, bench)?,
            Op::Wait { us } => std::thread::sleep(Duration::from_nanos((us * 1000.0) as u64)),
        }
        Ok(())
    }

    /// Computes in the kernel's team; where all teams share one pool, inside that.
    fn call(&mut self, kernel: &KernelOp, bench: &mut Workbench) -> Result<(), Broken> {
        let Surroundings { me, mailbox, pool, stop, .. } = self.place;
        let at = bench.find(kernel);
        let (state, since) = self.now_in;
        let pool = pool.filter(|_| FULL && kernel.blas_threads > 1 && bench.threaded(at));
        let waits = |owner| self.state(since, State::GilWait, POOL | owner as u32);
        let _inside = pool.map(|pool| pool.enter(me, stop, waits)).transpose()?;
        if self.now_in.0 != state {
            self.enter(state, NONE);
        }
        bench.run(at, &mailbox.call(kernel.blas_threads as usize, (self.op, self.rep)))
    }

    fn take(&mut self, state: State) {
        self.after_take = state;
        if let Surroundings { gil: Some(gil), me, .. } = self.place {
            gil.take(me, self);
        } else {
            self.holding = true;
            self.enter(state, NONE);
        }
    }

    /// Drops the lock. A forced drop returns only after the switch, so what follows starts late.
    fn let_go(&mut self, state: Option<State>) {
        self.after_drop = state;
        self.forced = false;
        let Surroundings { gil, me, .. } = self.place;
        if let Some(gil) = gil {
            gil.drop(me, self);
        }
        self.holding = false;
        if self.forced || gil.is_none() {
            match state {
                Some(state) => self.enter(state, NONE),
                None => self.end(self.now()),
            }
        }
    }

    fn end(&self, t_us: f64) {
        self.place.diary.end(t_us);
    }

    fn enter(&mut self, state: State, arg: u32) {
        self.state(self.now(), state, arg);
    }

    fn state(&mut self, t_us: f64, state: State, arg: u32) {
        self.now_in = (state, t_us);
        self.place.diary.state(t_us, state, self.op, self.rep, arg);
    }

    fn event(&self, t_us: f64, event: EventKind, arg: u32) {
        self.place.diary.event(t_us, event, self.op, self.rep, arg);
    }

    fn now(&self) -> f64 {
        self.place.clock.now() - self.place.origin_us
    }
}
