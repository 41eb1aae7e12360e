//! What the lock does, simulated: the rules by their names, and what CPython itself was measured to do.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;

mod oracles;
mod rules;
