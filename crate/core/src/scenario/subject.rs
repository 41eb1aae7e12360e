//! What of a Scenario a refusal is about: where that is, and what messages call it.
//!
//! Invariant: a path is a JSON Pointer into the Scenario as it was written, so what is there is what was refused.

use super::{KernelOp, Op, Scenario, Thread};
use crate::error::{Code, Error, Refusal, Result, Shown};
use crate::text::shortened;
use std::ops::RangeInclusive;

/// How much of a user's own word a message shows.
const WORD: usize = 40;

/// A part of a Scenario.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// All of it.
    Scenario,
    /// The group of threads with this index.
    Thread(usize, &'a Thread),
    /// Of the group with this index, the operation with this one.
    Op(usize, &'a Thread, usize),
}

impl Subject<'_> {
    /// Where a field of it is.
    pub(crate) fn path(self, field: &str) -> String {
        match self {
            Self::Scenario => format!("/{field}"),
            Self::Thread(at, _) => format!("/threads/{at}/{field}"),
            Self::Op(thread, _, at) => format!("/threads/{thread}/ops/{at}/{field}"),
        }
    }

    /// What a message calls a field of it: `batch of kernel "qr"`.
    pub(super) fn called(self, field: &str) -> String {
        let field = match field {
            "shape/0" => "m, the rows in shape,",
            "shape/1" => "n, the columns in shape,",
            _ => field,
        };
        match self {
            Self::Scenario => field.into(),
            Self::Thread(_, thread) => format!("{field} of thread {}", quoted(&thread.name)),
            Self::Op(_, thread, at) => match &thread.ops[at] {
                Op::Python { .. } => format!("{field} of a python op of thread {}", quoted(&thread.name)),
                Op::Wait { .. } => format!("{field} of a wait op of thread {}", quoted(&thread.name)),
                Op::Kernel(kernel) => format!("{field} of kernel {}", quoted(&kernel.name)),
            },
        }
    }

    /// Refuses a value out of its bounds.
    pub(crate) fn within<T: PartialOrd + Shown + Copy>(
        self,
        field: &str,
        value: T,
        bounds: &RangeInclusive<T>,
    ) -> Result<()> {
        if bounds.contains(&value) { Ok(()) } else { Err(self.outside(field, &value, [bounds.start(), bounds.end()])) }
    }

    /// One copy for all kinds of numbers: a page's reader waits for each.
    #[cold]
    fn outside(self, field: &str, value: &dyn Shown, bounds: [&dyn Shown; 2]) -> Error {
        Refusal::range(&self.called(field), value, bounds).at(self.path(field)).into()
    }

    /// Refuses a word that names nothing.
    pub(super) fn unknown(self, field: &str, fault: &str, word: &str, known: &[&str]) -> Error {
        let known = known.join(", ");
        let refusal = Refusal::new(Code::Unknown, fault, &format!("use one of {known}"));
        refusal.found(&shortened(word, WORD), &known).at(self.path(field)).into()
    }

    /// Refuses what is no matter of a value and its bounds.
    pub(super) fn refused(self, field: &str, code: Code, fault: &str, fix: &str) -> Result<()> {
        Err(Refusal::new(code, fault, fix).at(self.path(field)).into())
    }
}

impl Scenario {
    /// Its kernels, each with where it is.
    pub(crate) fn kernels(&self) -> Vec<(Subject<'_>, &KernelOp)> {
        let mut kernels = Vec::new();
        for (at, thread) in self.threads.iter().enumerate() {
            for (op_at, op) in thread.ops.iter().enumerate() {
                if let Op::Kernel(kernel) = op {
                    kernels.push((Subject::Op(at, thread, op_at), kernel));
                }
            }
        }
        kernels
    }
}

/// A user's own word as messages show it.
pub(super) fn quoted(word: &str) -> String {
    format!("\"{}\"", shortened(word, WORD))
}
