//! The sanity gate: why what was measured must not be told as a result, run by run and between runs.
//!
//! Invariant: this is the only place that decides it, from numbers that the Report carries, so a saved Report is judged
//! again as it was. A simulated run has no clock, no neighbours and no tab: no reason applies to it.

mod between;
pub(super) mod reason;

pub use between::{Compared, between};
pub use reason::{Code, Doubt};

use reason::doubt;

use super::metrics::Metrics;
use super::report::{Engine, Environment, Head, Report};
use super::shares::ratio;
use super::{Lane, Nanos, Timeline};
use crate::gil::policy::{self, Policy, Switch};
use crate::scenario::{Op, Scenario, Thread};
use crate::text::number;

/// More than so many times what cores and threads can give was not measured on a quiet machine.
pub const ABOVE_CORES: f64 = 1.05;
/// The same for the bound that the work itself sets: it is made of times that were measured one by one.
pub const ABOVE_BOUND: f64 = 1.15;
/// Where one thread computes at a time, the work takes at most so many times as long as alone.
pub const SLOWED: f64 = 1.15;
/// Other programs leave the threads at least so much of the cores.
pub const FREE: f64 = 0.85;
/// Two runs' times for the same work alone are at most so many times apart.
pub const BASELINES: f64 = 1.25;
/// Walls closer than this are the same: shorter differences come and go between runs.
pub const SAME: f64 = 1.07;
/// A run lasts at least so long: an operating system lets others have a core for some milliseconds at a time (up to 9 were
/// seen on a quiet machine), and a shorter run may be one such moment.
pub const WALL_US: f64 = 10_000.0;
/// A run lasts at least so many steps of its clock, and an operation so many on average.
pub const WALL_STEPS: f64 = 50.0;
/// See `WALL_STEPS`.
pub const OP_STEPS: f64 = 2.0;
/// Clocks of two threads, and going back, are wrong by at most this part of the run.
pub const CLOCK_PART: f64 = 0.1;
/// The threads' clock runs at most so many times as fast as another one, and this much more for messages.
const CLOCK_FAST: (f64, f64) = (1.05, 100_000.0);
/// The other clock also counts what starting and ending a run takes.
const CLOCK_SLOW: (f64, f64) = (0.5, 1_000_000.0);

/// Two decimals, as short as can be.
fn short(value: f64) -> String {
    number((value * 100.0).round() / 100.0)
}

fn millis(us: f64) -> String {
    short(us / 1000.0)
}

impl Report {
    /// Puts both together and asks the gate.
    pub fn judged(head: Head, timeline: Timeline) -> Self {
        let doubts = of(&head, &timeline.lanes);
        Self { head: Head { doubts, ..head }, timeline }
    }
}

/// Why a run must not be told; `lanes` are those of its timeline.
pub fn of(head: &Head, lanes: &[Lane]) -> Vec<Doubt> {
    if head.engine == Engine::Simulated {
        return Vec::new();
    }
    let Head { scenario, environment, metrics, wall_us, .. } = head;
    let mut found = Vec::new();
    if environment.hidden {
        let sentence = "the tab was hidden during the run, and browsers slow hidden tabs down";
        found.push(doubt(Code::Hidden, 1.0, 0.0, sentence.into()));
    }
    if let Some(free) = environment.free.filter(|free| *free < FREE) {
        let sentence = format!(
            "other programs took {} % of the cores just before or after the run",
            number(((1.0 - free) * 100.0).round())
        );
        found.push(doubt(Code::Busy, free, FREE, sentence));
    }
    found.extend(clock(environment, *wall_us, head.clock_error_us));
    let work = Work::of(scenario);
    found.extend(steps(&work, head).or_else(|| short_run(*wall_us)));
    found.extend(too_fast(&work, metrics, environment.cores));
    let running: Nanos =
        lanes.iter().zip(&metrics.lanes).filter(|it| it.0.parent.is_none()).map(|it| it.1.running).sum();
    let slower = ratio(running as f64 / 1000.0, head.one_thread_us - work.waits_us);
    if work.one_at_a_time && !work.teams && slower > SLOWED {
        let sentence = format!(
            "only one thread computed at a time, and still the work took {} times as long as alone, so something else \
             used the cores",
            short(slower)
        );
        found.push(doubt(Code::Slowed, slower, SLOWED, sentence));
    }
    found
}

