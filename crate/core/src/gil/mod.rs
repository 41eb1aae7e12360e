//! What a GIL is: `policy`, a table with one row per interpreter, and `lock`, the lock itself, with the `waits` at it.
//!
//! Invariant: what one interpreter does differently from another stands in its row; every engine asks the row, and none
//! asks for an interpreter by its name. What its steps cost when simulated stands in `engine::simulate::machine`.

pub mod lock;
pub mod policy;
pub mod sync;
pub mod waits;
