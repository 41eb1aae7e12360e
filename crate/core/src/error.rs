//! The one error type, and a refusal as data: what is wrong, where, and what to do.
//!
//! Invariant: a refusal is told on one line, whatever a user's own words in it are, and what it says ends with its fix.

use crate::text::{number, one_line};
use serde::Serialize;
use std::ops::RangeInclusive;

/// What can go wrong for a user of the crate, by what they can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The question makes no sense or does not fit: change the input (exit code 2).
    #[error("{}", .0.message)]
    BadInput(Box<Refusal>),
    /// The run itself went wrong (exit code 1).
    #[error("{}", one_line(.0))]
    Failed(String),
    /// The user stopped the run.
    #[error("the run was cancelled; start it again when you like")]
    Cancelled,
}

impl Error {
    /// Bad input that is no Scenario: a file, a name, a command line. The message says what to do.
    pub fn input(message: &str) -> Self {
        Refusal::new(Code::Input, message, "").into()
    }

    /// Names another way beside the fix.
    pub(crate) fn or(mut self, way: &str) -> Self {
        if let Self::BadInput(refusal) = &mut self {
            for text in [&mut refusal.fix, &mut refusal.message] {
                text.push_str(", or ");
                text.push_str(way);
            }
        }
        self
    }
}

/// What kind of fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "RefusalCode"))]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// It is not about a Scenario.
    Input,
    /// It is not JSON, or JSON of another shape.
    Unreadable,
    /// A list has nothing in it.
    Empty,
    /// A number is out of its range.
    Range,
    /// A text is too long.
    Length,
    /// A word names nothing that is known.
    Unknown,
    /// The size of an array is missing, said twice, or not square.
    Size,
    /// Whether a call releases the GIL is asked of NumPy, and not known.
    Rule,
    /// It needs more memory than there is.
    Memory,
    /// It is more work than the engine takes on.
    Work,
}

/// Why a question is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
#[non_exhaustive]
pub struct Refusal {
    /// What kind of fault it is.
    pub code: Code,
    /// Where it is: a JSON Pointer (RFC 6901) into the Scenario. Empty for all of it.
    pub path: String,
    /// What is there; empty where that is no value.
    pub value: String,
    /// What may be there; empty where that is no bound.
    pub bound: String,
    /// What to do; empty where the fault says it.
    pub fix: String,
    /// The fault and its fix in one sentence.
    pub message: String,
}

/// A number that messages show.
pub(crate) trait Shown {
    fn shown(&self) -> String;
}

macro_rules! shown {
    ($($whole:ty),*) => { $(impl Shown for $whole { fn shown(&self) -> String { self.to_string() } })* };
}
shown!(u32, u64, usize);

impl Shown for f64 {
    fn shown(&self) -> String {
        number(*self)
    }
}

impl Refusal {
    pub(crate) fn new(code: Code, fault: &str, fix: &str) -> Self {
        let (fault, fix) = (one_line(fault), one_line(fix));
        let message = if fix.is_empty() { fault } else { format!("{fault}: {fix}") };
        Self { code, path: String::new(), value: String::new(), bound: String::new(), fix, message }
    }

    /// A number that is not between these two.
    pub(crate) fn range(what: &str, value: &dyn Shown, [low, high]: [&dyn Shown; 2]) -> Self {
        let [value, low, high] = [value, low, high].map(Shown::shown);
        let fix = if low == high {
            format!("only {low} is possible so far")
        } else {
            format!("choose a value from {low} to {high}")
        };
        Self::new(Code::Range, &format!("{what} is {value}"), &fix).found(&value, &format!("{low} to {high}"))
    }

    pub(crate) fn at(self, path: String) -> Self {
        Self { path, ..self }
    }

    pub(crate) fn found(self, value: &str, bound: &str) -> Self {
        Self { value: one_line(value), bound: one_line(bound), ..self }
    }
}

/// Refuses a number out of its bounds, which the message calls `what`.
pub(crate) fn within<T: PartialOrd + Shown + Copy>(what: &str, value: T, bounds: &RangeInclusive<T>) -> Result<()> {
    if bounds.contains(&value) {
        return Ok(());
    }
    Err(Refusal::range(what, &value, [bounds.start(), bounds.end()]).into())
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::BadInput(Box::new(refusal))
    }
}

/// What every fallible function of the crate returns.
pub type Result<T> = std::result::Result<T, Error>;
