//! What a measured run comes to, once every lane has left.
//!
//! Invariant: a run that failed or was stopped has no Report, nor has one that lost a record.

use super::{Findings, Run};
use crate::engine::baseline::cost_us;
use crate::engine::clock::NO_CLOCK;
use crate::engine::control::Phase;
use crate::engine::{recorder, transcript};
use crate::error::{Error, Result};
use crate::timeline::Timeline;
use crate::timeline::metrics::Metrics;
use crate::timeline::micros;
use crate::timeline::report::{Engine, Environment, Head, Report};
use crate::timeline::work::Work;
use std::sync::atomic::Ordering;

impl Run {
    /// The Report, once every lane has left.
    ///
    /// # Errors
    /// `Cancelled`, or `Failed` with what went wrong.
    pub fn report(&self, environment: Environment) -> Result<Report> {
        let findings = self.findings();
        if let Some(failure) = &findings.failure {
            return Err(Error::Failed(failure.clone()));
        }
        if self.control.phase.load(Ordering::Acquire) != Phase::Done as u32 {
            return Err(Error::Cancelled);
        }
        if let Some(lane) = self.diaries.iter().position(recorder::Diary::overflowed) {
            return Err(Error::Failed(format!(
                "lane {lane} had more to record than its {} records; use a smaller repeat or a longer switch or check interval",
                self.plan.lanes[lane].capacity
            )));
        }
        let (timeline, backwards_us) = transcript::timeline(&self.plan.lanes, &self.diaries, &findings.workers);
        let report = self.conclude(timeline, &findings, Environment { backwards_us, ..environment });
        let Head { one_thread_us, clock_error_us, .. } = report.head;
        if !(one_thread_us + clock_error_us).is_finite() {
            return Err(Error::Failed(NO_CLOCK.into()));
        }
        Ok(report)
    }

    fn conclude(&self, timeline: Timeline, findings: &Findings, environment: Environment) -> Report {
        let scenario = &self.plan.scenario;
        let work = Work::of(scenario, environment.cores, &|op| cost_us(op, &findings.costs) * 1000.0);
        let head = Head {
            engine: Engine::Measured,
            scenario: scenario.clone(),
            wall_us: micros(timeline.wall()),
            one_thread_us: work.one_thread_us,
            clock_error_us: findings.clock_error_us,
            metrics: Metrics::of(&timeline, scenario, &work, environment.cores),
            environment: Environment {
                timer_step_us: self.step_us,
                lived_us: findings.lived_us,
                free: self.free(findings.watched, findings.watched_alone),
                backends: self.plan.backends(),
                version: env!("CARGO_PKG_VERSION").into(),
                ..environment.noting(scenario)
            },
            residuals: findings.residuals.clone(),
            doubts: Vec::new(),
        };
        Report::judged(head, timeline)
    }
}
