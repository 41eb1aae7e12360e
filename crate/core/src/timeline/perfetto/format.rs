//! The words of the Trace Event format: what stands in the file, field by field.
//!
//! Invariant: a field that a kind of event does not have is left out.

use crate::timeline::micros;
use crate::timeline::report::Report;
use crate::timeline::{CauseKind, Nanos, State};
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// The whole file.
#[derive(Serialize)]
pub(super) struct Trace<'a, M> {
    /// First, since older importers look for it in the first chunk only.
    #[serde(rename = "displayTimeUnit")]
    pub(super) unit: &'static str,
    pub(super) metadata: M,
    #[serde(rename = "traceEvents")]
    pub(super) entries: Vec<Entry<'a>>,
}

/// What the first run was stands on the top level, where a reader looks; `runs` has them all. A trace shows less than
/// there is, so it carries what it was drawn from, and can be opened as a Report again.
#[derive(Serialize)]
pub(super) struct Metadata<'a> {
    #[serde(flatten)]
    pub(super) first: Option<&'a Run>,
    pub(super) runs: &'a [Run],
    pub(super) reports: &'a [&'a Report],
}

/// What one process of the trace was.
#[derive(Serialize)]
pub(super) struct Run {
    pub(super) engine: &'static str,
    pub(super) runtime: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) seed: Option<u64>,
    pub(super) switch_interval_us: f64,
    pub(super) cores: usize,
    pub(super) version: String,
    pub(super) wall_us: f64,
    pub(super) clock_error_us: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ticks_left_out: Option<usize>,
}

/// One element of `traceEvents`.
#[derive(Default, Serialize)]
pub(super) struct Entry<'a> {
    pub(super) ph: &'static str,
    pub(super) pid: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tid: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "in_micros")]
    pub(super) ts: Option<Nanos>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "in_micros")]
    pub(super) dur: Option<Nanos>,
    pub(super) name: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cat: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) s: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) bind_id: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) flow_out: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) flow_in: bool,
    #[serde(skip_serializing_if = "Args::is_none")]
    pub(super) args: Args<'a>,
}

#[derive(Default, Serialize)]
#[serde(untagged)]
pub(super) enum Args<'a> {
    #[default]
    None,
    Name {
        name: Cow<'a, str>,
    },
    Sort {
        sort_index: usize,
    },
    Span {
        state: State,
        op: u32,
        rep: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        cause: Option<CauseKind>,
        #[serde(skip_serializing_if = "Option::is_none")]
        holder: Option<&'a str>,
    },
    Handoff {
        cause: &'static str,
        from: &'a str,
    },
    Event {
        #[serde(skip_serializing_if = "Option::is_none")]
        holder: Option<&'a str>,
    },
    /// How many lanes do what.
    Threads {
        #[serde(skip_serializing_if = "Option::is_none")]
        runnable: Option<usize>,
        #[serde(rename = "waiting for GIL")]
        waiting: usize,
    },
    Cores {
        busy: usize,
    },
}

impl Args<'_> {
    fn is_none(&self) -> bool {
        matches!(self, Self::None)
    }
}

#[expect(clippy::ref_option, reason = "serde hands the field over by reference")]
fn in_micros<S: Serializer>(nanos: &Option<Nanos>, serializer: S) -> Result<S::Ok, S::Error> {
    nanos.map(micros).serialize(serializer)
}
