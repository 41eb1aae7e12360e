//! Measured runs, natively: the laws and oracles on real threads behind the real lock.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;

mod laws;
mod mailbox;
mod oracles;
mod processes;
mod teams;
mod wrong_clocks;
