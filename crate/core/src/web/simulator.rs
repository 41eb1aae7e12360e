//! What the page's simulator exports beside the words.
//!
//! Invariant: it needs no other thread and no memory that other workers see, so it runs in any page.

use super::Outcome;
use super::asking::{read, thrown};
use crate::engine::simulate;
use wasm_bindgen::prelude::*;

/// Computes what the Scenario does on virtual cores. It returns when it is done: only a worker may call it.
#[wasm_bindgen]
pub fn simulate(scenario: &str) -> Result<Outcome, JsError> {
    simulate::simulate(&read(scenario)?).map(Outcome::new).map_err(thrown)
}
