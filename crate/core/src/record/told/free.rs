//! Threads that run without a GIL, in words.
//!
//! Invariant: nothing is said of a lock that isn't there.

use super::{LISTED, NAME, counted, duration, part};
use crate::record::Recording;
use crate::text::shortened;
use crate::timeline::{Lane, Nanos, State};
use std::cmp::Reverse;
use std::fmt::Write;

pub(super) const NOTE: &str = "this Python ran without a GIL; blocked time includes waits for an object's own lock and pauses \
     for the garbage collector, and a thread is not seen before its first longer call nor after its last";

/// A row a thread; of many those that did most.
pub(super) fn lanes(text: &mut String, recording: &Recording) {
    let lanes = &recording.timeline.lanes;
    let spent = |lane: &Lane, state: State| -> Nanos {
        lane.spans.iter().filter(|span| span.state == state).map(|span| span.end - span.start).sum()
    };
    let states = [State::Python, State::KernelReleased, State::Io];
    let mut rows: Vec<(usize, [Nanos; 3])> =
        lanes.iter().enumerate().map(|(at, lane)| (at, states.map(|state| spent(lane, state)))).collect();
    rows.retain(|(_, times)| times.iter().any(|time| *time > 0));
    let all = rows.len();
    rows.sort_by_key(|(_, [python, computed, _])| Reverse(python + computed));
    rows.truncate(LISTED);
    rows.sort_unstable_by_key(|(at, _)| *at);
    let width = rows.iter().map(|(at, _)| lanes[*at].name.chars().count().min(NAME)).max().unwrap_or(0);
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "{:width$}  {:>12} {:>13} {:>9}", "", "runs Python", "computes in C", "blocked");
    for (at, times) in &rows {
        let name = shortened(&lanes[*at].name, NAME);
        let pad = " ".repeat(width.saturating_sub(name.chars().count()));
        let life = times.iter().sum();
        let [python, computed, blocked] = times.map(|time| part(time, life));
        let _ = writeln!(text, "{name}{pad}  {python:>12} {computed:>13} {blocked:>9}  of {}", duration(life));
    }
    if all > rows.len() {
        let _ = writeln!(text, "and {} that did less", counted((all - rows.len()) as u64, "thread"));
    }
}
