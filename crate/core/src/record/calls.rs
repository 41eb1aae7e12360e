//! The calls of C code that were recorded, by name.
//!
//! Invariants: a call stands behind the one that it is in; held, released and waiting are its own time, without the calls
//! inside of it, so that all of them add up to the time that was spent in calls. What the atlas knows under a call's name
//! is said beside it, never mixed with what was seen.

use super::Recording;
use super::facts::{Place, Process, Thread, lineage};
use super::replay::Spent;
use crate::atlas::list::{self, Era, Listed};
use crate::atlas::rule::Verdict;
use crate::timeline::{Nanos, Span};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// All calls of one callee from one line, inside of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// Who is called, such as `numpy.linalg.inv`.
    pub name: String,
    /// The file of the code that calls.
    pub file: String,
    /// The line there; 0 where that is not known.
    pub line: u32,
    /// The call that they are in.
    pub parent: Option<usize>,
    /// Which process.
    pub process: usize,
    /// It is an operator, which interpreters don't tell of: only the time from its drop of the lock to its next take is known.
    pub operator: bool,
    /// How many.
    pub count: u64,
    /// How long they took, with all that they called.
    pub total: Nanos,
    /// What became of their own time.
    pub own: Times,
    /// The same with that of the calls inside of them.
    pub all: Times,
    /// Whose code released the lock in them, as far as that was seen.
    pub sites: Vec<String>,
    /// What the atlas says of it, with ordinary arrays.
    pub atlas: Option<Verdict>,
}

/// What became of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// With the lock.
    pub held: Nanos,
    /// Of that, while Python code ran that the call has called.
    pub python: Nanos,
    /// Without it, computing or blocked.
    pub released: Nanos,
    /// Waiting for it.
    pub waiting: Nanos,
}

impl Times {
    fn add(&mut self, other: Self) {
        self.held = self.held.saturating_add(other.held);
        self.python = self.python.saturating_add(other.python);
        self.released = self.released.saturating_add(other.released);
        self.waiting = self.waiting.saturating_add(other.waiting);
    }

    /// All of it.
    pub(super) fn all(self) -> Nanos {
        self.held.saturating_add(self.released).saturating_add(self.waiting)
    }

    /// For which part of the time in which it did not wait others could have the lock.
    pub fn gil_free(&self) -> Option<f64> {
        let worked = self.held as f64 + self.released as f64;
        (worked > 0.0).then(|| self.released as f64 / worked)
    }
}

/// Names for what the replay saw.
pub(super) fn named(
    spent: &[Spent],
    processes: &[Process],
    threads: &[Thread],
    places: &[Place],
    free: &[bool],
) -> Vec<Call> {
    let places: BTreeMap<(usize, u64), _> = places.iter().map(|place| ((place.process, place.number), place)).collect();
    let mut known: BTreeMap<&str, (String, Option<Verdict>)> = BTreeMap::new();
    let mut calls: Vec<Call> = Vec::with_capacity(spent.len());
    for it in spent {
        let process = threads[it.thread].process;
        let place = lineage(processes, process).find_map(|process| places.get(&(process, it.place)));
        let (name, file, line) =
            place.map_or(("a call", "", 0), |place| (&place.name[..], &place.file[..], place.line));
        let (name, atlas) = known.entry(name).or_insert_with(|| public(name)).clone();
        let mut own = Times { held: it.held, python: it.python, released: it.released, waiting: it.waiting };
        if free[process] {
            own = Times { released: own.all(), ..Times::default() };
        }
        calls.push(Call {
            name,
            file: file.into(),
            line,
            parent: it.parent,
            process,
            operator: it.operator,
            count: it.count,
            total: it.total,
            own,
            all: own,
            sites: Vec::new(),
            atlas,
        });
    }
    // A call stands behind the one that it is in.
    for at in (0..calls.len()).rev() {
        if let Some(parent) = calls[at].parent {
            let all = calls[at].all;
            calls[parent].all.add(all);
        }
    }
    calls
}

