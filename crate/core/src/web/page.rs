//! What the page's cores export beside the words. Only workers call it, never the page's main thread.
//!
//! Invariant: no export blocks while a measured run is on; a live run is read straight out of the shared memory, at the
//! addresses that `Run.layout` gives, and every result travels as columns.

use super::Outcome;
use super::asking::{read, thrown, written};
use crate::engine::measure;
use crate::engine::plan::Plan;
use crate::engine::process;
use crate::timeline::report::Environment;
use crate::vocabulary::{Layout, LockUse};
use std::cell::RefCell;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

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

/// A run in flight.
#[wasm_bindgen]
pub struct Run(Arc<measure::Run>);

#[wasm_bindgen]
impl Run {
    #[wasm_bindgen(constructor)]
    pub fn new(scenario: &str, memory: f64, cores: usize) -> Result<Run, JsError> {
        let plan = Plan::within(read(scenario)?, memory as u64).and_then(Plan::built).map_err(thrown)?;
        Ok(Self(Arc::new(measure::Run::new(plan, clock, cores))))
    }

    /// JSON of `Layout`.
    #[wasm_bindgen(getter)]
    pub fn layout(&self) -> Result<String, JsError> {
        written(&Layout::of(&self.0))
    }

    /// Hands the lanes to the pool and returns at once.
    #[cfg(feature = "threads")]
    pub fn start(&self) -> Result<(), JsError> {
        crate::engine::pool::start(&self.0).map_err(thrown)
    }

    /// Takes what lanes that were processes found out, JSON of `Found`; their records are in place. The values of the
    /// residuals come beside it, because JSON is not read to the last digit here: that code costs every reader 8 kB.
    pub fn adopt(&self, found: &str, residuals: &[f64]) -> Result<(), JsError> {
        let mut found: measure::Found = serde_json::from_str(found).map_err(thrown)?;
        found.residuals.iter_mut().zip(residuals).for_each(|(found, value)| found.value = *value);
        self.0.adopt(&found);
        Ok(())
    }

    /// The result, once the phase is `done`; throws when the run failed or was cancelled.
    pub fn finish(&self, environment: &str) -> Result<Outcome, JsError> {
        let environment: Environment = serde_json::from_str(environment).map_err(thrown)?;
        self.0.report(environment).map(Outcome::new).map_err(thrown)
    }
}

thread_local!(static LANE: RefCell<Option<process::Process>> = const { RefCell::new(None) });

/// The one lane that this instance is, in a run whose lanes are processes.
fn lane<T>(what: impl FnOnce(&mut process::Process) -> T) -> Result<T, JsError> {
    LANE.with_borrow_mut(|lane| lane.as_mut().map(what).ok_or_else(|| thrown("the process is not open yet")))
}

/// Makes this instance lane `me`. What follows is functions and no class: the glue of one costs every reader more.
#[wasm_bindgen(js_name = openProcess)]
pub fn open_process(scenario: &str, me: usize) -> Result<(), JsError> {
    let plan = Plan::new(read(scenario)?).and_then(Plan::built).map_err(thrown)?;
    LANE.set(Some(process::Process::new(plan, me, clock)));
    Ok(())
}

#[wasm_bindgen(js_name = warmUp)]
pub fn warm_up() -> Result<(), JsError> {
    lane(process::Process::warm_up)?.map_err(thrown)
}

#[wasm_bindgen(js_name = iterationsPerUs)]
pub fn iterations_per_us() -> Result<f64, JsError> {
    lane(|lane| lane.iterations_per_us())
}

/// JSON of `Finding[]`: what the operations that this lane times for all cost alone.
#[wasm_bindgen(js_name = timeAlone)]
pub fn time_alone(iterations_per_us: f64) -> Result<String, JsError> {
    written(&lane(|lane| lane.alone(iterations_per_us))?.map_err(thrown)?)
}

#[wasm_bindgen(js_name = callKernel)]
pub fn call_kernel(op: usize) -> Result<(), JsError> {
    lane(|lane| lane.call(op))?.map_err(thrown)
}

#[wasm_bindgen(js_name = executeBytecode)]
pub fn execute_bytecode(iterations: f64) -> Result<(), JsError> {
    lane(|lane| lane.execute(iterations as u64))
}

/// JSON of `Finding[]`: the worst residual of each kernel that ran.
#[wasm_bindgen]
pub fn residuals() -> Result<String, JsError> {
    written(&lane(|lane| lane.residuals())?)
}

/// JSON of `LockUse[]`: what each group of threads does with the lock.
#[wasm_bindgen(js_name = lockUses)]
pub fn lock_uses(scenario: &str) -> Result<String, JsError> {
    written(&LockUse::all(&read(scenario)?))
}

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;