fn clock(environment: &Environment, wall_us: f64, error_us: f64) -> Option<Doubt> {
    let Environment { backwards_us: back, lived_us, elapsed_us, .. } = *environment;
    let most = CLOCK_PART * wall_us;
    if back > most.min(1000.0) {
        let sentence = format!("the threads' clock went back by {} ms during the run", millis(back));
        return Some(doubt(Code::Clock, back, most.min(1000.0), sentence));
    }
    if error_us > most {
        let sentence = format!(
            "the threads' clocks agree only within {} ms, and the run took {} ms",
            millis(error_us),
            millis(wall_us)
        );
        return Some(doubt(Code::Clock, error_us, most, sentence));
    }
    let ([least, most], elapsed) = lived_us.zip(elapsed_us)?;
    // The timeline puts several clocks together: it can be too long where each of them is right.
    let most = most.max(wall_us);
    let fast = most > CLOCK_FAST.0 * elapsed + CLOCK_FAST.1;
    let slow = least <= 0.0 || least < CLOCK_SLOW.0 * elapsed - CLOCK_SLOW.1;
    let lived = if fast { most } else { least };
    let words =
        || format!("the threads' clock counted {} ms where the page's counted {} ms", millis(lived), millis(elapsed));
    (fast || slow).then(|| doubt(Code::Clock, lived, elapsed, words()))
}

fn steps(work: &Work, head: &Head) -> Option<Doubt> {
    let step_us = head.environment.timer_step_us;
    let op_us = (head.one_thread_us - work.waits_us) / work.ops.max(1.0);
    let few = |us: f64, least: f64, what: &str| {
        let steps = us / step_us;
        let sentence = || format!("{what} takes {} µs, only {} steps of this clock", short(us), short(steps));
        (step_us > 0.0 && steps < least).then(|| doubt(Code::Steps, steps, least, sentence()))
    };
    let op = if work.ops > 0.0 { few(op_us, OP_STEPS, "an operation alone") } else { None };
    op.or_else(|| few(head.wall_us, WALL_STEPS, "the whole run"))
}

fn short_run(wall_us: f64) -> Option<Doubt> {
    let sentence = || {
        format!(
            "the whole run takes {} ms, and what else a computer does may take a core for {} ms at a time",
            millis(wall_us),
            millis(WALL_US)
        )
    };
    (wall_us < WALL_US).then(|| doubt(Code::Short, wall_us, WALL_US, sentence()))
}

fn too_fast(work: &Work, metrics: &Metrics, cores: usize) -> Option<Doubt> {
    // To wait takes no core.
    let at_once = if work.waits_us > 0.0 { work.threads } else { work.threads.min(cores as f64) };
    let limit = (ABOVE_CORES * at_once).min(ABOVE_BOUND * metrics.amdahl_bound);
    let sentence = || {
        format!(
            "a speedup of {} is more than the {} that this work allows, so the machine was busier before the run than \
             during it",
            short(metrics.speedup),
            short(at_once.min(metrics.amdahl_bound))
        )
    };
    (metrics.speedup > limit).then(|| doubt(Code::Speedup, metrics.speedup, limit, sentence()))
}

/// What a Scenario asks for, as far as the gate looks at it.
struct Work {
    /// Threads and those inside their kernels.
    threads: f64,
    /// Operations that compute.
    ops: f64,
    waits_us: f64,
    /// Whether kernels have threads inside.
    teams: bool,
    /// Whether a lock, or there being one thread, keeps everything that computes apart, and the hand-offs cost nothing.
    one_at_a_time: bool,
}

impl Work {
    fn of(scenario: &Scenario) -> Self {
        let mut work = Self { threads: 0.0, ops: 0.0, waits_us: 0.0, teams: false, one_at_a_time: false };
        for group in &scenario.threads {
            let passes = f64::from(group.count) * f64::from(group.repeat);
            work.threads += f64::from(group.count) * f64::from(group.team());
            work.teams |= group.team() > 1;
            for op in &group.ops {
                match op {
                    Op::Wait { us } => work.waits_us += passes * us,
                    Op::Python { .. } | Op::Kernel(_) => work.ops += passes,
                }
            }
        }
        let threads: u32 = scenario.threads.iter().map(|group| group.count).sum();
        work.one_at_a_time = threads == 1 || keeps_apart(scenario, policy::of(scenario.runtime));
        work
    }
}

/// Whether one lock is kept during all that computes; where 2.7 offers it at every tick, that takes time of its own.
fn keeps_apart(scenario: &Scenario, policy: Policy) -> bool {
    let mut locks = scenario.interpreters().map(|interpreter| policy.lock_of(interpreter));
    let first = locks.next().flatten();
    first.is_some()
        && locks.all(|lock| lock == first)
        && !(policy.switch == Switch::Ticks && has_python(&scenario.threads))
        && ops(&scenario.threads).all(|op| matches!(op, Op::Wait { .. }) || policy.keeps_lock(op))
}

fn ops(threads: &[Thread]) -> impl Iterator<Item = &Op> {
    threads.iter().flat_map(|group| &group.ops)
}

fn has_python(threads: &[Thread]) -> bool {
    ops(threads).any(|op| matches!(op, Op::Python { .. }))
}
