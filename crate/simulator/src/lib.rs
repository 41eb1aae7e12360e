//! The page's wasm file that simulates. It needs no shared memory, so it works in any page; workers call it.
//!
//! Invariant: what it computes is byte for byte what `gil simulate` prints.
#![cfg(target_arch = "wasm32")]

pub use gil_playground::web::*;
