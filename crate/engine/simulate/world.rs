//! The simulated machine at one moment, and how time passes.
//!
//! Invariant: only the event that is due changes anything, and an event of an old epoch changes nothing.

use super::cores::Cores;
use super::lane::{After, Goal, Lane, Step};
use super::locks::Lock;
use super::queue::{Due, Queue, What};
use super::record::Record;
use super::{INSTRUCTION, MOST, cost, lanes, nanos};
use crate::gil::policy::Policy;
use crate::scenario::{Op, Scenario};
use crate::timeline::{Cause, Nanos, State, Timeline};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::SeedableRng;

/// Everything there is at one moment.
pub(super) struct World {
    pub(super) now: Nanos,
    pub(super) queue: Queue,
    pub(super) lanes: Vec<Lane>,
    pub(super) programs: Vec<Vec<Step>>,
    pub(super) locks: Vec<Lock>,
    pub(super) cores: Cores,
    pub(super) record: Record,
    pub(super) chance: SplitMix64,
    pub(super) policy: Policy,
    pub(super) interval: Nanos,
    pub(super) tick: Nanos,
    pub(super) wake: Nanos,
    pub(super) quantum: Nanos,
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

    pub(super) fn enter(&mut self, lane: usize, state: State, cause: Option<Cause>) {
        let it = &self.lanes[lane];
        self.record.enter(self.now, lane, state, (it.op, it.rep), cause);
    }
}
