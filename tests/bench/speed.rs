//! What `cargo xtask bench` times: one program, run natively and, as wasm with the page's flags, in a browser's worker.
//!
//! Invariants: it prints what it measured and judges nothing; every figure comes once a round, so that whatever the
//! machine does besides meets all of them alike. Under `kernels` it measures nothing by itself but answers questions,
//! because there the rounds go over several programs.

#[cfg(not(target_arch = "wasm32"))]
mod answering;
#[cfg(not(target_arch = "wasm32"))]
mod cores;
mod kernels;
mod recording;
mod simulating;
#[cfg(not(target_arch = "wasm32"))]
mod timing;

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
    match name.as_deref().unwrap_or("simulate") {
        "kernels" => answering::answer_all(),
        name => {
            println!("{}", run(name)?);
            Ok(())
        }
    }
}

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(target_arch = "wasm32")]
mod page {
    //! The way in from `tests/page/bench.mjs` and `tests/bench/peers/worker.js`.

    use wasm_bindgen::prelude::*;

    fn thrown<T>(result: Result<T, String>) -> Result<T, JsError> {
        result.map_err(|error| JsError::new(&error))
    }

    /// JSON of all that is measured under a name.
    #[wasm_bindgen]
    pub fn measure(name: &str) -> Result<String, JsError> {
        thrown(super::run(name))
    }

    /// A kernel to be called and timed.
    #[wasm_bindgen]
    pub struct Problem(super::kernels::Problem);

    #[wasm_bindgen]
    impl Problem {
        /// Makes the input and checks the first result.
        #[wasm_bindgen(constructor)]
        pub fn new(code: &str, kernel: &str, n: usize) -> Result<Problem, JsError> {
            thrown(super::kernels::Problem::new(kernel, n, code)).map(Self)
        }

        /// Computes once more.
        pub fn call(&mut self) -> Result<(), JsError> {
            thrown(self.0.call())
        }
    }
}
