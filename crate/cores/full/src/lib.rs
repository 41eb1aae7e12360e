//! The page's wasm file that measures everything, taken in place of the first where a Scenario needs it.
//!
//! Invariant: its exports are the first core's, so the same script drives either.
#![cfg(target_arch = "wasm32")]

pub use gil_playground::web::*;
