//! Holds and releases the GIL again and again, and stamps when: `accuracy.rs` compiles it and loads it into a CPython.
//!
//! Invariant: the lock is dropped between the first two stamps of a row, and taken between the last two.

use std::ffi::c_void;

unsafe extern "C" {
    fn PyEval_SaveThread() -> *mut c_void;
    fn PyEval_RestoreThread(state: *mut c_void);
    fn clock_gettime(clock: i32, into: *mut [i64; 2]) -> i32;
}

/// Nanoseconds of `CLOCK_MONOTONIC`.
fn now() -> u64 {
    let mut time = [0; 2];
    // SAFETY: a `struct timespec` is two of these.
    unsafe { clock_gettime(1, &raw mut time) };
    time[0] as u64 * 1_000_000_000 + time[1] as u64
}

fn busy(nanos: u64) {
    let until = now() + nanos;
    while now() < until {}
}

/// From 5 µs to 5 ms, short ones as often as long ones.
fn length(random: u64) -> u64 {
    (5_000.0 * 1_000_f64.powf((random % 1024) as f64 / 1024.0)) as u64
}

/// Fills so many rows.
///
/// # Safety
/// There is room for them, and the caller holds the GIL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn stamp(count: usize, rows: *mut [u64; 4]) {
    let mut random = 88_172_645_463_325_252_u64;
    for at in 0..count {
        // Xorshift.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        busy(length(random));
        // SAFETY: the caller's word.
        unsafe {
            let before = now();
            let state = PyEval_SaveThread();
            let dropped = now();
            busy(length(random >> 20));
            let wanted = now();
            PyEval_RestoreThread(state);
            rows.add(at).write([before, dropped, wanted, now()]);
        }
    }
    // What the caller does next at the lock is far from the last row.
    busy(50_000);
}
