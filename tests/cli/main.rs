//! The command line `gil`, started as its users start it.
#![cfg(all(not(target_arch = "wasm32"), feature = "cli"))]

#[path = "../common/shell.rs"]
mod shell;

mod atlas;
mod engines;
mod program;
