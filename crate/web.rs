//! The way in from a page: the only file that knows JavaScript. Only workers call it, never the page's main thread.
//!
//! Invariant: no export blocks while a run is on; a live run is read straight out of the shared memory, at the addresses
//! that `Run.layout` gives, and its result travels as columns.
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "the exports are described by the TypeScript below, which is what their users read"
)]

use crate::engine::control::{Hooks, Phase};
use crate::engine::measure;
use crate::engine::plan::{LIMIT_BYTES, Plan};
use crate::engine::recorder::Record;
use crate::gil::policy;
use crate::kernels;
use crate::scenario::{self, Scenario};
use crate::timeline::report::{Environment, Report};
use crate::timeline::{EventKind, State};
use js_sys::{Float64Array, Int32Array, Uint8Array, Uint32Array};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The words that Scenarios, spans and phases use, and the bounds of what can be asked. */
export interface Vocabulary {
  version: string;
  kernels: { name: string; call: string; sentence: string }[];
  runtimes: { name: string; label: string }[];
  states: string[];
  events: string[];
  phases: string[];
  bounds: { n: [number, number]; lanes: [number, number]; ops: [number, number] };
  residual_limit: number;
}
/** Where a run's live lanes stand in the shared memory, as byte addresses. */
export interface Layout {
  /** i32 phase (an index into `phases`), then i32 stop: anything but 0 asks the lanes to stop. */
  control: number;
  /** `header`: u32 count of records, u32 operations done. `records`: `stride` bytes each: f64 t_us, u32 kind, op, rep, arg.
   * A kind below 15 is a state that begins (an index into `states`), 15 the lane's end, from 16 on an event (`events`). */
  lanes: { name: string; thread: number; index: number; header: number; records: number; capacity: number }[];
  stride: number;
  ops: number;
  bytes: number;
  limit: number;
}
/** A Scenario with every default filled in. */
export interface Scenario {
  runtime: string;
  switch_interval_us: number;
  cores: number;
  seed: number;
  blas: string;
  threads: { name: string; count: number; repeat: number; interpreter: number; ops: Op[] }[];
}
export type Op =
  | { op: "python" | "wait"; us: number }
  | { op: "kernel"; name: string; n: number; gil: string; blas_threads: number; backend: string };
/** A Report without spans and events. */
export interface ReportHead {
  engine: "measured";
  scenario: Scenario;
  wall_us: number;
  one_thread_us: number;
  clock_error_us: number;
  environment: { cores: number; isolation: string; timer_step_us: number; hidden: boolean; backends: string[]; version: string };
  lanes: { name: string; thread: number; index: number; parent: number | null; worker: number | null }[];
  metrics: { speedup: number; efficiency: number; gil_held: number; gil_wait_us: number; handoffs: number; forced_switches: number };
  /** In units of n·ε·‖A‖; null when infinitely wrong. */
  residuals: { kernel: string; n: number; max: number | null }[];
}
"#;

#[wasm_bindgen]
extern "C" {
    /// `performance.now()`, which every worker has.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
}

/// This worker's clock in microseconds.
pub fn clock() -> f64 {
    performance_now() * 1000.0
}

#[allow(clippy::needless_pass_by_value, reason = "the shape that map_err hands over")]
fn thrown(error: impl ToString) -> JsError {
    JsError::new(&error.to_string())
}

static PANIC: Mutex<Option<String>> = Mutex::new(None);

/// Runs once in each worker's instance: a panic leaves its text in the shared memory.
#[wasm_bindgen(start)]
pub fn listen_to_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut text) = PANIC.try_lock() {
            text.get_or_insert_with(|| panic.to_string());
        }
    }));
}

/// The text of the first panic of any worker of this memory.
#[wasm_bindgen(js_name = panicText)]
pub fn panic_text() -> Option<String> {
    PANIC.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// JSON of `Vocabulary`.
#[wasm_bindgen]
pub fn vocabulary() -> String {
    let kernels: Vec<Value> = kernels::TABLE
        .iter()
        .map(|kernel| json!({ "name": kernel.name, "call": kernel.call, "sentence": kernel.sentence }))
        .collect();
    let runtimes: Vec<Value> =
        policy::TABLE.iter().map(|row| json!({ "name": row.runtime, "label": row.label })).collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "kernels": kernels,
        "runtimes": runtimes,
        "states": State::ALL,
        "events": EventKind::ALL,
        "phases": Phase::ALL.map(|(_, name)| name),
        "bounds": {
            "n": [kernels::SIZES.start(), kernels::SIZES.end()],
            "lanes": [scenario::LANES.start(), scenario::LANES.end()],
            "ops": [scenario::OPS.start(), scenario::OPS.end()],
        },
        "residual_limit": kernels::RESIDUAL_LIMIT,
    })
    .to_string()
}

/// The Scenario with every default filled in, as JSON, if it can be run here.
#[wasm_bindgen]
pub fn check(scenario: &str) -> Result<String, JsError> {
    let plan = Plan::new(Scenario::from_json(scenario).map_err(thrown)?).map_err(thrown)?;
    serde_json::to_string(&plan.scenario).map_err(thrown)
}

/// A run in flight.
#[wasm_bindgen]
pub struct Run(Arc<measure::Run>);

#[wasm_bindgen]
impl Run {
    #[wasm_bindgen(constructor)]
    pub fn new(scenario: &str) -> Result<Run, JsError> {
        let plan = Plan::new(Scenario::from_json(scenario).map_err(thrown)?).map_err(thrown)?;
        Ok(Self(Arc::new(measure::Run::new(plan, clock, Hooks::default()))))
    }

    /// JSON of `Layout`.
    #[wasm_bindgen(getter)]
    pub fn layout(&self) -> String {
        let plan = self.0.plan();
        let address = |start: *const u8| start as usize;
        let lanes = plan.lanes.iter().zip(self.0.diaries()).map(|(lane, diary)| {
            json!({
                "name": lane.name,
                "thread": lane.thread,
                "index": lane.index,
                "header": address((&raw const diary.header).cast()),
                "records": address(diary.records().as_ptr().cast()),
                "capacity": lane.capacity,
            })
        });
        json!({
            "control": address(std::ptr::from_ref(self.0.control()).cast()),
            "lanes": lanes.collect::<Vec<_>>(),
            "stride": size_of::<Record>(),
            "ops": plan.scenario.total_ops(),
            "bytes": plan.bytes,
            "limit": LIMIT_BYTES,
        })
        .to_string()
    }

    /// Hands the lanes to the pool and returns at once.
    #[cfg(feature = "threads")]
    pub fn start(&self) -> Result<(), JsError> {
        crate::engine::pool::start(&self.0).map_err(thrown)
    }

    /// The result, once the phase is `done`; throws when the run failed or was cancelled.
    pub fn finish(&self, environment: &str) -> Result<Outcome, JsError> {
        let environment: Environment = serde_json::from_str(environment).map_err(thrown)?;
        Ok(Outcome(self.0.report(environment).map_err(thrown)?))
    }
}

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;

/// A finished run as columns; a time is in microseconds from the start barrier.
#[wasm_bindgen]
pub struct Outcome(Report);

#[wasm_bindgen]
impl Outcome {
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
    fn spans<T>(&self, column: impl Fn(&crate::timeline::Span) -> T) -> Vec<T> {
        self.0.timeline.lanes.iter().flat_map(|lane| &lane.spans).map(column).collect()
    }

    fn events<T>(&self, column: impl Fn(&crate::timeline::Event) -> T) -> Vec<T> {
        self.0.timeline.events.iter().map(column).collect()
    }
}
