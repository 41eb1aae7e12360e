//! What the page's core exports. Only workers call it, never the page's main thread.
//!
//! Invariant: no export blocks while a measured run is on; a live run is read straight out of the shared memory, at the
//! addresses that `Run.layout` gives, and every result travels as columns. `simulate` needs no other thread and no memory
//! that other workers see, so it runs in any page.

use super::Outcome;
use crate::engine::control::{Hooks, Phase};
use crate::engine::measure;
use crate::engine::plan::{LIMIT_BYTES, Plan};
use crate::engine::recorder::Record;
use crate::engine::simulate;
use crate::gil::policy::{self, Sharing};
use crate::kernels;
use crate::presets;
use crate::scenario::{self, Scenario};
use crate::timeline::report::Environment;
use crate::timeline::{CauseKind, EventKind, State};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex, PoisonError};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

// Bound once: in a worker `performance` is an accessor, and going through it takes longer than reading the clock.
#[wasm_bindgen(inline_js = "export const now = performance.now.bind(performance);")]
extern "C" {
    /// `performance.now()`, which every worker has.
    #[wasm_bindgen(js_name = now)]
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
        .map(|kernel| {
            let square = kernel.shapes == kernels::Shapes::Square;
            let flops = (kernel.flops)(1024.0, 1024.0) / f64::from(1 << 30);
            json!({
                "name": kernel.name,
                "call": kernel.call,
                "sentence": kernel.sentence,
                "square": square,
                "flops": flops,
            })
        })
        .collect();
    let runtimes: Vec<Value> = policy::TABLE
        .iter()
        .map(|row| json!({ "name": row.runtime, "label": row.label, "locks": row.sharing != Sharing::Nobody }))
        .collect();
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "kernels": kernels,
        "runtimes": runtimes,
        "states": State::ALL,
        "events": EventKind::ALL,
        "causes": CauseKind::ALL,
        "phases": Phase::ALL.map(|(_, name)| name),
        "bounds": {
            "n": [kernels::SIZES.start(), kernels::SIZES.end()],
            "lanes": [scenario::LANES.start(), scenario::LANES.end()],
            "ops": [scenario::OPS.start(), scenario::OPS.end()],
            "cores": [scenario::CORES.start(), scenario::CORES.end()],
            "interval_us": [scenario::SWITCH_INTERVAL_US.start(), scenario::SWITCH_INTERVAL_US.end()],
        },
        "residual_limit": kernels::RESIDUAL_LIMIT,
    })
    .to_string()
}

/// JSON of `Preset[]`, in the order in which they are worth meeting.
#[wasm_bindgen]
pub fn presets() -> Result<String, JsError> {
    let rows = presets::TABLE.iter().map(|preset| {
        Ok(json!({
            "name": preset.name,
            "sentence": preset.sentence,
            "compare": preset.compare.iter().map(|runtime| runtime.name()).collect::<Vec<_>>(),
            "scenario": serde_json::from_str::<Value>(preset.scenario).map_err(thrown)?,
        }))
    });
    Ok(Value::Array(rows.collect::<Result<_, JsError>>()?).to_string())
}

/// The Scenario with every default filled in, as JSON; any that is one can be simulated.
#[wasm_bindgen]
pub fn complete(scenario: &str) -> Result<String, JsError> {
    serde_json::to_string(&read(scenario)?).map_err(thrown)
}

/// The same, if it can be measured here.
#[wasm_bindgen]
pub fn check(scenario: &str) -> Result<String, JsError> {
    let plan = Plan::new(read(scenario)?).map_err(thrown)?;
    serde_json::to_string(&plan.scenario).map_err(thrown)
}

/// How many workers a measured run of the Scenario needs, BLAS helpers among them.
#[wasm_bindgen]
pub fn workers(scenario: &str) -> Result<usize, JsError> {
    Plan::new(read(scenario)?).map(|plan| plan.lanes.len()).map_err(thrown)
}

/// Computes what the Scenario does on virtual cores. It returns when it is done: only a worker may call it.
#[wasm_bindgen]
pub fn simulate(scenario: &str) -> Result<Outcome, JsError> {
    simulate::simulate(&read(scenario)?).map(Outcome::new).map_err(thrown)
}

fn read(scenario: &str) -> Result<Scenario, JsError> {
    Scenario::from_json(scenario).map_err(thrown)
}

/// A run in flight.
#[wasm_bindgen]
pub struct Run(Arc<measure::Run>);

#[wasm_bindgen]
impl Run {
    #[wasm_bindgen(constructor)]
    pub fn new(scenario: &str) -> Result<Run, JsError> {
        let plan = Plan::new(read(scenario)?).map_err(thrown)?;
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
                "parent": lane.parent,
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
        self.0.report(environment).map(Outcome::new).map_err(thrown)
    }
}

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;
