//! The process-wide pool that some numeric libraries have: a lock around every kernel of several threads, as OpenBLAS'
//! `level3_lock` is. The GIL is another matter: whoever waits here keeps it or not, as its kernel does.
//!
//! Invariant: one caller is inside at a time, and leaves however its kernel ends; the wait ends when the run is stopped.

use super::control::{Stop, Stopped};
use super::gate::LOOK;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The lock.
#[derive(Debug, Default)]
pub(super) struct Pool {
    owner: Mutex<Option<usize>>,
    freed: Condvar,
}

/// The right to compute with several threads, until it is dropped.
pub(super) struct Inside<'a>(&'a Pool);

impl Pool {
    /// Waits until lane `me` may compute; `waits` hears of the owner if there is one.
    pub(super) fn enter(&self, me: usize, stop: &Stop, waits: impl FnOnce(usize)) -> Result<Inside<'_>, Stopped> {
        let mut owner = self.owner();
        if let Some(other) = *owner {
            waits(other);
        }
        while owner.is_some() {
            stop.check()?;
            owner = self.freed.wait_timeout(owner, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        *owner = Some(me);
        Ok(Inside(self))
    }

    fn owner(&self) -> MutexGuard<'_, Option<usize>> {
        self.owner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        *self.0.owner() = None;
        self.0.freed.notify_one();
    }
}
