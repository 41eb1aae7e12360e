//! The sources themselves: who imports whom, what words and colours mean, what the README shows.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;

mod circles;
mod colours;
mod english;
mod examples;
mod imports;
mod readme;
mod tidy;
