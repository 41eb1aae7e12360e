//! The kernels: each by its own equation, whatever the matrix, the backend and the team.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/matrices.rs"]
mod matrices;
#[path = "../common/team.rs"]
mod team;

mod equations;
mod laws;
mod spectral;
