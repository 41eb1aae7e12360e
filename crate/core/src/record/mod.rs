//! Recordings: what a real CPython did at its lock.
//!
//! A recorder writes facts ([`facts`], [`file`]), and [`Recording`] is what they mean: the same [`Timeline`] that a measured
//! or simulated run has, so the same laws and the same questions.
//!
//! Invariants: nothing of an engine, of a Scenario or of the recorder is known here; a lane is a thread at one lock: one that
//! goes into an interpreter with a lock of its own goes on in another lane.

pub mod calls;
pub mod facts;
pub mod file;
mod json;
mod lanes;
mod pairs;
mod replay;
mod saved;
pub mod sites;
mod told;

use crate::error::{Error, Result};
use crate::timeline::ascii::duration;
use crate::timeline::owners::{Owner, of_locks};
use crate::timeline::{Nanos, Timeline};
use calls::Call;
use facts::{Calls, End, Head, Process, Seen, Thread, What};
use file::File;
use lanes::lanes;
use pairs::{Locks, Role};
use replay::Replay;
use sites::Site;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// What a program did.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// What was recorded.
    pub head: Head,
    /// What `CLOCK_MONOTONIC` said where times begin, at the first event: to lay it beside other logs.
    pub began: Nanos,
    /// From when to when of it is shown, where that is not all; its times begin there.
    pub window: Option<Range<Nanos>>,
    /// Whether there is more in the file than is shown.
    pub more: bool,
    /// How it ended, where that was seen.
    pub end: Option<End>,
    /// Its processes.
    pub processes: Vec<Process>,
    /// What happened: a lane a thread, and one more for each other lock that it was at.
    pub timeline: Timeline,
    /// Of each lane its process and its lock.
    pub places: Vec<Place>,
    /// Of each lock its process.
    pub locks: Vec<usize>,
    /// Where facts were lost.
    pub gaps: Vec<Gap>,
    /// The calls of C code in which threads were.
    pub calls: Vec<Call>,
    /// Of each process whether it told its calls; none where it was not asked, or did not get so far.
    pub told: Vec<Option<Calls>>,
    /// How long threads computed without the lock, by whose code released it; the longest first.
    pub sites: Vec<Site>,
}

/// Where a lane is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its process.
    pub process: usize,
    /// Its lock, if it was seen at one.
    pub lock: Option<usize>,
}

/// A stretch of a lane's life of which nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// Whose.
    pub lane: usize,
    /// From.
    pub start: Nanos,
    /// To.
    pub end: Nanos,
    /// How many facts were lost.
    pub lost: u64,
}

impl From<File> for Recording {
    fn from(file: File) -> Self {
        Self::of(file, 0..Nanos::MAX)
    }
}

impl Recording {
    /// The part of it between two times, which count from its first event.
    ///
    /// # Errors
    /// `BadInput` where nothing is between them.
    pub fn within(file: File, window: Range<Nanos>) -> Result<Self> {
        let [from, mut to] = [window.start, window.end].map(duration);
        if window.end == Nanos::MAX {
            to = "its end".into();
        }
        let shown = (window.start < window.end).then(|| Self::of(file, window));
        shown.filter(|shown| !shown.timeline.lanes.is_empty() || !shown.calls.is_empty()).ok_or_else(|| {
            Error::input(&format!(
                "nothing happened in the recording from {from} to {to}: gil show tells how long it is"
            ))
        })
    }

    fn of(file: File, window: Range<Nanos>) -> Self {
        let File { head, processes, mut threads, objects, places, calls, mut end, mut began, more, .. } = file;
        // Times begin with the first event: what came before it was no Python.
        let first = threads.iter().filter_map(|thread| thread.facts.first()).map(|fact| fact.t).min().unwrap_or(0);
        for fact in threads.iter_mut().flat_map(|thread| &mut thread.facts) {
            fact.t -= first;
        }
        if let Some(end) = &mut end {
            end.t = end.t.saturating_sub(first);
        }
        began = began.saturating_add(first).saturating_add(window.start);
        let ended = end.as_ref().filter(|_| !more);
        let (locks, mut replay) = replayed(&processes, &threads, ended, window.clone(), head.sampled.is_some());
        if let Some(end) = &mut end {
            end.t = end.t.saturating_sub(window.start);
        }
        let mut named = calls::named(&replay.calls, &processes, &threads, &places);
        let sites = sites::named(&processes, &threads, objects, &replay, &mut named);
        let mut told: Vec<Option<Calls>> = processes.iter().map(|_| None).collect();
        for (at, process) in processes.iter().enumerate() {
            let own = calls.iter().rev().find(|(process, _)| *process == at).map(|(_, calls)| *calls);
            told[at] = own.or_else(|| told[process.parent?]);
        }
        for (lane, lock) in replay.lanes.iter_mut().zip(&replay.lock_of).filter(|(lane, _)| lane.index > 0) {
            let place = lock.map_or(0, |lock| place_in_process(&locks, lock));
            lane.name = format!("{}, GIL {place}", lane.name);
        }
        let places = replay.lanes.iter().zip(&replay.lock_of);
        Self {
            places: places.map(|(lane, lock)| Place { process: threads[lane.thread].process, lock: *lock }).collect(),
            timeline: Timeline { lanes: replay.lanes, events: replay.events },
            gaps: replay.gaps,
            calls: named,
            told,
            head,
            began,
            window: Some(window).filter(|window| *window != (0..Nanos::MAX)),
            more,
            end,
            processes,
            locks,
            sites,
        }
    }
}

