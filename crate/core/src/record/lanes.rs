//! The lanes of a recording, as long as nothing happened in them.
//!
//! Invariant: a lane a thread, in the order of the threads, and its name tells it from the others where the kernel can.

use super::facts::{Process, Thread};
use crate::timeline::Lane;

/// A lane a thread: the main one by that name, others by a name of their own or by their number.
pub(super) fn lanes(processes: &[Process], threads: &[Thread]) -> Vec<Lane> {
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
