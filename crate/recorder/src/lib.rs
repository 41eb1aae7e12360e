//! Records a CPython from outside: starts a program with the agent in it, and reads what the agent writes. Linux on
//! x86-64.
//!
//! `agent/` is the library that is loaded into the program; `layout` is the memory that it shares with the recorder,
//! `memory` reads that memory, `session` runs a program from its start to its end. `outside` needs none of that: it samples an
//! interpreter that runs already.
//!
//! Invariants: the program's streams, signals and status stay its own, and what its threads wrote until they or the whole
//! process was killed is kept. Nothing is concluded here: what the events mean is the core's business.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(unsafe_code, reason = "it shares memory with the programs that it records")]

pub mod agent;
pub mod clock;
pub mod layout;
pub mod memory;
pub mod outside;
pub mod program;
pub mod session;
