//! The wasm file of recordings: what `gil show` says of a `.gil` file, for the page. A worker calls it.
//!
//! Invariant: numbers and words are the command line's, by the same code; a saved file is byte for byte what it prints.
#![cfg(target_arch = "wasm32")]
#![allow(
    missing_docs,
    clippy::missing_errors_doc,
    clippy::needless_pass_by_value,
    reason = "the exports are described by their TypeScript, which is what their users read"
)]

use gil_playground::Error;
use gil_playground::record::{Recording, file};
use gil_playground::timeline::nanos;
use gil_playground::{vocabulary, web};
use js_sys::Array;
use wasm_bindgen::prelude::*;

fn thrown(error: Error) -> JsError {
    JsError::new(&error.to_string())
}

/// A recording, or a part of it.
#[wasm_bindgen]
pub struct Opened(Recording);

#[wasm_bindgen]
impl Opened {
    /// JSON of `RecordingHead`: everything but spans and events.
    #[wasm_bindgen(getter)]
    pub fn head(&self) -> String {
        self.0.page()
    }

    /// What `Columns` in `www/src/wasm/protocol.ts` describes, without the head: each column behind its name.
    pub fn columns(&self) -> Array {
        web::columns(&self.0.timeline, &self.0.stories(), &[])
    }

    /// As a file of that format, by its name in `ReadingWords`.
    pub fn save(&self, format: &str) -> Result<String, JsError> {
        self.0.save(format).map_err(thrown)
    }
}

/// JSON of `ReadingWords`: what the numbers in the columns mean, and what can be saved.
#[wasm_bindgen]
pub fn words() -> String {
    vocabulary::reading()
}

/// A `.gil` file, or what happened in it between two times in microseconds; `to_us` is Infinity for its end.
#[wasm_bindgen]
pub fn open(file: &[u8], from_us: f64, to_us: f64) -> Result<Opened, JsError> {
    let part = nanos(from_us)..if to_us.is_finite() { nanos(to_us) } else { u64::MAX };
    let file = file::read_part(file, &part).map_err(thrown)?;
    let recording = if part == (0..u64::MAX) { Ok(file.into()) } else { Recording::within(file, part) };
    recording.map(Opened).map_err(thrown)
}
