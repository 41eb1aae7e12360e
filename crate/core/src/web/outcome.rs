//! A finished run, measured or simulated, as a page takes it.
//!
//! Invariant: a column is a copy in the page's own memory, so it outlives the run and can be handed to another thread.

use crate::timeline::report::Report;
use crate::timeline::{Event, Span};
use js_sys::{Array, Float64Array, Int8Array, Int32Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

/// A finished run as columns; a time is in microseconds from the start barrier.
#[wasm_bindgen]
pub struct Outcome(Report);

#[wasm_bindgen]
impl Outcome {
    /// The whole Report as JSON, byte for byte what the command line prints.
    #[cfg(feature = "simulator")]
    pub fn json(&self) -> String {
        self.0.to_json()
    }

    /// JSON of `ReportHead`.
    #[wasm_bindgen(getter)]
    pub fn head(&self) -> String {
        self.0.head_json()
    }

    /// The columns, in the order of `COLUMNS` in `www/src/wasm/columns.ts`; one export, because each of them costs every
    /// reader some bytes. The spans of lane i are those from `spanFirst[i]` to before `spanFirst[i + 1]`; a wait's cause is
    /// an index into the vocabulary's `causes`, and what is not there is -1.
    pub fn columns(&self) -> Array {
        let mut next = 0;
        let firsts = self.0.timeline.lanes.iter().map(|lane| {
            next += lane.spans.len() as u32;
            next
        });
        let firsts: Vec<u32> = std::iter::once(0).chain(firsts).collect();
        let micros = |nanos: u64| nanos as f64 / 1000.0;
        let columns = Array::new();
        let push = |column: &JsValue| {
            columns.push(column);
        };
        push(&Uint32Array::from(&firsts[..]));
        push(&Uint8Array::from(&self.spans(|span| span.state as u8)[..]));
        push(&Uint32Array::from(&self.spans(|span| span.op)[..]));
        push(&Uint32Array::from(&self.spans(|span| span.rep)[..]));
        push(&Float64Array::from(&self.spans(|span| micros(span.start))[..]));
        push(&Float64Array::from(&self.spans(|span| micros(span.end))[..]));
        push(&Int32Array::from(&self.spans(|span| span.cause.map_or(-1, |cause| cause.holder as i32))[..]));
        push(&Int8Array::from(&self.spans(|span| span.cause.map_or(-1, |cause| cause.kind as i8))[..]));
        push(&Float64Array::from(&self.events(|event| micros(event.t))[..]));
        push(&Uint8Array::from(&self.events(|event| event.kind as u8)[..]));
        push(&Uint32Array::from(&self.events(|event| event.lane as u32)[..]));
        push(&Int32Array::from(&self.events(|event| event.to.map_or(-1, |lane| lane as i32))[..]));
        columns
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
