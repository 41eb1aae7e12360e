//! What the work costs on one thread alone: each distinct operation is run by one worker while all others sleep.
//!
//! Invariant: these times come from before the run and never from the run's own spans, so a speedup is a comparison of
//! two measurements.

use super::bytecode::{self, look};
use super::clock::Clock;
use super::control::{Broken, Stop, Stopped};
use super::workbench::Workbench;
use crate::gil::lock::{Gil, Witness};
use crate::gil::policy::Policy;
use crate::gil::waits::Endless;
use crate::kernels::{Alone, Team};
use crate::scenario::{Op, Scenario};

/// Each operation is timed so often; its median counts.
const TIMES: usize = 3;
/// Short ones are timed many at a time, for as long as this allows for all that a run times: a core that is shared with
/// other machines goes slower for some tens of milliseconds now and then, and a shorter time may be of those alone.
const ALONE_US: f64 = 150_000.0;
/// But for at least as long as a thousand steps of an isolated page's clock: other threads have the core for some
/// milliseconds once they get it, and then two of three times are still right.
const BATCH_US: f64 = 5000.0;
/// A clock that goes back more often than this while one operation is timed shows no time.
const BACK: u32 = 100;
/// A kernel is warm once no call has been faster for so long: engines compile wasm in tiers, the last one on threads that
/// the warming lanes leave little of the cores.
const WARM_US: f64 = if cfg!(target_arch = "wasm32") { 100_000.0 } else { 0.0 };
/// And for so many calls.
const WARM_CALLS: u32 = 2;
/// A call is faster if it takes less than this part of the best one.
const FASTER: f64 = 0.9;
/// Warm or not, the warm-up of one kernel ends after this.
const WARM_AT_MOST_US: f64 = if cfg!(target_arch = "wasm32") { 600_000.0 } else { 20_000.0 };

/// Runs each kernel untimed until it gets no faster.
pub(super) fn warm_up(bench: &mut Workbench, team: &dyn Team, clock: Clock, stop: &Stop) -> Result<(), Broken> {
    for at in 0..bench.len() {
        // A sum, so that a clock that jumps neither ends this early nor holds it up.
        let mut spent_us = 0.0;
        let (mut best_us, mut since_us, mut calls) = (f64::INFINITY, 0.0, 0);
        loop {
            stop.check()?;
            let before = clock();
            bench.run(at, team)?;
            let took = clock() - before;
            if !took.is_finite() {
                return Err(Broken::Clock);
            }
            spent_us += took.max(0.0);
            if took < FASTER * best_us {
                (best_us, since_us, calls) = (took, 0.0, 0);
            } else {
                since_us += took;
                calls += 1;
            }
            if spent_us > WARM_AT_MOST_US || (calls >= WARM_CALLS && since_us >= WARM_US) {
                break;
            }
        }
    }
    Ok(())
}

/// The operations that no earlier group has, by index: this group's first lane times them.
pub(super) fn owned(scenario: &Scenario, group: usize) -> Vec<usize> {
    let earlier = |op: &Op, until: usize| {
        let groups = scenario.threads[..group].iter().flat_map(|thread| &thread.ops);
        groups.chain(&scenario.threads[group].ops[..until]).any(|other| op.same_work(other))
    };
    let ops = scenario.threads[group].ops.iter().enumerate();
    ops.filter(|(at, op)| !matches!(op, Op::Wait { .. }) && !earlier(op, *at)).map(|(at, _)| at).collect()
}

/// For how long each operation is timed at least, each time, in a run of so many groups, one of which has these.
pub(super) fn batch_us(owned: &[usize], groups: usize) -> f64 {
    BATCH_US.max(ALONE_US / (TIMES * owned.len().max(1) * groups) as f64)
}

/// What an operation costs alone, in microseconds: the median of three, each of `batch_us` at least.
pub(super) fn alone(
    op: &Op,
    bench: &mut Workbench,
    policy: Policy,
    iterations_per_us: f64,
    batch_us: f64,
    clock: Clock,
    stop: &Stop,
) -> Result<f64, Broken> {
    if !batch_us.is_finite() {
        return Err(Broken::Clock);
    }
    if let Op::Wait { us } = op {
        return Ok(*us);
    }
    let mut once = || match op {
        Op::Python { us } => Ok(execute_alone((us * policy.overhead * iterations_per_us) as u64, policy, stop)?),
        Op::Kernel(kernel) => bench.run(bench.find(kernel), &Alone),
        Op::Wait { .. } => Ok(()),
    };
    let mut times = [0.0; TIMES];
    for time in &mut times {
        *time = per_call(&mut once, batch_us, clock, stop)?;
    }
    times.sort_by(f64::total_cmp);
    Ok(times[TIMES / 2])
}

/// What a call takes, by so many at a time that they take `batch_us`; by fewer where the clock goes back again and again.
fn per_call(
    once: &mut dyn FnMut() -> Result<(), Broken>,
    batch_us: f64,
    clock: Clock,
    stop: &Stop,
) -> Result<f64, Broken> {
    let (mut batch, mut spent_us, mut back) = (1_u32, 0.0, 0);
    loop {
        stop.check()?;
        let start = clock();
        for _ in 0..batch {
            once()?;
        }
        let took = clock() - start;
        if !took.is_finite() || back > BACK {
            return Err(Broken::Clock);
        }
        spent_us += took.max(0.0);
        // A batch lasts long enough before so much is spent, unless the clock goes back in those that would.
        if took >= batch_us || (took > 0.0 && spent_us > 2.0 * batch_us) {
            return Ok(took / f64::from(batch));
        }
        if took < 0.0 {
            (batch, back) = ((batch / 2).max(1), back + 1);
        } else {
            batch = batch.saturating_mul(2);
        }
    }
}

/// What any operation costs alone, in microseconds; `costs` are those of the owned operations.
pub(super) fn cost_us(op: &Op, costs: &[(Op, f64)]) -> f64 {
    match op {
        Op::Wait { us } => *us,
        _ => costs.iter().find(|(timed, _)| timed.same_work(op)).map_or(0.0, |(_, us)| *us),
    }
}

/// How many iterations of this interpreter's bytecode a microsecond has.
pub(super) fn iterations_per_us(policy: Policy, clock: Clock, stop: &Stop) -> Result<f64, Stopped> {
    bytecode::iterations_per_us(clock, |iterations| execute_alone(iterations, policy, stop))
}

/// Bytecode with the checkpoints it has in the run, at a lock that nobody else wants.
pub(super) fn execute_alone(iterations: u64, policy: Policy, stop: &Stop) -> Result<(), Stopped> {
    struct Nobody;
    impl Witness for Nobody {
        fn waits(&mut self, _: usize) {}
        fn loses_race(&mut self, _: usize) {}
        fn takes(&mut self, _: Option<usize>) {}
        fn drops(&mut self, _: bool) {}
        fn switches(&mut self, _: usize) {}
        fn requests_drop(&mut self, _: usize) {}
        fn ticks(&mut self) {}
        fn loses_tick(&mut self, _: usize) {}
    }
    let gil = Gil::new(Box::new(Endless));
    gil.take(0, &mut Nobody);
    bytecode::execute(iterations, policy.checkpoints, || {
        look(Some(&gil), policy.switch, u32::MAX, 0, &mut Nobody);
        stop.check()
    });
    stop.check()
}
