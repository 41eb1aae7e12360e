//! What a Scenario means where it says nothing; a field that is not here has the default of its type.
//!
//! Invariant: a default never changes, since links and files rely on it.

pub(super) fn one() -> u32 {
    1
}

/// What laptops have.
pub(super) fn cores() -> u32 {
    4
}

pub(super) fn seed() -> u64 {
    1
}

/// 5 ms: `DEFAULT_INTERVAL` of `ceval_gil.c`.
pub(super) fn switch_interval() -> f64 {
    5000.0
}

/// `_Py_CheckInterval` of 2.7's `ceval.c`.
pub(super) fn check_interval() -> u32 {
    100
}

/// About what Linux takes from a signal to the woken thread's first instruction.
pub(super) fn wake() -> f64 {
    40.0
}

/// Linux lets a thread have a core for 3 to 4 ms where more want one.
pub(super) fn quantum() -> f64 {
    3500.0
}
