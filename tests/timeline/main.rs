//! What is made of a timeline: numbers, doubts, pictures, files, and files read back.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/golden.rs"]
mod golden;

mod doubts;
mod foreign;
mod handoffs;
mod metrics;
mod open;
mod pictures;
mod printed;
mod traces;
