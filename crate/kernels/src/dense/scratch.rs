//! Memory that a worker keeps between calls, so that a kernel allocates nothing once it is warm.
//!
//! Invariant: a buffer is in one pair of hands, or waits in the store of the worker that used it last.

use bytemuck::{cast_slice, cast_slice_mut};
use std::cell::RefCell;
use std::ops::{Deref, DerefMut};
use wide::f64x2;

/// Vectors, because the allocator of wasm aligns doubles to eight bytes only, and a vector across two lines of the
/// cache is slow.
type Buffer = Vec<f64x2>;

thread_local!(static STORE: RefCell<Vec<Buffer>> = const { RefCell::new(Vec::new()) });

/// Zeros at first.
pub(crate) struct Scratch {
    buffer: Buffer,
    len: usize,
}

impl Scratch {
    pub(crate) fn zeros(len: usize) -> Self {
        let vectors = len.div_ceil(2);
        let kept = STORE.with_borrow_mut(|store| {
            // The smallest that is large enough, else the largest, which grows.
            let rank = |&at: &usize| {
                let capacity = store[at].capacity();
                if capacity >= vectors { (0, capacity) } else { (1, usize::MAX - capacity) }
            };
            (0..store.len()).min_by_key(rank).map(|at| store.swap_remove(at))
        });
        let mut buffer = kept.unwrap_or_default();
        buffer.clear();
        buffer.resize(vectors, f64x2::ZERO);
        Self { buffer, len }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.buffer);
        STORE.with_borrow_mut(|store| store.push(buffer));
    }
}

impl Deref for Scratch {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &cast_slice(&self.buffer)[..self.len]
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut cast_slice_mut(&mut self.buffer)[..self.len]
    }
}
