//! What each thread of an interpreter is doing at a moment.
//!
//! Invariants: a thread is told by the kernel's number, as this process sees it, and of one that ended nothing is left; a
//! thread that has two states, for two interpreters with one lock, is one thread.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
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
    /// It has ended, or Python knows it no longer.
    Gone,
}

/// Where the kernel has a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On a core, or about to be.
    Running,
    /// In a call that waits for the word at this address.
    Futex(u64),
    /// In another call.
    Elsewhere,
}

/// Something else than a moment ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub t: u64,
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
    doubt: Option<Doubt>,
    file: Option<File>,
}

/// A thread that is seen without the lock may compute, or may only want a core, to wait for the lock or to block. The next
/// look tells, by how long it had a core since.
#[derive(Debug, Clone, Copy)]
struct Doubt {
    since: u64,
    computed: u64,
}

/// Who had a core for less did not compute: a thread needs less than this from its drop of the lock to its next wait.
const BRIEF: u64 = 100_000;

impl Thread {
    /// Whether it has not ended; without a file that isn't known.
    fn is_there(&self) -> bool {
        self.file.as_ref().is_some_and(|file| file.read_at(&mut [0; 8], 0).is_ok_and(|length| length > 0))
    }

    /// What is sure of it now; `computed` is how long it had a core by then.
    fn told(&mut self, t: u64, doing: Doing, computed: impl Fn() -> Option<u64>) -> Vec<(u64, Doing)> {
        let mut sure = Vec::new();
        let is_new = doing == Doing::Computes && self.doing != doing;
        let asks = is_new || self.doubt.is_some();
        match (self.doubt, asks.then(computed).flatten()) {
            (None, Some(computed)) => {
                self.doubt = Some(Doubt { since: t, computed });
                return sure;
            }
            (Some(doubt), Some(computed)) if computed.saturating_sub(doubt.computed) < BRIEF => match doing {
                Doing::Computes => return sure,
                Doing::Holds => sure.push((doubt.since, Doing::Waits)),
                _ => sure.push((doubt.since, doing)),
            },
            (Some(doubt), _) => sure.push((doubt.since, Doing::Computes)),
            (None, None) => {}
        }
        self.doubt = None;
        sure.push((t, doing));
        sure.retain(|(_, doing)| std::mem::replace(&mut self.doing, *doing) != *doing);
        sure
    }
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

    /// Whether a thread waited for the lock, or held it, when it was last seen.
    pub(super) fn was_at_the_lock(&self, tid: u32) -> bool {
        self.known.get(&tid).is_some_and(|thread| matches!(thread.doing, Doing::Holds | Doing::Waits))
    }

    /// Where a thread is; none where it has ended.
    pub(super) fn look(&self, tid: u32) -> Option<Place> {
        let kept = self.known.get(&tid).and_then(|thread| thread.file.as_ref());
        let mut bytes = [0; 64];
        let length = match kept {
            Some(file) => file.read_at(&mut bytes, 0),
            None => self.open(tid).and_then(|file| file.read_at(&mut bytes, 0)),
        };
        let text = std::str::from_utf8(&bytes[..length.ok().filter(|length| *length > 0)?]).ok()?;
        let address = || u64::from_str_radix(text.strip_prefix(FUTEX)?.split(' ').next()?.strip_prefix("0x")?, 16).ok();
        let is_running = text.starts_with("running");
        Some(if is_running { Place::Running } else { address().map_or(Place::Elsewhere, Place::Futex) })
    }

    /// In which call of the kernel it is; the kernel writes it anew at each reading.
    fn open(&self, tid: u32) -> io::Result<File> {
        File::open(format!("/proc/{}/task/{tid}/syscall", self.pid))
    }

    /// How long it had a core, in nanoseconds; exact where it has none now.
    fn computed(&self, tid: u32) -> Option<u64> {
        let text = fs::read_to_string(format!("/proc/{}/task/{tid}/schedstat", self.pid)).ok()?;
        text.split(' ').next()?.parse().ok()
    }

    /// What changed; where not all of the interpreter's threads could be found, the others go on as they were.
    pub(super) fn changes(&mut self, t: u64, now: &BTreeMap<u32, Doing>, all: bool) -> Vec<Change> {
        let mut changes = Vec::new();
        for (&tid, &doing) in now {
            let known = self.known.remove(&tid);
            // Its number may have been another thread's.
            let known = known.filter(|thread| thread.doing != Doing::Gone || thread.is_there());
            let mut change = |number, t, is_new, doing| changes.push(Change { t, thread: number, tid, is_new, doing });
            let thread = if let Some(mut thread) = known {
                for (t, doing) in thread.told(t, doing, || self.computed(tid)) {
                    change(thread.number, t, false, doing);
                }
                thread
            } else {
                let file = self.open(tid).ok().filter(|_| self.known.len() < OPEN);
                change(self.count, t, true, doing);
                self.count += 1;
                Thread { number: self.count - 1, doing, doubt: None, file }
            };
            self.known.insert(tid, thread);
        }
        if !all {
            return changes;
        }
        // A thread of C code that comes back from time to time goes on in its row.
        self.known.retain(|tid, thread| {
            if now.contains_key(tid) {
                return true;
            }
            if std::mem::replace(&mut thread.doing, Doing::Gone) != Doing::Gone {
                let (thread, tid, is_new, doing) = (thread.number, *tid, false, Doing::Gone);
                changes.push(Change { t, thread, tid, is_new, doing });
            }
            thread.doubt = None;
            thread.is_there()
        });
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

#[cfg(test)]
mod tests {
    use super::*;
    use Doing::{Blocked, Computes, Holds, Waits};

    const MS: u64 = 1_000_000;

    /// What is told of looks, 5 ms from each other, at a thread that held the lock before and had a core for so long by then.
    fn told(looks: &[(Doing, u64)]) -> Vec<(u64, Doing)> {
        let mut thread = Thread { number: 0, doing: Holds, doubt: None, file: None };
        let each = looks.iter().zip(1..).flat_map(|((doing, computed), at)| {
            thread.told(5 * at * MS, *doing, || Some(*computed)).into_iter().map(|(t, doing)| (t / MS, doing))
        });
        each.collect()
    }

    #[test]
    fn who_only_wanted_a_core_did_what_the_next_look_shows() {
        assert_eq!(told(&[(Computes, 0), (Waits, 20_000)]), [(5, Waits)]);
        assert_eq!(told(&[(Computes, 0), (Computes, 0), (Blocked, 20_000)]), [(5, Blocked)]);
        assert_eq!(told(&[(Computes, 0), (Holds, 20_000)]), [(5, Waits), (10, Holds)]);
    }

    #[test]
    fn who_had_a_core_computed_from_the_first_look_on() {
        assert_eq!(told(&[(Computes, 0), (Waits, 2 * MS)]), [(5, Computes), (10, Waits)]);
        assert_eq!(told(&[(Computes, 0), (Computes, 5 * MS), (Holds, 6 * MS)]), [(5, Computes), (15, Holds)]);
    }
}
