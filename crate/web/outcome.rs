//! A finished run, measured or simulated, as a page takes it.
//!
//! Invariant: a column is a copy in the page's own memory, so it outlives the run and can be handed to another thread.

use crate::timeline::report::Report;
use crate::timeline::{Event, Span};
use js_sys::{Float64Array, Int8Array, Int32Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

/// A finished run as columns; a time is in microseconds from the start barrier.
#[wasm_bindgen]
pub struct Outcome(Report);

#[wasm_bindgen]
impl Outcome {
    /// The whole Report as JSON, byte for byte what the command line prints.
    pub fn json(&self) -> String {
        self.0.to_json()
    }

    /// JSON of `ReportHead`.
    #[wasm_bindgen(getter)]
    pub fn head(&self) -> String {
        self.0.head_json()
    }

    /// The spans of lane i are those from `spanFirst[i]` to before `spanFirst[i + 1]`.
    #[wasm_bindgen(getter, js_name = spanFirst)]
    pub fn span_first(&self) -> Uint32Array {
        let mut next = 0;
        let firsts = self.0.timeline.lanes.iter().map(|lane| {
            next += lane.spans.len() as u32;
            next
        });
        let column: Vec<u32> = std::iter::once(0).chain(firsts).collect();
        Uint32Array::from(&column[..])
    }

    #[wasm_bindgen(getter, js_name = spanState)]
    pub fn span_state(&self) -> Uint8Array {
        Uint8Array::from(&self.spans(|span| span.state as u8)[..])
    }

    #[wasm_bindgen(getter, js_name = spanOp)]
    pub fn span_op(&self) -> Uint32Array {
        Uint32Array::from(&self.spans(|span| span.op)[..])
    }

    #[wasm_bindgen(getter, js_name = spanRep)]
    pub fn span_rep(&self) -> Uint32Array {
        Uint32Array::from(&self.spans(|span| span.rep)[..])
    }

    #[wasm_bindgen(getter, js_name = spanStart)]
    pub fn span_start(&self) -> Float64Array {
        Float64Array::from(&self.spans(|span| span.start as f64 / 1000.0)[..])
    }

    #[wasm_bindgen(getter, js_name = spanEnd)]
    pub fn span_end(&self) -> Float64Array {
        Float64Array::from(&self.spans(|span| span.end as f64 / 1000.0)[..])
    }

    /// Why a wait waits, as an index into the vocabulary's `causes`; -1 where a span is no wait.
    #[wasm_bindgen(getter, js_name = spanCause)]
    pub fn span_cause(&self) -> Int8Array {
        Int8Array::from(&self.spans(|span| span.cause.map_or(-1, |cause| cause.kind as i8))[..])
    }

    /// The lane a wait waits for; -1 where a span is no wait.
    #[wasm_bindgen(getter, js_name = spanHolder)]
    pub fn span_holder(&self) -> Int32Array {
        Int32Array::from(&self.spans(|span| span.cause.map_or(-1, |cause| cause.holder as i32))[..])
    }

    #[wasm_bindgen(getter, js_name = eventTime)]
    pub fn event_time(&self) -> Float64Array {
        Float64Array::from(&self.events(|event| event.t as f64 / 1000.0)[..])
    }

    #[wasm_bindgen(getter, js_name = eventLane)]
    pub fn event_lane(&self) -> Uint32Array {
        Uint32Array::from(&self.events(|event| event.lane as u32)[..])
    }

    #[wasm_bindgen(getter, js_name = eventKind)]
    pub fn event_kind(&self) -> Uint8Array {
        Uint8Array::from(&self.events(|event| event.kind as u8)[..])
    }

    /// The other lane an event concerns; -1 for none.
    #[wasm_bindgen(getter, js_name = eventTo)]
    pub fn event_to(&self) -> Int32Array {
        Int32Array::from(&self.events(|event| event.to.map_or(-1, |lane| lane as i32))[..])
    }
}

impl Outcome {
    /// Of this run.
    pub fn new(report: Report) -> Self {
        Self(report)
    }

    fn spans<T>(&self, column: impl Fn(&Span) -> T) -> Vec<T> {
        self.0.timeline.lanes.iter().flat_map(|lane| &lane.spans).map(column).collect()
    }

    fn events<T>(&self, column: impl Fn(&Event) -> T) -> Vec<T> {
        self.0.timeline.events.iter().map(column).collect()
    }
}
