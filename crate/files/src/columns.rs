//! A finished run as the page has it, as a Report again: the way back of `web::Outcome`.
//!
//! Invariant: nothing is trusted because it came from our own page; it passes the laws that a file has to pass.

use gil_playground::timeline::{Cause, CauseKind, Event, EventKind, Span, State, nanos, open};
use gil_playground::{Error, Report, Result};
use js_sys::{JSON, Object};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = "import type { Columns } from '../../src/wasm/protocol.ts';";

#[wasm_bindgen]
extern "C" {
    /// What `www/src/wasm/protocol.ts` describes.
    #[wasm_bindgen(typescript_type = "Columns")]
    pub type Columns;

    #[wasm_bindgen(method, getter)]
    fn head(this: &Columns) -> Object;
    #[wasm_bindgen(method, getter, js_name = spanFirst)]
    fn span_first(this: &Columns) -> Vec<u32>;
    #[wasm_bindgen(method, getter, js_name = spanState)]
    fn span_state(this: &Columns) -> Vec<u8>;
    #[wasm_bindgen(method, getter, js_name = spanOp)]
    fn span_op(this: &Columns) -> Vec<u32>;
    #[wasm_bindgen(method, getter, js_name = spanRep)]
    fn span_rep(this: &Columns) -> Vec<u32>;
    #[wasm_bindgen(method, getter, js_name = spanStart)]
    fn span_start(this: &Columns) -> Vec<f64>;
    #[wasm_bindgen(method, getter, js_name = spanEnd)]
    fn span_end(this: &Columns) -> Vec<f64>;
    #[wasm_bindgen(method, getter, js_name = spanCause)]
    fn span_cause(this: &Columns) -> Vec<i8>;
    #[wasm_bindgen(method, getter, js_name = spanHolder)]
    fn span_holder(this: &Columns) -> Vec<i32>;
    #[wasm_bindgen(method, getter, js_name = eventTime)]
    fn event_time(this: &Columns) -> Vec<f64>;
    #[wasm_bindgen(method, getter, js_name = eventKind)]
    fn event_kind(this: &Columns) -> Vec<u8>;
    #[wasm_bindgen(method, getter, js_name = eventLane)]
    fn event_lane(this: &Columns) -> Vec<u32>;
    #[wasm_bindgen(method, getter, js_name = eventTo)]
    fn event_to(this: &Columns) -> Vec<i32>;
}

impl Columns {
    /// The Report that they were made of.
    pub fn report(&self) -> Result<Report> {
        let unreadable = |_| Error::Failed("the run's head can't be written as JSON".into());
        let head: String = JSON::stringify(&self.head()).map_err(unreadable)?.into();
        open::columns(&head, self.lanes()?, self.events()?)
    }

    fn lanes(&self) -> Result<Vec<Vec<Span>>> {
        let (state, op, rep) = (self.span_state(), self.span_op(), self.span_rep());
        let (start, end) = (self.span_start(), self.span_end());
        let (cause, holder) = (self.span_cause(), self.span_holder());
        let span = |at: usize| {
            let cause = match cell(&cause, at)? {
                ..0 => None,
                kind => {
                    let holder = cell(&holder, at)? as usize;
                    Some(Cause { kind: cell(&CauseKind::ALL, kind as usize)?, holder })
                }
            };
            Ok(Span {
                state: cell(&State::ALL, cell(&state, at)?.into())?,
                op: cell(&op, at)?,
                rep: cell(&rep, at)?,
                start: nanos(cell(&start, at)?),
                end: nanos(cell(&end, at)?),
                cause,
            })
        };
        let lanes = self.span_first();
        lanes.windows(2).map(|lane| (lane[0] as usize..lane[1] as usize).map(span).collect()).collect()
    }

    fn events(&self) -> Result<Vec<Event>> {
        let (time, kind) = (self.event_time(), self.event_kind());
        let (lane, to) = (self.event_lane(), self.event_to());
        let event = |at: usize| {
            Ok(Event {
                t: nanos(cell(&time, at)?),
                lane: cell(&lane, at)? as usize,
                kind: cell(&EventKind::ALL, cell(&kind, at)?.into())?,
                to: usize::try_from(cell(&to, at)?).ok(),
            })
        };
        (0..time.len()).map(event).collect()
    }
}

fn cell<T: Copy>(column: &[T], at: usize) -> Result<T> {
    column.get(at).copied().ok_or_else(|| Error::Failed(format!("a column ends before {at}: run it again")))
}
