//! What `cargo xtask bench` times: one program, run natively and, as wasm with the page's flags, in a browser's worker.
//!
//! Invariants: it prints what it measured and judges nothing; every figure comes once a round, so that whatever the
//! machine does besides meets all of them alike.

mod recording;
mod simulating;

use serde::Serialize;

/// So many times everything is measured, after once for warming up.
const ROUNDS: usize = 7;

/// What a figure is to be.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
enum Target {
    AtLeast(f64),
    AtMost(f64),
}

/// One figure: its name, its unit, and what the project promises, if it promises anything.
type Figure = (&'static str, &'static str, Option<Target>);

/// Figures that one measurement yields together.
#[derive(Clone, Copy)]
struct Group {
    figures: &'static [Figure],
    /// One value for each of `figures`.
    measure: fn() -> Vec<f64>,
}

/// A figure with its value of each round.
#[derive(Serialize)]
struct Measured {
    what: &'static str,
    unit: &'static str,
    target: Option<Target>,
    values: Vec<f64>,
}

fn measured(groups: &[Group]) -> Vec<Measured> {
    let figures = groups.iter().flat_map(|group| group.figures);
    let mut measured: Vec<Measured> =
        figures.map(|&(what, unit, target)| Measured { what, unit, target, values: Vec::new() }).collect();
    for round in 0..=ROUNDS {
        let values = groups.iter().flat_map(|group| (group.measure)());
        // The first round only warms up: pages, caches, the browser's compiler.
        measured.iter_mut().zip(values).filter(|_| round > 0).for_each(|(figure, value)| figure.values.push(value));
    }
    measured
}

/// JSON of all that is measured under a name: `simulate` or `record`.
fn run(name: &str) -> Result<String, String> {
    let groups = match name {
        "simulate" => simulating::GROUPS,
        "record" => recording::GROUPS,
        _ => return Err(format!("{name:?} is not measured here: choose simulate or record")),
    };
    serde_json::to_string(&measured(groups)).map_err(|error| error.to_string())
}

#[cfg(not(target_arch = "wasm32"))]
use gil_playground::engine::clock::monotonic as clock;
#[cfg(target_arch = "wasm32")]
use gil_playground::web::clock;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Result<(), String> {
    // `cargo bench` adds `--bench`.
    let name = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    println!("{}", run(name.as_deref().unwrap_or("simulate"))?);
    Ok(())
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(target_arch = "wasm32")]
mod page {
    //! The way in from `tests/page/bench.mjs`.

    /// JSON of all that is measured under a name.
    #[wasm_bindgen::prelude::wasm_bindgen]
    pub fn measure(name: &str) -> Result<String, wasm_bindgen::JsError> {
        super::run(name).map_err(|error| wasm_bindgen::JsError::new(&error))
    }
}
