//! From what threads wrote at their locks to a timeline: who held, who waited and why, and what was done meanwhile.
//!
//! Invariants: what `ceval_gil.c` does is replayed and never guessed: a thread holds from its take to its drop, a request is
//! one that the source would make, and a switch is forced where the dropper waits for the next taker. Before a thread's
//! first fact, and where facts were lost, nothing is known and no span says otherwise.

mod calls;
mod edges;
mod free;
mod sampled;
mod stretches;
mod window;

use super::Gap;
use super::facts::What;
use crate::timeline::{Cause, CauseKind, Event, EventKind, Lane, Nanos};
use calls::Open;
pub(super) use calls::Spent;
use free::Regime;
use std::collections::BTreeMap;
use std::ops::Range;
use stretches::{Computed, Now, Round};

#[derive(Debug, Clone, Default)]
struct Lock {
    holder: Option<usize>,
    last: Option<usize>,
    switches: u64,
    /// Who was made to drop it since somebody last took it.
    forced: Vec<usize>,
}

/// Everything that the facts tell, as far as they are told.
pub(super) struct Replay {
    pub(super) lanes: Vec<Lane>,
    pub(super) events: Vec<Event>,
    pub(super) gaps: Vec<Gap>,
    /// How long each lane computed without the lock, by the call that it was in and the address that released it.
    pub(super) sites: BTreeMap<(usize, Option<usize>, Option<u64>), Nanos>,
    /// Of spans without the lock, by their lane and when they begin, how long the thread was on a core, where it was asked.
    pub(super) cpu: BTreeMap<(usize, Nanos), Nanos>,
    /// What became of the time in each call that was made.
    pub(super) calls: Vec<Spent>,
    pub(super) lock_of: Vec<Option<usize>>,
    /// Of each thread the lane that it is in now: a thread that goes into another interpreter with a lock of its own goes
    /// on in another lane.
    lane_of: Vec<usize>,
    /// Of each thread and each lock that it was at the lane.
    at: BTreeMap<(usize, usize), usize>,
    now: Vec<Now>,
    process_of: Vec<usize>,
    /// Of each process what is known of how it runs.
    pub(super) regimes: Vec<Regime>,
    /// Calls by the call that they are in, their process and their place.
    call_at: BTreeMap<(Option<usize>, usize, u64), usize>,
    /// Of each thread the calls that it is in.
    open: Vec<Vec<Open>>,
    /// Of each thread the operator for which it is about to drop its lock.
    operator: Vec<Option<u64>>,
    site: Vec<Option<u64>>,
    computed: Vec<Option<Computed>>,
    locks: Vec<Lock>,
    /// From when to when it is shown.
    window: Range<Nanos>,
}

impl Replay {
    /// Of threads, a lane each; `process_of` tells which process they belong to, and `free` of these which can do without
    /// a GIL.
    pub(super) fn new(
        lanes: Vec<Lane>,
        process_of: Vec<usize>,
        free: Vec<bool>,
        locks: usize,
        window: Range<Nanos>,
    ) -> Self {
        let count = lanes.len();
        Self {
            window,
            lanes,
            events: Vec::new(),
            gaps: Vec::new(),
            sites: BTreeMap::new(),
            cpu: BTreeMap::new(),
            calls: Vec::new(),
            lock_of: vec![None; count],
            lane_of: (0..count).collect(),
            at: BTreeMap::new(),
            now: vec![Now::Unknown; count],
            process_of,
            regimes: free.into_iter().map(Regime::new).collect(),
            call_at: BTreeMap::new(),
            open: vec![Vec::new(); count],
            operator: vec![None; count],
            site: vec![None; count],
            computed: vec![None; count],
            locks: vec![Lock::default(); locks],
        }
    }

    /// The next fact of a thread, which is about this lock: `taken` tells which of its two conditions it names.
    pub(super) fn at_a_lock(&mut self, thread: usize, lock: usize, taken: bool, t: Nanos, what: What) {
        let lane = self.lane_at(thread, lock, t);
        self.regimes[self.process_of[thread]].locked = true;
        match what {
            What::Signals(_) if taken => self.take(lane, lock, t),
            What::Signals(_) => self.drop(lane, t),
            What::Waits(_) => self.waits(lane, lock, t),
            What::WaitsForSwitch(_) => self.forced(lane, lock),
            _ => {}
        }
    }

    /// The thread's lane at this lock.
    fn lane_at(&mut self, thread: usize, lock: usize, t: Nanos) -> usize {
        let before = self.lane_of[thread];
        if self.lock_of[before] == Some(lock) {
            return before;
        }
        if self.lock_of[before].is_none() {
            self.lock_of[before] = Some(lock);
            self.at.insert((thread, lock), before);
            return before;
        }
        let lane = self.at.get(&(thread, lock)).copied().unwrap_or_else(|| self.another_lane(thread, lock));
        // It dropped the one lock to take the other, so from now on it is not there.
        if matches!(self.now[before], Now::Free { .. } | Now::Lost { .. }) {
            self.until(before, t);
            self.now[before] = Now::Unknown;
        }
        self.site[lane] = self.site[before].take();
        self.computed[lane] = self.computed[before].take();
        self.lane_of[thread] = lane;
        lane
    }

