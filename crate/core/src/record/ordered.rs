//! The facts of all threads of a recording, one after the other.
//!
//! Invariant: of two facts the earlier comes first, and a thread's own stay in their order.

use super::facts::{End, Process, Seen, Thread, What};
use super::lanes::lanes;
use super::pairs::{Locks, Role};
use super::replay::Replay;
use crate::timeline::Nanos;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

/// Of each lock its process, and what the threads did.
pub(super) fn replayed(
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
    // At one look who waits for the lock comes when it is known who holds it.
    let turn = |what: What| what == What::Seen(Seen::Waits);
    // Of each thread the next fact; the earliest of them all comes first.
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