/// The name by which the documentation knows it, and what the atlas says of it: `numpy.linalg._linalg.inv` is one of
/// `numpy.linalg`, and `numpy.core.fromnumeric.sum` one of `numpy`.
fn public(name: &str) -> (String, Option<Verdict>) {
    let parts: Vec<&str> = name.split('.').collect();
    if !["numpy", "scipy"].contains(&parts[0]) || parts.len() < 2 {
        return (name.into(), None);
    }
    let without: Vec<&str> = parts.iter().copied().filter(|part| !part.starts_with('_')).collect();
    let short = [parts[0], parts[parts.len() - 1]].join(".");
    let candidates = [name.to_owned(), without.join("."), short];
    let known = candidates.iter().find_map(|name| Some((name.clone(), Some(verdict(name)?))));
    known.unwrap_or_else(|| (without.join("."), None))
}

/// For ordinary arrays: a recording does not show shapes.
fn verdict(name: &str) -> Option<Verdict> {
    static LISTED: LazyLock<Vec<Listed>> = LazyLock::new(|| list::rows(Era::Today));
    LISTED.iter().find(|row| row.function == name).map(|row| row.verdict)
}

/// What a reader calls a call: the outermost that the atlas knows, else the one that the time was spent in; and of an
/// import all of it together.
pub(super) struct Told<'r> {
    pub(super) name: &'r str,
    /// Empty where it has no one place.
    pub(super) file: &'r str,
    pub(super) line: u32,
    pub(super) atlas: Option<Verdict>,
    pub(super) operator: bool,
    pub(super) count: u64,
    pub(super) times: Times,
    /// Which of the recording's calls these are.
    pub(super) calls: Vec<usize>,
}

/// Where the interpreter imports.
const IMPORTING: &str = "<frozen importlib";

/// Calls of one name from one line, in all processes or in this one; those that held the lock longest first.
pub(super) fn told(recording: &Recording, of_process: Option<usize>) -> Vec<Told<'_>> {
    let calls = &recording.calls;
    let speaks = |call: &Call| call.atlas.is_some() || call.file.starts_with(IMPORTING);
    let mut owner: Vec<usize> = Vec::with_capacity(calls.len());
    for (at, call) in calls.iter().enumerate() {
        let above = call.parent.map(|parent| owner[parent]).filter(|above| speaks(&calls[*above]));
        owner.push(above.unwrap_or(at));
    }
    let mut rows: BTreeMap<(&str, &str, u32), Told> = BTreeMap::new();
    let wanted = |call: &Call| of_process.is_none_or(|process| call.process == process);
    for (at, (call, owner)) in calls.iter().zip(&owner).enumerate().filter(|(_, (call, _))| wanted(call)) {
        let of = &calls[*owner];
        let imports = of.file.starts_with(IMPORTING);
        let (name, file, line) = if imports { ("import", "", 0) } else { (&of.name[..], &of.file[..], of.line) };
        let (atlas, operator, calls) = (of.atlas, of.operator, Vec::new());
        let new = Told { name, file, line, atlas, operator, count: 0, times: Times::default(), calls };
        let row = rows.entry((name, file, line)).or_insert(new);
        // Python code that a call such as `exec` runs is the program's own; what the atlas knows is whole, and so is an import.
        let held = if speaks(of) { call.own.held } else { call.own.held - call.own.python };
        row.times.add(Times { held, ..call.own });
        row.calls.push(at);
        if std::ptr::eq(call, of) {
            row.count += call.count;
        }
    }
    let mut rows: Vec<Told> = rows.into_values().collect();
    // How long an operator held the lock is not known, so it stands where it would if it did so all the time.
    let weight = |row: &Told| if row.operator { row.times.released } else { row.times.held };
    rows.sort_by_key(|row| Reverse((weight(row), row.times.released)));
    rows
}

impl Told<'_> {
    /// As of a call.
    pub(super) fn gil_free(&self) -> Option<f64> {
        self.times.gil_free().filter(|_| !self.operator)
    }
}

impl Call {
    /// For which part of the time in which it did not wait, with all that it called, others could have the lock; none where
    /// that is not known.
    pub fn gil_free(&self) -> Option<f64> {
        self.all.gil_free().filter(|_| !self.operator)
    }
}

impl Recording {
    /// The call that a span was spent in, by its place in `calls`.
    pub fn call_of(span: &Span) -> Option<usize> {
        (span.op as usize).checked_sub(1)
    }
}
