//! Stamps, and how long a thread has computed.
//!
//! Invariant: a stamp is the processor's counter where the recorder says so, else the kernel's monotonic clock, in one process
//! as in all.

use crate::layout::Header;
use crate::sys::{self, Timespec, Usage};
use core::ffi::c_long;

/// After so long it is worth a system call to ask how long the thread has computed.
const CPU_EVERY_NANOS: u64 = 50_000;
/// The processor's counter runs at least twice and at most six times as fast: near enough to ask seldom.
const CPU_EVERY_TICKS: u64 = 150_000;

/// The same in stamps.
pub(crate) fn worth_asking(header: &Header) -> u64 {
    if header.counter == 1 { CPU_EVERY_TICKS } else { CPU_EVERY_NANOS }
}

fn monotonic() -> u64 {
    let mut time = Timespec { seconds: 0, nanos: 0 };
    // SAFETY: it is written into.
    unsafe { sys::clock_gettime(sys::CLOCK_MONOTONIC, &raw mut time) };
    time.seconds as u64 * 1_000_000_000 + time.nanos as u64
}

fn counter() -> u64 {
    // SAFETY: every x86-64 processor has both. Without the fence the counter may be read before what stands above it is done.
    unsafe {
        core::arch::x86_64::_mm_lfence();
        core::arch::x86_64::_rdtsc()
    }
}

/// A stamp.
pub(crate) fn now(header: &Header) -> u64 {
    if header.counter == 1 { counter() } else { monotonic() }
}

/// How long this thread has computed, in nanoseconds, and how often it has slept.
pub(crate) fn computed() -> (u64, u64) {
    let mut usage = Usage { times: [[0; 2]; 2], others: [0; 12], sleeps: 0, preempted: 0 };
    // SAFETY: it is written into.
    unsafe { sys::getrusage(sys::RUSAGE_THREAD, &raw mut usage) };
    let nanos = |[seconds, micros]: [c_long; 2]| seconds as u64 * 1_000_000_000 + micros as u64 * 1000;
    (usage.times.map(nanos).iter().sum(), usage.sleeps as u64)
}
