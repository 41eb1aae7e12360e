//! What a run finds out before its start barrier: how the lanes' clocks differ, and what the work costs alone.
//!
//! Invariant: no lane computes beside one that times, and nothing of this is on the timeline.

use super::{Phase, Run};
use crate::engine::baseline::{self, alone, batch_us, owned};
use crate::engine::calibrate::Offset;
use crate::engine::clock::LaneClock;
use crate::engine::control::Broken;
use crate::engine::workbench::Workbench;
use crate::scenario::Op;
use std::sync::atomic::Ordering;

impl Run {
    pub(super) fn start(&self, clock: LaneClock) {
        self.origin_us.store(clock.now().to_bits(), Ordering::Relaxed);
        self.enter(Phase::Running);
    }

    /// When the start barrier opened, on the common clock.
    pub(super) fn origin_us(&self) -> f64 {
        f64::from_bits(self.origin_us.load(Ordering::Relaxed))
    }

    /// This lane's clock, put on lane 0's base.
    pub(super) fn calibrated(&self, me: usize) -> Result<LaneClock, Broken> {
        let shift_us = self.hooks.shift.filter(|(lane, _)| *lane == me).map_or(0.0, |(_, us)| us);
        let own = LaneClock { source: self.clock, shift_us, offset_us: 0.0 };
        let lanes = self.plan.lanes.len();
        let Offset { offset_us, error_us } = if self.hooks.no_calibration {
            Offset { offset_us: 0.0, error_us: self.step_us }
        } else if me == 0 {
            self.ping_pong.serve(own, lanes - 1, &self.control.stop)?;
            Offset { offset_us: 0.0, error_us: self.step_us }
        } else {
            self.ping_pong.measure(me, lanes, own, self.step_us, &self.control.stop)?
        };
        if !(offset_us + error_us).is_finite() {
            return Err(Broken::Clock);
        }
        let mut findings = self.findings();
        findings.clock_error_us = findings.clock_error_us.max(error_us);
        Ok(LaneClock { offset_us, ..own })
    }

    /// The first lane of each group, one after the other, times the operations that no earlier group has.
    pub(super) fn time_alone(&self, me: usize, bench: &mut Workbench) -> Result<(), Broken> {
        let lane = &self.plan.lanes[me];
        if lane.index > 0 {
            return Ok(());
        }
        self.baton.wait(lane.thread, &self.control.stop)?;
        let scenario = &self.plan.scenario;
        let ops = &scenario.threads[lane.thread].ops;
        let owned = owned(scenario, lane.thread);
        let mut rate = self.findings().iterations_per_us;
        if rate == 0.0 && owned.iter().any(|&at| matches!(ops[at], Op::Python { .. })) {
            rate = baseline::iterations_per_us(self.plan.policy, self.clock, &self.control.stop)?;
            if !rate.is_finite() {
                return Err(Broken::Clock);
            }
            self.findings().iterations_per_us = rate;
        }
        if lane.thread == 0 {
            self.watch_alone();
        }
        let batch_us = batch_us(&owned, scenario.threads.len());
        for at in owned {
            let us = alone(&ops[at], bench, self.plan.policy, rate, batch_us, self.clock, &self.control.stop)?;
            self.findings().costs.push((ops[at].clone(), us));
        }
        self.baton.pass();
        Ok(())
    }
}
