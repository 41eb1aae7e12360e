//! The atlas, as the rest of the playground asks it.
#![cfg(not(target_arch = "wasm32"))]

mod answers;
