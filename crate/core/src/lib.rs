//! # The GIL playground
//!
//! See when Python threads help numeric code: `Scenario → measure → Timeline → metrics, pictures`.
//!
//! ```
//! use gil_playground::Scenario;
//! use gil_playground::engine::simulate::simulate;
//! use gil_playground::timeline::ascii;
//!
//! let scenario = Scenario::from_json(r#"{"runtime":"cpython-3.12","threads":[
//!     {"name":"hog","count":2,"ops":[{"op":"python","us":20000}]}]}"#)?;
//! let report = simulate(&scenario)?;
//! assert!(report.head.metrics.speedup < 1.01);
//! println!("{}", ascii::draw(&report));
//! # Ok::<(), gil_playground::Error>(())
//! ```
//!
//! Read it in this order:
//!
//! 1. [`scenario`]: the question, what a Python programmer would write;
//! 2. [`gil`]: what an interpreter's lock does: `policy`, a table, and `lock`, the lock;
//! 3. [`kernels`]: the numeric work, on nalgebra, each proved by its own equation; a package of its own;
//! 4. [`engine`]: `measure` runs the question on real threads;
//! 5. [`timeline`]: the answer, its metrics and its pictures;
//! 6. [`record`]: the same answer from a real CPython;
//! 7. [`presets`] and [`script`]: questions worth asking, and a question as a script for the reader's own CPython;
//! 8. [`vocabulary`]: what the page is told beside Reports;
//! 9. `web`, the packages of the page's wasm files (`cores`, `simulator`, `files`, `recordings`) and the command line `crate/cli`: the
//!    ways in, from a page and from a shell.
//!
//! What holds everywhere: one question type, one answer type; whatever is shown as measured happened on real threads;
//! `timeline` knows no engine; `web` and the packages of wasm files alone know JavaScript, and nothing else imports them.

pub use gil_atlas as atlas;
pub mod engine;
pub mod error;
pub mod gil;
pub mod presets;
pub mod record;
pub mod scenario;
pub mod script;
mod text;
pub mod timeline;
pub mod vocabulary;
#[cfg(target_arch = "wasm32")]
pub mod web;

pub use error::{Error, Result};
pub use gil_kernels as kernels;
pub use scenario::Scenario;
pub use timeline::Timeline;
pub use timeline::report::Report;
