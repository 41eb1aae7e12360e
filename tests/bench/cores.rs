//! What a second thread gets done beside the first right now.
//!
//! Invariant: nothing but arithmetic in registers is timed, so what is less than twice is the machine's own doing: its
//! cores are busy elsewhere, or two of a virtual machine's stand on one real core.

use gil_playground::engine::clock;
use std::hint::black_box;
use std::sync::Barrier;
use std::thread;

/// More chains than a core has pipes and latency for.
const CHAINS: usize = 24;
/// A few milliseconds.
const PASSES: u32 = 400_000;

/// The throughput of two threads over that of one.
pub(crate) fn of_two() -> f64 {
    let alone = (0..2).map(|_| arithmetic_us()).fold(f64::INFINITY, f64::min);
    let start = Barrier::new(2);
    let beside = || {
        start.wait();
        arithmetic_us()
    };
    let together = thread::scope(|scope| {
        let threads = [scope.spawn(beside), scope.spawn(beside)];
        threads.map(|thread| thread.join().unwrap_or(f64::INFINITY)).into_iter().fold(0.0, f64::max)
    });
    2.0 * alone / together
}

fn arithmetic_us() -> f64 {
    let start = clock::monotonic();
    let mut chains = [1.0; CHAINS];
    for _ in 0..black_box(PASSES) {
        for chain in &mut chains {
            *chain = *chain * 0.5 + 1.0;
        }
    }
    black_box(chains);
    clock::monotonic() - start
}
