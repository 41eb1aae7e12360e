//! Who computes a kernel together: the caller, and helpers if there are some.
//!
//! Invariant: a kernel hands out its work in parts that write to different places, so any number of members computes
//! the same parts; nobody steals a part of another kernel.

/// The caller and its helpers.
pub trait Team: Sync {
    /// How many members there are, the caller included.
    fn members(&self) -> usize;

    /// Every member calls `work` once, with its own number, the caller with 0; returns when all have.
    fn all(&self, work: &(dyn Fn(usize) + Sync));
}

/// The caller alone.
pub struct Alone;

impl Team for Alone {
    fn members(&self) -> usize {
        1
    }

    fn all(&self, work: &(dyn Fn(usize) + Sync)) {
        work(0);
    }
}
