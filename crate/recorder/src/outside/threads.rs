//! What each thread of an interpreter is doing at a moment.
//!
//! Invariants: a thread is told by the kernel's number, as this process sees it, and of one that ended nothing is left; a
//! thread that has two states, for two interpreters with one lock, is one thread.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// What it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    /// It holds the lock.
    Holds,
    /// It waits for the lock.
    Waits,
    /// It has a core or wants one, without the lock.
    Computes,
    /// It waits in the kernel for something else.
    Blocked,
    /// It is no Python thread any more.
    Gone,
}

/// Something else than a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Which thread, from 0 in the order in which they were first seen.
    pub thread: usize,
    /// The kernel's number of it.
    pub tid: u32,
    /// Whether it was never seen before.
    pub is_new: bool,
    /// What it does from now on.
    pub doing: Doing,
}

struct Thread {
    number: usize,
    doing: Doing,
    file: Option<File>,
}

/// As many files are kept open; more are opened anew each time.
const OPEN: usize = 500;
const FUTEX: &str = "202 ";

/// All that were seen.
pub(super) struct Threads {
    pid: u32,
    known: BTreeMap<u32, Thread>,
    count: usize,
    numbers: Numbers,
}

impl Threads {
    pub(super) fn of(pid: u32) -> Self {
        Self { pid, known: BTreeMap::new(), count: 0, numbers: Numbers::of(pid) }
    }

    /// The kernel's numbers as this process sees them, of those that the interpreter tells; none is told of a thread
    /// that has ended.
    pub(super) fn seen_from_here(&mut self, told: u32) -> Option<u32> {
        self.numbers.here(told)
    }

    /// What a thread without the lock does, where the lock has these addresses; none where it has ended.
    pub(super) fn look(&self, tid: u32, lock: &Range<u64>) -> Option<Doing> {
        let kept = self.known.get(&tid).and_then(|thread| thread.file.as_ref());
        let mut bytes = [0; 64];
        let length = match kept {
            Some(file) => file.read_at(&mut bytes, 0),
            None => self.open(tid).and_then(|file| file.read_at(&mut bytes, 0)),
        };
        let text = std::str::from_utf8(&bytes[..length.ok().filter(|length| *length > 0)?]).ok()?;
        let address = || u64::from_str_radix(text.strip_prefix(FUTEX)?.split(' ').next()?.strip_prefix("0x")?, 16).ok();
        Some(match address() {
            _ if text.starts_with("running") => Doing::Computes,
            Some(address) if lock.contains(&address) => Doing::Waits,
            _ => Doing::Blocked,
        })
    }

    /// In which call of the kernel it is; the kernel writes it anew at each reading.
    fn open(&self, tid: u32) -> io::Result<File> {
        File::open(format!("/proc/{}/task/{tid}/syscall", self.pid))
    }

    /// What changed; where not all of the interpreter's threads could be found, the others go on as they were.
    pub(super) fn changes(&mut self, now: &BTreeMap<u32, Doing>, all: bool, lock: &Range<u64>) -> Vec<Change> {
        let mut changes = Vec::new();
        for (&tid, &doing) in now {
            // Its number may have been another thread's.
            let is_old = self.known.get(&tid).is_some_and(|thread| thread.doing != Doing::Gone)
                || self.known.contains_key(&tid) && self.look(tid, lock).is_some();
            if !is_old {
                let file = self.open(tid).ok().filter(|_| self.known.len() < OPEN);
                self.known.insert(tid, Thread { number: self.count, doing, file });
                changes.push(Change { thread: self.count, tid, is_new: true, doing });
                self.count += 1;
            } else if let Some(thread) = self.known.get_mut(&tid).filter(|thread| thread.doing != doing) {
                thread.doing = doing;
                changes.push(Change { thread: thread.number, tid, is_new: false, doing });
            }
        }
        if !all {
            return changes;
        }
        let mut ended = Vec::new();
        for (&tid, thread) in self.known.iter_mut().filter(|(tid, _)| !now.contains_key(tid)) {
            if std::mem::replace(&mut thread.doing, Doing::Gone) != Doing::Gone {
                changes.push(Change { thread: thread.number, tid, is_new: false, doing: Doing::Gone });
            }
            ended.push(tid);
        }
        // A thread of C code that comes back from time to time goes on in its row.
        ended.retain(|tid| self.look(*tid, lock).is_none());
        for tid in ended {
            self.known.remove(&tid);
        }
        changes
    }
}

/// The kernel's numbers of threads, which in a container are others than outside.
struct Numbers {
    pid: u32,
    /// By the number inside; none where both see the same.
    here: Option<BTreeMap<u32, u32>>,
}

impl Numbers {
    fn of(pid: u32) -> Self {
        let space = |of: &str| fs::read_link(format!("/proc/{of}/ns/pid")).ok();
        let is_apart = space("self") != space(&pid.to_string());
        Self { pid, here: is_apart.then(BTreeMap::new) }
    }

    fn here(&mut self, told: u32) -> Option<u32> {
        let Some(here) = &mut self.here else { return Some(told) };
        if !here.contains_key(&told) {
            *here = inside(self.pid);
        }
        here.get(&told).copied()
    }
}

/// `NSpid:  4711  12`: the last is the innermost.
fn inside(pid: u32) -> BTreeMap<u32, u32> {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let numbers = tasks.filter_map(|task| {
        let here = task.file_name().to_str()?.parse().ok()?;
        let status = fs::read_to_string(task.path().join("status")).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("NSpid:"))?;
        Some((line.split_whitespace().next_back()?.parse().ok()?, here))
    });
    numbers.collect()
}
