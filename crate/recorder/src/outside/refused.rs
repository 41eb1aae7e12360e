//! Why a process can't be sampled.
//!
//! Invariant: each reason is one line behind the process's number, and says what works instead.

use std::fmt::{Display, Formatter};
use std::fs;
use std::io::{self, ErrorKind};

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The process doesn't exist, or has ended.
    Missing,
    /// It is a thread of this process.
    Thread(u32),
    /// Its memory may not be read; where the kernel forbids that to all but parents and root, by this setting.
    Forbidden(Option<u32>),
    /// It runs other programs than CPython, or its symbols can't be seen.
    NotPython,
    /// Its Python is of this version.
    Version(String),
    /// Its Python can run without a GIL.
    FreeThreaded,
    /// It is made for musl.
    Musl,
    /// Its Python, of this version, keeps its lock elsewhere.
    Unlike(String),
    /// Something else that the system says.
    Failed(String),
}

impl Refused {
    /// What the system said when something of the process was read.
    pub(super) fn of(error: &io::Error) -> Self {
        match error.kind() {
            // So does a process that ends while its files are read.
            ErrorKind::NotFound => Self::Missing,
            _ if error.raw_os_error() == Some(rustix::io::Errno::SRCH.raw_os_error()) => Self::Missing,
            ErrorKind::PermissionDenied => Self::Forbidden(scope()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// What Yama allows to other processes than parents and root, if that is anything less than all.
fn scope() -> Option<u32> {
    let scope = fs::read_to_string("/proc/sys/kernel/yama/ptrace_scope").ok()?;
    scope.trim().parse().ok().filter(|scope| *scope > 0)
}

/// What is wrong, and what to do.
impl Display for Refused {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        const RECORD: &str = "start the program under gil: gil record python job.py";
        match self {
            Self::Missing => f.write_str("doesn't exist or has ended: give the number of a running process, as ps prints it"),
            Self::Thread(pid) => write!(f, "is a thread of process {pid}: give --pid {pid}"),
            Self::Forbidden(Some(scope)) => write!(
                f,
                "may not be read because kernel.yama.ptrace_scope is {scope}: run gil with sudo or CAP_SYS_PTRACE, or {RECORD}"
            ),
            Self::Forbidden(None) => write!(
                f,
                "may not be read by this user: run gil as the user of the process, with sudo or with CAP_SYS_PTRACE, or {RECORD}"
            ),
            Self::NotPython => {
                write!(f, "runs no CPython: give the process of the interpreter itself, or {RECORD}")
            }
            Self::Version(version) if version.starts_with('2') => {
                write!(f, "runs Python {version}, which has another lock: use 3.7 or later")
            }
            Self::Version(version) => {
                write!(f, "runs Python {version}, and 3.7 to 3.15 can be sampled from outside: {RECORD}")
            }
            Self::FreeThreaded => f.write_str(
                "runs a free-threaded Python, which has no GIL to sample: use a build with a GIL",
            ),
            Self::Musl => f.write_str(
                "is made for musl, where a thread that waits for the GIL can't be told: use a Python for glibc, outside of Alpine",
            ),
            Self::Unlike(version) => write!(
                f,
                "runs Python {version}, but its lock isn't where that version has it: try again if it was just starting, or {RECORD}"
            ),
            Self::Failed(error) => write!(f, "can't be read: {error}"),
        }
    }
}
