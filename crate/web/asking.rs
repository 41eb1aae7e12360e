//! What any wasm file of the page can be asked that runs Scenarios: the words, the presets, and what is wrong with a
//! Scenario. Only workers call it, never the page's main thread.
//!
//! Invariant: the answers are the same from each file, whatever it can run itself, so a page asks the one that it has.

use super::words::{Checked, Needs, PresetWords, Vocabulary};
use crate::engine::plan::{Plan, STACK_BYTES};
use crate::engine::simulate;
use crate::error::{Error, Result as Answer};
use crate::presets;
use crate::scenario::Scenario;
use crate::timeline::doubts::{Compared, between};
use std::sync::{Mutex, PoisonError};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[allow(clippy::needless_pass_by_value, reason = "the shape that map_err hands over")]
pub(super) fn thrown(error: impl ToString) -> JsError {
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
    let rows: serde_json::Result<Vec<_>> = presets::TABLE.iter().map(PresetWords::of).collect();
    rows.and_then(|rows| serde_json::to_string(&rows)).map_err(thrown)
}

/// JSON of `Checked`: whether the Scenario can be simulated.
#[wasm_bindgen]
pub fn complete(scenario: &str) -> Result<String, JsError> {
    let scenario = Scenario::from_json(scenario);
    checked(scenario.and_then(|scenario| simulate::check(&scenario).map(|()| scenario)))
}

/// JSON of `Checked`: whether it can be measured in a memory of so many bytes.
#[wasm_bindgen]
pub fn check(scenario: &str, memory: f64) -> Result<String, JsError> {
    let plan = Scenario::from_json(scenario).and_then(|scenario| Plan::within(scenario, memory as u64));
    checked(plan.map(|plan| plan.scenario))
}

/// A refusal is an answer; anything else that goes wrong is thrown.
fn checked(scenario: Answer<Scenario>) -> Result<String, JsError> {
    let checked = match scenario {
        Ok(scenario) => Checked::Scenario(scenario),
        Err(Error::BadInput(refusal)) => Checked::Refusal(refusal),
        Err(error) => return Err(thrown(error)),
    };
    serde_json::to_string(&checked).map_err(thrown)
}

/// Why runs must not be told beside one another: JSON of `ReportHead[]` in, of `Doubt[]` out.
#[wasm_bindgen]
pub fn judge(heads: &str) -> Result<String, JsError> {
    let runs: Vec<Compared> = serde_json::from_str(heads).map_err(thrown)?;
    serde_json::to_string(&between(&runs)).map_err(thrown)
}

/// JSON of `Needs`: what a measured run of the Scenario takes.
#[wasm_bindgen]
pub fn needs(scenario: &str) -> Result<String, JsError> {
    let plan = Plan::new(read(scenario)?).map_err(thrown)?;
    let needs = Needs { workers: plan.lanes.len(), full: !plan.is_common(), stack_bytes: STACK_BYTES };
    serde_json::to_string(&needs).map_err(thrown)
}

pub(super) fn read(scenario: &str) -> Result<Scenario, JsError> {
    Scenario::from_json(scenario).map_err(thrown)
}
