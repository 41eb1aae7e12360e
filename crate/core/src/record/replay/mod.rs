//! From what threads wrote at their locks to a timeline: who held, who waited and why, and what was done meanwhile.
//!
//! Invariants: what `ceval_gil.c` does is replayed and never guessed: a thread holds from its take to its drop, a request is
//! one that the source would make, and a switch is forced where the dropper waits for the next taker. Before a thread's
//! first fact, and where facts were lost, nothing is known and no span says otherwise.

use super::Gap;
use super::facts::What;
use crate::timeline::{Cause, CauseKind, Event, EventKind, Lane, Nanos, Span, State};
use std::collections::BTreeMap;

/// A thread that computes for less than this part of a stretch without the lock is blocked in it.
const BUSY: f64 = 0.5;

/// What a lane is doing.
#[derive(Debug, Clone, Copy)]
enum Now {
    /// Before its first fact.
    Unknown,
    /// So many facts of it were lost.
    Lost { since: Nanos, count: u64 },
    /// Holds its lock.
    Held { since: Nanos },
    /// Is outside of it, released at this address of native code, if that was seen.
    Free { since: Nanos, site: Option<u64> },
    /// Wants it; `round` is the present round of waiting, if one is on.
    Wants { since: Nanos, cause: Option<Cause>, round: Option<Round> },
    /// Was made to drop it, and waits until another lane, which may be known by now, has taken it.
    Forced { since: Nanos, site: Option<u64>, to: Option<usize> },
}

/// What a waiter saw when it last began to wait.
#[derive(Debug, Clone, Copy)]
struct Round {
    switches: u64,
    woken: bool,
}

#[derive(Debug, Clone, Default)]
struct Lock {
    holder: Option<usize>,
    last: Option<usize>,
    switches: u64,
    /// Who was made to drop it since somebody last took it.
    forced: Vec<usize>,
}

/// How long a lane had computed when it was last asked, and how long it has surely computed since.
#[derive(Debug, Clone, Copy)]
struct Computed {
    by: Nanos,
    since: Nanos,
    /// What it says at the end of the stretch that is on.
    now: Option<Nanos>,
}

/// Everything that the facts tell, as far as they are told.
pub(super) struct Replay {
    pub(super) lanes: Vec<Lane>,
    pub(super) events: Vec<Event>,
    pub(super) gaps: Vec<Gap>,
    /// How long each lane computed without the lock, by the address in native code that released it.
    pub(super) sites: BTreeMap<(usize, Option<u64>), Nanos>,
    pub(super) lock_of: Vec<Option<usize>>,
    now: Vec<Now>,
    site: Vec<Option<u64>>,
    computed: Vec<Option<Computed>>,
    locks: Vec<Lock>,
}

impl Replay {
    pub(super) fn new(lanes: Vec<Lane>, locks: usize) -> Self {
        let count = lanes.len();
        Self {
            lanes,
            events: Vec::new(),
            gaps: Vec::new(),
            sites: BTreeMap::new(),
            lock_of: vec![None; count],
            now: vec![Now::Unknown; count],
            site: vec![None; count],
            computed: vec![None; count],
            locks: vec![Lock::default(); locks],
        }
    }

    /// The next fact of a lane, which is about this lock: `taken` tells which of its two conditions it names.
    pub(super) fn at_a_lock(&mut self, lane: usize, lock: usize, taken: bool, t: Nanos, what: What) {
        self.lock_of[lane] = Some(lock);
        match what {
            What::Signals(_) if taken => self.take(lane, lock, t),
            What::Signals(_) => self.drop(lane, lock, t),
            What::Waits(_) => self.waits(lane, lock, t),
            What::WaitsForSwitch(_) => self.forced(lane, lock),
            _ => {}
        }
    }

    /// The next fact of a lane, about itself.
    pub(super) fn of_a_lane(&mut self, lane: usize, t: Nanos, what: What) {
        match (what, self.lock_of[lane]) {
            (What::Woken | What::TimedOut, Some(lock)) => self.round_over(lane, lock, t, what == What::TimedOut),
            (What::Switched, _) => self.switched(lane, t),
            (What::Computed(by), _) => {
                let since = Computed { by, since: 0, now: None };
                self.computed[lane].get_or_insert(since).now = Some(by);
            }
            (What::Site(address), _) => self.site[lane] = Some(address),
            (What::Lost(count), _) => self.loses(lane, t, count),
            _ => {}
        }
    }

    fn span(&mut self, lane: usize, state: State, start: Nanos, end: Nanos, cause: Option<Cause>) {
        if end > start {
            self.lanes[lane].spans.push(Span { state, op: 0, rep: 0, start, end, cause });
        }
    }

    fn event(&mut self, t: Nanos, lane: usize, kind: EventKind, to: Option<usize>) {
        self.events.push(Event { t, lane, kind, to });
    }

    /// What the lane did until now.
    fn until(&mut self, lane: usize, t: Nanos) {
        match self.now[lane] {
            Now::Unknown => {}
            Now::Lost { since, count } => self.gaps.push(Gap { lane, start: since, end: t, lost: count }),
            Now::Held { since } => {
                self.span(lane, State::Python, since, t, None);
                self.surely_computed(lane, t - since);
            }
            Now::Free { since, site } => {
                let state = self.without_the_lock(lane, t - since);
                if state == State::KernelReleased {
                    *self.sites.entry((lane, site)).or_default() += t - since;
                }
                self.span(lane, state, since, t, None);
            }
            Now::Wants { since, cause, .. } => {
                self.span(lane, State::GilWait, since, t, cause);
                self.surely_computed(lane, 0);
            }
            Now::Forced { since, to, .. } => {
                let cause = to.map(|holder| Cause { kind: CauseKind::ForcedSwitch, holder });
                self.span(lane, State::GilWait, since, t, cause);
                self.surely_computed(lane, 0);
            }
        }
    }

