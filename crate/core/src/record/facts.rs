//! What a recorder saw: processes, their threads, and what these wrote at their locks.
//!
//! Invariant: the facts of a thread are in the order in which it lived through them; nothing is concluded here.

use crate::timeline::Nanos;
use serde::{Deserialize, Serialize};

/// A condition variable of a lock, by its address in the process.
pub type Condition = u64;

/// Something that happened to a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact {
    /// When: a stamp of the recorder's clock where it is written, nanoseconds since the recorder began once it was read.
    pub t: Nanos,
    /// What.
    pub what: What,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// It signals a condition: `take_gil` and `drop_gil` do, each its own.
    Signals(Condition),
    /// It waits for a condition, for an interval at most: in `take_gil`.
    Waits(Condition),
    /// Somebody signalled it.
    Woken,
    /// The interval is over.
    TimedOut,
    /// It waits for a condition without a limit: in `drop_gil`, until another thread has taken the lock.
    WaitsForSwitch(Condition),
    /// Another has.
    Switched,
    /// So long it had computed by then.
    Computed(Nanos),
    /// The same, and it has not slept since it was last told.
    Awake(Nanos),
    /// Native code is about to drop the lock, and goes on at this address.
    Site(u64),
    /// So many facts were lost from here to the next one.
    Lost(u64),
    /// A call of C code begins, at the place with this number.
    Calls(u64),
    /// It is over, and with it those inside of it.
    Returns(u64),
    /// The call at this place, the innermost, has called Python code.
    RunsPython(u64),
    /// The recording of the process stops here.
    Stops,
    /// It goes on.
    Starts,
    /// Native code is about to drop the lock for the operator at this place, which is no call.
    Operator(u64),
    /// Without a GIL: native code leaves the interpreter, and goes on at this address.
    Detaches(u64),
    /// It is back.
    Attaches,
    /// Without a GIL: it sleeps, for a lock, for an event or while all threads are stopped.
    Parks,
    /// It goes on.
    Unparks,
    /// A sampler sees that it does something else than at its look before.
    Seen(Seen),
}

/// What a sampler can see of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// It holds the lock.
    Holds,
    /// It waits for the lock.
    Waits,
    /// It computes, without the lock.
    Computes,
    /// It waits for something else.
    Blocked,
    /// It has ended, or Python knows it no longer.
    Gone,
}

impl Seen {
    /// By its number in a file, from 0.
    pub const ALL: [Self; 5] = [Self::Holds, Self::Waits, Self::Computes, Self::Blocked, Self::Gone];
}

impl What {
    /// The condition that it is about, if it is about one.
    pub(super) fn condition(self) -> Option<Condition> {
        match self {
            Self::Signals(it) | Self::Waits(it) | Self::WaitsForSwitch(it) => Some(it),
            _ => None,
        }
    }
}

/// A process in which the agent was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Process {
    /// The kernel's number of it.
    pub pid: u32,
    /// Which process it is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<usize>,
    /// What it was started as, as far as that could be read.
    pub command: Vec<String>,
    /// The version of its Python, as `sys.version` tells it.
    pub python: String,
    /// How many words its interpreter calls the agent through; none in a Python whose lock is another.
    pub slots: u64,
}

impl Process {
    /// Whether its interpreter can run without a GIL.
    pub fn can_be_free(&self) -> bool {
        self.python.contains("free-threading build")
    }
}

/// A library that decides how a program computes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Library {
    /// Which of the recording's processes has loaded it.
    pub process: usize,
    /// What it is called, such as `numpy`.
    pub name: String,
    /// Where that could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Of a BLAS, with how many threads it computes, as it says when it is loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threads: Option<u64>,
}

/// Copies of copies of copies are followed so far; a damaged file may claim any number.
const GENERATIONS: usize = 1000;

/// A process, and those that it is a copy of: what they had then, it has, too.
pub(super) fn lineage(processes: &[Process], process: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(process), |process| processes[*process].parent).take(GENERATIONS)
}

/// A thread and what it wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thread {
    /// Which of the recording's processes it belongs to.
    pub process: usize,
    /// The kernel's number of it.
    pub tid: u32,
    /// What the kernel calls it.
    pub name: String,
    /// Its life.
    pub facts: Vec<Fact>,
}

/// A library or a module in a process's memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Object {
    /// Which of the recording's processes.
    pub process: usize,
    /// Where it begins.
    pub base: u64,
    /// Where it lies on disk.
    pub path: String,
}

/// Where something is called.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Which of the recording's processes.
    pub process: usize,
    /// Its number, in that process and in copies of it.
    pub number: u64,
    /// Who is called, such as `numpy.linalg.inv`.
    pub name: String,
    /// The file of the code that calls.
    pub file: String,
    /// The line there; 0 where that is not known.
    pub line: u32,
}

/// Between the parts of a place's text: no name and no path has it.
pub const SEPARATOR: char = '\u{1f}';

impl Place {
    /// From whom it calls, its file and its line, one behind the other.
    pub fn told(process: usize, number: u64, text: &str) -> Self {
        let mut parts = text.split(SEPARATOR).map(str::to_owned);
        let [name, file] = [(); 2].map(|()| parts.next().unwrap_or_default());
        let line = parts.next().and_then(|line| line.parse().ok()).unwrap_or(0);
        Self { process, number, name, file, line }
    }

    pub(super) fn text(&self) -> String {
        format!("{}{SEPARATOR}{}{SEPARATOR}{}", self.name, self.file, self.line)
    }
}

/// Whether a process told its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calls {
    /// It did.
    Told,
    /// Other tools had all of `sys.monitoring` that is for tools.
    NoTool,
    /// The interpreter refused.
    Failed,
    /// It did, but only those of functions made in C and of NumPy's and SciPy's own: it is older than 3.12.
    Builtins,
    /// It can run without a GIL, and is too old to be asked by several threads at once.
    Unsafe,
    /// It called from more places than have a number.
    Full,
}

impl Calls {
    /// By its number in a file, from 1.
    pub const ALL: [Self; 6] = [Self::Told, Self::NoTool, Self::Failed, Self::Builtins, Self::Unsafe, Self::Full];
}

/// What was recorded, and how.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Head {
    /// The program that recorded it.
    pub tool: String,
    /// What was asked to run.
    pub command: Vec<String>,
    /// Cores that it could use.
    pub cores: usize,
    /// So many seconds of its end were kept, where not all of it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<f64>,
    /// How often in a second a sampler looked, where it did so instead of recording every event. It sees the lock of the
    /// main interpreter only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampled: Option<f64>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct End {
    /// The kernel's number of the program that was asked for.
    pub pid: u32,
    /// In words: `exit status 0`, or `signal 9`.
    pub status: String,
    /// When, as in `Fact`.
    pub t: Nanos,
    /// How many events no ring was left for.
    pub unserved: u64,
    /// Whether something of its beginning was not kept.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cut: bool,
    /// How many looks a sampler was late for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub missed: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(it: &bool) -> bool {
    !it
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
