//! Samples the GIL of a running CPython from outside: nothing is loaded into it, and it is never stopped.
//!
//! `interpreter` finds it, `elf` its symbols, `offsets` what lies where, `threads` what each thread is doing; `sampling`
//! looks again and again.
//!
//! Invariants: only the main interpreter's lock is sampled, with all threads that share it; of interpreters with a lock of
//! their own nothing is told. A look is one moment: where the lock changed hands meanwhile, it is repeated once.

mod elf;
mod interpreter;
mod memory;
mod offsets;
mod refused;
mod sampling;
mod threads;
mod waiters;

use interpreter::Interpreter;
use memory::{Memory, word_in};
use offsets::{CONDITIONS, GIL_BYTES, Gil, Id, TID_IN_PTHREAD};
pub use refused::Refused;
pub use sampling::{Ended, Listener, Plan, Sampled, run};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::thread;
use std::time::Duration;
pub use threads::{Change, Doing};
use threads::{Place, Threads};
use waiters::Waiters;

/// As many thread states and interpreters are followed at most: what is read may change meanwhile, and be a circle.
const MOST: usize = 5000;
/// So often an interpreter may be just changing what is read.
const TRIES: usize = 20;
const BETWEEN: Duration = Duration::from_millis(2);

/// A CPython that can be sampled.
pub struct Target {
    /// The kernel's number of its process.
    pub pid: u32,
    memory: Memory,
    interpreter: Interpreter,
    threads: Threads,
    waiters: Waiters,
}

/// The lock, as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lock {
    at: u64,
    bytes: [u8; GIL_BYTES as usize],
}

impl Lock {
    /// Whether it is as it was: who holds it, and how often it changed hands.
    fn is_as(&self, other: &Self) -> bool {
        self.at == other.at && self.bytes[..CONDITIONS[0]] == other.bytes[..CONDITIONS[0]]
    }
}

/// The thread states at the lock, each with the kernel's number of its thread.
struct States {
    of: Vec<(u64, u32)>,
    /// Whether all of them were found.
    all: bool,
}

impl Target {
    /// Of a process.
    ///
    /// # Errors
    /// Why it can't be sampled.
    pub fn find(pid: u32) -> Result<Self, Refused> {
        let refused = |error: io::Error| Refused::of(&error);
        let status = fs::read_to_string(format!("/proc/{pid}/status")).map_err(refused)?;
        let group = status.lines().find_map(|line| line.strip_prefix("Tgid:")?.trim().parse().ok());
        if let Some(group) = group.filter(|group| *group != pid) {
            return Err(Refused::Thread(group));
        }
        let memory = Memory::of(pid).map_err(refused)?;
        let interpreter = Interpreter::find(pid, &memory)?;
        let mut target = Self { pid, memory, interpreter, threads: Threads::of(pid), waiters: Waiters::default() };
        for _ in 0..TRIES {
            if target.is_as_expected() {
                return Ok(target);
            }
            thread::sleep(BETWEEN);
        }
        Err(Refused::Unlike(target.interpreter.version))
    }

    /// The version of its Python.
    pub fn python(&self) -> &str {
        &self.interpreter.version
    }

    /// Whether the memory has a lock and threads where the version has them.
    fn is_as_expected(&mut self) -> bool {
        let (Ok(lock), Ok(states)) = (self.lock(), self.states()) else { return false };
        let layout = &self.interpreter.layout;
        let locked = word_in(&lock.bytes, layout.locked).map(|locked| locked as u32);
        // Until the first thread has taken it there may be none; then its address is that of an object.
        let last = word_in(&lock.bytes, layout.holder).filter(|last| last % 8 == 0 && !(1..65_536).contains(last));
        if last.is_none() || !matches!(locked, Some(0 | 1)) {
            return false;
        }
        let holder = self.holder(&lock);
        let is_thread = |tid: u32| fs::exists(format!("/proc/{}/task/{tid}", self.pid)).unwrap_or(false);
        let known = holder.is_none_or(|holder| states.of.iter().any(|(state, _)| *state == holder));
        states.all && known && !states.of.is_empty() && states.of.iter().all(|(_, tid)| is_thread(*tid))
    }

