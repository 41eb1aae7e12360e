//! The table of interpreters: what each one's lock covers, and when it changes hands.
//!
//! Invariant: data, not code. An engine never asks which runtime it runs, only what its row says.

use crate::error::{Error, Result};
use crate::scenario::{KernelGil, Runtime};

/// What a thread does between `take` and `drop`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Covers {
    /// One whole pass over its operations, kernels and waits included.
    Pass,
    /// Bytecode, and those kernels that do not let go; waits and the other kernels happen outside.
    Bytecode,
}

/// What makes a thread that runs bytecode hand the lock over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Nothing.
    Never,
    /// A waiter that saw no switch for an interval asks; the holder drops at its next checkpoint and waits until
    /// somebody else has taken (`ceval_gil.c`).
    Request,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Which interpreter.
    pub runtime: Runtime,
    /// Its name for people.
    pub label: &'static str,
    /// What the lock covers.
    pub covers: Covers,
    /// When bytecode hands over.
    pub switch: Switch,
}

/// The interpreters there are.
pub const TABLE: [Policy; 2] = [
    Policy { runtime: Runtime::OneLock, label: "One lock", covers: Covers::Pass, switch: Switch::Never },
    Policy { runtime: Runtime::Cpython312, label: "CPython 3.12", covers: Covers::Bytecode, switch: Switch::Request },
];

/// The row of an interpreter.
///
/// # Errors
/// `BadInput` when it is not in the table yet.
pub fn of(runtime: Runtime) -> Result<Policy> {
    TABLE.into_iter().find(|row| row.runtime == runtime).ok_or_else(|| {
        let known: Vec<String> = TABLE.iter().map(|row| row.runtime.name()).collect();
        Error::BadInput(format!("runtime \"{}\" is not there yet: use {}", runtime.name(), known.join(" or ")))
    })
}

impl Policy {
    /// Whether a kernel that asks for `gil` computes without the lock.
    pub fn lets_go(self, gil: KernelGil) -> bool {
        self.covers == Covers::Bytecode && gil == KernelGil::Releases
    }
}
