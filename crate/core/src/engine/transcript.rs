//! From the lanes' diaries to a timeline.
//!
//! Invariants: nothing is invented. A span is what stands between two records, empty ones are left out; every wait has a
//! cause, and its holder is the lane whose name was read at the lock itself.

use super::plan::LanePlan;
use super::recorder::{self, END, Entry, FIRST_EVENT, FORCED, LOST, NONE, POOL};
use crate::timeline::{Cause, CauseKind, Event, EventKind, Lane, Nanos, Span, State, Timeline, nanos};

/// Reads the diaries; `workers` says which real worker wrote which. Returns, too, by how many microseconds a lane's clock
/// went back at most: until such a clock has caught up, its lane stands still.
pub(super) fn timeline(plans: &[LanePlan], diaries: &[recorder::Diary], workers: &[Option<u32>]) -> (Timeline, f64) {
    let mut timeline = Timeline::default();
    let mut backwards_us: f64 = 0.0;
    for (at, plan) in plans.iter().enumerate() {
        let mut entries: Vec<Entry> = diaries[at].entries().collect();
        backwards_us = backwards_us.max(in_order(&mut entries));
        timeline.events.extend(entries.iter().filter_map(|entry| event(at, entry)));
        timeline.lanes.push(Lane {
            name: plan.name.clone(),
            thread: plan.thread,
            index: plan.index,
            parent: plan.parent,
            worker: workers[at],
            iterations: plan.parent.is_none().then(|| diaries[at].iterations()),
            spans: spans(&entries),
        });
    }
    if backwards_us > 0.0 {
        let wall = timeline.wall();
        timeline.events.iter_mut().for_each(|event| event.t = event.t.min(wall));
    }
    timeline.events.sort_by_key(|event| event.t);
    explain_waits(&mut timeline);
    (timeline, backwards_us)
}

/// Lets no change of state come before the one before it; returns how far one would have.
fn in_order(entries: &mut [Entry]) -> f64 {
    let (mut latest_us, mut backwards_us): (f64, f64) = (0.0, 0.0);
    for entry in entries.iter_mut().filter(|entry| entry.kind <= END) {
        // A clock that shows no time is as wrong as one that starts again.
        let t_us = if entry.t_us.is_finite() { entry.t_us } else { 0.0 };
        backwards_us = backwards_us.max(latest_us - t_us);
        latest_us = latest_us.max(t_us);
        entry.t_us = latest_us;
    }
    backwards_us
}

fn event(lane: usize, entry: &Entry) -> Option<Event> {
    let kind = *EventKind::ALL.get(entry.kind.checked_sub(FIRST_EVENT)? as usize)?;
    Some(Event { t: nanos(entry.t_us), lane, kind, to: (entry.arg != NONE).then_some(entry.arg as usize) })
}

fn spans(entries: &[Entry]) -> Vec<Span> {
    let changes: Vec<usize> = (0..entries.len()).filter(|&at| entries[at].kind <= END).collect();
    // After an end a helper's next span may begin.
    let pairs = changes.windows(2).filter(|pair| entries[pair[0]].kind < END).map(|pair| {
        let (from, to) = (&entries[pair[0]], &entries[pair[1]]);
        Span {
            state: State::ALL[from.kind as usize],
            op: from.op,
            rep: from.rep,
            start: nanos(from.t_us),
            end: nanos(to.t_us),
            cause: cause(from, &entries[pair[0]..]),
        }
    });
    pairs.filter(|span| span.end > span.start).collect()
}

/// Why a lane waits, as it noted itself; `on` are the lines from there on.
fn cause(entry: &Entry, on: &[Entry]) -> Option<Cause> {
    let switch = FIRST_EVENT + EventKind::ForcedSwitch as u32;
    match entry.arg {
        _ if entry.kind != State::GilWait as u32 => None,
        NONE => None,
        FORCED => {
            let switch = on.iter().find(|entry| entry.kind == switch)?;
            Some(Cause { kind: CauseKind::ForcedSwitch, holder: switch.arg as usize })
        }
        arg if arg & LOST != 0 => Some(Cause { kind: CauseKind::LostRace, holder: (arg & !LOST) as usize }),
        arg if arg & POOL != 0 => Some(Cause { kind: CauseKind::PoolLock, holder: (arg & !POOL) as usize }),
        arg => Some(Cause { kind: CauseKind::Bytecode, holder: arg as usize }),
    }
}

