//! The simulated machine: lanes, locks and cores, and what each event does to them.
//!
//! Invariants G1–G10 of the model live here: one holder a lock; a forced dropper runs again only after another took; a
//! waiter asks only if it saw no switch; a release is free to a thread that is back before the waiter wakes; a kernel that
//! holds ignores requests until it returns; requests coalesce; order is chance.

use super::cores::Cores;
use super::lane::{After, Goal, Lane, Step};
use super::locks::Lock;
use super::queue::{Due, Queue, What};
use super::record::Record;
use super::{CHECKPOINT, INSTRUCTION, MOST, RELEASE, TICK_WAKE, TIMER_SLACK, cost, lanes, nanos};
use crate::gil::policy::{Covers, Policy, Switch};
use crate::scenario::{Op, Scenario};
use crate::timeline::{Cause, CauseKind, EventKind, Nanos, State, Timeline};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// Everything there is at one moment.
pub(super) struct World {
    pub(super) now: Nanos,
    pub(super) queue: Queue,
    pub(super) lanes: Vec<Lane>,
    programs: Vec<Vec<Step>>,
    locks: Vec<Lock>,
    cores: Cores,
    pub(super) record: Record,
    chance: SplitMix64,
    policy: Policy,
    interval: Nanos,
    tick: Nanos,
    wake: Nanos,
    quantum: Nanos,
    pub(super) pool: super::blas::Pool,
}

impl World {
    pub(super) fn new(scenario: &Scenario, policy: Policy) -> Self {
        let rows = lanes(scenario);
        let step = |op: &Op| match op {
            Op::Python { .. } => Step::Python(cost(op, policy)),
            Op::Kernel(kernel) => {
                Step::Kernel { work: cost(op, policy), released: policy.lets_go(kernel), team: kernel.blas_threads }
            }
            Op::Wait { .. } => Step::Wait { time: cost(op, policy), outside: policy.waits_outside() },
        };
        let lane = |row: &crate::timeline::Lane| Lane {
            group: row.thread,
            repeat: scenario.threads[row.thread].repeat,
            op: 0,
            rep: 0,
            lock: policy.lock_of(scenario.threads[row.thread].interpreter),
            goal: Goal::Take(After::Begin),
            remaining: 0,
            since: 0,
            running: false,
            slice: 0,
            armed: false,
            epoch: 0,
            seen: 0,
            signalled: false,
            shares: 0,
            parent: row.parent,
            ended: false,
        };
        let interpreters = scenario.threads.iter().map(|thread| thread.interpreter as usize + 1).max().unwrap_or(1);
        Self {
            now: 0,
            queue: Queue::default(),
            lanes: rows.iter().map(lane).collect(),
            programs: scenario.threads.iter().map(|thread| thread.ops.iter().map(step).collect()).collect(),
            locks: (0..interpreters).map(|_| Lock::default()).collect(),
            cores: Cores::new(scenario.cores, rows.len()),
            record: Record::new(rows),
            chance: SplitMix64::seed_from_u64(scenario.seed),
            policy,
            interval: nanos(scenario.switch_interval_us),
            tick: u64::from(scenario.check_interval) * INSTRUCTION,
            wake: nanos(scenario.wake_us),
            quantum: nanos(scenario.quantum_us).max(1),
            pool: super::blas::Pool::new(scenario.blas),
        }
    }

    /// Lets everything happen. Fails with the number of entries when there are too many.
    pub(super) fn run(&mut self) -> Result<(), u64> {
        for lane in 0..self.lanes.len() {
            if self.lanes[lane].parent.is_none() {
                self.want_core(lane, Goal::Take(After::Begin));
            }
        }
        while let Some(due) = self.queue.next() {
            self.now = due.at;
            if self.lanes[due.lane as usize].epoch == due.epoch {
                self.happen(due);
            }
            if self.record.kept().max(self.queue.scheduled()) > MOST {
                return Err(self.record.kept());
            }
        }
        debug_assert!(self.lanes.iter().all(|lane| lane.ended || lane.parent.is_some()), "every lane comes to its end");
        Ok(())
    }

    pub(super) fn into_timeline(self) -> Timeline {
        self.record.into_timeline()
    }

