//! The primitives that the lock is made of: std's.
//!
//! Invariant: `lock` and `waits` take every primitive from here, so `tests/loom/lock.rs`, which includes these two files
//! beside loom's primitives under this name, checks the very text that runs.

pub use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
pub use std::sync::{Condvar, Mutex, MutexGuard};
