//! What must hold in a browser with and without threads.
#![cfg(target_arch = "wasm32")]

use gil_playground::kernels::{RESIDUAL_LIMIT, Random, TABLE};
use gil_playground::web;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn every_kernel_obeys_its_equation() {
    for kernel in &TABLE {
        for n in [2, 3, 8, 33, 100] {
            let input = (kernel.input)(n, &mut Random::new(n as u64));
            let mut output = Vec::new();
            (kernel.run)(&input, &mut output).expect("it converges");
            let residual = (kernel.residual)(&input, &output);
            assert!(residual <= RESIDUAL_LIMIT, "{} of size {n}: {residual}", kernel.name);
        }
    }
}

#[wasm_bindgen_test]
fn the_vocabulary_is_json_with_every_kernel() {
    let vocabulary: serde_json::Value = serde_json::from_str(&web::vocabulary()).unwrap();
    assert_eq!(vocabulary["kernels"].as_array().unwrap().len(), TABLE.len());
    assert_eq!(vocabulary["bounds"]["n"], serde_json::json!([2, 1024]));
}

fn message(json: &str) -> String {
    let error = wasm_bindgen::JsValue::from(web::check(json).unwrap_err());
    js_sys::Error::from(error).message().into()
}

fn svd(count: usize) -> String {
    format!(
        r#"{{"runtime":"one-lock","threads":[{{"name":"w","count":{count},"ops":[{{"op":"kernel","name":"svd","n":1024}}]}}]}}"#
    )
}

#[wasm_bindgen_test]
fn what_does_not_fit_the_memory_is_refused_with_the_numbers_and_what_fits() {
    assert!(web::check(&svd(1)).is_ok());
    let refused = message(&svd(8));
    assert!(refused.contains("MiB") && refused.contains("the largest n that fits is"), "{refused}");
}

#[wasm_bindgen_test]
fn a_bad_scenario_is_an_error_that_names_value_and_bound() {
    let bad = message(r#"{"runtime":"one-lock","threads":[{"name":"w","ops":[{"op":"kernel","name":"qr","n":1}]}]}"#);
    assert!(bad.contains("n of kernel \"qr\" is 1: choose a value from 2 to 1024"), "{bad}");
}
