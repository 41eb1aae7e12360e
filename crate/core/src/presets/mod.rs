//! The curriculum: small Scenarios that each show one thing, with a sentence on what to look for.
//!
//! Invariants: data only; names are stable, since links carry them; every number in a sentence is asserted by a test.

use crate::scenario::Runtime::{self, Cpython27, Cpython312, Cpython313t, Cpython314t, OneLock, Subinterpreters};

/// One row.
#[derive(Debug, Clone, Copy)]
pub struct Preset {
    /// Its name in links and on the command line.
    pub name: &'static str,
    /// What to look for.
    pub sentence: &'static str,
    /// The interpreters that are worth comparing, the Scenario's own among them.
    pub compare: &'static [Runtime],
    /// The Scenario as JSON, defaults left out.
    pub scenario: &'static str,
}

/// The preset with this name.
pub fn find(name: &str) -> Option<&'static Preset> {
    TABLE.iter().find(|preset| preset.name == name)
}

const FIRST: &[Runtime] = &[OneLock, Cpython312];

macro_rules! presets {
    ($($name:literal, $compare:expr, $sentence:expr;)*) => {
        &[$(Preset {
            name: $name,
            sentence: $sentence,
            compare: $compare,
            scenario: include_str!(concat!($name, ".json")),
        }),*]
    };
}

/// All presets, in the order in which they are worth meeting.
#[rustfmt::skip]
pub static TABLE: &[Preset] = presets![
    "two-hogs", FIRST,
    "Two threads of pure Python take turns of about 5 ms, and together they take as long as one after the other.";

    "hog-and-echo-server", FIRST,
    "A request that takes 80 µs alone waits 5 ms or more for the GIL beside one thread that never blocks.";

    "hog-and-2ms-kernel", FIRST,
    "The kernel releases the GIL for 2 ms and then waits 5 ms to get it back: releasing isn't always good.";

    "short-against-long-kernels", FIRST,
    "After a kernel of 2 µs the thread is back before a waiter wakes up and loses nothing; after one of 2 ms it waits 5 ms.";

    "det-against-inv", FIRST,
    "Two calls of inv overlap, two of det never do: NumPy decides by the size of the output, and det's is one number.";

    "long-c-call", FIRST,
    "A call that holds the GIL for 80 ms stops every other thread: the interface, which beats every 8 ms, stands still.";

    "qr-held", FIRST,
    "Four threads hold the GIL during QR: even on four cores they are no faster than one thread.";

    "qr-released", FIRST,
    "The same four threads release the GIL during QR: almost four times as fast as one.";

    "better-kernel", &[Cpython312],
    "One thread with the faster SVD finishes four before any of the four plain threads finishes one.";

    "blas-team", &[Cpython312],
    "Four threads with a team of four BLAS threads each: sixteen share four cores, and the waits are for a core.";

    "blas-pool", &[Cpython312],
    "The same with one pool for the process: a second lock, so only one of the four threads computes at a time.";

    "ticks-on-one-core", &[Cpython27, Cpython312],
    "On one core Python 2.7 loses nothing: it hands over when the operating system does, every few milliseconds.";

    "ticks-on-two-cores", &[Cpython27, Cpython312],
    "On two cores the same two threads of 2.7 fight at every tick and take half as long again; those of 3.12 don't.";

    "hog-per-subinterpreter", &[Cpython312, Subinterpreters],
    "A GIL for each of four interpreters: four threads of pure Python take no longer than one.";

    "free-threaded-3-13", &[Cpython312, Cpython313t],
    "Without a GIL four threads of pure Python run at once, but in 3.13 each of them takes 40 % longer.";

    "free-threaded-3-14", &[Cpython312, Cpython314t],
    "In 3.14 the price of having no GIL is down to 8 %: four threads are almost four times as fast as one with a GIL.";
];
