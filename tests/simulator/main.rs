//! The simulator: its laws on random Scenarios, and the very bytes of its answers.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;

mod golden;
mod laws;
