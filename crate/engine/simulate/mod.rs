//! The simulator: the same question on as many virtual cores as one likes, in discrete events.
//!
//! Invariants: the same Scenario and seed give the same bytes on every platform, because time counts in whole
//! nanoseconds, chance comes from one seeded integer generator, and ties are broken by the order of scheduling. It reads
//! no clock, starts no thread and iterates over no hash.

mod blas;
mod cores;
mod cpu;
mod gil;
mod lane;
mod locks;
mod program;
mod queue;
mod record;
mod world;

use crate::error::{Error, Result};
use crate::gil::policy::{self, Policy};
use crate::kernels;
use crate::scenario::{Op, Scenario};
use crate::timeline::metrics::{Metrics, micros};
use crate::timeline::report::{Engine, Environment, Head, Report};
use crate::timeline::{Lane, Nanos};
use world::World;

/// A timed wait ends so much late: Linux' default timer slack (`PR_SET_TIMERSLACK`, prctl(2)).
const TIMER_SLACK: Nanos = 50_000;
/// From a drop request to the next checkpoint of bytecode: a few instructions.
const CHECKPOINT: Nanos = 100;
/// What a bare release costs before the thread can take again: the system call that wakes a waiter.
const RELEASE: Nanos = 3_000;
/// One instruction of CPython 2.7, for its ticks.
const INSTRUCTION: Nanos = 40;
/// What a 2.7 holder loses each time it wakes a waiter, fitted to two hogs at the default `check_interval` on two cores
/// (measured 1.35 to 1.8 times the sequential time).
const TICK_WAKE: Nanos = 20_000;
/// Starting and joining one more BLAS thread.
const BLAS_SYNC: Nanos = 5_000;
/// The most events that are simulated, and the most spans that are kept.
const MOST: u64 = if cfg!(target_arch = "wasm32") { 2_000_000 } else { 50_000_000 };

/// Simulates a Scenario.
///
/// # Errors
/// `BadInput` when the timeline would be too long to keep.
pub fn simulate(scenario: &Scenario) -> Result<Report> {
    let policy = policy::of(scenario.runtime);
    let mut world = World::new(scenario, policy);
    world.run().map_err(|kept| {
        Error::BadInput(format!(
            "this timeline has more than {MOST} entries ({kept}): use fewer threads or operations, or a longer interval"
        ))
    })?;
    let timeline = world.into_timeline();
    let one_thread_us = one_thread_us(scenario, policy);
    let head = Head {
        engine: Engine::Simulated,
        scenario: scenario.clone(),
        wall_us: micros(timeline.wall()),
        one_thread_us,
        clock_error_us: 0.0,
        environment: Environment::simulated(scenario.cores as usize),
        metrics: Metrics::of(&timeline, one_thread_us, scenario.cores as usize),
        residuals: Vec::new(),
    };
    Ok(Report { head, timeline })
}

/// The whole work on one lane with nobody else.
fn one_thread_us(scenario: &Scenario, policy: Policy) -> f64 {
    let groups = scenario.threads.iter().map(|thread| {
        let pass: Nanos = thread.ops.iter().map(|op| cost(op, policy)).sum();
        u64::from(thread.count) * u64::from(thread.repeat) * pass
    });
    micros(groups.sum())
}

/// What an operation takes alone on one core.
fn cost(op: &Op, policy: Policy) -> Nanos {
    match op {
        Op::Python { us } => nanos(us * policy.overhead),
        Op::Kernel(kernel) => nanos(kernel.us.unwrap_or_else(|| kernels::recorded_us(&kernel.name, kernel.n))),
        Op::Wait { us } => nanos(*us),
    }
}

/// Microseconds as whole nanoseconds.
fn nanos(us: f64) -> Nanos {
    (us * 1000.0).round() as Nanos
}

/// The lanes of a Scenario, each followed by its BLAS helpers.
fn lanes(scenario: &Scenario) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for (thread, group) in scenario.threads.iter().enumerate() {
        let team = group.ops.iter().map(|op| match op {
            Op::Kernel(kernel) => kernel.blas_threads,
            Op::Python { .. } | Op::Wait { .. } => 1,
        });
        let team = team.max().unwrap_or(1);
        for index in 0..group.count {
            let parent = lanes.len();
            let name = group.lane_name(index);
            let row = |name, parent| Lane {
                name,
                thread,
                index: index as usize,
                parent,
                worker: None,
                iterations: None,
                spans: Vec::new(),
            };
            lanes.push(row(name.clone(), None));
            lanes.extend((2..=team).map(|helper| row(format!("{name} · blas {helper}"), Some(parent))));
        }
    }
    lanes
}
