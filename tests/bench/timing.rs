//! How long a call takes, by the one rule that every side of a comparison follows, in whatever language it is written.
//!
//! Invariant: a batch of calls is long enough for the coarsest clock, and of all batches the fastest counts: whatever
//! else the machine does can only make it slower.

/// What a batch lasts at least: a hundred steps of a browser's clock.
const BATCH_US: f64 = 500.0;

/// What one call takes at its fastest, in microseconds, after `ms` of trying.
pub(crate) fn fastest_us(ms: f64, clock: impl Fn() -> f64, mut call: impl FnMut()) -> f64 {
    let end = clock() + ms * 1000.0;
    let (mut calls, mut best) = (1_u32, f64::INFINITY);
    loop {
        let start = clock();
        (0..calls).for_each(|_| call());
        let now = clock();
        if now - start < BATCH_US {
            calls *= 2;
            continue;
        }
        best = best.min((now - start) / f64::from(calls));
        if now >= end {
            return best;
        }
    }
}
