//! The calls of C code that a thread is in, until it is known whether they are worth telling.
//!
//! Invariants: what lasts less than a few microseconds and touches no lock is not told: it held the lock, as the Python code
//! around it did. Of the calls that are open the outer ones are told before the inner ones, each with the time when it began.

use crate::layout::{Event, Kind};
use core::cell::Cell;

/// Calls within more calls than these are not told.
const DEEPEST: usize = 64;
/// A call that is as short is not told: in nanoseconds, and in ticks of a counter that runs two to six times as fast.
const SHORT_NANOS: u64 = 5_000;
const SHORT_TICKS: u64 = 15_000;

#[derive(Clone, Copy)]
struct Open {
    place: u32,
    /// The number of the code that made it.
    caller: u64,
    since: u64,
    /// When it was first seen to run Python code; 0 while it wasn't.
    python: u64,
}

/// A thread's.
pub(crate) struct Stack {
    open: [Cell<Open>; DEEPEST],
    depth: Cell<usize>,
    /// So many, from the outermost on, were told.
    told: Cell<usize>,
    /// So many more there are.
    deeper: Cell<usize>,
}

impl Stack {
    pub(crate) const fn new() -> Self {
        Self {
            open: [const { Cell::new(Open { place: 0, caller: 0, since: 0, python: 0 }) }; DEEPEST],
            depth: Cell::new(0),
            told: Cell::new(0),
            deeper: Cell::new(0),
        }
    }

    /// Whether the innermost call was not yet seen to run Python code.
    pub(crate) fn is_in_c(&self) -> bool {
        self.depth.get().checked_sub(1).is_some_and(|top| self.open[top].get().python == 0)
    }

    /// Whether this code made the innermost call. Who runs it then is in that call, though the call has run Python code before.
    pub(crate) fn is_called_by(&self, code: u64) -> bool {
        self.depth.get().checked_sub(1).is_some_and(|top| self.open[top].get().caller == code)
    }

    /// Whether it is in calls within too many others.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.deeper.get() > 0
    }

    /// Python code runs, so the innermost call has called it.
    pub(crate) fn runs_python(&self, time: u64, put: impl Fn(Event)) {
        if !self.is_in_c() {
            return;
        }
        let top = self.depth.get() - 1;
        self.open[top].set(Open { python: time, ..self.open[top].get() });
        if self.told.get() > top {
            put(Event::new(time, Kind::RunsPython, self.open[top].get().place.into()));
        }
    }

    /// A call begins.
    pub(crate) fn enter(&self, place: u32, caller: u64, time: u64, put: impl Fn(Event)) {
        self.runs_python(time, put);
        let depth = self.depth.get();
        if depth == DEEPEST {
            self.deeper.set(self.deeper.get() + 1);
            return;
        }
        self.open[depth].set(Open { place, caller, since: time, python: 0 });
        self.depth.set(depth + 1);
    }

    /// A call is over. Those inside of it that nobody saw end are, too.
    pub(crate) fn leave(&self, place: u32, time: u64, ticks: bool, put: impl Fn(Event)) {
        if let Some(fewer) = self.deeper.get().checked_sub(1) {
            self.deeper.set(fewer);
            return;
        }
        let Some(at) = (0..self.depth.get()).rev().find(|at| self.open[*at].get().place == place) else { return };
        self.depth.set(at + 1);
        self.told.set(self.told.get().min(at + 1));
        let short = if ticks { SHORT_TICKS } else { SHORT_NANOS };
        if self.told.get() > at || time.saturating_sub(self.open[at].get().since) >= short {
            self.tell(&put);
            put(Event::new(time, Kind::Returns, place.into()));
        }
        self.depth.set(at);
        self.told.set(self.told.get().min(at));
    }

    /// Tells of all that are open.
    pub(crate) fn tell(&self, put: impl Fn(Event)) {
        for open in self.open[..self.depth.get()].iter().skip(self.told.get()).map(Cell::get) {
            put(Event::new(open.since, Kind::Calls, open.place.into()));
            if open.python != 0 {
                put(Event::new(open.python, Kind::RunsPython, open.place.into()));
            }
        }
        self.told.set(self.depth.get());
    }

    /// All of them are over, as far as anybody will tell.
    pub(crate) fn end(&self, time: u64, put: impl Fn(Event)) {
        if self.told.get() > 0 {
            put(Event::new(time, Kind::Returns, self.open[0].get().place.into()));
        }
        self.clear();
    }

    /// They may be over.
    pub(crate) fn clear(&self) {
        self.depth.set(0);
        self.told.set(0);
        self.deeper.set(0);
    }

    /// Who reads knows of none of them any more: they are told again, as from now on.
    pub(crate) fn forgotten(&self, now: u64) {
        self.told.set(0);
        for open in &self.open[..self.depth.get()] {
            let before = open.get();
            open.set(Open { since: now, python: if before.python == 0 { 0 } else { now }, ..before });
        }
    }
}
