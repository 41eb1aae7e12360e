//! The primitives that the lock is made of: std's, or the model checker's.
//!
//! Invariant: `lock` takes every primitive from here, so what is model-checked is what runs.

#[cfg(loom)]
pub use loom::sync::atomic::{AtomicBool, AtomicU32, Ordering};
#[cfg(loom)]
pub use loom::sync::{Condvar, Mutex, MutexGuard};
#[cfg(not(loom))]
pub use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
#[cfg(not(loom))]
pub use std::sync::{Condvar, Mutex, MutexGuard};
