//! What a reader has to know to believe the numbers: what is missing, and why.
//!
//! Invariant: a note is one line.

use super::{NAME, counted, free, sampled};
use crate::record::Recording;
use crate::record::facts::Calls;
use crate::text::shortened;
use crate::timeline::ascii::duration;

pub(super) fn notes(recording: &Recording) -> Vec<String> {
    let mut notes = Vec::new();
    let Recording { head, end, earlier, more, processes, gaps, timeline, .. } = recording;
    let mut note = |words: &str| notes.push(words.to_owned());
    if processes.is_empty() {
        note("no CPython ran in it that the agent could be loaded into, so there is nothing to show");
    }
    if let Some(rate) = head.sampled {
        sampled::notes(rate, end.as_ref(), timeline.wall(), &mut note);
    }
    for process in processes.iter().filter(|process| process.slots == 0 && head.sampled.is_none()) {
        let old = process.python.starts_with('2');
        let words = if old { "Python 2 has another lock: use 3.6 or later" } else { "its lock could not be reached" };
        note(&format!("process {} isn't recorded: {words}", process.pid));
    }
    if recording.free.contains(&true) {
        note(free::NOTE);
    } else if processes.iter().any(|process| process.slots > 0) && recording.locks.is_empty() {
        note("no thread took or dropped a GIL: this Python has none, it is switched off, or it is 3.6 with one thread");
    }
    for (process, _) in processes.iter().zip(&recording.full).filter(|(_, full)| **full) {
        note(&format!("some calls of process {} are missing: it makes calls from too many places", process.pid));
    }
    for (process, told) in processes.iter().zip(&recording.told) {
        let words = match told {
            Some(Calls::NoTool) => "other tools have all of sys.monitoring: run it without them",
            Some(Calls::Unsafe) => "a free-threaded Python needs to be 3.14.4 or later",
            Some(Calls::Failed) => "the interpreter refused to report them",
            Some(Calls::Told | Calls::Builtins | Calls::Full) | None => continue,
        };
        note(&format!("the calls of process {} are missing: {words}", process.pid));
    }
    let with_numpy = recording.libraries.iter().any(|library| library.name == "numpy");
    if recording.told.contains(&Some(Calls::Builtins)) && !recording.calls.is_empty() && with_numpy {
        note(
            "before 3.12 CPython reports no calls of NumPy's universal functions: their time goes to the NumPy function or the \
             Python code that calls them; where they release the lock, the table has their line",
        );
    }
    let lost = gaps.iter().fold(0_u64, |lost, gap| lost.saturating_add(gap.lost));
    if lost > 0 {
        let time = gaps.iter().map(|gap| gap.end - gap.start).max().unwrap_or(0);
        let (lost, gaps) =
            (counted(lost, "event"), counted(gaps.iter().filter(|gap| gap.lost > 0).count() as u64, "gap"));
        note(&format!("lost: {lost} in {gaps} of at most {}", duration(time)));
    }
    // In a part of a recording it may not be the end.
    for gap in gaps.iter().filter(|gap| gap.lost == 0 && recording.window.is_none()) {
        let (name, time) = (&recording.timeline.lanes[gap.lane].name, duration(gap.end - gap.start));
        note(&format!(
            "{} ended without the lock, after {time} in which it computed or was blocked",
            shortened(name, NAME)
        ));
    }
    if end.as_ref().is_some_and(|end| end.cut) {
        note(&format!(
            "only its last {} were kept; a call or a wait that began before is not seen, nor its thread until it does something",
            duration(timeline.wall())
        ));
    }
    if *earlier {
        note(
            "the recording is long, so of what began before this part only that is known which lasted shortly before it",
        );
    }
    if *more {
        let start = recording.window.as_ref().map_or(0, |window| window.start);
        let [seconds, millis] = [1_000_000_000, 1_000_000].map(|unit| start.saturating_add(timeline.wall()) / unit);
        note(&format!(
            "the recording has more events than can be shown at once: gil show --from {seconds}.{:03} goes on where this ends",
            millis % 1000
        ));
    }
    match end {
        None => note("the recording has no end: the recorder was stopped, or the file was cut off"),
        Some(end) if end.unserved > 0 => {
            note(&format!("missing: {} of threads that found no room", counted(end.unserved, "event")));
        }
        Some(_) => {}
    }
    if head.cores == 1 {
        note("it had one core, so threads could not compute side by side in any case");
    }
    notes
}
