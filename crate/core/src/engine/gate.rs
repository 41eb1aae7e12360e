//! How lanes wait for one another between the phases of a run: all together at a `Gate`, in order by a `Baton`.
//!
//! Invariant: every wait ends when the run is stopped, so a lane that fails never leaves the others behind.

use super::control::{Stop, Stopped};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often a waiting lane looks whether the run was stopped.
pub(super) const LOOK: Duration = Duration::from_millis(20);

/// A counter that lanes wait on.
#[derive(Debug, Default)]
struct Counter {
    value: Mutex<usize>,
    changed: Condvar,
}

impl Counter {
    fn lock(&self) -> MutexGuard<'_, usize> {
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance(&self) {
        *self.lock() += 1;
        self.changed.notify_all();
    }

    fn reaches(&self, value: usize, stop: &Stop) -> Result<(), Stopped> {
        let mut now = self.lock();
        while *now < value {
            stop.check()?;
            now = self.changed.wait_timeout(now, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        stop.check()
    }
}

/// A barrier that can be used again.
#[derive(Debug)]
pub(super) struct Gate {
    parties: usize,
    arrived: Mutex<usize>,
    rounds: Counter,
}

impl Gate {
    /// A barrier for so many lanes.
    pub(super) fn new(parties: usize) -> Self {
        Self { parties, arrived: Mutex::new(0), rounds: Counter::default() }
    }

    /// Waits for all lanes. The last one to arrive runs `open` before anybody goes on.
    pub(super) fn pass(&self, stop: &Stop, open: impl FnOnce()) -> Result<(), Stopped> {
        let mut arrived = self.arrived.lock().unwrap_or_else(PoisonError::into_inner);
        *arrived += 1;
        let round = (*arrived).div_ceil(self.parties);
        let last = *arrived == round * self.parties;
        drop(arrived);
        if last {
            open();
            self.rounds.advance();
        }
        self.rounds.reaches(round, stop)
    }
}

/// Lets lanes go one after the other.
#[derive(Debug, Default)]
pub(super) struct Baton(Counter);

impl Baton {
    /// Waits until it was passed `turn` times.
    pub(super) fn wait(&self, turn: usize, stop: &Stop) -> Result<(), Stopped> {
        self.0.reaches(turn, stop)
    }

    /// Passes it on.
    pub(super) fn pass(&self) {
        self.0.advance();
    }

    /// How often it was passed.
    pub(super) fn passed(&self) -> usize {
        *self.0.lock()
    }
}
