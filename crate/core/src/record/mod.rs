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
mod ordered;
pub mod page;
mod pairs;
mod replay;
mod saved;
pub mod sites;
mod told;

use crate::error::{Error, Result};
use crate::timeline::ascii::duration;
use crate::timeline::owners::{Owner, of_locks};
use crate::timeline::{Lane, Nanos, Timeline};
use calls::Call;
use facts::{Calls, End, Head, Library, Process};
use file::File;
use ordered::replayed;
use sites::Site;
use std::collections::BTreeMap;
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
    /// Whether there is more in the file, before what is shown.
    pub earlier: bool,
    /// The same behind it.
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
    /// Of each process whether it has told some of its calls only, because there were so many places.
    pub full: Vec<bool>,
    /// Of each process whether it ran without a GIL.
    pub free: Vec<bool>,
    /// Of each process its switch interval in microseconds, where it is known.
    pub intervals: Vec<Option<u64>>,
    /// What decides how they compute.
    pub libraries: Vec<Library>,
    /// Of spans without the lock, by their lane and when they begin, how long the thread was on a core; only of those that
    /// were long enough to be asked.
    pub cpu: BTreeMap<(usize, Nanos), Nanos>,
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
    /// The part of it between two times, which count from its first event. Of a long file no more than that has to be read.
    ///
    /// # Errors
    /// `BadInput` where nothing is between them.
    pub fn within(file: File, window: Range<Nanos>) -> Result<Self> {
        let [from, mut to] = [window.start, window.end].map(duration);
        if window.start >= window.end {
            return Err(Error::input(&format!("nothing is from {from} to {to}: give --to a later time than --from")));
        }
        if window.end == Nanos::MAX {
            to = "its end".into();
        }
        let shown = Self::of(file, window);
        if shown.timeline.lanes.is_empty() && shown.calls.is_empty() {
            return Err(Error::input(&format!(
                "nothing happened in the recording from {from} to {to}: gil show without --from and --to shows its length"
            )));
        }
        Ok(shown)
    }

    fn of(file: File, window: Range<Nanos>) -> Self {
        let File { head, processes, mut threads, objects, places, calls, intervals, libraries, .. } = file;
        // Times begin with the first event: what came before it was no Python.
        let (mut end, mut began, first, earlier, more) = (file.end, file.began, file.first, file.earlier, file.more);
        for fact in threads.iter_mut().flat_map(|thread| &mut thread.facts) {
            fact.t = fact.t.saturating_sub(first);
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
        let free: Vec<bool> = replay.regimes.iter().map(|regime| regime.is_free()).collect();
        let mut named = calls::named(&replay.calls, &processes, &threads, &places, &free);
        let sites = sites::named(&processes, &threads, objects, &replay, &mut named);
        let (mut told, mut full) = (vec![None; processes.len()], vec![false; processes.len()]);
        for (process, calls) in &calls {
            if *calls == Calls::Full {
                full[*process] = true;
            } else {
                told[*process] = Some(*calls);
            }
        }
        let mut interval_of = vec![None; processes.len()];
        for (process, micros) in intervals {
            interval_of[process] = Some(micros);
        }
        // A copy goes on as its parent, which stands before it.
        for (at, process) in processes.iter().enumerate() {
            told[at] = told[at].or_else(|| told[process.parent?]);
            interval_of[at] = interval_of[at].or_else(|| interval_of[process.parent?]);
        }
        for (lane, lock) in replay.lanes.iter_mut().zip(&replay.lock_of).filter(|(lane, _)| lane.index > 0) {
            let place = lock.map_or(0, |lock| place_in_process(&locks, lock));
            lane.name = format!("{}, GIL {place}", lane.name);
        }
        // A process that ran without a GIL has none.
        let is_kept = |lock: &usize| !free[locks[*lock]];
        let kept: Vec<usize> = (0..locks.len()).filter(is_kept).collect();
        let number = |lock: usize| kept.binary_search(&lock).ok();
        let places = replay.lanes.iter().zip(&replay.lock_of);
        let place = |(lane, lock): (&Lane, &Option<usize>)| Place {
            process: threads[lane.thread].process,
            lock: lock.and_then(number),
        };
        Self {
            places: places.map(place).collect(),
            locks: kept.iter().map(|lock| locks[*lock]).collect(),
            timeline: Timeline { lanes: replay.lanes, events: replay.events },
            gaps: replay.gaps,
            cpu: replay.cpu,
            calls: named,
            told,
            full,
            intervals: interval_of,
            libraries,
            free,
            head,
            began,
            window: Some(window).filter(|window| *window != (0..Nanos::MAX)),
            earlier,
            more,
            end,
            processes,
            sites,
        }
    }
}

/// Which of its process's locks it is, from 1.
fn place_in_process(locks: &[usize], lock: usize) -> usize {
    locks[..=lock].iter().filter(|process| **process == locks[lock]).count()
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

    /// The same and the others by the name of the format: what the command line prints, byte for byte.
    ///
    /// # Errors
    /// `BadInput` where it would be too long, or there is no such format.
    pub fn save(&self, format: &str) -> Result<String> {
        Ok(match format {
            "svg" => self.svg(),
            "csv" => self.csv()?,
            "json" => self.json() + "\n",
            "perfetto" => self.perfetto() + "\n",
            _ => return Err(Error::input(&format!("{format:?} is no format of recordings"))),
        })
    }

    /// What its page needs beside the columns: JSON of `RecordingHead`.
    pub fn page(&self) -> String {
        page::head(self)
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
        self.owned().into_iter().map(|(_, owner)| owner).collect()
    }

    /// The same of all locks, also of one at which no lane was.
    pub fn stories(&self) -> Vec<Owner> {
        let mut owned = self.owned().into_iter().peekable();
        let story = |lock: usize| {
            let untouched = || Owner { interpreter: None, holdings: Vec::new(), handoffs: Vec::new() };
            owned.next_if(|(of, _)| *of == lock).map_or_else(untouched, |(_, owner)| owner)
        };
        (0..self.locks.len()).map(story).collect()
    }

    /// The same, each with the number of the lock.
    pub(super) fn owned(&self) -> Vec<(usize, Owner)> {
        let lock_of: Vec<Option<usize>> = self.places.iter().map(|place| place.lock).collect();
        let mut locks: Vec<usize> = lock_of.iter().flatten().copied().collect();
        locks.sort_unstable();
        locks.dedup();
        locks.into_iter().zip(of_locks(&self.timeline, &lock_of)).collect()
    }
}