    fn surely_computed(&mut self, lane: usize, time: Nanos) {
        if let Some(computed) = &mut self.computed[lane] {
            match computed.now.take() {
                Some(now) => *computed = Computed { by: now, since: 0, now: None },
                None => computed.since += time,
            }
        }
    }

    /// Computing or blocked, in so long a stretch without the lock.
    fn without_the_lock(&mut self, lane: usize, time: Nanos) -> State {
        let Some(Computed { by, since, now: Some(now) }) = self.computed[lane] else {
            // So short that nobody asked.
            self.surely_computed(lane, time);
            return State::KernelReleased;
        };
        self.surely_computed(lane, 0);
        let busy = now.saturating_sub(by).saturating_sub(since);
        if (busy as f64) < BUSY * time as f64 { State::Io } else { State::KernelReleased }
    }

    fn take(&mut self, lane: usize, lock: usize, t: Nanos) {
        self.until(lane, t);
        self.now[lane] = Now::Held { since: t };
        let lock = &mut self.locks[lock];
        if lock.last.replace(lane) != Some(lane) {
            lock.switches += 1;
        }
        lock.holder = Some(lane);
        for forced in std::mem::take(&mut lock.forced).into_iter().filter(|forced| *forced != lane) {
            if let Now::Forced { to, .. } = &mut self.now[forced] {
                *to = Some(lane);
            }
        }
        self.event(t, lane, EventKind::Take, None);
    }

    fn drop(&mut self, lane: usize, lock: usize, t: Nanos) {
        let held = matches!(self.now[lane], Now::Held { .. });
        self.until(lane, t);
        self.now[lane] = Now::Free { since: t, site: self.site[lane].take() };
        // A lane whose beginning is not known may drop what nobody saw it take.
        if held {
            self.locks[lock].holder = None;
            self.event(t, lane, EventKind::Drop, None);
        }
    }

    fn waits(&mut self, lane: usize, lock: usize, t: Nanos) {
        let Lock { holder, last, switches, .. } = self.locks[lock];
        let holder = holder.or(last).filter(|holder| *holder != lane);
        let round = Some(Round { switches, woken: false });
        if let Now::Wants { since, cause, round: None | Some(Round { woken: false, .. }) } = self.now[lane] {
            // An interval is over and it goes on waiting, or it has just seen the switch that it was made to wait for.
            let kind = cause.map_or(CauseKind::Bytecode, |cause| cause.kind);
            let cause = holder.map(|holder| Cause { kind, holder }).or(cause);
            self.now[lane] = Now::Wants { since, cause, round };
            return;
        }
        let lost = matches!(self.now[lane], Now::Wants { .. });
        let kind = if lost { CauseKind::LostRace } else { CauseKind::Bytecode };
        self.until(lane, t);
        let cause = holder.map(|holder| Cause { kind, holder });
        self.now[lane] = Now::Wants { since: t, cause, round };
    }

    fn round_over(&mut self, lane: usize, lock: usize, t: Nanos, timed_out: bool) {
        let Now::Wants { round: Some(round), .. } = &mut self.now[lane] else { return };
        round.woken = !timed_out;
        let seen = round.switches;
        let Lock { holder, switches, .. } = self.locks[lock];
        // `if (timed_out && gil->locked && gil->switch_number == saved_switchnum) SET_GIL_DROP_REQUEST`
        if let Some(holder) = holder.filter(|_| timed_out && switches == seen) {
            self.event(t, lane, EventKind::DropRequest, Some(holder));
        }
    }

    /// Only a drop that was asked for waits for the switch.
    fn forced(&mut self, lane: usize, lock: usize) {
        if let Now::Free { since, site } = self.now[lane] {
            self.now[lane] = Now::Forced { since, site, to: None };
            self.locks[lock].forced.push(lane);
            self.event(since, lane, EventKind::ForcedSwitch, None);
        }
    }

    fn switched(&mut self, lane: usize, t: Nanos) {
        let Now::Forced { site, to, .. } = self.now[lane] else { return };
        self.until(lane, t);
        let forced = |event: &&mut Event| event.kind == EventKind::ForcedSwitch && event.lane == lane;
        if let Some(event) = self.events.iter_mut().rev().find(forced) {
            event.to = to;
        }
        // The next thing that it does at the lock tells whether it wants it back at once.
        self.now[lane] = Now::Free { since: t, site };
    }

    fn loses(&mut self, lane: usize, t: Nanos, count: u64) {
        self.until(lane, t);
        if let (Now::Held { .. }, Some(lock)) = (self.now[lane], self.lock_of[lane]) {
            self.locks[lock].holder = None;
            self.event(t, lane, EventKind::Drop, None);
        }
        self.now[lane] = Now::Lost { since: t, count };
        self.computed[lane] = None;
    }

    /// What a lane does last goes on until so long is known of its process; who is outside of the lock may be gone.
    pub(super) fn end(&mut self, known: &[Nanos]) {
        for (lane, t) in known.iter().enumerate() {
            match self.now[lane] {
                Now::Free { .. } => {}
                Now::Held { .. } => {
                    self.until(lane, *t);
                    self.event(*t, lane, EventKind::Drop, None);
                }
                _ => self.until(lane, *t),
            }
        }
        // A forced switch is known a moment after its drop.
        self.events.sort_by_key(|event| event.t);
    }
}
