//! Whether other programs have the cores: lanes that do nothing but look at their clock see when they are not running.
//!
//! Invariant: it is looked at just before the run and just after it, never meanwhile; a few times at most, until the cores
//! are free (the page has work of its own then, and the browser compiles); by no more lanes than there are cores, because
//! more would together get more than their share from the other programs; and by all of them from the same moment on: one
//! that counted from when it got a core would miss that it had to wait for it. One lane looks alone as well, because the
//! system gives many threads more than it gives the one that times the operations.

use super::Run;
use crate::engine::clock::LaneClock;
use crate::engine::control::Stopped;
use std::sync::atomic::Ordering;

/// Many time slices of an operating system: in a few of them a thread that has just woken gets more than its share.
const WATCH_US: f64 = 72_000.0;
/// Where the lanes had less of the cores than this they watch once more: a run is to begin in a quiet moment.
const QUIET: f64 = 0.95;
/// So often at most; the last time counts.
const WATCHES: usize = 3;
/// At most so many lanes watch, the first ones.
const WATCHERS: usize = 4;
/// Between two looks further apart than this a lane did not run; a clock of large steps has larger ones.
const GAP_US: f64 = 100.0;
/// A clock that goes back, or shows no time, ends a watch after so many looks.
const LOOKS: u32 = 8_000_000;

impl Run {
    /// All lanes pass the first (0) or the second (1) watch together.
    pub(super) fn watch(&self, me: usize, which: usize, clock: LaneClock) -> Result<(), Stopped> {
        let watches = self.watchers().any(|lane| lane == me);
        for _ in 0..WATCHES {
            self.gate.pass(&self.control.stop, || {
                self.findings().watched[which] = 0.0;
                self.watched_from_us.store(clock.now().to_bits(), Ordering::Relaxed);
            })?;
            if watches {
                let start = f64::from_bits(self.watched_from_us.load(Ordering::Relaxed));
                let part = self.had(start, &|| clock.now());
                self.findings().watched[which] += part;
            }
            self.gate.pass(&self.control.stop, || ())?;
            if self.findings().watched[which] >= QUIET * self.watchers().count() as f64 {
                break;
            }
        }
        Ok(())
    }

    /// What the one lane gets that times operations, while all others sleep.
    pub(super) fn watch_alone(&self) {
        for _ in 0..WATCHES {
            let part = self.had((self.clock)(), &self.clock);
            self.findings().watched_alone = part;
            if part >= QUIET {
                break;
            }
        }
    }

    /// For which part of a watch that began then this lane has had a core.
    fn had(&self, start: f64, clock: &dyn Fn() -> f64) -> f64 {
        let gap_us = GAP_US.max(3.0 * self.step_us);
        let (mut last, mut ran) = (start, 0.0);
        for _ in 0..LOOKS {
            let now = clock();
            ran += if (0.0..gap_us).contains(&(now - last)) { now - last } else { 0.0 };
            last = now;
            if now - start >= WATCH_US {
                break;
            }
        }
        if last > start { ran / (last - start) } else { 1.0 }
    }

    fn watchers(&self) -> impl Iterator<Item = usize> {
        let lanes = self.plan.lanes.iter().enumerate().filter(|(_, lane)| lane.parent.is_none());
        lanes.map(|(at, _)| at).take(self.cores.clamp(1, WATCHERS))
    }

    /// The part of the cores that the lanes could have had, in the worst of all watches.
    pub(super) fn free(&self, watched: [f64; 2], alone: f64) -> Option<f64> {
        let [before, after] = watched;
        let most = self.watchers().count() as f64;
        // Processes, whose findings come from outside, don't watch.
        (before > 0.0 && after > 0.0).then(|| (before.min(after) / most).min(alone).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Run;
    use crate::engine::plan::Plan;
    use crate::scenario::Scenario;

    #[test]
    fn no_more_lanes_watch_than_there_are_cores() {
        let watchers = |threads: u32, cores| {
            let json = format!(
                r#"{{"runtime":"cpython-3.12","threads":[
                    {{"name":"w","count":{threads},"ops":[{{"op":"python","us":100}}]}}]}}"#
            );
            let plan = Plan::new(Scenario::from_json(&json).unwrap()).unwrap();
            Run::new(plan, || 0.0, cores).watchers().count()
        };
        assert_eq!([0, 1, 2, 64].map(|cores| watchers(8, cores)), [1, 1, 2, 4]);
        assert_eq!(watchers(1, 64), 1);
    }
}
