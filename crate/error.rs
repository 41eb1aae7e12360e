//! The one error type. A message names the value, the bound and the fix, on one line, whatever the value is.

use crate::text::one_line;

/// What can go wrong for a user of the crate, by what they can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The question makes no sense or does not fit: change the input (exit code 2).
    #[error("{}", one_line(.0))]
    BadInput(String),
    /// The run itself went wrong (exit code 1).
    #[error("{}", one_line(.0))]
    Failed(String),
    /// The user stopped the run.
    #[error("the run was cancelled; start it again when you like")]
    Cancelled,
}

/// What every fallible function of the crate returns.
pub type Result<T> = std::result::Result<T, Error>;
