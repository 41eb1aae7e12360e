//! What must hold in a browser with and without threads.
#![cfg(target_arch = "wasm32")]

#[path = "../golden/reports/mod.rs"]
mod reports;

use gil_playground::engine::simulate::simulate;
use gil_playground::kernels::{Alone, Backend, RESIDUAL_LIMIT, Random, TABLE};
use gil_playground::scenario::Scenario;
use gil_playground::{presets, web};
use reports::{REPORTS, difference, written};
use std::collections::BTreeMap;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
fn every_kernel_obeys_its_equation() {
    for kernel in &TABLE {
        for n in [1, 2, 3, 8, 33, 100] {
            let input = (kernel.input)(n, n, &mut Random::new(n as u64));
            let mut output = Vec::new();
            kernel.run(Backend::Auto, &input, &mut output, &Alone).expect("it converges");
            let residual = kernel.residual(&input, &output);
            assert!(residual <= RESIDUAL_LIMIT, "{} of size {n}: {residual}", kernel.name);
        }
    }
}

#[wasm_bindgen_test]
fn the_vocabulary_is_json_with_every_kernel() {
    let vocabulary: serde_json::Value = serde_json::from_str(&web::vocabulary().unwrap_or_default()).unwrap();
    assert_eq!(vocabulary["kernels"].as_array().unwrap().len(), TABLE.len());
    assert_eq!(vocabulary["bounds"]["n"], serde_json::json!([1, 1024]));
    assert_eq!(vocabulary["bounds"]["side"], serde_json::json!([1, 1_000_000_000]));
}

/// The smallest that a page offers.
const MEMORY: f64 = 134_217_728.0;

/// What the page is told of a Scenario: it, completed, or why it is refused.
fn told(answer: Result<String, wasm_bindgen::JsError>) -> serde_json::Value {
    serde_json::from_str(&answer.map_err(wasm_bindgen::JsValue::from).unwrap()).unwrap()
}

fn can_be_measured(json: &str) -> bool {
    told(web::check(json, MEMORY, false))["scenario"].is_object()
}

fn can_be_simulated(json: &str) -> bool {
    told(web::complete(json))["scenario"].is_object()
}

fn message(json: &str) -> String {
    told(web::check(json, MEMORY, false))["refusal"]["message"].as_str().unwrap().into()
}

fn svd(count: usize) -> String {
    format!(
        r#"{{"runtime":"one-lock","threads":[{{"name":"w","count":{count},"ops":[{{"op":"kernel","name":"svd","n":1024}}]}}]}}"#
    )
}

#[wasm_bindgen_test]
fn what_does_not_fit_the_memory_is_refused_with_the_numbers_and_what_fits() {
    assert!(can_be_measured(&svd(1)));
    let refused = message(&svd(8));
    assert!(refused.contains("MiB is available here: at most 1 thread fits at n = 1024, or simulate it"), "{refused}");
}

#[wasm_bindgen_test]
fn arrays_that_are_too_large_to_compute_can_be_simulated_in_the_time_that_they_are_given() {
    let det =
        r#"{"runtime":"one-lock","threads":[{"name":"w","ops":[{"op":"kernel","name":"det","n":1500,"us":57700}]}]}"#;
    assert!(can_be_simulated(det));
    assert!(message(det).contains("n of kernel \"det\" is 1500: choose a value from 1 to 1024, or simulate it"));
}

#[wasm_bindgen_test]
fn a_bad_scenario_is_refused_by_value_and_bound() {
    let bad = message(r#"{"runtime":"one-lock","threads":[{"name":"w","ops":[{"op":"kernel","name":"qr","n":0}]}]}"#);
    assert!(bad.contains("n of kernel \"qr\" is 0: choose a value from 1 to 1024"), "{bad}");
}

#[wasm_bindgen_test]
fn simulating_in_a_browser_gives_the_golden_bytes() {
    for golden in &REPORTS {
        let report = simulate(&Scenario::from_json(golden.scenario).unwrap()).unwrap();
        assert_eq!(difference(golden.report, &written(&report)), None, "{}", golden.name);
    }
}

#[wasm_bindgen_test]
fn a_simulated_outcome_has_the_columns_of_a_measured_one_and_its_json() {
    let outcome = web::simulate(REPORTS[0].scenario).map_err(wasm_bindgen::JsValue::from).unwrap();
    let head: serde_json::Value = serde_json::from_str(&outcome.head()).unwrap();
    assert_eq!(head["engine"], "simulated");
    // Each behind its name.
    let columns: Vec<_> = outcome.columns().iter().collect();
    let columns: BTreeMap<String, Vec<f64>> = columns
        .chunks(2)
        .map(|pair| {
            let column = js_sys::Array::from(&pair[1]).iter().filter_map(|it| it.as_f64()).collect();
            (pair[0].as_string().unwrap(), column)
        })
        .collect();
    assert_eq!(columns.len(), 27);
    let alike = |names: &[&str]| {
        let lengths: Vec<usize> = names.iter().map(|name| columns[*name].len()).collect();
        assert!(lengths.windows(2).all(|pair| pair[0] == pair[1]), "{names:?}: {lengths:?}");
        lengths[0]
    };
    let spans = alike(&["spanState", "spanOp", "spanRep", "spanStart", "spanEnd", "spanHolder", "spanCause"]);
    let first = &columns["spanFirst"];
    assert_eq!(first.len(), head["lanes"].as_array().unwrap().len() + 1);
    assert_eq!((first[0], first[first.len() - 1]), (0.0, spans as f64));
    let mut ends = columns["spanStart"].iter().zip(&columns["spanEnd"]);
    assert!(ends.all(|(start, end)| start < end), "a span begins before it ends");
    for (holder, cause) in columns["spanHolder"].iter().zip(&columns["spanCause"]) {
        assert_eq!(*cause < 0.0, *holder < 0.0, "a wait knows both why and for whom");
    }
    assert!(alike(&["eventTime", "eventKind", "eventLane", "eventTo"]) > 0);
    assert!(alike(&["pieceEnd", "pieceState", "pieceHeld"]) >= spans);
    assert!(alike(&["heldLane", "heldStart", "heldEnd", "heldState"]) > 0);
    assert!(alike(&["handFrom", "handTo", "handDropped", "handTaken", "handCause"]) > 0);
    let report: serde_json::Value = serde_json::from_str(&outcome.json()).unwrap();
    assert_eq!(report["wall_us"], head["wall_us"]);
}

#[wasm_bindgen_test]
fn the_page_knows_the_presets_of_the_command_line() {
    let rows: serde_json::Value =
        serde_json::from_str(&web::presets().map_err(wasm_bindgen::JsValue::from).unwrap()).unwrap();
    let names: Vec<_> = rows.as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(names, presets::TABLE.iter().map(|preset| preset.name).collect::<Vec<_>>());
    for row in rows.as_array().unwrap() {
        assert!(!row["compare"].as_array().unwrap().is_empty() && !row["sentence"].as_str().unwrap().is_empty());
        assert!(can_be_simulated(&row["scenario"].to_string()), "{}", row["name"]);
    }
}

#[wasm_bindgen_test]
fn what_cannot_be_measured_here_can_be_completed_and_simulated() {
    assert!(!can_be_measured(&svd(8)) && can_be_simulated(&svd(8)) && web::simulate(&svd(8)).is_ok());
}
