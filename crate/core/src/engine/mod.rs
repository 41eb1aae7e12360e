//! The engines: `measure` runs a Scenario on real threads, `simulate` on virtual cores.
//!
//! Invariant: an engine asks `gil::policy` what an interpreter does and hands on a `timeline`; it draws nothing.

mod baseline;
mod blas;
mod bytecode;
mod calibrate;
pub mod clock;
pub mod control;
mod gate;
mod helper;
mod lane;
mod limits;
pub mod measure;
pub mod plan;
pub mod pool;
pub mod process;
pub mod recorder;
pub mod simulate;
pub mod team;
mod transcript;
mod workbench;
