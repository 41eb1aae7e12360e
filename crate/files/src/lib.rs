//! The wasm file of what the page saves and opens, by the code that the command line has. Workers call it.
//!
//! Invariants: a saved file is byte for byte what `gil … --format` prints; whatever is opened obeys the timeline's laws.
#![cfg(target_arch = "wasm32")]
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    reason = "the exports are described by their TypeScript, which is what their users read"
)]

mod columns;

use columns::Columns;
use gil_playground::scenario::Scenario;
use gil_playground::timeline::{formats, open};
use gil_playground::web::Outcome;
use gil_playground::{Error, Report, script};
use wasm_bindgen::prelude::*;

fn thrown(error: Error) -> JsError {
    JsError::new(&error.to_string())
}

fn read(columns: &Columns) -> Result<Report, JsError> {
    columns.report().map_err(thrown)
}

/// These runs as a file of that format, a name of `formats` in the vocabulary.
#[wasm_bindgen]
pub fn save(format: &str, runs: Vec<Columns>) -> Result<String, JsError> {
    let format = formats::find(format).ok_or_else(|| JsError::new("the page asks for a format that is not known"))?;
    let reports = runs.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    format.write(&reports.iter().collect::<Vec<_>>()).map_err(thrown)
}

/// A script for the reader's own CPython.
#[wasm_bindgen(js_name = asPython)]
pub fn as_python(scenario: &str) -> Result<String, JsError> {
    Scenario::from_json(scenario).map(|scenario| script::python(&scenario)).map_err(thrown)
}

/// The runs in a Report or in a trace that carries its Reports. A file that is longer than `longest()` may be cut there.
#[wasm_bindgen]
pub fn open(file: Vec<u8>) -> Result<Vec<Outcome>, JsError> {
    open::reports(&file).map(|reports| reports.into_iter().map(Outcome::new).collect()).map_err(thrown)
}

/// One byte more than a file may have that can be opened.
#[wasm_bindgen]
pub fn longest() -> usize {
    open::BYTES + 1
}
