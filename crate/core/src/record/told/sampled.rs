//! What is said of a sampled recording besides: how exact it is.
//!
//! Invariant: nothing shorter than what the samples can show is told as a wait.

use super::{counted, duration};
use crate::record::Recording;
use crate::record::facts::End;
use crate::timeline::Nanos;

/// Between two samples.
fn period(rate: f64) -> Nanos {
    // A damaged file may claim any rate.
    (1e9 / rate.max(0.001)) as Nanos
}

/// What was seen at one look alone may be nearly nothing.
pub(super) fn shortest_wait(recording: &Recording) -> Nanos {
    recording.head.sampled.map_or(0, |rate| 2 * period(rate))
}

pub(super) fn notes(rate: f64, end: Option<&End>, wall: Nanos, note: &mut impl FnMut(&str)) {
    let period = period(rate);
    let shortest = duration(period).replace(".00 ", " ");
    note(&format!(
        "sampled {rate} times a second: what is shorter than {shortest} is not seen, and every time is exact to that"
    ));
    if let Some(missed) = end.map(|end| end.missed).filter(|missed| *missed > 0) {
        let all = (wall / period.max(1)).max(missed);
        note(&format!("missing: {missed} of {}, for which the sampler was late", counted(all, "sample")));
    }
}
