//! What the page's core exports. Only workers call it, never the page's main thread.
//!
//! Invariant: no export blocks while a measured run is on; a live run is read straight out of the shared memory, at the
//! addresses that `Run.layout` gives, and every result travels as columns. `simulate` needs no other thread and no memory
//! that other workers see, so it runs in any page.

use super::Outcome;
use super::words::{LanePlace, Layout, PresetWords, Vocabulary};
use crate::engine::control::Hooks;
use crate::engine::measure;
use crate::engine::plan::Plan;
use crate::engine::process;
use crate::engine::simulate;
use crate::gil::policy::{self, Covers, Switch};
use crate::presets;
use crate::scenario::Scenario;
use crate::timeline::report::Environment;
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
pub fn vocabulary() -> Result<String, JsError> {
    serde_json::to_string(&Vocabulary::new()).map_err(thrown)
}

/// JSON of `Preset[]`, in the order in which they are worth meeting. A preset's Scenario is handed on as it is written.
#[wasm_bindgen]
pub fn presets() -> Result<String, JsError> {
    let rows = presets::TABLE.iter().map(|preset| {
        let known = serde_json::to_string(&PresetWords::of(preset)).map_err(thrown)?;
        Ok(format!("{},\"scenario\":{}}}", known.trim_end_matches('}'), preset.scenario))
    });
    Ok(format!("[{}]", rows.collect::<Result<Vec<_>, JsError>>()?.join(",")))
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
    pub fn layout(&self) -> Result<String, JsError> {
        let plan = self.0.plan();
        let address = |start: *const u8| start as usize;
        let lanes = plan.lanes.iter().zip(self.0.diaries()).map(|(lane, diary)| LanePlace {
            name: &lane.name,
            thread: lane.thread,
            index: lane.index,
            parent: lane.parent,
            header: address((&raw const diary.header).cast()),
            records: address(diary.records().as_ptr().cast()),
            capacity: lane.capacity,
        });
        let control = address(std::ptr::from_ref(self.0.control()).cast());
        let layout = Layout::new(control, lanes.collect(), plan.scenario.total_ops(), plan.bytes);
        serde_json::to_string(&layout).map_err(thrown)
    }

    /// Hands the lanes to the pool and returns at once.
    #[cfg(feature = "threads")]
    pub fn start(&self) -> Result<(), JsError> {
        crate::engine::pool::start(&self.0).map_err(thrown)
    }

    /// Takes what lanes that were processes found out: see `measure::Found`. Their records are written in place before.
    pub fn adopt(&self, clock_error_us: f64, costs: &[f64], residuals: &[f64], iterations: &[f64]) {
        self.0.adopt(&measure::Found { clock_error_us, costs, residuals, iterations });
    }

    /// The result, once the phase is `done`; throws when the run failed or was cancelled.
    pub fn finish(&self, environment: &str) -> Result<Outcome, JsError> {
        let environment: Environment = serde_json::from_str(environment).map_err(thrown)?;
        self.0.report(environment).map(Outcome::new).map_err(thrown)
    }
}

/// One lane of a run whose lanes are processes, each with an instance and a memory of its own.
#[wasm_bindgen]
pub struct Process(process::Process);

#[wasm_bindgen]
impl Process {
    #[wasm_bindgen(constructor)]
    pub fn new(scenario: &str, lane: usize) -> Result<Process, JsError> {
        let plan = Plan::new(read(scenario)?).map_err(thrown)?;
        Ok(Self(process::Process::new(plan, lane, clock)))
    }

    #[wasm_bindgen(js_name = warmUp)]
    pub fn warm_up(&mut self) -> Result<(), JsError> {
        self.0.warm_up().map_err(thrown)
    }

    #[wasm_bindgen(js_name = iterationsPerUs)]
    pub fn iterations_per_us(&self) -> f64 {
        self.0.iterations_per_us()
    }

    pub fn owned(&self) -> Vec<usize> {
        self.0.owned()
    }

    pub fn alone(&mut self, op: usize, iterations_per_us: f64) -> Result<f64, JsError> {
        self.0.alone(op, iterations_per_us).map_err(thrown)
    }

    pub fn call(&mut self, op: usize) -> Result<(), JsError> {
        self.0.call(op).map_err(thrown)
    }

    pub fn execute(&self, iterations: f64) {
        self.0.execute(iterations as u64);
    }

    /// Operation and worst residual, one after the other.
    pub fn residuals(&self) -> Vec<f64> {
        self.0.residuals().into_iter().flat_map(|(op, max)| [op as f64, max]).collect()
    }
}

/// What whoever drives a process has to know of the lock, for each group of threads: which one it is (-1: there is none),
/// whether it covers a whole pass, whether bytecode hands it over, how many times longer bytecode takes, and for each
/// operation whether it keeps the lock and whether it looks, afterwards, if another wants it.
#[wasm_bindgen(js_name = lockUses)]
pub fn lock_uses(scenario: &str) -> Result<Vec<f64>, JsError> {
    let scenario = read(scenario)?;
    let policy = policy::of(scenario.runtime);
    let flag = |it: bool| f64::from(u8::from(it));
    let mut uses = Vec::new();
    for group in &scenario.threads {
        let lock = policy.lock_of(group.interpreter).map_or(-1.0, |lock| lock as f64);
        uses.extend([lock, flag(policy.covers == Covers::Pass), flag(policy.switch != Switch::Never), policy.overhead]);
        for (at, op) in group.ops.iter().enumerate() {
            uses.extend([flag(policy.keeps_lock(op)), flag(policy.looks_before(group.ops.get(at + 1)))]);
        }
    }
    Ok(uses)
}

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;
