//! What any wasm file of the page can be asked that runs Scenarios: the words, the presets, and what is wrong with a
//! Scenario. Only workers call it, never the page's main thread.
//!
//! Invariant: the answers are the same from each file, whatever it can run itself, so a page asks the one that it has.

use crate::engine::plan::Plan;
use crate::engine::simulate;
use crate::error::{Error, Result as Answer};
use crate::presets;
use crate::scenario::Scenario;
use crate::timeline::doubts::{Compared, between};
use crate::vocabulary::{Checked, Needs, PresetWords, Vocabulary};
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use wasm_bindgen::prelude::*;

#[allow(clippy::needless_pass_by_value, reason = "the shape that map_err hands over")]
pub(super) fn thrown(error: impl ToString) -> JsError {
    JsError::new(&error.to_string())
}

pub(super) fn written(answer: &impl Serialize) -> Result<String, JsError> {
    serde_json::to_string(answer).map_err(thrown)
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
    written(&Vocabulary::new())
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

/// JSON of `Checked`: whether it can be measured in a memory of so many bytes, and, if `apart`, in processes.
#[wasm_bindgen]
pub fn check(scenario: &str, memory: f64, apart: bool) -> Result<String, JsError> {
    let plan = Scenario::from_json(scenario).and_then(|scenario| Plan::within(scenario, memory as u64));
    let plan = if apart { plan.and_then(Plan::apart) } else { plan };
    checked(plan.map(|plan| plan.scenario))
}

/// A refusal is an answer; anything else that goes wrong is thrown.
fn checked(scenario: Answer<Scenario>) -> Result<String, JsError> {
    let checked = match scenario {
        Ok(scenario) => Checked::Scenario(scenario),
        Err(Error::BadInput(refusal)) => Checked::Refusal(refusal),
        Err(error) => return Err(thrown(error)),
    };
    written(&checked)
}

/// Why runs must not be told beside one another: JSON of `ReportHead[]` in, of `Doubt[]` out.
#[wasm_bindgen]
pub fn judge(heads: &str) -> Result<String, JsError> {
    let runs: Vec<Compared> = serde_json::from_str(heads).map_err(thrown)?;
    written(&between(&runs))
}

/// JSON of `Needs`: what a measured run of the Scenario takes.
#[wasm_bindgen]
pub fn needs(scenario: &str) -> Result<String, JsError> {
    let plan = Plan::new(read(scenario)?).map_err(thrown)?;
    written(&Needs::of(&plan))
}

pub(super) fn read(scenario: &str) -> Result<Scenario, JsError> {
    Scenario::from_json(scenario).map_err(thrown)
}
