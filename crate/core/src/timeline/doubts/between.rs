//! The sanity gate for runs beside one another: whether a difference between them may be told.
//!
//! Invariant: only measured runs of the same work are compared; whatever else differs is the reader's own question.

use super::{BASELINES, Code, Doubt, SAME, Work, doubt, has_python, keeps_apart, millis, ops, short};
use crate::gil::policy::{self, Checkpoints, Policy, Sharing, Switch};
use crate::scenario::{Blas, Interpreter, KernelGil, Op, Scenario, Thread};
use crate::timeline::report::Engine;
use crate::timeline::shares::ratio;
use serde::Deserialize;

/// Turns of at least this length cost next to nothing in hand-offs.
const LONG_TURN_US: f64 = 1000.0;

/// A run as it is compared with others: what a Report's head says of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Compared {
    engine: Engine,
    scenario: Scenario,
    wall_us: f64,
    one_thread_us: f64,
}

/// Why runs must not be told beside one another. Every later one is compared with the first.
pub fn between(runs: &[Compared]) -> Vec<Doubt> {
    let measured: Vec<&Compared> = runs.iter().filter(|run| run.engine == Engine::Measured).collect();
    let Some((first, others)) = measured.split_first() else { return Vec::new() };
    let same = others.iter().filter(|other| first.same_work() == other.same_work());
    same.filter_map(|other| of_two(first, other)).collect()
}

fn of_two(first: &Compared, other: &Compared) -> Option<Doubt> {
    let [one, two] = [first, other].map(|run| policy::of(run.scenario.runtime));
    let threads = &first.scenario.threads;
    // What bytecode alone costs more in one of them is no noise; how much of the work is bytecode is not known.
    let price = if has_python(threads) { two.overhead / one.overhead } else { 1.0 };
    let kernels = ops(threads).any(|op| matches!(op, Op::Kernel(_)));
    let (low, high) = if kernels { (price.min(1.0), price.max(1.0)) } else { (price, price) };
    let alone = ratio(other.one_thread_us, first.one_thread_us);
    let drift = (low / alone).max(alone / high).max(1.0);
    if drift > BASELINES || drift.is_nan() {
        let [a, b] = [first, other].map(|run| millis(run.one_thread_us));
        let sentence = format!("alone, the same work took {a} ms before one run and {b} ms before another");
        return Some(doubt(Code::Baselines, drift, BASELINES, sentence));
    }
    let walls = ratio(first.wall_us, other.wall_us);
    let apart = walls.max(1.0 / walls);
    if apart <= SAME {
        return None;
    }
    if first.manner(one) == other.manner(two) {
        let sentence = format!(
            "both runs do the same work in the same way, so nothing in them explains why one took {} times as long",
            short(apart)
        );
        return Some(doubt(Code::NoCause, apart, SAME, sentence));
    }
    let noise = [first, other].into_iter().filter_map(Compared::unsteady).fold(drift, f64::max);
    let sentence = || {
        let (apart, noise) = (short(apart), short(noise));
        format!("one run took {apart} times as long, and the same work took up to {noise} times as long by chance")
    };
    (apart <= noise).then(|| doubt(Code::Noise, apart, noise, sentence()))
}

/// See `Compared::manner`.
#[derive(PartialEq)]
struct Manner {
    overhead: f64,
    locks: Vec<Option<usize>>,
    keeps: Vec<bool>,
    turns: Option<(Switch, Checkpoints, f64, u32)>,
    blas: Blas,
}

impl Compared {
    /// The work without who answers, and without who holds the lock meanwhile.
    fn same_work(&self) -> Vec<Thread> {
        let mut threads = self.scenario.threads.clone();
        for group in &mut threads {
            group.interpreter = Interpreter::default();
            for op in &mut group.ops {
                if let Op::Kernel(kernel) = op {
                    // The call that it stands for decides about the lock, and its cost is the simulator's.
                    (kernel.gil, kernel.function, kernel.us) = (KernelGil::Releases, None, None);
                }
            }
        }
        threads
    }

    /// All that can make two runs of the same work take different times.
    fn manner(&self, policy: Policy) -> Manner {
        let Scenario { threads, blas, switch_interval_us, check_interval, .. } = &self.scenario;
        let python = has_python(threads);
        let locks = self.scenario.interpreters().map(|interpreter| policy.lock_of(interpreter)).collect();
        let keeps: Vec<bool> =
            ops(threads).map(|op| policy.sharing != Sharing::Nobody && policy.keeps_lock(op)).collect();
        // Where all that computes keeps one lock, it makes no difference who has it when, as long as turns are long.
        let in_turn = keeps_apart(&self.scenario, policy) && Work::of(&self.scenario).waits_us == 0.0;
        let long = policy.switch != Switch::Request || *switch_interval_us >= LONG_TURN_US;
        let turns =
            (!(in_turn && long)).then_some((policy.switch, policy.checkpoints, *switch_interval_us, *check_interval));
        Manner { overhead: if python { policy.overhead } else { 1.0 }, locks, keeps, turns, blas: *blas }
    }

    /// How many times as long, or as short, a run took that can only take as long as one thread alone.
    fn unsteady(&self) -> Option<f64> {
        let work = Work::of(&self.scenario);
        let walls = ratio(self.wall_us, self.one_thread_us);
        let steady = work.one_at_a_time && !work.teams && work.waits_us == 0.0;
        let turns = self.manner(policy::of(self.scenario.runtime)).turns;
        (steady && turns.is_none()).then(|| walls.max(1.0 / walls))
    }
}
