//! The measured laws in a browser with 4 workers. A page can have one pool only, so each size is a test of its own.
#![cfg(all(target_arch = "wasm32", feature = "threads"))]

#[path = "../common/mod.rs"]
mod common;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn the_laws_hold_on_real_workers() {
    common::browser::assert_every_law_on(4).await;
}