    /// The interpreters, the newest first.
    fn interpreters(&self) -> io::Result<Vec<u64>> {
        let Interpreter { runtime, layout, .. } = &self.interpreter;
        let mut found = Vec::new();
        let mut at = self.memory.word(runtime.wrapping_add(layout.interpreters))?;
        while at != 0 && found.len() < MOST {
            found.push(at);
            at = self.memory.word(at.wrapping_add(layout.older))?;
        }
        Ok(found)
    }

    fn lock_of(&self, interpreter: u64) -> io::Result<u64> {
        match self.interpreter.layout.gil {
            Gil::Runtime(at) => Ok(self.interpreter.runtime.wrapping_add(at)),
            Gil::Interpreter(at) => self.memory.word(interpreter.wrapping_add(at)),
        }
    }

    /// That of the main interpreter, which is the oldest.
    fn lock(&self) -> io::Result<Lock> {
        let main = self.interpreters()?.pop().ok_or(io::ErrorKind::NotFound)?;
        let at = self.lock_of(main)?;
        Ok(Lock { at, bytes: self.memory.bytes(at)? })
    }

    /// The thread state that holds it.
    fn holder(&self, lock: &Lock) -> Option<u64> {
        let layout = &self.interpreter.layout;
        let locked = word_in(&lock.bytes, layout.locked)? as u32 == 1;
        word_in(&lock.bytes, layout.holder).filter(|_| locked)
    }

    fn states(&mut self) -> io::Result<States> {
        let layout = self.interpreter.layout;
        let interpreters = self.interpreters()?;
        let main = self.lock_of(*interpreters.last().ok_or(io::ErrorKind::NotFound)?)?;
        let (mut of, mut all, mut seen) = (Vec::new(), true, BTreeSet::new());
        for interpreter in interpreters {
            if self.lock_of(interpreter)? != main {
                continue;
            }
            let mut at = self.memory.word(interpreter.wrapping_add(layout.threads))?;
            while at != 0 {
                let Ok(state) = self.memory.part(at, layout.state_bytes()) else {
                    all = false;
                    break;
                };
                let word = |at: usize| word_in(&state, at).unwrap_or(0);
                // A state that is freed while it is read leads elsewhere.
                if word(layout.interpreter) != interpreter || !seen.insert(at) || seen.len() > MOST {
                    all = false;
                    break;
                }
                let tid = match layout.id {
                    Id::Kernel(at) => Some(word(at) as u32),
                    Id::Pthread(at) => self.memory.half(word(at).wrapping_add(TID_IN_PTHREAD)).ok(),
                };
                let here = tid.filter(|tid| *tid != 0).and_then(|tid| self.threads.seen_from_here(tid));
                of.extend(here.map(|tid| (at, tid)));
                at = word(layout.next);
            }
        }
        Ok(States { of, all })
    }

    /// What changed since the last look, now that it is this time.
    ///
    /// # Errors
    /// Where its memory can't be read any more: it has ended, or runs another program.
    fn look(&mut self, t: u64) -> io::Result<Vec<Change>> {
        let mut lock = self.lock()?;
        let mut again = true;
        loop {
            let states = self.states()?;
            let place = |(_, tid): &(u64, u32)| Some((*tid, self.threads.look(*tid)?));
            let places: BTreeMap<u32, Place> = states.of.iter().filter_map(place).collect();
            let after = self.lock()?;
            if again && !after.is_as(&lock) {
                (lock, again) = (after, false);
                continue;
            }
            let holder = self.holder(&after);
            let holder = states.of.iter().find(|(state, _)| Some(*state) == holder).map(|(_, tid)| *tid);
            let Self { threads, waiters, .. } = self;
            let waited = |tid| threads.was_at_the_lock(tid);
            let mut now = waiters.doing((after.at, &after.bytes), holder, &places, waited);
            now.extend(holder.map(|tid| (tid, Doing::Holds)));
            return Ok(threads.changes(t, &now, states.all));
        }
    }
}
