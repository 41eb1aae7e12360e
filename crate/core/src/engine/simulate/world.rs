//! The simulated machine at one moment, and how time passes.
//!
//! Invariants: only the alarm that goes off moves time; lanes that got a core act before time moves on, in the order in
//! which they got it. To look at a taken lock needs no core: who has slept long preempts for that moment.

use super::alarms::Alarms;
use super::cores::Cores;
use super::lane::{Lane, Mode};
use super::lock::Lock;
use super::machine::{INSTRUCTION, MOST_ALARMS, MOST_ENTRIES, to_checkpoint};
use super::pool::Pool;
use super::program::{Program, Step};
use super::record::Record;
use crate::gil::policy::{Policy, Switch};
use crate::scenario::Scenario;
use crate::timeline::{self, Cause, LONGEST, Nanos, State, Timeline, nanos};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use std::collections::VecDeque;

/// Everything there is at one moment.
pub(super) struct World {
    pub(super) now: Nanos,
    pub(super) alarms: Alarms,
    pub(super) lanes: Vec<Lane>,
    pub(super) programs: Vec<Program>,
    pub(super) locks: Vec<Lock>,
    /// Each lane's wait on its lock's `cond`; 0 when it does not wait.
    pub(super) tickets: Vec<u64>,
    pub(super) cores: Cores,
    /// Lanes that got a core and have not acted yet.
    pub(super) granted: VecDeque<usize>,
    pub(super) pool: Pool,
    pub(super) record: Record,
    pub(super) chance: SplitMix64,
    pub(super) switch: Switch,
    pub(super) interval: Nanos,
    pub(super) to_checkpoint: Nanos,
    pub(super) check_interval: u32,
    /// What that many instructions take.
    pub(super) tick: Nanos,
    wake: Nanos,
}

impl World {
    pub(super) fn new(scenario: &Scenario, policy: &Policy, rows: Vec<timeline::Lane>) -> Self {
        let lane = |row: &timeline::Lane| {
            let group = &scenario.threads[row.thread];
            let lock = policy.lock_of(scenario.interpreter(row.thread, row.index));
            Lane::new(row.thread, group.repeat, lock, row.parent)
        };
        let lanes: Vec<Lane> = rows.iter().map(lane).collect();
        let locks = lanes.iter().filter_map(|lane| lane.lock).max().map_or(0, |last| last + 1);
        Self {
            now: 0,
            alarms: Alarms::new(lanes.len() + 1),
            programs: scenario.threads.iter().map(|thread| Program::new(thread, policy)).collect(),
            locks: (0..locks).map(|_| Lock::default()).collect(),
            tickets: vec![0; lanes.len()],
            cores: Cores::new(scenario.cores as usize, nanos(scenario.quantum_us), lanes.len()),
            granted: VecDeque::new(),
            pool: Pool::new(scenario.blas),
            record: Record::new(rows),
            chance: SplitMix64::seed_from_u64(scenario.seed),
            switch: policy.switch,
            interval: nanos(scenario.switch_interval_us),
            to_checkpoint: to_checkpoint(policy.checkpoints),
            check_interval: scenario.check_interval,
            tick: u64::from(scenario.check_interval) * INSTRUCTION,
            wake: nanos(scenario.wake_us),
            lanes,
        }
    }

    /// Lets everything happen; says whether it came to its end before there was too much of it.
    pub(super) fn run(&mut self) -> bool {
        for lane in 0..self.lanes.len() {
            if self.lanes[lane].parent.is_none() {
                self.want_core(lane);
            }
        }
        let mut alarms = 0;
        loop {
            while let Some(lane) = self.granted.pop_front() {
                self.act(lane);
            }
            let Some((who, at)) = self.alarms.next() else { break };
            self.now = at;
            self.go_off(who);
            alarms += 1;
            if at > LONGEST || alarms > MOST_ALARMS || self.record.entries() > MOST_ENTRIES {
                return false;
            }
        }
        debug_assert!(self.lanes.iter().all(|lane| lane.mode == Mode::Off), "every lane comes to its end");
        true
    }

    pub(super) fn into_timeline(self) -> Timeline {
        self.record.into_timeline()
    }

    fn go_off(&mut self, who: usize) {
        match self.lanes.get(who).map(|lane| lane.mode) {
            None => self.slices_over(),
            Some(Mode::Running) => self.burst_alarm(who),
            Some(Mode::Waiting) => self.waited_an_interval(who),
            Some(Mode::Waking) => self.awake(who),
            Some(mode) => unreachable!("lane {who} is {mode:?} and has no alarm"),
        }
    }

    /// The lane wants a core, to act on it.
    pub(super) fn want_core(&mut self, lane: usize) {
        self.lanes[lane].mode = Mode::Ready;
        if self.cores.request(lane, self.now) {
            self.granted.push_back(lane);
        } else {
            self.enter(lane, State::Runnable, None);
            self.watch_slices();
        }
    }

    /// The lane gives its core up and is from now on in this mode.
    pub(super) fn leave_core(&mut self, lane: usize, mode: Mode) {
        self.lanes[lane].mode = mode;
        if let Some(next) = self.cores.release(lane, self.now) {
            self.granted.push_back(next);
        }
    }

    fn watch_slices(&mut self) {
        if let Some(end) = self.cores.next_expiry() {
            self.alarms.set(self.lanes.len(), end.max(self.now));
        }
    }

    fn slices_over(&mut self) {
        while let Some(lane) = self.cores.expired(self.now) {
            self.spend(lane);
            self.alarms.clear(lane);
            self.leave_core(lane, Mode::Ready);
            self.want_core(lane);
        }
        self.watch_slices();
    }

    /// The lane is woken; it takes a while to be awake.
    pub(super) fn wake(&mut self, lane: usize) {
        self.sleep_until(lane, self.now);
    }

    /// The lane's sleep ends then; it takes a while to be awake.
    pub(super) fn sleep_until(&mut self, lane: usize, end: Nanos) {
        let late = self.latency();
        self.lanes[lane].mode = Mode::Waking;
        self.alarms.set(lane, end + late);
    }

    /// From half to one and a half of the wake latency.
    pub(super) fn latency(&mut self) -> Nanos {
        if self.wake == 0 { 0 } else { self.wake / 2 + self.chance.next_u64() % self.wake }
    }

    fn awake(&mut self, lane: usize) {
        match self.wanted_lock(lane) {
            Some(lock) if self.locks[lock].holder.is_some() => self.wait(lane, lock),
            _ => self.want_core(lane),
        }
    }

    /// The step that is next or under way; none at the end of the program.
    pub(super) fn step(&self, lane: usize) -> Option<Step> {
        let it = &self.lanes[lane];
        self.programs[it.program].steps.get(it.step).map(|step| step.1)
    }

    /// The lane's step is complete.
    pub(super) fn advance(&mut self, lane: usize) {
        let it = &mut self.lanes[lane];
        let program = &self.programs[it.program];
        it.step += 1;
        if it.step == program.steps.len() && it.rep + 1 < it.repeat {
            it.rep += 1;
            it.step = program.again;
        }
    }

    pub(super) fn enter(&mut self, lane: usize, state: State, cause: Option<Cause>) {
        let it = &self.lanes[self.lanes[lane].parent.unwrap_or(lane)];
        let steps = &self.programs[it.program].steps;
        let op = steps[it.step.min(steps.len() - 1)].0;
        self.record.enter(self.now, lane, state, (op, it.rep), cause);
    }
}
