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
use gil_playground::timeline::{csv, open, perfetto, svg};
use gil_playground::web::Outcome;
use gil_playground::{Error, Report, script};
use wasm_bindgen::prelude::*;

fn thrown(error: Error) -> JsError {
    JsError::new(&error.to_string())
}

fn read(columns: &Columns) -> Result<Report, JsError> {
    columns.report().map_err(thrown)
}

/// A stand-alone picture of the run.
#[wasm_bindgen(js_name = asSvg)]
pub fn as_svg(run: &Columns) -> Result<String, JsError> {
    read(run).map(|report| svg::draw(&report))
}

/// One row a span.
#[wasm_bindgen(js_name = asCsv)]
pub fn as_csv(run: &Columns) -> Result<String, JsError> {
    csv::table(&read(run)?, csv::BYTES).map_err(thrown)
}

/// The whole Report as JSON.
#[wasm_bindgen(js_name = asReport)]
pub fn as_report(run: &Columns) -> Result<String, JsError> {
    read(run).map(|report| report.to_json() + "\n")
}

/// Trace Event JSON of all runs, one process each.
#[wasm_bindgen(js_name = asTrace)]
pub fn as_trace(runs: Vec<Columns>) -> Result<String, JsError> {
    let reports = runs.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    Ok(perfetto::trace(&reports.iter().collect::<Vec<_>>()) + "\n")
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
