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
    /// Native code is about to drop the lock, and goes on at this address.
    Site(u64),
    /// So many facts were lost from here to the next one.
    Lost(u64),
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

/// What was recorded, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Head {
    /// The program that recorded it.
    pub tool: String,
    /// What was asked to run.
    pub command: Vec<String>,
    /// Cores that it could use.
    pub cores: usize,
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
}
