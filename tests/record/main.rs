//! Recordings: their file, what they mean, and real CPythons that are recorded.
#![cfg(not(target_arch = "wasm32"))]

#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod accuracy;
mod calls;
mod file;
#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod free;
#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod live;
#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod numpy;
#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod outside;
#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod programs;
mod sampled;
mod stories;
#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod told;
#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod tools;
mod window;

use gil_playground::record::facts::{End, Fact, Head, Process, What};
use gil_playground::record::file::Writer;

/// What threads did, each in its process, at stamps that are nanoseconds.
pub(crate) fn written(processes: &[Process], threads: &[(usize, Vec<Fact>)], end: &End) -> Vec<u8> {
    written_at(None, processes, threads, end)
}

/// The same, sampled so often in a second.
pub(crate) fn written_at(
    sampled: Option<f64>,
    processes: &[Process],
    threads: &[(usize, Vec<Fact>)],
    end: &End,
) -> Vec<u8> {
    let command = vec!["python".into(), "job.py".into()];
    let head = Head { tool: "a test".into(), command, cores: 2, last: None, sampled };
    let mut writer = Writer::new(Vec::new(), &head).unwrap();
    writer.clock(0, 1_000_000).unwrap();
    for process in processes {
        writer.process(process).unwrap();
    }
    for (at, (process, facts)) in threads.iter().enumerate() {
        let tid = processes[*process].pid + at as u32;
        writer.thread(*process, tid, "python").unwrap();
        for fact in facts {
            writer.fact(at, *fact).unwrap();
        }
    }
    writer.clock(1 << 40, (1 << 40) + 1_000_000).unwrap();
    writer.end(end).unwrap()
}

pub(crate) fn process(pid: u32) -> Process {
    Process { pid, python: "3.12.1 (main)".into(), slots: 4, ..Process::default() }
}

pub(crate) fn end(t: u64) -> End {
    End { pid: 1, status: "exit status 0".into(), t, ..End::default() }
}

pub(crate) fn facts(told: &[(u64, What)]) -> Vec<Fact> {
    told.iter().map(|&(t, what)| Fact { t, what }).collect()
}
