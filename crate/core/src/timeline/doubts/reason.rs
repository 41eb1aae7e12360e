//! A reason not to tell what was measured, in words and numbers.
//!
//! Invariant: its numbers can be written as JSON, and only what cannot come out better is not worth another try.

use serde::{Deserialize, Serialize};

/// A reason not to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "types",
    derive(ts_rs::TS, schemars::JsonSchema),
    ts(rename = "DoubtCode"),
    schemars(rename = "DoubtCode")
)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The tab was out of sight.
    Hidden,
    /// Other programs had the cores.
    Busy,
    /// The clock went back, or another clock counted something else.
    Clock,
    /// The clock's steps are too coarse for what was timed.
    Steps,
    /// The run is over before it shows anything.
    Short,
    /// More than cores, threads or the work allow.
    Speedup,
    /// One thread computed at a time and was slower than alone.
    Slowed,
    /// The same work alone took different times.
    Baselines,
    /// The runs do the same in the same way, and differ.
    NoCause,
    /// The runs differ by less than the machine itself did.
    Noise,
}

/// One reason, in words and numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS, schemars::JsonSchema))]
pub struct Doubt {
    /// Which.
    pub code: Code,
    /// For people, without a stop.
    pub sentence: String,
    /// What was found.
    pub value: f64,
    /// What it can be at most; for steps, what is left of the cores and the length of a run, at least.
    pub limit: f64,
    /// Whether the same run may come out better a second time.
    pub again: bool,
}

pub(super) fn doubt(code: Code, value: f64, limit: f64, sentence: String) -> Doubt {
    // JSON has no word for what is not finite.
    let [value, limit] = [value, limit].map(|it| if it.is_finite() { it } else { f64::MAX });
    Doubt { code, sentence, value, limit, again: !matches!(code, Code::Steps | Code::Short) }
}
