//! How a time stands in JSON: in microseconds.
//!
//! Invariant: what is written is read back to the nanosecond; no time that is read is too long for that.

use super::Nanos;
use super::metrics::micros;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// Up to here a double tells every nanosecond from the next: more than a hundred days.
const MOST_US: f64 = 9e12;

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field over by reference")]
pub(super) fn serialize<S: Serializer>(nanos: &Nanos, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(micros(*nanos))
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Nanos, D::Error> {
    let us = f64::deserialize(from)?;
    if (0.0..=MOST_US).contains(&us) {
        return Ok((us * 1000.0).round() as Nanos);
    }
    Err(Error::custom(format_args!("a time is {us:?} µs: choose a value from 0 to {MOST_US}")))
}
