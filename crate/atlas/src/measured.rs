//! What was measured on CPython, `data/probe.json`, as the probe writes it.
//!
//! Invariant: read once, never changed; a row's verdict is the probe's, by the bounds that stand in the file.

use crate::rule::Verdict;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The whole file.
#[derive(Deserialize, Serialize)]
pub struct Measured {
    /// When, in UTC.
    pub date: String,
    /// Of Python, NumPy and SciPy.
    pub versions: BTreeMap<String, String>,
    /// Which library did the linear algebra.
    pub blas: Vec<String>,
    /// On how many cores of what.
    pub machine: Machine,
    /// Up to which free part a call holds, and from which it releases.
    pub bounds: Bounds,
    /// One for each call, shape and type.
    pub rows: Vec<Row>,
}

/// What makes a measured free part a verdict; what lies between is mixed.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Bounds {
    /// Up to here a call holds the GIL.
    pub holds: f64,
    /// From here on it releases it.
    pub releases: f64,
}

/// Where it was measured.
#[derive(Deserialize, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Machine {
    /// How many cores.
    pub cores: u32,
    /// Their name.
    pub cpu: String,
    /// The operating system.
    pub system: String,
}

/// One call on arrays of one shape.
#[derive(Deserialize, Serialize, Clone)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Measured"))]
pub struct Row {
    /// The function's name in the documentation.
    pub function: String,
    /// As it was written.
    pub call: String,
    /// One for each array.
    pub shapes: Vec<String>,
    /// Of the elements.
    pub dtype: String,
    /// Python that makes the arguments.
    pub setup: String,
    /// How long one call takes, in milliseconds.
    pub ms: f64,
    /// For which part of it others could run Python: the median.
    pub free: f64,
    /// The least and the most of it.
    pub spread: [f64; 2],
    /// By the bounds.
    pub verdict: Verdict,
    /// How much faster two threads did twice the work than one.
    pub speedup: f64,
}

static DATA: LazyLock<Measured> = LazyLock::new(|| {
    let text = include_str!("../data/probe.json");
    serde_json::from_str(text).unwrap_or_else(|error| unreachable!("data/probe.json is what the probe wrote: {error}"))
});

/// The committed measurement.
pub fn data() -> &'static Measured {
    &DATA
}

/// When, with what and where, for people who don't ask for the rows.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(rename = "Measurement"))]
pub struct About<'d> {
    date: &'d str,
    versions: &'d BTreeMap<String, String>,
    blas: &'d [String],
    machine: &'d Machine,
    bounds: &'d Bounds,
    rows: usize,
}

impl Measured {
    /// All but the rows.
    pub fn about(&self) -> About<'_> {
        let Measured { date, versions, blas, machine, bounds, rows } = self;
        About { date, versions, blas, machine, bounds, rows: rows.len() }
    }
}

/// The rows of a call.
pub fn of(call: &str) -> impl Iterator<Item = &'static Row> {
    DATA.rows.iter().filter(move |row| row.call == call)
}
