//! Times: whole nanoseconds in the core, microseconds in JSON and wherever people or browsers see them.
//!
//! Invariant: what is written is read back to the nanosecond; no time is longer than `LONGEST`, so no sum of two overflows.

use super::Nanos;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// The longest time there is, more than a hundred days: up to here a double tells every nanosecond from the next.
pub const LONGEST: Nanos = 9_000_000_000_000_000;

/// Microseconds as whole nanoseconds, from 0 to `LONGEST`.
pub fn nanos(us: f64) -> Nanos {
    (us * 1000.0).round().clamp(0.0, LONGEST as f64) as Nanos
}

/// Nanoseconds as microseconds: exact to the three decimals that JSON shows.
pub fn micros(nanos: Nanos) -> f64 {
    nanos as f64 / 1000.0
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
pub(super) fn serialize<S: Serializer>(nanos: &Nanos, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(micros(*nanos))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Nanos, D::Error> {
    let us = f64::deserialize(from)?;
    let most = micros(LONGEST);
    if (0.0..=most).contains(&us) {
        return Ok(nanos(us));
    }
    Err(Error::custom(format_args!("a time is {us:?} µs: choose a value from 0 to {most}")))
}
