//! From the lanes' diaries to a timeline.
//!
//! Invariant: nothing is invented. A span is what stands between two records; empty ones are left out, and a wait that
//! continues one is joined to it.

use super::plan::LanePlan;
use super::recorder::{self, END, Entry, FIRST_EVENT, FORCED, NONE};
use crate::timeline::{Cause, CauseKind, Event, EventKind, Lane, Nanos, Span, State, Timeline};

/// Reads the diaries; `workers` says which real worker wrote which.
pub(super) fn timeline(plans: &[LanePlan], diaries: &[recorder::Lane], workers: &[Option<u32>]) -> Timeline {
    let mut timeline = Timeline::default();
    for (at, plan) in plans.iter().enumerate() {
        let entries: Vec<Entry> = diaries[at].entries().collect();
        timeline.events.extend(entries.iter().filter_map(|entry| event(at, entry)));
        timeline.lanes.push(Lane {
            name: plan.name.clone(),
            thread: plan.thread,
            index: plan.index,
            parent: None,
            worker: workers[at],
            spans: spans(&entries),
        });
    }
    timeline.events.sort_by_key(|event| event.t);
    explain_waits(&mut timeline);
    timeline
}

fn nanos(t_us: f64) -> Nanos {
    (t_us * 1000.0).round().max(0.0) as Nanos
}

fn event(lane: usize, entry: &Entry) -> Option<Event> {
    let kind = *EventKind::ALL.get(entry.kind.checked_sub(FIRST_EVENT)? as usize)?;
    Some(Event { t: nanos(entry.t_us), lane, kind, to: (entry.arg != NONE).then_some(entry.arg as usize) })
}

fn spans(entries: &[Entry]) -> Vec<Span> {
    let changes: Vec<&Entry> = entries.iter().filter(|entry| entry.kind <= END).collect();
    let pairs = changes.windows(2).map(|pair| Span {
        state: State::ALL[pair[0].kind as usize],
        op: pair[0].op,
        rep: pair[0].rep,
        start: nanos(pair[0].t_us),
        end: nanos(pair[1].t_us),
        cause: cause(pair[0]),
    });
    pairs.filter(|span| span.end > span.start).fold(Vec::new(), |mut spans, next| {
        match spans.last_mut() {
            Some(last) if continues(last, &next) => (last.end, last.cause) = (next.end, next.cause),
            _ => spans.push(next),
        }
        spans
    })
}

/// A lane that wants the lock does not know whose it is before it looks.
fn continues(wait: &Span, next: &Span) -> bool {
    wait.state == State::GilWait && next.state == State::GilWait && wait.cause.is_none()
}

fn cause(entry: &Entry) -> Option<Cause> {
    let waits = entry.kind == State::GilWait as u32 && entry.arg != NONE;
    let kind = if entry.arg & FORCED == 0 { CauseKind::Bytecode } else { CauseKind::ForcedSwitch };
    waits.then_some(Cause { kind, holder: (entry.arg & !FORCED) as usize })
}

/// A worker knows who held the lock when it began to wait, not what that lane was doing: its own diary tells.
fn explain_waits(timeline: &mut Timeline) {
    let lanes: Vec<Vec<Span>> = timeline.lanes.iter().map(|lane| lane.spans.clone()).collect();
    for wait in timeline.lanes.iter_mut().flat_map(|lane| &mut lane.spans) {
        let Some(Cause { kind: kind @ CauseKind::Bytecode, holder }) = &mut wait.cause else { continue };
        let theirs = &lanes[*holder];
        let after = theirs.partition_point(|span| span.end <= wait.start);
        if theirs.get(after).is_some_and(|span| span.state != State::Python) {
            *kind = CauseKind::Kernel;
        }
    }
}
