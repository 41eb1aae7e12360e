//! What a Scenario's work is made of, and so how fast no scheduler can make it: Amdahl's bound.
//!
//! Invariant: a function of the Scenario, its policy and what each operation costs alone; it has seen no run.
//!
//! Amdahl (1967, "Validity of the single processor approach to achieving large scale computing capabilities") bounds the
//! speedup by 1 ÷ s, where s is the serial fraction, and with p processors by 1 ÷ (s + (1 − s) ÷ p), *if nothing else
//! happens during the serial part*. Behind a GIL much does: one thread computes outside while another holds the lock. So
//! the second form is no bound here, and the first is joined by what else takes time however many cores there are. With
//! T for all work in sequence, the wall is at least the largest of
//!
//! - what must be done under one lock, s·T: bytecode and kernels that hold, and waits where the lock covers them;
//! - what must be done inside the process-wide BLAS pool, another lock;
//! - the longest lane's own work, waits included;
//! - all work that needs a core, divided by the cores;
//!
//! and the speedup at most T divided by that. A kernel of several BLAS threads shrinks to its share of the cores.

use super::shares::ratio;
use crate::gil::policy::{self, Sharing};
use crate::scenario::{Blas, Interpreter, Op, Scenario};
use std::collections::BTreeMap;

/// What the work comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// All of it in sequence, on one lane with nobody else, in microseconds.
    pub one_thread_us: f64,
    /// The part that must be done under one lock, the largest over locks.
    pub serial_fraction: f64,
    /// The speedup that no schedule exceeds.
    pub bound: f64,
}

impl Work {
    /// Adds it up; `cost` is what an operation takes alone on one core, in nanoseconds.
    pub fn of(scenario: &Scenario, cores: usize, cost: &dyn Fn(&Op) -> f64) -> Self {
        let policy = policy::of(scenario.runtime);
        let (mut one_thread, mut on_cores, mut pool, mut longest) = (0.0, 0.0, 0.0, 0.0_f64);
        let mut locks: BTreeMap<usize, f64> = BTreeMap::new();
        for (group, thread) in scenario.threads.iter().enumerate() {
            let passes = f64::from(thread.count) * f64::from(thread.repeat);
            let (mut lane, mut under_lock) = (0.0, 0.0);
            for op in &thread.ops {
                let alone = cost(op);
                let mut shortest = alone;
                if let Op::Kernel(kernel) = op {
                    shortest = alone / (kernel.blas_threads as usize).clamp(1, cores.max(1)) as f64;
                    if scenario.blas == Blas::Pool && kernel.blas_threads > 1 {
                        pool += passes * shortest;
                    }
                }
                one_thread += passes * alone;
                lane += shortest;
                under_lock += if policy.keeps_lock(op) { shortest } else { 0.0 };
                on_cores += if matches!(op, Op::Wait { .. }) { 0.0 } else { passes * alone };
            }
            longest = longest.max(f64::from(thread.repeat) * lane);
            if let Some(lock) = policy.lock_of(scenario.interpreter(group, 0)) {
                // Where each thread has a lock of its own, one of them stands for all.
                let alone = policy.sharing == Sharing::Interpreter && thread.interpreter == Interpreter::Each;
                let passes = if alone { f64::from(thread.repeat) } else { passes };
                *locks.entry(lock).or_default() += passes * under_lock;
            }
        }
        let serial = locks.into_values().fold(0.0, f64::max);
        let least = [pool, longest, on_cores / cores.max(1) as f64].into_iter().fold(serial, f64::max);
        Self {
            one_thread_us: one_thread / 1000.0,
            serial_fraction: ratio(serial, one_thread),
            bound: if least > 0.0 { one_thread / least } else { 1.0 },
        }
    }
}