/// Which of its process's locks it is, from 1.
fn place_in_process(locks: &[usize], lock: usize) -> usize {
    locks[..=lock].iter().filter(|process| **process == locks[lock]).count()
}

/// Of each lock its process, and what the threads did.
fn replayed(
    processes: &[Process],
    threads: &[Thread],
    end: Option<&End>,
    window: Range<Nanos>,
    sampled: bool,
) -> (Vec<usize>, Replay) {
    let mut of: Vec<Vec<&Thread>> = vec![Vec::new(); processes.len()];
    for thread in threads {
        of[thread.process].push(thread);
    }
    let mut locks = Vec::new();
    // Of each process the number of its first lock, and which conditions belong to which.
    let mut pairs: Vec<(usize, Locks)> = Vec::new();
    for (at, process) in processes.iter().enumerate() {
        let mine = Locks::of(&of[at], process.parent.map(|parent| &pairs[parent].1));
        let first = locks.len();
        // A sampler sees one lock of a process, and no condition of it.
        locks.extend(std::iter::repeat_n(at, mine.count().max(sampled.into())));
        pairs.push((first, mine));
    }
    let free = processes.iter().map(Process::can_be_free).collect();
    let process_of = threads.iter().map(|thread| thread.process).collect();
    let mut stopped = vec![false; processes.len()];
    let mut replay = Replay::new(lanes(processes, threads), process_of, free, locks.len(), window);
    // Of each thread the next fact; the earliest of them all comes first.
    // At one look who holds the lock comes first, and who waits for it comes when that is known.
    let turn = |what: What| match what {
        What::Seen(Seen::Holds) => 0,
        What::Seen(Seen::Waits) => 2,
        _ => 1,
    };
    let next = |thread: usize, at: usize| {
        threads[thread].facts.get(at).map(|fact| Reverse((fact.t, turn(fact.what), thread, at)))
    };
    let mut heap: BinaryHeap<_> = (0..threads.len()).filter_map(|thread| next(thread, 0)).collect();
    while let Some(Reverse((t, _, thread, at))) = heap.pop() {
        heap.extend(next(thread, at + 1));
        let what = threads[thread].facts[at].what;
        let process = threads[thread].process;
        if what == if stopped[process] { What::Starts } else { What::Stops } {
            replay.pause(t, |thread| threads[thread].process == process);
            stopped[process] = what == What::Stops;
        }
        // A thread may write a last word while another stops it.
        if stopped[process] {
            continue;
        }
        if let What::Seen(seen) = what {
            if sampled {
                replay.seen(thread, pairs[process].0, t, seen);
            }
            continue;
        }
        match what.condition() {
            None => replay.of_a_thread(thread, t, what),
            Some(condition) => {
                let (first, pairs) = &pairs[process];
                if let Some((lock, role)) = pairs.role(condition) {
                    replay.at_a_lock(thread, first + lock, role == Role::Taken, t, what);
                }
            }
        }
    }
    let mut known: Vec<Nanos> = vec![0; processes.len()];
    for thread in threads {
        let last = thread.facts.last().map_or(0, |fact| fact.t);
        known[thread.process] = known[thread.process].max(last);
    }
    // A program that started another in its place had the same number; the last of them was there to the end.
    let last = end.and_then(|end| Some((processes.iter().rposition(|process| process.pid == end.pid)?, end.t)));
    if let Some((process, t)) = last {
        known[process] = known[process].max(t);
    }
    let known: Vec<Nanos> = threads.iter().map(|thread| known[thread.process]).collect();
    replay.end(&known, |thread| threads[thread].tid == processes[threads[thread].process].pid);
    (locks, replay)
}

impl Recording {
    /// What is worth knowing of it, as text.
    pub fn text(&self) -> String {
        told::text(self)
    }

    /// A picture in letters, and the same text.
    pub fn ascii(&self) -> String {
        told::picture(self)
    }

    /// The Report, JSON on one line.
    pub fn json(&self) -> String {
        json::report(self)
    }

    /// A table with a row for each span.
    ///
    /// # Errors
    /// `BadInput` where it would be too long.
    pub fn csv(&self) -> Result<String> {
        saved::csv(self)
    }

    /// A stand-alone picture.
    pub fn svg(&self) -> String {
        saved::svg(self)
    }

    /// Trace Event JSON, for Perfetto.
    pub fn perfetto(&self) -> String {
        saved::trace(self)
    }

    /// What a lock is called.
    pub fn lock_name(&self, lock: usize) -> String {
        let process = self.locks[lock];
        let alone = self.locks.iter().filter(|it| **it == process).count() == 1;
        let name = if alone { "GIL".into() } else { format!("GIL {}", place_in_process(&self.locks, lock)) };
        if self.processes.len() == 1 { name } else { format!("{name} of {}", self.processes[process].pid) }
    }

    /// Every lock's story.
    pub fn owners(&self) -> Vec<Owner> {
        let lock_of: Vec<Option<usize>> = self.places.iter().map(|place| place.lock).collect();
        of_locks(&self.timeline, &lock_of)
    }
}
