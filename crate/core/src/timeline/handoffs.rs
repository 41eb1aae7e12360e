//! How a lock went from one lane to another, and why.
//!
//! Invariant: every change of holder between lanes is one hand-off and has exactly one cause.

use super::{CauseKind, Holding, Lane, Manner, Nanos, Span, State, Timeline};
use crate::scenario::{Blas, Op, Scenario};
use serde::Serialize;

/// Why a lock went on just then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum HandoffCause {
    /// The holder was asked to drop it.
    ForcedSwitch,
    /// The holder dropped it of its own accord: for a kernel, a wait or at its end.
    Voluntary,
    /// A call that held the lock was over: that explains more than the request which it made wait.
    Kernel,
    /// The next holder had lost a race for it before.
    LostRace,
    /// Python 2.7's ticker ran out.
    Tick,
    /// The BLAS library's own lock, not the GIL.
    PoolLock,
    /// The lock was free before the next holder came.
    PickedUp,
}

impl HandoffCause {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] =
        [Self::ForcedSwitch, Self::Voluntary, Self::Kernel, Self::LostRace, Self::Tick, Self::PoolLock, Self::PickedUp];

    /// From how the holder came to drop it, what it did until then, and the next holder's wait, which may know no reason.
    fn of(manner: Manner, before: Option<State>, wait: Option<&Span>) -> Self {
        match (wait, before, manner) {
            (None, ..) => Self::PickedUp,
            (_, Some(State::KernelHeld | State::Io), _) => Self::Kernel,
            (.., Manner::Forced) => Self::ForcedSwitch,
            (.., Manner::Tick) => Self::Tick,
            (Some(wait), ..) if wait.cause.is_some_and(|cause| cause.kind == CauseKind::LostRace) => Self::LostRace,
            _ => Self::Voluntary,
        }
    }
}

/// A lock went from one lane to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handoff {
    /// Who dropped it.
    pub from: usize,
    /// Who took it next.
    pub to: usize,
    /// When it was dropped.
    pub dropped: Nanos,
    /// When it was taken.
    pub taken: Nanos,
    /// How it was dropped.
    pub manner: Manner,
    /// Why it went on.
    pub cause: HandoffCause,
}

impl Handoff {
    /// The next holder's wait, from the drop to the take, if it waits from there until it has taken the lock. Where the
    /// lock was free before the next holder came, there is none.
    pub(super) fn wake(&self, spans: &[Span]) -> Option<(Nanos, Nanos)> {
        let wait = &spans[*waits(spans, self.dropped, self.taken)?.start()];
        Some((self.dropped.min(self.taken).max(wait.start), wait.end.min(self.taken)))
    }
}

fn is_wait(span: &Span) -> bool {
    matches!(span.state, State::GilWait | State::Runnable) && !span.waits_for_pool()
}

/// Which spans of the next holder lie between the drop and the take, if it does nothing but wait there.
fn waits(spans: &[Span], dropped: Nanos, taken: Nanos) -> Option<std::ops::RangeInclusive<usize>> {
    let dropped = dropped.min(taken);
    let first = spans.partition_point(|span| span.end < dropped || (span.end == dropped && dropped < taken));
    // A wait may be written down as over a moment after the lock is there.
    let last = spans.partition_point(|span| span.start < taken).checked_sub(1)?;
    spans.get(first..=last).filter(|spans| !spans.is_empty() && spans.iter().all(is_wait)).map(|_| first..=last)
}

/// The changes of holder in the holdings of one lock.
pub(super) fn handoffs(holdings: &[Holding], lanes: &[Lane]) -> Vec<Handoff> {
    // Of each lane's spans, the first that explains no hand-off yet: so none is looked at twice.
    let mut unused = vec![0; lanes.len()];
    let changes = holdings.windows(2).filter(|pair| pair[0].lane != pair[1].lane);
    changes.map(|pair| handoff(&pair[0], &pair[1], lanes, &mut unused[pair[1].lane])).collect()
}

fn handoff(given: &Holding, next: &Holding, lanes: &[Lane], unused: &mut usize) -> Handoff {
    let (dropped, taken, manner) = (given.end, next.start, given.ended);
    let [theirs, mine] = [given.lane, next.lane].map(|lane| &lanes[lane].spans[..]);
    // A holder that drops the lock at once did nothing in between.
    let busy = dropped > given.start;
    let before = theirs.get(theirs.partition_point(|span| span.end < dropped)).filter(|_| busy);
    let wait = waits(mine, dropped, taken).map(|waits| {
        let mut at = *waits.end();
        let first = std::mem::replace(unused, at + 1);
        // Without a core it waited before, if at all.
        while at > first && mine[at].cause.is_none() && is_wait(&mine[at - 1]) {
            at -= 1;
        }
        &mine[at]
    });
    let cause = HandoffCause::of(manner, before.map(|span| span.state), wait);
    Handoff { from: given.lane, to: next.lane, dropped, taken, manner, cause }
}

/// How the BLAS pool's lock went from lane to lane; it writes no events, but its waits and kernels tell.
pub fn of_the_pool(scenario: &Scenario, timeline: &Timeline) -> Vec<Handoff> {
    if scenario.blas != Blas::Pool {
        return Vec::new();
    }
    // At the same time, the end of a kernel comes before the end of a wait.
    let mut ends: Vec<(Nanos, bool, usize)> = Vec::new();
    for (at, lane) in timeline.lanes.iter().enumerate() {
        let inside = |span: &Span| {
            let op = scenario.threads[lane.thread].ops.get(span.op as usize);
            let team = op.is_some_and(|op| matches!(op, Op::Kernel(kernel) if kernel.blas_threads > 1));
            team && matches!(span.state, State::KernelHeld | State::KernelReleased)
        };
        let told = lane.spans.iter().filter(|span| span.waits_for_pool() || inside(span));
        ends.extend(told.map(|span| (span.end, span.waits_for_pool(), at)));
    }
    ends.sort_unstable();
    let mut left: Option<(Nanos, usize)> = None;
    let mut found = Vec::new();
    for (end, waited, lane) in ends {
        match left {
            _ if !waited => left = Some((end, lane)),
            Some((dropped, from)) if from != lane => found.push(Handoff {
                from,
                to: lane,
                dropped,
                taken: end,
                manner: Manner::Voluntary,
                cause: HandoffCause::PoolLock,
            }),
            _ => {}
        }
    }
    found
}
