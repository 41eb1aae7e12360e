//! The table of interpreters: who shares a lock, what it covers, when bytecode hands it over, what a thread alone pays.
//!
//! Invariant: data, not code. An engine never asks which runtime it runs, only what its row says.

use crate::atlas::kernels::Era::{self, Python27, Today};
use crate::scenario::{KernelGil, KernelOp, Op, Runtime};
use serde::Serialize;

/// Who shares one lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// All threads of the process.
    Process,
    /// The threads of one interpreter (PEP 684).
    Interpreter,
    /// There is no lock (PEP 703).
    Nobody,
}

/// What a thread does between `take` and `drop`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// One whole pass over its operations, kernels and waits included.
    Pass,
    /// Bytecode, and those kernels that hold the lock; waits and the other kernels happen outside.
    Bytecode,
}

/// What makes a thread that runs bytecode hand the lock over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    /// Nothing.
    Never,
    /// Every `check_interval` instructions it frees the lock, wakes a waiter and takes it again at once: who wins is
    /// open (`ceval.c` of 2.7).
    Ticks,
    /// A waiter that saw no switch for an interval asks; the holder drops at its next checkpoint and waits until
    /// somebody else has taken (`ceval_gil.c`).
    Request,
}

/// Where bytecode looks whether it was asked to drop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Checkpoints {
    /// Before (almost) every instruction.
    Instructions,
    /// At loop back-edges, at function entry and after calls only (3.10 and later).
    LoopsAndCalls,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    /// Which interpreter.
    pub runtime: Runtime,
    /// Its name for people.
    pub label: &'static str,
    /// Who shares a lock.
    pub sharing: Sharing,
    /// What the lock covers.
    pub covers: Covers,
    /// When bytecode hands over.
    pub switch: Switch,
    /// Where it looks.
    pub checkpoints: Checkpoints,
    /// How many times as long bytecode takes on one thread as in the build with a GIL.
    pub overhead: f64,
    /// Whose NumPy and SciPy it calls.
    pub era: Era,
}

use Checkpoints::{Instructions, LoopsAndCalls};
use Covers::{Bytecode, Pass};
use Sharing::{Interpreter, Nobody, Process};
use Switch::{Never, Request, Ticks};

#[rustfmt::skip]
#[allow(clippy::too_many_arguments, reason = "the columns of a table")]
const fn row(
    runtime: Runtime, label: &'static str, sharing: Sharing, covers: Covers, switch: Switch, checkpoints: Checkpoints,
    overhead: f64, era: Era,
) -> Policy {
    Policy { runtime, label, sharing, covers, switch, checkpoints, overhead, era }
}

/// The interpreters. The overheads of the free-threaded builds are those of `Doc/howto/free-threading-python.rst`: about
/// 40 % for 3.13, and for 3.14 from 1 % (macOS arm64) to 8 % (x86-64 Linux), of which the larger is taken.
#[rustfmt::skip]
pub const TABLE: [Policy; 7] = [
    row(Runtime::OneLock,         "One lock",                  Process,     Pass,     Never,   LoopsAndCalls, 1.0,  Today),
    row(Runtime::Cpython27,       "CPython 2.7",               Process,     Bytecode, Ticks,   Instructions,  1.0,  Python27),
    row(Runtime::Cpython39,       "CPython 3.2–3.9",           Process,     Bytecode, Request, Instructions,  1.0,  Today),
    row(Runtime::Cpython312,      "CPython 3.10+",             Process,     Bytecode, Request, LoopsAndCalls, 1.0,  Today),
    row(Runtime::Cpython313t,     "CPython 3.13 free-threaded", Nobody,     Bytecode, Never,   LoopsAndCalls, 1.4,  Today),
    row(Runtime::Cpython314t,     "CPython 3.14 free-threaded", Nobody,     Bytecode, Never,   LoopsAndCalls, 1.08, Today),
    row(Runtime::Subinterpreters, "Sub-interpreters",          Interpreter, Bytecode, Request, LoopsAndCalls, 1.0,  Today),
];

/// The row of an interpreter.
///
/// ```
/// use gil_playground::gil::policy::{self, Sharing};
/// use gil_playground::scenario::Runtime;
///
/// assert_eq!(policy::of(Runtime::Cpython314t).sharing, Sharing::Nobody);
/// ```
pub fn of(runtime: Runtime) -> Policy {
    let row = TABLE.into_iter().find(|row| row.runtime == runtime);
    row.unwrap_or_else(|| unreachable!("every runtime has a row"))
}

impl Policy {
    /// Which lock the threads of this interpreter share; `None` where there is none.
    pub fn lock_of(&self, interpreter: u32) -> Option<usize> {
        match self.sharing {
            Sharing::Process => Some(0),
            Sharing::Interpreter => Some(interpreter as usize),
            Sharing::Nobody => None,
        }
    }

    /// Whether a kernel computes without a lock.
    pub fn lets_go(&self, kernel: &KernelOp) -> bool {
        let asks = match kernel.gil {
            KernelGil::Releases => true,
            KernelGil::Holds => false,
            KernelGil::Numpy => kernel.numpy_releases(self.era).unwrap_or(false),
        };
        self.sharing == Sharing::Nobody || (self.covers == Covers::Bytecode && asks)
    }

    /// Whether the lock, where there is one, is kept during an operation.
    pub fn keeps_lock(&self, op: &Op) -> bool {
        match op {
            Op::Python { .. } => true,
            Op::Kernel(kernel) => !self.lets_go(kernel),
            Op::Wait { .. } => self.covers == Covers::Pass,
        }
    }

    /// Whether bytecode looks at the lock between an operation that kept it and the next one of the pass: a call that
    /// releases the lock does so before the next place to look, so a request meets it in its own `drop`.
    pub fn looks_before(&self, next: Option<&Op>) -> bool {
        self.switch != Switch::Never && next.is_none_or(|next| self.keeps_lock(next))
    }
}
