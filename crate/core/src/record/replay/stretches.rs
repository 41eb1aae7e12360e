//! What a lane does between two facts, and the span that this becomes.
//!
//! Invariant: a span is as long as what is known of it; whether a thread without the lock computed is told by its own clock
//! and by whether it slept, or the stretch is too short to have been asked and counts as computing.

use super::Replay;
use crate::record::Gap;
use crate::timeline::{Cause, CauseKind, Nanos, Span, State};

/// A thread that sleeps, and computes for less than this part of a stretch without the lock, is blocked in it.
const BUSY: f64 = 0.5;

/// What is shorter counts as computing: clocks and their reading are no finer.
const ASKED: Nanos = 50_000;

/// What a lane is doing.
#[derive(Debug, Clone, Copy)]
pub(super) enum Now {
    /// Before its first fact.
    Unknown,
    /// So many facts of it were lost.
    Lost { since: Nanos, count: u64 },
    /// Holds its lock.
    Held { since: Nanos },
    /// Is outside of it, released at this address of native code, if that was seen.
    /// `dropped` until it has waited for somebody else to take it.
    Free { since: Nanos, site: Option<u64>, dropped: bool },
    /// Wants it; `round` is the present round of waiting.
    Wants { since: Nanos, cause: Option<Cause>, round: Round },
    /// Runs without a GIL: in the interpreter, or outside of it at this address of native code; `parked` while it sleeps.
    Unlocked { since: Nanos, outside: Option<u64>, parked: bool },
    /// Was seen in this state, outside of the lock.
    Seen { since: Nanos, state: State },
    /// Was made to drop it, as this event says, and waits until another lane, which may be known by now, has taken it.
    Forced { since: Nanos, site: Option<u64>, to: Option<usize>, event: usize },
}

/// What a waiter saw when it last began to wait.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    pub(super) switches: u64,
    pub(super) woken: bool,
}

/// How long a lane had computed when it was last asked, and how long it has surely computed since.
#[derive(Debug, Clone, Copy)]
pub(super) struct Computed {
    pub(super) by: Nanos,
    pub(super) since: Nanos,
    /// What it says at the end of the stretch that is on, and whether it has not slept since the time before.
    pub(super) now: Option<(Nanos, bool)>,
}

impl Replay {
    /// Whose code released the lock, or left an interpreter that has none, to compute.
    pub(super) fn released(&mut self, lane: usize, state: State, since: Nanos, t: Nanos, site: Option<u64>) {
        if state == State::KernelReleased {
            let shown = self.shown(since, t).unwrap_or(0);
            let time = self.sites.entry((lane, self.call(lane), site)).or_default();
            *time = time.saturating_add(shown);
        }
    }

    pub(super) fn span(&mut self, lane: usize, state: State, start: Nanos, end: Nanos, cause: Option<Cause>) {
        if end > start {
            let call = self.spend(lane, state, self.shown(start, end).unwrap_or(0));
            // Of a recording, an operation is a call, from 1 on; 0 is none.
            let op = call.map_or(0, |call| call as u32 + 1);
            self.lanes[lane].spans.push(Span { state, op, rep: 0, start, end, cause });
        }
    }

    /// What the lane did until now.
    pub(super) fn until(&mut self, lane: usize, t: Nanos) {
        match self.now[lane] {
            Now::Unknown => {}
            Now::Lost { since, count } => self.gaps.push(Gap { lane, start: since, end: t, lost: count }),
            Now::Held { since } => {
                let state = if self.is_in_c(lane) { State::KernelHeld } else { State::Python };
                self.span(lane, state, since, t, None);
                self.surely_computed(lane, t - since);
                self.regimes[self.process_of[self.lanes[lane].thread]].held += t - since;
            }
            Now::Free { since, site, .. } => {
                let state = self.without_the_lock(lane, since, t);
                self.released(lane, state, since, t, site);
                self.span(lane, state, since, t, None);
            }
            Now::Seen { since, state } => self.span(lane, state, since, t, None),
            Now::Wants { since, cause, .. } => {
                self.span(lane, State::GilWait, since, t, cause);
                self.surely_computed(lane, 0);
            }
            Now::Unlocked { since, outside, parked } => self.unlocked(lane, since, t, outside, parked),
            Now::Forced { since, to, .. } => {
                let cause = to.map(|holder| Cause { kind: CauseKind::ForcedSwitch, holder });
                self.span(lane, State::GilWait, since, t, cause);
                self.surely_computed(lane, 0);
            }
        }
    }

    /// How long it has computed by now.
    pub(super) fn has_computed(&mut self, lane: usize, by: Nanos, awake: bool) {
        self.computed[lane].get_or_insert(Computed { by, since: 0, now: None }).now = Some((by, awake));
    }

    pub(super) fn surely_computed(&mut self, lane: usize, time: Nanos) {
        if let Some(computed) = &mut self.computed[lane] {
            match computed.now.take() {
                Some((now, _)) => *computed = Computed { by: now, since: 0, now: None },
                None => computed.since += time,
            }
        }
    }

    /// Computing or blocked, in so long a stretch without the lock.
    pub(super) fn without_the_lock(&mut self, lane: usize, start: Nanos, end: Nanos) -> State {
        let time = end - start;
        let Some(Computed { by, since, now: Some((now, awake)) }) = self.computed[lane] else {
            // So short that nobody asked.
            self.surely_computed(lane, time);
            return State::KernelReleased;
        };
        self.surely_computed(lane, 0);
        let busy = now.saturating_sub(by).saturating_sub(since);
        if time < ASKED {
            return State::KernelReleased;
        }
        self.cpu.insert((lane, start), busy.min(time));
        // Who has not slept wanted a core all the time, however little of one it got.
        if !awake && (busy as f64) < BUSY * time as f64 { State::Io } else { State::KernelReleased }
    }
}
