//! What a GIL is: `policy`, a table with one row per interpreter, and `lock`, the lock itself, with the `waits` at it.
//!
//! Invariant: a rule about an interpreter stands in its row and nowhere else; every engine asks the row.

pub mod lock;
pub mod policy;
pub mod sync;
pub mod waits;
