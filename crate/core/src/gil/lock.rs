//! The lock, in the shape and the words of CPython's `Python/ceval_gil.c`: `take`, `drop`, `checkpoint`; and 2.7's `tick`.
//!
//! Invariants: at most one thread holds it; after a forced drop another thread holds it before the dropper does; while a
//! request is pending somebody waits in `take`, so a forced drop always ends. Every event is stamped while the mutex is
//! held, so with perfect clocks no two holdings touch. `tests/loom/lock.rs` checks all of it in every interleaving.

use super::sync::{AtomicBool, AtomicU32, Condvar, Mutex, MutexGuard, Ordering};
use std::sync::PoisonError;

/// Whoever wants to know what happens to a thread at the lock; called while the mutex is held, so it must be quick.
pub trait Witness {
    /// The lock is held by `holder`: the wait begins.
    fn waits(&mut self, holder: usize);
    /// The lock became free and this thread was woken, but `holder` was faster: it waits again.
    fn loses_race(&mut self, holder: usize);
    /// The lock is now this thread's; `previous` held it last.
    fn takes(&mut self, previous: Option<usize>);
    /// The lock is about to be free; `forced` when a waiter asked for it.
    fn drops(&mut self, forced: bool);
    /// The forced drop is over: `to` has taken the lock.
    fn switches(&mut self, to: usize);
    /// This thread waited an interval without seeing a switch and is the first to ask the holder to drop.
    fn requests_drop(&mut self, holder: usize);
    /// 2.7's ticker ran out: the lock is free for a moment. Remembers the time.
    fn ticks(&mut self);
    /// `winner` took the lock in the moment that `ticks` remembers.
    fn loses_tick(&mut self, winner: usize);
}

/// Why a wait for the lock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The lock became free, and this waiter was signalled.
    Signalled,
    /// The waiter has waited as long as it wanted to.
    OutOfPatience,
}

/// The two waits.
pub trait Waits: Send + Sync {
    /// Waits, once, for the lock to become free.
    fn for_lock<'a>(&self, gil: &'a Gil, state: Guard<'a>) -> (Guard<'a>, Ended);

    /// Waits in a forced drop of thread `me` until another has taken the lock.
    fn for_switch<'a>(&self, gil: &'a Gil, mut state: Guard<'a>, me: usize) -> Guard<'a> {
        while state.last_holder() == Some(me) {
            state = gil.switch_cond.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state
    }
}

/// What the mutex guards.
pub struct State {
    locked: bool,
    last_holder: Option<usize>,
    switch_number: u64,
}

impl State {
    /// Who holds the lock, or held it last.
    pub fn last_holder(&self) -> Option<usize> {
        self.last_holder
    }

    fn holder(&self) -> Option<usize> {
        self.last_holder.filter(|_| self.locked)
    }
}

/// The mutex, held.
pub type Guard<'a> = MutexGuard<'a, State>;

/// A lock that behaves like a GIL.
pub struct Gil {
    state: Mutex<State>,
    /// Signalled when the lock becomes free.
    pub(super) cond: Condvar,
    /// Signalled when another thread has taken the lock.
    pub(super) switch_cond: Condvar,
    /// Written while the mutex is held; read without it at checkpoints.
    drop_request: AtomicBool,
    /// 2.7: instructions until the next tick.
    ticker: AtomicU32,
    waits: Box<dyn Waits>,
}

impl Gil {
    /// A free lock whose threads wait like this.
    pub fn new(waits: Box<dyn Waits>) -> Self {
        Self {
            state: Mutex::new(State { locked: false, last_holder: None, switch_number: 0 }),
            cond: Condvar::new(),
            switch_cond: Condvar::new(),
            drop_request: AtomicBool::new(false),
            ticker: AtomicU32::new(0),
            waits,
        }
    }

    /// Waits until the lock is free and takes it for thread `me`.
    pub fn take(&self, me: usize, witness: &mut impl Witness) {
        let state = self.state();
        if let Some(holder) = state.holder() {
            witness.waits(holder);
        }
        self.acquire(state, me, witness);
    }

    fn acquire<'a>(&'a self, mut state: Guard<'a>, me: usize, witness: &mut impl Witness) {
        while state.locked {
            let seen = state.switch_number;
            let ended;
            (state, ended) = self.waits.for_lock(self, state);
            match state.holder() {
                Some(holder) if ended == Ended::Signalled => witness.loses_race(holder),
                // A request stays until somebody takes, so the second to ask changes nothing.
                Some(holder) if state.switch_number == seen && !self.drop_request.load(Ordering::Relaxed) => {
                    witness.requests_drop(holder);
                    self.drop_request.store(true, Ordering::Relaxed);
                }
                _ => {}
            }
        }
        let previous = state.last_holder.replace(me);
        state.locked = true;
        if previous != Some(me) {
            state.switch_number += 1;
            self.switch_cond.notify_all();
        }
        self.drop_request.store(false, Ordering::Relaxed);
        witness.takes(previous);
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
            state = self.waits.for_switch(self, state, me);
            witness.switches(state.last_holder.unwrap_or(me));
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
        match state.last_holder.filter(|&winner| winner != me) {
            Some(winner) => {
                witness.loses_tick(winner);
                self.acquire(state, me, witness);
            }
            None => state.locked = true,
        }
    }

    pub(super) fn state(&self) -> Guard<'_> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