    fn happen(&mut self, due: Due) {
        let lane = due.lane as usize;
        match due.what {
            What::BurstDone => {
                self.lanes[lane].remaining = 0;
                self.burst_done(lane);
            }
            What::Quantum => self.slice_over(lane),
            What::Timeout => self.waited_an_interval(lane),
            What::Woke => {
                let goal = self.lanes[lane].goal;
                self.want_core(lane, goal);
            }
            What::Checkpoint => self.checkpoint(lane),
            What::Tick => self.ticker_ran_out(lane),
        }
    }

    // ── cores ──

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

    fn on_core(&mut self, lane: usize) {
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

    fn arm(&mut self, lane: usize) {
        let end = (self.lanes[lane].slice + self.quantum).max(self.now);
        if !std::mem::replace(&mut self.lanes[lane].armed, true) {
            self.queue.at(end, What::Quantum, lane, self.lanes[lane].epoch);
        }
    }

    fn slice_over(&mut self, lane: usize) {
        self.lanes[lane].armed = false;
        if self.cores.waiting() > 0 {
            self.stop_burst(lane);
            let goal = self.lanes[lane].goal;
            self.leave_core(lane);
            self.want_core(lane, goal);
        }
    }

    // ── bursts ──

    /// What a lane does as soon as it has a core.
    fn pursue(&mut self, lane: usize) {
        match self.lanes[lane].goal {
            Goal::Take(after) => self.take(lane, after),
            Goal::Taken(after) => self.taken(lane, after),
            Goal::Python => self.python(lane),
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
    fn stop_burst(&mut self, lane: usize) {
        let it = &mut self.lanes[lane];
        it.remaining = it.remaining.saturating_sub(self.now - it.since);
        it.since = self.now;
    }

    fn burst_done(&mut self, lane: usize) {
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

    /// Bytecode begins or goes on; where it must look at the lock is scheduled.
    fn python(&mut self, lane: usize) {
        self.burst(lane, Goal::Python, State::Python);
        let Some(lock) = self.lanes[lane].lock else { return };
        let epoch = self.lanes[lane].epoch;
        if self.locks[lock].drop_request {
            self.queue.at(self.now + CHECKPOINT, What::Checkpoint, lane, epoch);
        }
        if self.policy.switch == Switch::Ticks && self.locks[lock].somebody_waits() {
            self.queue.at(self.now + self.tick, What::Tick, lane, epoch);
        }
    }

    // ── the program ──

    fn step(&self, lane: usize) -> Step {
        let it = &self.lanes[lane];
        self.programs[it.group][it.op]
    }

    fn released(&self, lane: usize) -> bool {
        matches!(self.step(lane), Step::Kernel { released: true, .. })
    }

    /// The lane has the lock, or needs none, and a core: its operation begins.
    fn begin(&mut self, lane: usize) {
        match self.step(lane) {
            Step::Python(time) => {
                self.lanes[lane].remaining = time;
                self.python(lane);
            }
            Step::Kernel { released: true, .. } | Step::Wait { outside: true, .. } => {
                self.drop_lock(lane, Goal::Outside);
            }
            Step::Kernel { .. } => self.compute(lane),
            Step::Wait { .. } => self.block(lane, Goal::Finish),
        }
    }

    /// The lock is dropped and the lane still has its core.
    fn outside(&mut self, lane: usize) {
        match self.step(lane) {
            Step::Wait { .. } => {
                self.lanes[lane].remaining = RELEASE;
                self.burst(lane, Goal::Release, State::Io);
            }
            Step::Kernel { .. } => self.compute(lane),
            Step::Python(_) => unreachable!("bytecode runs inside the lock"),
        }
    }

    fn compute(&mut self, lane: usize) {
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
    fn block(&mut self, lane: usize, goal: Goal) {
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
    fn latency(&mut self) -> Nanos {
        self.wake / 2 + if self.wake == 0 { 0 } else { self.chance.next_u64() % self.wake }
    }

    /// The operation is complete; the lane has a core, and the lock if the policy wants it between operations.
    fn finish(&mut self, lane: usize) {
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
        } else {
            self.begin(lane);
        }
    }

    fn end(&mut self, lane: usize) {
        self.free(lane);
        self.record.close(self.now, lane);
        self.lanes[lane].ended = true;
        self.leave_core(lane);
    }

    // ── the lock ──

    fn take(&mut self, lane: usize, after: After) {
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
        if self.policy.switch == Switch::Ticks && self.locks[at].winner.is_none() && self.chance.next_u64() & 1 == 0 {
            self.locks[at].winner = Some(lane);
        } else {
            self.locks[at].asleep.push(lane);
        }
        self.start_timer(lane, at);
        let it = &self.lanes[holder];
        if self.policy.switch == Switch::Ticks && it.running && it.goal == Goal::Python {
            self.queue.at(self.now + self.tick, What::Tick, holder, it.epoch);
        }
    }

    fn what_holds(&self, holder: usize) -> CauseKind {
        match self.lanes[holder].goal {
            Goal::Kernel | Goal::Compute | Goal::Computed | Goal::Finish => CauseKind::Kernel,
            _ => CauseKind::Bytecode,
        }
    }

    fn acquire(&mut self, lane: usize, at: usize) {
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

    fn taken(&mut self, lane: usize, after: After) {
        self.lanes[lane].signalled = false;
        match after {
            After::Begin => self.begin(lane),
            After::Continue => self.python(lane),
            After::Finish => self.finish(lane),
        }
    }

    /// `drop` without a forced switch: frees the lock and signals a waiter.
    fn free(&mut self, lane: usize) {
        let Some(at) = self.lanes[lane].lock else { return };
        self.record.event(self.now, lane, EventKind::Drop, None);
        self.locks[at].holder = None;
        if let Some(winner) = self.locks[at].winner.take() {
            self.locks[at].asleep.push(winner);
        }
        self.signal(at);
    }

    fn signal(&mut self, at: usize) -> bool {
        let signalled = self.locks[at].signal(&mut self.chance);
        if let Some(waiter) = signalled {
            self.lanes[waiter].signalled = true;
            let goal = self.lanes[waiter].goal;
            self.wake_at(waiter, self.now, goal);
        }
        signalled.is_some()
    }

    /// `drop`: frees the lock; with a request pending it waits for the switch before it pursues its goal.
    fn drop_lock(&mut self, lane: usize, goal: Goal) {
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

    fn start_timer(&mut self, lane: usize, at: usize) {
        if self.policy.switch == Switch::Request {
            let late = self.latency();
            let it = &mut self.lanes[lane];
            it.seen = self.locks[at].switch_number;
            self.queue.at(self.now + self.interval + TIMER_SLACK + late, What::Timeout, lane, it.epoch);
        }
    }

    fn waited_an_interval(&mut self, lane: usize) {
        let Some(at) = self.lanes[lane].lock else { return };
        let Some(holder) = self.locks[at].holder else {
            // Somebody else was signalled; this lane is awake first.
            self.locks[at].wake(lane);
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
        self.start_timer(lane, at);
    }

    fn checkpoint(&mut self, lane: usize) {
        let asked = self.lanes[lane].lock.is_some_and(|at| self.locks[at].drop_request);
        if asked && self.lanes[lane].goal == Goal::Python {
            self.stop_burst(lane);
            self.drop_lock(lane, Goal::Take(After::Continue));
        }
    }

    /// 2.7: the lock is free for a moment; who is awake just then gets it, else a sleeper is woken and comes too late.
    fn ticker_ran_out(&mut self, lane: usize) {
        let Some(at) = self.lanes[lane].lock else { return };
        self.record.event(self.now, lane, EventKind::Tick, None);
        self.stop_burst(lane);
        if let Some(winner) = self.locks[at].winner.take() {
            self.record.event(self.now, lane, EventKind::Drop, None);
            self.locks[at].holder = None;
            self.acquire(winner, at);
            let Goal::Take(after) = self.lanes[winner].goal else { unreachable!("a winner wants the lock") };
            self.lanes[lane].goal = Goal::Take(After::Continue);
            self.enter(lane, State::GilWait, Some(Cause { kind: CauseKind::LostRace, holder: winner }));
            self.locks[at].asleep.push(lane);
            self.leave_core(lane);
            self.want_core(winner, Goal::Taken(after));
        } else {
            if self.signal(at) {
                self.lanes[lane].remaining += TICK_WAKE;
            }
            self.lanes[lane].epoch += 1;
            let armed = std::mem::replace(&mut self.lanes[lane].armed, false);
            if armed {
                self.arm(lane);
            }
            self.python(lane);
        }
    }

    pub(super) fn enter(&mut self, lane: usize, state: State, cause: Option<Cause>) {
        let it = &self.lanes[lane];
        self.record.enter(self.now, lane, state, (it.op, it.rep), cause);
    }
}
