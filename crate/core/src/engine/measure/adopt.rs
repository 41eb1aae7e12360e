//! A run whose lanes were processes of their own: their diaries and findings come from outside, everything else is that
//! of any measured run.
//!
//! Invariant: what is adopted was measured; only a run that never started adopts.

use super::{Findings, Run};
use crate::engine::control::Phase;
use crate::scenario::Op;
use crate::timeline::report::{Residual, maybe_infinite};
use serde::{Deserialize, Serialize};

/// What was found for one operation: its cost alone in microseconds, or its worst residual.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Finding {
    /// The group of threads.
    pub group: usize,
    /// Which of its operations.
    pub op: usize,
    /// Infinite is written as `null`.
    #[serde(deserialize_with = "maybe_infinite")]
    #[cfg_attr(feature = "types", ts(as = "Option<f64>"))]
    pub value: f64,
}

/// What the processes found out.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Found {
    /// How far two lanes' times can be apart.
    pub clock_error_us: f64,
    /// What each operation costs alone.
    pub costs: Vec<Finding>,
    /// Of each kernel, from each lane.
    pub residuals: Vec<Finding>,
    /// The iterations of bytecode that each lane executed.
    pub iterations: Vec<u64>,
}

impl Run {
    /// Takes what the processes found out; their diaries are in place already.
    pub fn adopt(&self, found: &Found) {
        let mut findings = self.findings();
        findings.clock_error_us = found.clock_error_us;
        let op = |found: &Finding| &self.plan.scenario.threads[found.group].ops[found.op];
        findings.costs.extend(found.costs.iter().map(|cost| (op(cost).clone(), cost.value)));
        for residual in &found.residuals {
            if let Op::Kernel(kernel) = op(residual) {
                findings.note(Residual::of(kernel, residual.value));
            }
        }
        for (lane, &iterations) in found.iterations.iter().enumerate() {
            findings.workers[lane] = Some(lane as u32 + 1);
            self.diaries[lane].executed(iterations);
        }
        self.enter(Phase::Done);
    }
}

impl Findings {
    /// How long a lane was there by its own clock; one that went back, or shows no time, counted nothing.
    pub(super) fn lived(&mut self, us: f64) {
        let us = us.max(0.0);
        let [least, most] = self.lived_us.unwrap_or([us, us]);
        self.lived_us = Some([least.min(us), most.max(us)]);
    }

    /// The worst residual of each kernel and size counts.
    pub(super) fn note(&mut self, found: Residual) {
        match self.residuals.iter_mut().find(|known| known.same_kernel(&found)) {
            Some(known) => known.max = known.max.max(found.max),
            None => self.residuals.push(found),
        }
    }
}
