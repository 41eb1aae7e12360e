//! The lock, in the shape and the words of CPython's `Python/ceval_gil.c`: `take`, `drop`, `checkpoint`; and 2.7's `tick`.
//!
//! Invariants: at most one thread holds it; after a forced drop another thread holds it before the dropper does.
//! Every event is stamped while the mutex is held, so with perfect clocks no two holdings touch.

use super::sync::{AtomicBool, AtomicU32, Condvar, Mutex, MutexGuard, Ordering};
use std::sync::PoisonError;
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
    /// 2.7's ticker ran out: the lock is free for a moment. Remembers the time.
    fn ticks(&mut self);
    /// Somebody else took the lock in the moment that `ticks` remembers.
    fn loses_tick(&mut self);
}

/// How a waiter waits for `cond`: a trait, so that a model checker may let any waiter's time run out at any point.
pub trait Patience: Sync {
    /// Waits until signalled or out of patience; says whether it was the latter.
    fn wait<'a>(&self, me: usize, cond: &Condvar, state: MutexGuard<'a, State>) -> (MutexGuard<'a, State>, bool);
}

/// Waits for ever, as at a plain mutex.
pub struct Endless;

impl Patience for Endless {
    fn wait<'a>(&self, _: usize, cond: &Condvar, state: MutexGuard<'a, State>) -> (MutexGuard<'a, State>, bool) {
        (cond.wait(state).unwrap_or_else(PoisonError::into_inner), false)
    }
}

/// `sys.setswitchinterval`.
pub struct Interval(pub Duration);

impl Patience for Interval {
    fn wait<'a>(&self, _: usize, cond: &Condvar, state: MutexGuard<'a, State>) -> (MutexGuard<'a, State>, bool) {
        let (state, result) = cond.wait_timeout(state, self.0).unwrap_or_else(PoisonError::into_inner);
        (state, result.timed_out())
    }
}

/// What the mutex guards.
pub struct State {
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
    /// 2.7: instructions until the next tick.
    ticker: AtomicU32,
    patience: Box<dyn Patience + Send>,
}

impl Gil {
    /// A free lock whose waiters ask for it when their patience is over.
    pub fn new(patience: impl Patience + Send + 'static) -> Self {
        Self {
            state: Mutex::new(State { locked: false, last_holder: None, switch_number: 0 }),
            cond: Condvar::new(),
            switch_cond: Condvar::new(),
            drop_request: AtomicBool::new(false),
            ticker: AtomicU32::new(0),
            patience: Box::new(patience),
        }
    }

    /// Waits until the lock is free and takes it for thread `me`.
    pub fn take(&self, me: usize, witness: &mut impl Witness) {
        let state = self.state();
        self.take_from(state, me, witness);
    }

    fn take_from(&self, mut state: MutexGuard<'_, State>, me: usize, witness: &mut impl Witness) {
        if let Some(holder) = state.holder() {
            witness.waits(holder);
        }
        while state.locked {
            let seen = state.switch_number;
            let timed_out;
            (state, timed_out) = self.patience.wait(me, &self.cond, state);
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
        debug_assert!(state.holder() == Some(me), "only the holder drops");
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

    /// 2.7, before each instruction: every `check_interval` of them the lock is freed, a waiter is woken, and the lock is
    /// taken again at once. Nobody waits for a hand-off, so mostly the waiter comes too late.
    pub fn tick(&self, check_interval: u32, me: usize, witness: &mut impl Witness) {
        let left = self.ticker.load(Ordering::Relaxed);
        if left > 0 {
            self.ticker.store(left - 1, Ordering::Relaxed);
            return;
        }
        self.ticker.store(check_interval, Ordering::Relaxed);
        let mut state = self.state();
        witness.ticks();
        state.locked = false;
        self.cond.notify_one();
        drop(state);
        let mut state = self.state();
        if state.locked || state.last_holder != Some(me) {
            witness.loses_tick();
            self.take_from(state, me, witness);
        } else {
            state.locked = true;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
