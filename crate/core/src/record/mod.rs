//! Recordings: what a real CPython did at its lock.
//!
//! A recorder writes facts ([`facts`], [`file`]), and [`Recording`] is what they mean: the same [`Timeline`] that a measured
//! or simulated run has, so the same laws and the same questions.
//!
//! Invariants: nothing of an engine, of a Scenario or of the recorder is known here; a lane's lock is the one that it was
//! seen at, and a lane that was at none has none.

pub mod facts;
pub mod file;
mod json;
mod pairs;
mod replay;
mod told;

use crate::timeline::owners::{Owner, of_locks};
use crate::timeline::{Lane, Nanos, Timeline};
use facts::{End, Head, Process, Thread};
use file::File;
use pairs::{Locks, Role};
use replay::Replay;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What a program did.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// What was recorded.
    pub head: Head,
    /// How it ended, where that was seen.
    pub end: Option<End>,
    /// Its processes.
    pub processes: Vec<Process>,
    /// What happened: a lane a thread.
    pub timeline: Timeline,
    /// Of each lane its process and its lock.
    pub places: Vec<Place>,
    /// Of each lock its process.
    pub locks: Vec<usize>,
    /// Where facts were lost.
    pub gaps: Vec<Gap>,
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

/// Whose code released the lock, and how long threads computed until they wanted it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its file; none for the interpreter itself.
    pub object: Option<String>,
    /// For how long, all threads together.
    pub time: Nanos,
}

impl From<File> for Recording {
    fn from(file: File) -> Self {
        let File { head, processes, threads, objects, end, .. } = file;
        let (locks, replay) = replayed(&processes, &threads, end.as_ref());
        let mut sites: Vec<Site> = Vec::new();
        for ((lane, address), time) in replay.sites {
            let from = |process: usize| {
                let below = objects.iter().filter(|it| it.process == process && Some(it.base) <= address);
                below.max_by_key(|it| it.base).map(|it| it.path.clone())
            };
            let process = threads[lane].process;
            // What a process had when it was copied, its copy has, too.
            let object = address.and_then(|_| from(process).or_else(|| from(processes[process].parent?)));
            match sites.iter_mut().find(|site| site.object == object) {
                Some(site) => site.time += time,
                None => sites.push(Site { object, time }),
            }
        }
        sites.sort_by_key(|site| Reverse(site.time));
        let places = threads.iter().zip(&replay.lock_of);
        Self {
            places: places.map(|(thread, lock)| Place { process: thread.process, lock: *lock }).collect(),
            timeline: Timeline { lanes: replay.lanes, events: replay.events },
            gaps: replay.gaps,
            head,
            end,
            processes,
            locks,
            sites,
        }
    }
}

/// Of each lock its process, and what the threads did.
fn replayed(processes: &[Process], threads: &[Thread], end: Option<&End>) -> (Vec<usize>, Replay) {
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
        locks.extend(std::iter::repeat_n(at, mine.count));
        pairs.push((first, mine));
    }
    let mut replay = Replay::new(lanes(processes, threads), locks.len());
    // Of each thread the next fact; the earliest of them all comes first.
    let next = |lane: usize, at: usize| threads[lane].facts.get(at).map(|fact| Reverse((fact.t, lane, at)));
    let mut heap: BinaryHeap<_> = (0..threads.len()).filter_map(|lane| next(lane, 0)).collect();
    while let Some(Reverse((t, lane, at))) = heap.pop() {
        heap.extend(next(lane, at + 1));
        let what = threads[lane].facts[at].what;
        match what.condition() {
            None => replay.of_a_lane(lane, t, what),
            Some(condition) => {
                let (first, pairs) = &pairs[threads[lane].process];
                if let Some((lock, role)) = pairs.role(condition) {
                    replay.at_a_lock(lane, first + lock, role == Role::Taken, t, what);
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
    replay.end(&threads.iter().map(|thread| known[thread.process]).collect::<Vec<_>>());
    (locks, replay)
}

/// A lane a thread: the main one by that name, others by a name of their own or by their number.
fn lanes(processes: &[Process], threads: &[Thread]) -> Vec<Lane> {
    let mut counts = vec![0; processes.len()];
    let is_main = |thread: &Thread| thread.tid == processes[thread.process].pid;
    // Before Python 3.14 the kernel knows all threads by the name of the program.
    let mut common = vec![""; processes.len()];
    threads.iter().filter(|thread| is_main(thread)).for_each(|thread| common[thread.process] = &thread.name);
    let lane = |(at, thread): (usize, &Thread)| {
        counts[thread.process] += 1;
        let name = match &thread.name[..] {
            _ if is_main(thread) => "main".into(),
            name if name.is_empty() || name == common[thread.process] => format!("thread {}", counts[thread.process]),
            name => name.to_owned(),
        };
        let pid = processes[thread.process].pid;
        Lane {
            name: if processes.len() > 1 { format!("{pid} · {name}") } else { name },
            thread: at,
            index: 0,
            parent: None,
            worker: Some(thread.tid),
            iterations: None,
            spans: Vec::new(),
        }
    };
    threads.iter().enumerate().map(lane).collect()
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

    /// Every lock's story.
    pub fn owners(&self) -> Vec<Owner> {
        let lock_of: Vec<Option<usize>> = self.places.iter().map(|place| place.lock).collect();
        of_locks(&self.timeline, &lock_of)
    }
}
