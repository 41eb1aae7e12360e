//! A run whose lanes were processes of their own: their diaries and findings come from outside, everything else is that
//! of any measured run.
//!
//! Invariant: what is adopted was measured; only a run that never started adopts.

use super::{Findings, Run};
use crate::engine::control::Phase;
use crate::scenario::Op;
use crate::timeline::report::Residual;

/// What the processes found out.
#[derive(Debug, Default)]
pub struct Found<'a> {
    /// How far two lanes' times can be apart.
    pub clock_error_us: f64,
    /// Group, operation and what it costs alone in microseconds, one after the other.
    pub costs: &'a [f64],
    /// Group, operation and worst residual, one after the other.
    pub residuals: &'a [f64],
    /// The iterations of bytecode that each lane executed.
    pub iterations: &'a [f64],
}

impl Run {
    /// Takes what the processes found out; their diaries are in place already.
    pub fn adopt(&self, found: &Found) {
        let mut findings = self.findings();
        findings.clock_error_us = found.clock_error_us;
        for (op, us) in self.ops_of(found.costs) {
            findings.costs.push((op.clone(), us));
        }
        for (op, max) in self.ops_of(found.residuals) {
            if let Op::Kernel(kernel) = op {
                findings.note(Residual::of(kernel, max));
            }
        }
        for (lane, &iterations) in found.iterations.iter().enumerate() {
            findings.workers[lane] = Some(lane as u32 + 1);
            self.diaries[lane].executed(iterations as u64);
        }
        self.enter(Phase::Done);
    }

    fn ops_of<'a>(&'a self, triples: &'a [f64]) -> impl Iterator<Item = (&'a Op, f64)> {
        triples.chunks_exact(3).map(|it| (&self.plan.scenario.threads[it[0] as usize].ops[it[1] as usize], it[2]))
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
