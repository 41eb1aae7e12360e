//! The page's first wasm file: it measures, on threads, whatever needs the common kernels alone.
//!
//! Invariant: whatever it measures it computes as the full core does, to the last bit.
#![cfg(target_arch = "wasm32")]

pub use gil_playground::web::*;
