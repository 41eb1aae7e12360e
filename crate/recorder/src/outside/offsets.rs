//! Where each CPython keeps its lock and its threads, counted from `_PyRuntime`.
//!
//! Up to 3.12 that is a table, computed by a compiler from the internal headers of that version; since 3.13 the
//! interpreter has a table of its own, `_Py_DebugOffsets`, at the beginning of `_PyRuntime`, made for tools such as this.
//!
//! Invariant: a version that is in neither is refused; no offset is guessed.

use super::memory::word_in;
use super::refused::Refused;

/// What a sampler has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Of the runtime: the newest interpreter.
    pub(super) interpreters: u64,
    /// Of an interpreter: the next older one, and its newest thread state.
    pub(super) older: u64,
    pub(super) threads: u64,
    pub(super) gil: Gil,
    /// Of a thread state: the next older one, its interpreter, and who it is.
    pub(super) next: usize,
    pub(super) interpreter: usize,
    pub(super) id: Id,
    /// Of the lock.
    pub(super) holder: usize,
    pub(super) locked: usize,
}

/// Whose the lock is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gil {
    /// The runtime's, here.
    Runtime(u64),
    /// An interpreter's own, or that of another; it points there from here.
    Interpreter(u64),
}

/// How a thread state tells its thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Id {
    /// By the kernel's number.
    Kernel(usize),
    /// By glibc's `pthread_t`.
    Pthread(usize),
}

/// Every version's lock: `{ interval, last_holder, locked, switch_number, cond, mutex, switch_cond, switch_mutex }`.
pub(super) const GIL_BYTES: u64 = 208;
/// Where its two conditions begin.
pub(super) const CONDITIONS: [usize; 2] = [32, 120];
const HOLDER: usize = 8;
const LOCKED: usize = 16;
/// Where glibc keeps the kernel's number of a thread, counted from its `pthread_t`.
pub(super) const TID_IN_PTHREAD: u64 = 720;

/// What `_PyRuntime` begins with since 3.13.
pub(super) const COOKIE: &[u8] = b"xdebugpy";
/// As many bytes of it are enough.
pub(super) const DEBUG_BYTES: usize = 32 * 8;

impl Layout {
    /// Of 3.7 to 3.12.
    pub(super) fn known(minor: u32) -> Option<Self> {
        use Gil::{Interpreter, Runtime};
        use Id::{Kernel, Pthread};
        let (interpreters, threads, gil, id) = match minor {
            7 => (24, 8, Runtime(1264), Pthread(176)),
            8 => (32, 8, Runtime(1152), Pthread(176)),
            9 | 10 => (32, 8, Runtime(352), Pthread(176)),
            11 => (40, 16, Runtime(360), Kernel(160)),
            12 => (40, 72, Interpreter(384), Kernel(144)),
            _ => return None,
        };
        let (holder, locked) = (HOLDER, LOCKED);
        Some(Self { interpreters, older: 0, threads, gil, next: 8, interpreter: 16, id, holder, locked })
    }

    /// What the interpreter says of itself, since 3.13, with its version.
    pub(super) fn told(debug: &[u8]) -> Result<(Self, String), Refused> {
        let word = |at: usize| word_in(debug, at * 8).unwrap_or(0);
        let version = version(word(1));
        // Counted in words. Later versions have words between these.
        let (gil, threads, id) = match word(1) >> 16 & 0xffff {
            0x030d => (14, 21, 25),
            0x030e => (15, 24, 28),
            0x030f => (15, 24, 31),
            _ => return Err(Refused::Version(version)),
        };
        if word(2) != 0 {
            return Err(Refused::FreeThreaded);
        }
        let [lock, locked, holder] = [gil + 1, gil + 3, gil + 4].map(word);
        let inside = |at: u64| at.checked_sub(lock).filter(|at| *at <= GIL_BYTES - 8).map(|at| at as usize);
        let small = |at: u64| Some(at).filter(|at| *at <= 4096).map(|at| at as usize);
        let layout = || {
            Some(Self {
                interpreters: word(5),
                older: word(8),
                threads: word(9),
                gil: Gil::Interpreter(word(gil)),
                next: small(word(threads))?,
                interpreter: small(word(threads + 1))?,
                id: Id::Kernel(small(word(id))?),
                holder: inside(holder)?,
                locked: inside(locked)?,
            })
        };
        layout().map(|layout| (layout, version.clone())).ok_or(Refused::Unlike(version))
    }

    /// As many bytes of a thread state are read.
    pub(super) fn state_bytes(&self) -> usize {
        let (Id::Kernel(id) | Id::Pthread(id)) = self.id;
        self.next.max(self.interpreter).max(id) + 8
    }
}

/// `3.12.1` of `PY_VERSION_HEX`.
pub(super) fn version(hex: u64) -> String {
    let [major, minor, micro, level] = [24, 16, 8, 0].map(|shift| hex >> shift & 0xff);
    let level = match (level >> 4, level & 15) {
        (0xa, serial) => format!("a{serial}"),
        (0xb, serial) => format!("b{serial}"),
        (0xc, serial) => format!("rc{serial}"),
        _ => String::new(),
    };
    format!("{major}.{minor}.{micro}{level}")
}
