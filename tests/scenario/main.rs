//! The question: what is refused and how, the presets, and the same question as a Python script.
#![cfg(not(target_arch = "wasm32"))]

mod memory;
mod presets;
mod refusals;
mod script;
