//! The simulator: the same question on as many virtual cores as one likes, in discrete events.
//!
//! Invariants: the same Scenario and seed give the same bytes on every platform, because time counts in whole
//! nanoseconds, chance comes from one seeded integer generator, and ties are broken by the order of scheduling. It reads
//! no clock, starts no thread and iterates over no hash.
//!
//! Reading order: `program` (a Scenario under a policy as steps), `lane`, `world` (time, cores and sleep), `act` (what a
//! step does), `gil` and `lock` (the GIL), `blas` (threads inside a kernel); `alarms`, `cores`, `pool`, `record` and
//! `machine` are the leaves.

mod act;
mod alarms;
mod blas;
mod cores;
mod gil;
mod lane;
mod lock;
mod machine;
mod pool;
mod program;
mod record;
mod world;

use super::limits;
use crate::error::{Code, Refusal, Result};
use crate::gil::policy;
use crate::scenario::{Scenario, Thread};
use crate::timeline::metrics::Metrics;
use crate::timeline::report::{Engine, Environment, Head, Report};
use crate::timeline::rows;
use crate::timeline::work::Work;
use crate::timeline::{LONGEST, Nanos, micros};
use world::World;

/// Whether the simulator can answer the Scenario at all.
///
/// # Errors
/// `BadInput` with the value that it can't take, the bound and the fix.
pub fn check(scenario: &Scenario) -> Result<()> {
    limits::simulated(scenario)
}

/// Simulates a Scenario.
///
/// ```
/// use gil_playground::engine::simulate::simulate;
/// use gil_playground::{Scenario, presets};
///
/// let preset = presets::find("qr-released").expect("it is one of them");
/// let report = simulate(&Scenario::from_json(preset.scenario)?)?;
/// assert_eq!(report.to_json(), simulate(&report.head.scenario)?.to_json());
/// # Ok::<(), gil_playground::Error>(())
/// ```
///
/// # Errors
/// `BadInput` when it asks for what can't be simulated, or when there is too much to simulate or to keep.
pub fn simulate(scenario: &Scenario) -> Result<Report> {
    check(scenario)?;
    let policy = policy::of(scenario.runtime);
    let mut world = World::new(scenario, &policy, rows::of(scenario));
    if !world.run() {
        return Err(too_long(world.now).at(scenario.largest(&Thread::total_ops).path("repeat")).into());
    }
    let timeline = world.into_timeline();
    let cores = scenario.cores as usize;
    let work = Work::of(scenario, cores, &|op| program::cost(op, &policy) as f64);
    let head = Head {
        engine: Engine::Simulated,
        scenario: scenario.clone(),
        wall_us: micros(timeline.wall()),
        one_thread_us: work.one_thread_us,
        clock_error_us: 0.0,
        environment: Environment::simulated(cores).noting(scenario),
        metrics: Metrics::of(&timeline, scenario, &work, cores),
        residuals: Vec::new(),
        doubts: Vec::new(),
    };
    Ok(Report { head, timeline })
}

/// Why the world stopped at this time.
fn too_long(now: Nanos) -> Refusal {
    let fix = if now > LONGEST {
        format!("it takes more than {} s; use a smaller repeat, batch or size", LONGEST / 1_000_000_000)
    } else {
        format!(
            "its first {} ms have more than {} spans and events, or {} steps; use fewer threads, a smaller repeat or a \
             longer interval",
            now / 1_000_000,
            machine::MOST_ENTRIES,
            machine::MOST_ALARMS,
        )
    };
    Refusal::new(Code::Work, "this run is too long to simulate", &fix)
}
