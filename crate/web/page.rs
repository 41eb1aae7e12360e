//! What the page's cores export beside the words. Only workers call it, never the page's main thread.
//!
//! Invariant: no export blocks while a measured run is on; a live run is read straight out of the shared memory, at the
//! addresses that `Run.layout` gives, and every result travels as columns.

use super::Outcome;
use super::asking::{read, thrown};
use super::places::{LanePlace, Layout};
use crate::engine::measure;
use crate::engine::plan::Plan;
use crate::engine::process;
use crate::gil::policy::{self, Covers, Switch};
use crate::scenario::Scenario;
use crate::timeline::report::Environment;
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
        let layout = Layout::new(control, lanes.collect(), plan.scenario.total_ops(), [plan.bytes, plan.limit]);
        serde_json::to_string(&layout).map_err(thrown)
    }

    /// Hands the lanes to the pool and returns at once.
    #[cfg(feature = "threads")]
    pub fn start(&self) -> Result<(), JsError> {
        crate::engine::pool::start(&self.0).map_err(thrown)
    }

    /// Takes what lanes that were processes found out, their records being in place: how wrong their clocks can be, the
    /// iterations that each lane executed, how many costs there are, then costs and residuals: group, operation, value.
    pub fn adopt(&self, found: &[f64]) {
        let (iterations, rest) = found[1..].split_at(self.0.plan().lanes.len());
        let (costs, residuals) = rest[1..].split_at(3 * rest[0] as usize);
        self.0.adopt(&measure::Found { clock_error_us: found[0], costs, residuals, iterations });
    }

    /// The result, once the phase is `done`; throws when the run failed or was cancelled.
    pub fn finish(&self, environment: &str) -> Result<Outcome, JsError> {
        let environment: Environment = serde_json::from_str(environment).map_err(thrown)?;
        self.0.report(environment).map(Outcome::new).map_err(thrown)
    }
}

thread_local!(static PROCESS: RefCell<Option<process::Process>> = const { RefCell::new(None) });

/// The one lane that this instance is, in a run whose lanes are processes: does what `what` says, a name of `Deed` in
/// `www/src/processes/messages.ts`. One export for all of it, because each of them costs every reader some bytes.
#[wasm_bindgen(js_name = processDoes)]
pub fn process_does(what: u32, scenario: &str, number: f64) -> Result<Vec<f64>, JsError> {
    if what == 0 {
        return read(scenario).map(|scenario| lock_uses(&scenario));
    }
    PROCESS.with_borrow_mut(|place| {
        if what == 1 {
            let plan = Plan::new(read(scenario)?).and_then(Plan::built).map_err(thrown)?;
            *place = Some(process::Process::new(plan, number as usize, clock));
        }
        let process = place.as_mut().ok_or_else(|| thrown("the process is not open yet"))?;
        let pairs = |pairs: Vec<(usize, f64)>| pairs.into_iter().flat_map(|(op, value)| [op as f64, value]).collect();
        match what {
            2 => process.warm_up().map_err(thrown)?,
            3 => return Ok(vec![process.iterations_per_us()]),
            4 => return process.alone(number).map(pairs).map_err(thrown),
            5 => process.call(number as usize).map_err(thrown)?,
            6 => process.execute(number as u64),
            7 => return Ok(pairs(process.residuals())),
            _ => {}
        }
        Ok(Vec::new())
    })
}

/// For each group of threads: which lock its first thread takes (-1: there is none) and how much larger each next one's
/// number is, whether that covers a whole pass, whether bytecode hands it on, how many times as long bytecode takes, and
/// for each operation whether it holds the lock and whether it
/// looks, afterwards, if another wants it.
fn lock_uses(scenario: &Scenario) -> Vec<f64> {
    let policy = policy::of(scenario.runtime);
    let flag = |it: bool| f64::from(u8::from(it));
    let mut uses = Vec::new();
    for (at, group) in scenario.threads.iter().enumerate() {
        let lock = |index| policy.lock_of(scenario.interpreter(at, index)).map_or(-1.0, |lock| lock as f64);
        uses.extend([
            lock(0),
            lock(1) - lock(0),
            flag(policy.covers == Covers::Pass),
            flag(policy.switch != Switch::Never),
            policy.overhead,
        ]);
        for (at, op) in group.ops.iter().enumerate() {
            uses.extend([flag(policy.keeps_lock(op)), flag(policy.looks_before(group.ops.get(at + 1)))]);
        }
    }
    uses
}

#[cfg(feature = "threads")]
pub use wasm_bindgen_rayon::init_thread_pool;
