//! Time, in microseconds. Every worker has a clock of its own with its own zero; `LaneClock` puts them on one base.
//!
//! Invariant: nothing else in the crate reads a clock, and this file reads none on wasm, where `web` hands one in.

/// Reads this thread's clock: microseconds since a moment that stays fixed for the thread.
pub type Clock = fn() -> f64;

/// What is said where it shows no time at all.
pub(super) const NO_CLOCK: &str = "the threads' clock shows no time: reload the page, or use another browser";

/// The machine's monotonic clock.
#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::disallowed_methods, reason = "the one place that may")]
pub fn monotonic() -> f64 {
    use std::sync::OnceLock;
    use std::time::Instant;
    static ZERO: OnceLock<Instant> = OnceLock::new();
    ZERO.get_or_init(Instant::now).elapsed().as_nanos() as f64 / 1000.0
}

/// A clock that shows no step in so many looks stands still.
const LOOKS: u32 = 20_000_000;

/// The smallest step the clock was seen to take, in microseconds; infinite for one that takes none.
pub fn step(clock: Clock) -> f64 {
    let mut smallest = f64::INFINITY;
    let mut last = clock();
    let end = last + 20_000.0;
    let mut steps = 0;
    for _ in 0..LOOKS {
        if steps == 20 || last >= end {
            break;
        }
        let now = clock();
        if now > last {
            smallest = smallest.min(now - last);
            steps += 1;
            last = now;
        }
    }
    smallest
}

/// One lane's clock on the common base.
#[derive(Debug, Clone, Copy)]
pub struct LaneClock {
    /// The thread's own clock.
    pub source: Clock,
    /// What a test adds to the thread's own clock, to see it taken out again; else 0.
    pub shift_us: f64,
    /// What is added to reach the base: measured by `calibrate`.
    pub offset_us: f64,
}

impl LaneClock {
    /// What this thread's clock shows.
    pub fn own(&self) -> f64 {
        (self.source)() + self.shift_us
    }

    /// Microseconds since the base's zero.
    pub fn now(&self) -> f64 {
        self.own() + self.offset_us
    }
}
