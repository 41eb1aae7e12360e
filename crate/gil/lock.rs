//! The lock, in the shape and the words of CPython's `Python/ceval_gil.c`: `take`, `drop`, `checkpoint`.
//!
//! Invariants: at most one thread holds it; after a forced drop another thread holds it before the dropper does.
//! Every event is stamped while the mutex is held, so with perfect clocks no two holdings touch.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Whoever wants to know what happens to a thread at the lock; called while the mutex is held, so it must be quick.
pub trait Witness {
    /// The lock is held by `holder`: the wait begins.
    fn waits(&mut self, holder: usize);
    /// The lock is now this thread's.
    fn takes(&mut self);
    /// The lock is about to be free; `forced` when a waiter asked for it.
    fn drops(&mut self, forced: bool);
    /// This thread waited an interval without seeing a switch and asks the holder to drop.
    fn requests_drop(&mut self, holder: usize);
}

struct State {
    locked: bool,
    last_holder: Option<usize>,
    switch_number: u64,
}

impl State {
    fn holder(&self) -> Option<usize> {
        self.last_holder.filter(|_| self.locked)
    }
}

/// A lock that behaves like a GIL.
pub struct Gil {
    state: Mutex<State>,
    /// Signalled when the lock becomes free.
    cond: Condvar,
    /// Signalled when another thread has taken the lock.
    switch_cond: Condvar,
    drop_request: AtomicBool,
    /// How long a waiter waits before it asks; `None` for a plain mutex, where nobody asks.
    interval: Option<Duration>,
}

impl Gil {
    /// A free lock.
    pub fn new(interval: Option<Duration>) -> Self {
        Self {
            state: Mutex::new(State { locked: false, last_holder: None, switch_number: 0 }),
            cond: Condvar::new(),
            switch_cond: Condvar::new(),
            drop_request: AtomicBool::new(false),
            interval,
        }
    }

    /// Waits until the lock is free and takes it for thread `me`.
    pub fn take(&self, me: usize, witness: &mut impl Witness) {
        let mut state = self.state();
        if let Some(holder) = state.holder() {
            witness.waits(holder);
        }
        while state.locked {
            let seen = state.switch_number;
            let timed_out;
            (state, timed_out) = self.wait_while_held(state);
            if let Some(holder) = state.holder().filter(|_| timed_out && state.switch_number == seen) {
                witness.requests_drop(holder);
                self.drop_request.store(true, Ordering::Relaxed);
            }
        }
        state.locked = true;
        if state.last_holder != Some(me) {
            state.last_holder = Some(me);
            state.switch_number += 1;
            self.switch_cond.notify_all();
        }
        self.drop_request.store(false, Ordering::Relaxed);
        witness.takes();
    }

    /// Frees the lock. With a request pending it then waits until another thread has taken it.
    pub fn drop(&self, me: usize, witness: &mut impl Witness) {
        let mut state = self.state();
        debug_assert!(state.locked && state.last_holder == Some(me), "only the holder drops");
        let forced = self.drop_request.load(Ordering::Relaxed);
        witness.drops(forced);
        state.locked = false;
        self.cond.notify_one();
        if forced {
            self.drop_request.store(false, Ordering::Relaxed);
            while state.last_holder == Some(me) {
                state = self.switch_cond.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Where bytecode looks whether it was asked to drop.
    pub fn checkpoint(&self, me: usize, witness: &mut impl Witness) {
        if self.drop_request.load(Ordering::Relaxed) {
            self.drop(me, witness);
            self.take(me, witness);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while_held<'a>(&self, state: MutexGuard<'a, State>) -> (MutexGuard<'a, State>, bool) {
        match self.interval {
            None => (self.cond.wait(state).unwrap_or_else(PoisonError::into_inner), false),
            Some(interval) => {
                let (state, result) = self.cond.wait_timeout(state, interval).unwrap_or_else(PoisonError::into_inner);
                (state, result.timed_out())
            }
        }
    }
}
