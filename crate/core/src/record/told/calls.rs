//! The calls of a recording as a table, and the one that held the lock longest.
//!
//! Invariant: what the atlas says is a word beside what was seen, and none where it doesn't know the call.

use super::{LISTED, counted, duration, file_name, part};
use crate::atlas::rule::Verdict;
use crate::record::Recording;
use crate::record::calls::{Told, told};
use crate::text::shortened;
use crate::timeline::Nanos;
use std::fmt::Write;

const NAME: usize = 36;
const PLACE: usize = 28;
/// What took less of the run is not worth a row.
const LEAST: Nanos = 1_000_000;
/// From so large a part of the time that the lock was held on, one call is worth naming.
const WORST: f64 = 0.3;

pub(super) fn table(text: &mut String, recording: &Recording) {
    let without_a_gil = recording.locks.is_empty();
    let mut rows = told(recording, None);
    let all = rows.len();
    rows.retain(|row| row.times.held + row.times.released >= LEAST);
    rows.truncate(LISTED);
    if rows.is_empty() {
        return;
    }
    let names: Vec<String> = rows.iter().map(|row| shortened(row.name, NAME)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(5);
    let head = if without_a_gil {
        format!("{:>9}", "time")
    } else {
        format!("{:>9} {:>9} {:>9} {:>8}  {:8}", "held", "released", "waiting", "GIL-free", "atlas")
    };
    let _ = writeln!(text, "{:width$}  {:>7} {head}  called at", "calls", "count");
    for (row, name) in rows.iter().zip(&names) {
        let pad = " ".repeat(width - name.chars().count());
        let times = if without_a_gil { format!("{:>9}", duration(row.times.all())) } else { at_the_lock(row) };
        let place = shortened(&place(row), PLACE);
        let _ = writeln!(text, "{name}{pad}  {:>7} {times}  {place}", row.count);
    }
    let _ = writeln!(
        text,
        "calls of less than about 5 µs that touch no lock are not among them; Python code that a call runs counts as the call's \
         until it calls something"
    );
    if all > rows.len() {
        let more = counted((all - rows.len()) as u64, "more row");
        let _ = writeln!(text, "and {more}, of less than {} or further down", duration(LEAST));
    }
}

/// How long it held the lock, was without it and waited for it; of an operator it is not known how long it held it.
fn at_the_lock(row: &Told) -> String {
    let Told { atlas, operator, times, .. } = row;
    let free = row.gil_free().map_or(String::new(), |free| format!("{:.0} %", free * 100.0));
    let atlas = atlas.map_or("", Verdict::word);
    let [held, released, waiting] = [times.held, times.released, times.waiting].map(duration);
    let held = if *operator { "" } else { &held };
    format!("{held:>9} {released:>9} {waiting:>9} {free:>8}  {atlas:8}")
}

/// `job.py:12`
pub(in crate::record) fn place(Told { file, line, .. }: &Told) -> String {
    if *line == 0 { file_name(file).to_owned() } else { format!("{}:{line}", file_name(file)) }
}

/// What held a process's lock longest, where one call did so for a good part of the time that it was held.
pub(super) fn worst(recording: &Recording, process: usize, held: f64) -> Option<String> {
    let rows = told(recording, Some(process));
    let row = rows.iter().find(|row| !row.operator)?;
    let row = Some(row).filter(|row| !row.file.is_empty() && row.times.held as f64 >= WORST * held)?;
    let part = part(row.times.held, held as Nanos);
    let name = shortened(row.name, NAME);
    Some(format!("{name}, called at {}, held it for {part} of the time that it was held", place(row)))
}
