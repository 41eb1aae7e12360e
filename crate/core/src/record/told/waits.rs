//! The longest waits, and why each waited.
//!
//! Invariant: a wait that goes on after a lost race is one wait, with its rounds.

use super::{LONGEST, NAME, duration, sampled};
use crate::record::Recording;
use crate::text::shortened;
use crate::timeline::{Cause, CauseKind, Span, State};
use std::cmp::Reverse;
use std::fmt::Write;

pub(super) fn list(text: &mut String, recording: &Recording) {
    for (at, Wait { lane, span, rounds }) in longest(recording, LONGEST).into_iter().enumerate() {
        let head = if at == 0 { "longest waits:" } else { "              " };
        let (name, from) = (shortened(&recording.timeline.lanes[lane].name, NAME), duration(span.start));
        let rounds = if rounds > 1 { format!(" in {rounds} rounds") } else { String::new() };
        let (time, reason) = (duration(span.nanos()), reason(recording, &span));
        let reason = if reason.is_empty() { reason } else { format!(": {reason}") };
        let _ = writeln!(text, "{head} {time} by {name} from {from} on{rounds}{reason}");
    }
}

/// A wait with all its rounds.
pub(in crate::record) struct Wait {
    pub(in crate::record) lane: usize,
    /// Its cause is that of the last round.
    pub(in crate::record) span: Span,
    pub(in crate::record) rounds: usize,
}

/// So many, the longest first.
pub(in crate::record) fn longest(recording: &Recording, most: usize) -> Vec<Wait> {
    let least = sampled::shortest_wait(recording);
    let of_lane = |(lane, spans): (usize, &[Span])| {
        whole_waits(spans).into_iter().map(move |(span, rounds)| Wait { lane, span, rounds })
    };
    let lanes = recording.timeline.lanes.iter().map(|lane| &lane.spans[..]).enumerate();
    let mut waits: Vec<Wait> = lanes.flat_map(of_lane).filter(|wait| wait.span.nanos() >= least).collect();
    waits.sort_by_key(|wait| Reverse(wait.span.nanos()));
    waits.truncate(most);
    waits
}

/// Each wait, and in how many rounds: who is woken when another was faster waits on.
fn whole_waits(spans: &[Span]) -> Vec<(Span, usize)> {
    let mut waits: Vec<(Span, usize)> = Vec::new();
    for span in spans.iter().filter(|span| span.state == State::GilWait) {
        match waits.last_mut() {
            Some((wait, rounds)) if wait.end == span.start => {
                *rounds += 1;
                *wait = Span { start: wait.start, ..*span };
            }
            _ => waits.push((*span, 1)),
        }
    }
    waits
}

/// Why it waited, as far as the lock alone tells it.
pub(in crate::record) fn reason(recording: &Recording, span: &Span) -> String {
    let Some(Cause { kind, holder }) = span.cause else { return String::new() };
    let holder = shortened(&recording.timeline.lanes[holder].name, NAME);
    match kind {
        CauseKind::LostRace => format!("woken, but {holder} was faster"),
        CauseKind::ForcedSwitch => format!("asked to release the lock, until {holder} had taken it"),
        _ => format!("{holder} held the lock"),
    }
}