/// A worker knows who held the lock when it began to wait, not what that lane was doing: its own diary tells. Where the
/// two lanes' clocks disagree, what counts is the holding nearest to the beginning of the wait. One that is shorter than a
/// step of the clock has no span: bytecode alone is that short.
fn explain_waits(timeline: &mut Timeline) {
    let mut holdings = vec![Vec::new(); timeline.lanes.len()];
    for holding in timeline.holdings() {
        holdings[holding.lane].push(holding);
    }
    let inside_a_call = |lanes: &[Lane], holder: usize, t: Nanos| {
        let (theirs, spans) = (&holdings[holder], &lanes[holder].spans);
        let after = theirs.partition_point(|holding| holding.end <= t);
        let near = theirs[after.saturating_sub(1)..].iter().take(2);
        let near =
            near.map(|holding| (t.clamp(holding.start, holding.end.saturating_sub(1).max(holding.start)), holding));
        let (near, holding) = near.min_by_key(|(near, _)| near.abs_diff(t))?;
        let span = spans.get(spans.partition_point(|span| span.end <= near))?;
        Some(holding.end > holding.start && matches!(span.state, State::KernelHeld | State::Io))
    };
    let waits =
        (0..timeline.lanes.len()).flat_map(|lane| (0..timeline.lanes[lane].spans.len()).map(move |at| (lane, at)));
    for (lane, at) in waits.collect::<Vec<_>>() {
        let wait = timeline.lanes[lane].spans[at];
        if let Some(Cause { kind: CauseKind::Bytecode, holder }) = wait.cause
            && inside_a_call(&timeline.lanes, holder, wait.start) == Some(true)
        {
            timeline.lanes[lane].spans[at].cause = Some(Cause { kind: CauseKind::Kernel, holder });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lane that held the lock for one kernel and, at 5 ms, for `nanos` of bytecode, and one that waits from there on.
    fn cause_of_a_wait_beside(nanos: Nanos) -> CauseKind {
        let span = |state, start, end, cause| Span { state, op: 0, rep: 0, start, end, cause };
        let lane = |name: &str, index, spans| Lane {
            name: name.to_owned(),
            thread: 0,
            index,
            parent: None,
            worker: None,
            iterations: None,
            spans,
        };
        let event = |t, kind| Event { t, lane: 0, kind, to: None };
        let (again, done) = (5_000_000, 5_000_000 + nanos);
        let bytecode = Some(Cause { kind: CauseKind::Bytecode, holder: 0 });
        let mut holder = vec![span(State::KernelHeld, 0, 1_000_000, None), span(State::Io, 1_000_000, again, None)];
        holder.extend((nanos > 0).then(|| span(State::Python, again, done, None)));
        holder.push(span(State::Io, done, 9_000_000, None));
        let mut timeline = Timeline {
            lanes: vec![
                lane("holder", 0, holder),
                lane("waiter", 1, vec![span(State::GilWait, again, again + 10_000, bytecode)]),
            ],
            events: vec![
                event(0, EventKind::Take),
                event(1_000_000, EventKind::Drop),
                event(again, EventKind::Take),
                event(done, EventKind::Drop),
            ],
        };
        explain_waits(&mut timeline);
        timeline.lanes[1].spans[0].cause.unwrap().kind
    }

    #[test]
    fn a_holding_within_one_step_of_the_clock_is_no_call() {
        assert_eq!(cause_of_a_wait_beside(2000), CauseKind::Bytecode);
        assert_eq!(cause_of_a_wait_beside(0), CauseKind::Bytecode);
    }
}
