//! The atlas page's wasm file: the answers that `gil atlas` prints, as JSON.
//!
//! Invariant: what is shown is what the package says; whatever it refuses is thrown as its own text.
#![cfg(target_arch = "wasm32")]
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    reason = "the exports are described by their TypeScript, which is what their users read"
)]

use gil_atlas::answer::{self, Answer, Question};
use gil_atlas::dtype::Dtype;
use gil_atlas::list::{self, Era};
use gil_atlas::play::Told;
use gil_atlas::{measured, shape, thumb, topics, typed};
use serde::Serialize;
use wasm_bindgen::prelude::*;

fn json(value: &impl Serialize) -> Result<String, JsError> {
    serde_json::to_string(value).map_err(|error| JsError::new(&error.to_string()))
}

fn era(name: &str) -> Result<Era, JsError> {
    Era::parse(name).map_err(|error| JsError::new(&error))
}

/// Every call that the era has, each with the shape that it is shown by.
#[wasm_bindgen]
pub fn rows(of: &str) -> Result<String, JsError> {
    json(&list::rows(era(of)?))
}

/// The answer for a call on arrays of these shapes, which stand with spaces between; none for an answer about all.
#[wasm_bindgen]
pub fn ask(call: &str, shapes: &str, dtype: &str, of: &str) -> Result<String, JsError> {
    let asked = || -> Result<Answer, String> {
        let shapes = shape::parse_all(shapes)?;
        let dtype = Dtype::parse(dtype)?;
        answer::ask(&Question { function: call, shapes, dtype, read: Era::parse(of)?.read(call) })
    };
    json(&Told::from(asked().map_err(|error| JsError::new(&error))?))
}

/// How a search is read.
#[wasm_bindgen]
pub fn read(text: &str) -> Result<String, JsError> {
    json(&typed::read(text))
}

/// The rules of thumb.
#[wasm_bindgen]
pub fn thumbs() -> Result<String, JsError> {
    json(&thumb::TABLE)
}

/// What people ask beside single calls.
#[wasm_bindgen]
pub fn topics() -> Result<String, JsError> {
    json(&topics::TABLE)
}

/// Where, when and with what the rows were measured.
#[wasm_bindgen]
pub fn measurement() -> Result<String, JsError> {
    json(&measured::data().about())
}
