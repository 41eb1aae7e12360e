//! The time of the agents' events: the processor's counter where it can be trusted, else the kernel's clock.
//!
//! Invariant: an event's stamp is turned into time only afterwards, by two looks at both clocks, so that all events of a
//! recording lie on one line and keep their order.

use rustix::time::{ClockId, clock_gettime};
use std::fs;

/// Which clock stamps are read from.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    counter: bool,
}

/// A stamp, and when that was in nanoseconds of `CLOCK_MONOTONIC`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Of an event that happens now.
    pub stamp: u64,
    /// The kernel's time.
    pub nanos: u64,
}

impl Clock {
    /// The best that this machine has.
    pub fn find() -> Self {
        Self { counter: is_counter_steady() }
    }

    /// Whether stamps are the processor's counter.
    pub fn is_counter(self) -> bool {
        self.counter
    }

    /// Reads both: of several looks the quickest.
    pub fn look(self) -> Look {
        let looks = (0..16).map(|_| {
            let (before, nanos, after) = (self.stamp(), monotonic(), self.stamp());
            (after.wrapping_sub(before), Look { stamp: before + (after - before) / 2, nanos })
        });
        looks.min_by_key(|look| look.0).map_or(Look { stamp: 0, nanos: 0 }, |look| look.1)
    }

    fn stamp(self) -> u64 {
        if !self.counter {
            return monotonic();
        }
        // SAFETY: every x86-64 processor has both; as in the agent.
        unsafe {
            std::arch::x86_64::_mm_lfence();
            std::arch::x86_64::_rdtsc()
        }
    }
}

/// The kernel itself keeps its time by it, and it stands still in no core's sleep.
fn is_counter_steady() -> bool {
    let has = |path: &str, what: &[&str]| {
        let text = fs::read_to_string(path).unwrap_or_default();
        what.iter().all(|word| text.split_whitespace().any(|it| it == *word))
    };
    has("/proc/cpuinfo", &["constant_tsc", "nonstop_tsc"])
        && has("/sys/devices/system/clocksource/clocksource0/current_clocksource", &["tsc"])
}

/// The kernel's time in nanoseconds.
pub(crate) fn monotonic() -> u64 {
    let time = clock_gettime(ClockId::Monotonic);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
