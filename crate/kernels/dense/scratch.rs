//! Memory that a worker keeps between calls, so that a kernel allocates nothing once it is warm.
//!
//! Invariant: a buffer is in one pair of hands, or waits in the store of the worker that used it last.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

thread_local!(static STORE: RefCell<Vec<Vec<f64>>> = const { RefCell::new(Vec::new()) });

/// Zeros at first.
pub(in crate::kernels) struct Scratch(Vec<f64>);

impl Scratch {
    pub(in crate::kernels) fn zeros(len: usize) -> Self {
        let kept = STORE.with_borrow_mut(|store| {
            // The smallest that is large enough, else the largest, which grows.
            let rank = |&at: &usize| {
                let capacity = store[at].capacity();
                if capacity >= len { (0, capacity) } else { (1, usize::MAX - capacity) }
            };
            (0..store.len()).min_by_key(rank).map(|at| store.swap_remove(at))
        });
        let mut buffer = kept.unwrap_or_default();
        buffer.clear();
        buffer.resize(len, 0.0);
        Self(buffer)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let buffer = std::mem::take(&mut self.0);
        STORE.with_borrow_mut(|store| store.push(buffer));
    }
}

impl Deref for Scratch {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        &self.0
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f64] {
        &mut self.0
    }
}
