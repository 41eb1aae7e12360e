//! Whether other programs have the cores: lanes that do nothing but look at their clock see when they are not running.
//!
//! Invariant: it is looked at just before the run and just after it, never meanwhile, and by no more lanes than a small
//! machine has cores.

use super::Run;

/// Longer than several time slices of an operating system.
const WATCH_US: f64 = 24_000.0;
/// So many lanes watch, the first ones.
const WATCHERS: usize = 4;
/// Between two looks further apart than this a lane did not run; a clock of large steps has larger ones.
const GAP_US: f64 = 100.0;
/// A clock that goes back, or shows no time, ends a watch after so many looks.
const LOOKS: u32 = 4_000_000;

impl Run {
    /// This lane's part in the first (0) or the second (1) watch.
    pub(super) fn watch(&self, me: usize, which: usize) {
        if !self.watchers().any(|lane| lane == me) {
            return;
        }
        let gap_us = GAP_US.max(3.0 * self.step_us);
        let start = (self.clock)();
        let (mut last, mut ran) = (start, 0.0);
        for _ in 0..LOOKS {
            let now = (self.clock)();
            ran += if (0.0..gap_us).contains(&(now - last)) { now - last } else { 0.0 };
            last = now;
            if now - start >= WATCH_US {
                break;
            }
        }
        let part = if last > start { ran / (last - start) } else { 1.0 };
        self.findings().watched[which] += part;
    }

    fn watchers(&self) -> impl Iterator<Item = usize> {
        let lanes = self.plan.lanes.iter().enumerate().filter(|(_, lane)| lane.parent.is_none());
        lanes.map(|(at, _)| at).take(WATCHERS)
    }

    /// The part of the cores that the lanes could have had, in the worse of both watches.
    pub(super) fn free(&self, watched: [f64; 2], cores: usize) -> Option<f64> {
        let [before, after] = watched;
        let most = self.watchers().count().min(cores).max(1) as f64;
        // Processes, whose findings come from outside, don't watch.
        (before > 0.0 && after > 0.0).then(|| (before.min(after) / most).min(1.0))
    }
}