    fn another_lane(&mut self, thread: usize, lock: usize) -> usize {
        let own = self.at.range((thread, 0)..(thread + 1, 0)).count();
        self.at.insert((thread, lock), self.lanes.len());
        let lane = Lane { index: own, spans: Vec::new(), ..self.lanes[thread].clone() };
        self.lanes.push(lane);
        self.lock_of.push(Some(lock));
        self.now.push(Now::Unknown);
        self.site.push(None);
        self.computed.push(None);
        self.lanes.len() - 1
    }

    /// The next fact of a thread, about itself.
    pub(super) fn of_a_thread(&mut self, thread: usize, t: Nanos, what: What) {
        let lane = self.lane_of[thread];
        match (what, self.lock_of[lane]) {
            (What::Woken | What::TimedOut, Some(lock)) => self.round_over(lane, lock, t, what == What::TimedOut),
            (What::Switched, _) => self.switched(lane, t),
            (What::Computed(by), _) => self.has_computed(lane, by, false),
            (What::Awake(by), _) => self.has_computed(lane, by, true),
            (What::Operator(place), _) => self.operator[thread] = Some(place),
            (What::Site(address), _) => self.site[lane] = Some(address),
            (What::Lost(count), _) => self.loses(lane, t, count),
            (What::Calls(place), _) => self.calls(lane, t, place),
            (What::Returns(place), _) => self.returns(lane, t, place),
            (What::RunsPython(place), _) => self.runs_python(lane, t, place),
            (What::Detaches(_) | What::Attaches | What::Parks | What::Unparks, _) => self.without_a_gil(lane, t, what),
            _ => {}
        }
    }

    fn event(&mut self, t: Nanos, lane: usize, kind: EventKind, to: Option<usize>) {
        self.events.push(Event { t, lane, kind, to });
    }

    /// What it did is over; whether it held its lock, which it then drops.
    fn leave(&mut self, lane: usize, t: Nanos) -> bool {
        self.until(lane, t);
        let (Now::Held { .. }, Some(lock)) = (self.now[lane], self.lock_of[lane]) else { return false };
        let holder = &mut self.locks[lock].holder;
        *holder = holder.filter(|holder| *holder != lane);
        self.event(t, lane, EventKind::Drop, None);
        true
    }

    fn take(&mut self, lane: usize, lock: usize, t: Nanos) {
        self.leave(lane, t);
        self.operator_ends(lane, t);
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

    fn drop(&mut self, lane: usize, t: Nanos) {
        // A lane whose beginning is not known may drop what nobody saw it take.
        let dropped = self.leave(lane, t);
        self.now[lane] = Now::Free { since: t, site: self.site[lane].take(), dropped };
        if let Some(place) = self.operator[self.lanes[lane].thread].take() {
            self.operator_begins(lane, t, place);
        }
    }

    fn waits(&mut self, lane: usize, lock: usize, t: Nanos) {
        let Lock { holder, last, switches, .. } = self.locks[lock];
        let holder = holder.or(last).filter(|holder| *holder != lane);
        let round = Round { switches, woken: false };
        if let Now::Wants { since, cause, round: Round { woken: false, .. } } = self.now[lane] {
            // An interval is over, and it goes on waiting.
            let kind = cause.map_or(CauseKind::Bytecode, |cause| cause.kind);
            let cause = holder.map(|holder| Cause { kind, holder }).or(cause);
            self.now[lane] = Now::Wants { since, cause, round };
            return;
        }
        let lost = matches!(self.now[lane], Now::Wants { .. });
        let kind = if lost { CauseKind::LostRace } else { CauseKind::Bytecode };
        self.leave(lane, t);
        let cause = holder.map(|holder| Cause { kind, holder });
        self.now[lane] = Now::Wants { since: t, cause, round };
    }

    fn round_over(&mut self, lane: usize, lock: usize, t: Nanos, timed_out: bool) {
        let Now::Wants { round, .. } = &mut self.now[lane] else { return };
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
        if let Now::Free { since, site, dropped: true } = self.now[lane] {
            self.now[lane] = Now::Forced { since, site, to: None, event: self.events.len() };
            self.locks[lock].forced.push(lane);
            self.event(since, lane, EventKind::ForcedSwitch, None);
        }
    }

    fn switched(&mut self, lane: usize, t: Nanos) {
        let Now::Forced { site, to, event, .. } = self.now[lane] else { return };
        self.until(lane, t);
        self.events[event].to = to;
        // The next thing that it does at the lock tells whether it wants it back at once.
        self.now[lane] = Now::Free { since: t, site, dropped: false };
    }
}
