//! One lane of a run whose lanes are processes: each has a memory of its own, so whoever drives it takes and drops the
//! lock for it, by messages.
//!
//! Invariants: the inputs, the kernels, the warm-up and the times alone are those of the lanes that are threads, so the
//! residuals are the same to the last bit; nothing here waits for another process.

use super::baseline;
use super::clock::{self, Clock, NO_CLOCK};
use super::control::{Broken, Stop};
use super::measure::Finding;
use super::plan::Plan;
use super::workbench::Workbench;
use crate::error::{Error, Result};
use crate::kernels::Alone;
use crate::scenario::{KernelOp, Op, Thread};

/// The clock of a page that is not isolated has coarse steps: what is timed lasts so many.
const STEPS: f64 = 20.0;

/// See the module.
pub struct Process {
    plan: Plan,
    me: usize,
    bench: Workbench,
    clock: Clock,
    stop: Stop,
}

impl Process {
    /// Makes the inputs of lane `me` of the plan.
    pub fn new(plan: Plan, me: usize, clock: Clock) -> Self {
        let bench = Workbench::new(&plan.scenario.threads[plan.lanes[me].thread], me);
        Self { plan, me, bench, clock, stop: Stop::default() }
    }

    fn group(&self) -> &Thread {
        &self.plan.scenario.threads[self.plan.lanes[self.me].thread]
    }

    /// Runs each kernel until its time settles.
    ///
    /// # Errors
    /// `Failed` where a kernel gives no result, here as below.
    pub fn warm_up(&mut self) -> Result<()> {
        baseline::warm_up(&mut self.bench, &Alone, self.clock, &self.stop).map_err(said)
    }

    /// How many iterations of bytecode a microsecond has.
    pub fn iterations_per_us(&self) -> f64 {
        baseline::iterations_per_us(self.plan.policy, self.clock, &self.stop).unwrap_or_default()
    }

    /// What the operations that this lane times for all cost alone, in microseconds: only the first lane of a group has any.
    ///
    /// # Errors
    /// See `warm_up`.
    pub fn alone(&mut self, iterations_per_us: f64) -> Result<Vec<Finding>> {
        let Self { plan, me, bench, clock, stop } = self;
        let lane = &plan.lanes[*me];
        if lane.index > 0 {
            return Ok(Vec::new());
        }
        let groups = &plan.scenario.threads;
        let owned = baseline::owned(&plan.scenario, lane.thread);
        let batch_us = baseline::batch_us(&owned, groups.len()).max(STEPS * clock::step(*clock));
        let ops = &groups[lane.thread].ops;
        let timed = owned.into_iter().map(|at| {
            let us = baseline::alone(&ops[at], bench, plan.policy, iterations_per_us, batch_us, *clock, stop);
            us.map(|value| Finding { group: lane.thread, op: at, value }).map_err(said)
        });
        timed.collect()
    }

    /// Computes one kernel operation.
    ///
    /// # Errors
    /// See `warm_up`.
    pub fn call(&mut self, at: usize) -> Result<()> {
        let Self { plan, me, bench, .. } = self;
        match &plan.scenario.threads[plan.lanes[*me].thread].ops[at] {
            Op::Kernel(kernel) => bench.run(bench.find(kernel), &Alone).map_err(said),
            Op::Python { .. } | Op::Wait { .. } => Ok(()),
        }
    }

    /// Executes so many iterations of bytecode.
    pub fn execute(&self, iterations: u64) {
        let done = baseline::execute_alone(iterations, self.plan.policy, &self.stop);
        debug_assert!(done.is_ok(), "nobody stops a process but by ending it");
    }

    /// The worst residual of each kernel that ran, by the operation that it stands in.
    pub fn residuals(&self) -> Vec<Finding> {
        let group = self.plan.lanes[self.me].thread;
        let at = |kernel: &KernelOp| {
            self.group().ops.iter().position(|op| matches!(op, Op::Kernel(other) if other.same_work(kernel)))
        };
        self.bench.residuals().filter_map(|(kernel, value)| Some(Finding { group, op: at(kernel)?, value })).collect()
    }
}

fn said(broken: Broken) -> Error {
    match broken {
        Broken::Stopped => Error::Cancelled,
        Broken::Clock => Error::Failed(NO_CLOCK.into()),
        Broken::Kernel(kernel, why) => Error::Failed(format!("{kernel} {why}; try another size")),
    }
}
