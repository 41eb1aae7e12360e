//! Whatever bytes arrive as a Scenario: an answer or one clear line, no panic, no endless run, no full memory.
//!
//! `GIL_FUZZ` says how many inputs. `GIL_FUZZ_RUN=0` stops at reading and writing the question, which the simulator's
//! time would else dominate. A failing input is printed.
#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;

use common::scenarios;
use gil_playground::engine::simulate::simulate;
use gil_playground::scenario::{Op, Thread};
use gil_playground::timeline::{ascii, perfetto, svg};
use gil_playground::{Error, Scenario, presets, script};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use serde::de::IgnoredAny;

#[global_allocator]
static MEMORY: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;
/// No input and no answer of those that are small needs more.
const MOST_MIB: f32 = 256.0;

fn setting(name: &str, otherwise: u32) -> u32 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// What hurts careless readers: signs, extremes, wrong types, half a structure, names of other fields.
#[rustfmt::skip]
const TOKENS: [&str; 44] = [
    "0", "-1", "-0", "1e999", "-1e999", "1e-999", "0.0005", "4294967295", "4294967296", "18446744073709551615",
    "18446744073709551616", "1e9", "60000000", "NaN", "null", "true", "\"\"", "\"\\u0000\\n\"", "\"\\ud800\"", "[]", "{}",
    "[", "]", "{", "}", ",", ":", "\"", "\\", "\"ops\"", "\"us\"", "\"n\"", "\"gil\"", "\"numpy\"", "\"holds\"", "\"count\"",
    "\"repeat\"", "\"interpreter\"", "\"blas_threads\"", "\"pool\"", "\"wait\"", "\"kernel\"", "\"python\"", "\u{202e}é\u{0}",
];

/// The JSON's words and marks, which are what an edit moves about.
fn tokens(json: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        let word = |letter: char| letter.is_alphanumeric() || matches!(letter, '"' | '.' | '-' | '_' | '+');
        let end = if word(first) { rest.find(|letter| !word(letter)).unwrap_or(rest.len()) } else { first.len_utf8() };
        tokens.push(&rest[..end]);
        rest = &rest[end..];
    }
    tokens
}

#[derive(Debug, Clone)]
enum Edit {
    Replace(Index, Index),
    Insert(Index, Index),
    Remove(Index),
    Copy(Index, Index),
    Cut(Index),
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        8 => (at(), at()).prop_map(|(at, token)| Edit::Replace(at, token)),
        2 => (at(), at()).prop_map(|(at, token)| Edit::Insert(at, token)),
        2 => at().prop_map(Edit::Remove),
        2 => (at(), at()).prop_map(|(from, to)| Edit::Copy(from, to)),
        1 => at().prop_map(Edit::Cut),
    ]
}

fn edited(json: &str, edits: &[Edit]) -> String {
    let mut tokens = tokens(json);
    for edit in edits.iter().filter(|_| !json.is_empty()) {
        if tokens.is_empty() {
            break;
        }
        let length = tokens.len();
        match edit {
            Edit::Replace(at, token) => tokens[at.index(length)] = TOKENS[token.index(TOKENS.len())],
            Edit::Insert(at, token) => tokens.insert(at.index(length), TOKENS[token.index(TOKENS.len())]),
            Edit::Remove(at) => drop(tokens.remove(at.index(length))),
            Edit::Copy(from, to) => tokens[to.index(length)] = tokens[from.index(length)],
            Edit::Cut(at) => tokens.truncate(at.index(length)),
        }
    }
    tokens.concat()
}

/// A good Scenario, or one of the presets, with a few words changed.
fn mutated() -> impl Strategy<Value = String> {
    let presets: Vec<String> = presets::TABLE.iter().map(|preset| preset.scenario.to_owned()).collect();
    let good = prop_oneof![3 => scenarios::scenario(), 1 => prop::sample::select(presets)];
    (good, prop::collection::vec(edit(), 0..4)).prop_map(|(json, edits)| edited(&json, &edits))
}

fn raw() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        prop::collection::vec(prop::sample::select(&TOKENS[..]), 0..60).prop_map(|tokens| tokens.concat()),
    ]
}

fn is_one_clear_line(error: &Error) {
    let text = error.to_string();
    assert!(text.len() > 10 && text.len() < 1000, "{} bytes: {text}", text.len());
    assert!(
        !text.contains(|letter: char| letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')),
        "{text:?}"
    );
    assert!(matches!(error, Error::BadInput(_)), "{error:?} is not the input's fault");
}

/// The place of a refusal is in the Scenario, or a field that is missing from an object there.
fn points_into(json: &str, error: &Error) {
    let Error::BadInput(refusal) = error else { panic!("{error:?} is not the input's fault") };
    let Some((object, _)) = refusal.path.rsplit_once('/') else { return };
    // An interpreter that does not exist is told also where a number elsewhere is more than a `Value` takes.
    let Ok(read) = serde_json::from_str::<serde_json::Value>(json) else { return };
    assert!(read.pointer(object).is_some(), "{} is not in {json}", refusal.path);
    assert!(refusal.message.ends_with(&refusal.fix), "{refusal:?}");
}

/// How many operations and milliseconds of them are simulated: more would only take time, and memory that is allowed.
fn is_small(scenario: &Scenario) -> bool {
    let us = |op: &Op| match op {
        Op::Python { us } | Op::Wait { us } => *us,
        Op::Kernel(kernel) => kernel.us.unwrap_or(0.0),
    };
    let pass =
        |thread: &Thread| f64::from(thread.count) * f64::from(thread.repeat) * thread.ops.iter().map(us).sum::<f64>();
    let all: f64 = scenario.threads.iter().map(pass).sum();
    scenario.total_ops() <= 2_000 && all <= 200_000.0 && scenario.switch_interval_us >= 20.0
}

fn answer(scenario: &Scenario) {
    let report = match simulate(scenario) {
        Ok(report) => report,
        Err(error) => return is_one_clear_line(&error),
    };
    serde_json::from_str::<IgnoredAny>(&report.to_json()).expect("a Report is JSON");
    serde_json::from_str::<IgnoredAny>(&perfetto::trace(&[&report])).expect("a trace is JSON");
    roxmltree::Document::parse(&svg::draw(&report)).expect("an SVG is XML");
    assert!(ascii::draw(&report).lines().count() > report.timeline.lanes.len());
    let metrics = &report.head.metrics;
    assert!(metrics.speedup.is_finite() && metrics.amdahl_bound.is_finite() && metrics.gil_held <= 1.0);
}

fn ask(json: &str) {
    MEMORY.reset_peak_usage();
    let scenario = match Scenario::from_json(json) {
        Ok(scenario) => scenario,
        Err(error) => {
            is_one_clear_line(&error);
            return points_into(json, &error);
        }
    };
    let again = serde_json::to_string(&scenario).expect("a Scenario can be written");
    assert_eq!(Scenario::from_json(&again).as_ref(), Ok(&scenario), "what is written is read back");
    assert!(script::python(&scenario).is_ascii());
    if setting("GIL_FUZZ_RUN", 1) > 0 && is_small(&scenario) {
        answer(&scenario);
    }
    let peak = MEMORY.peak_usage_as_mb();
    assert!(peak < MOST_MIB, "{peak} MiB of memory");
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: setting("GIL_FUZZ", 20_000) / 2, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn raw_text_is_answered_or_refused(json in raw()) {
        ask(&json);
    }

    #[test]
    fn a_scenario_with_a_few_words_changed_is_answered_or_refused(json in mutated()) {
        ask(&json);
    }
}

#[test]
fn the_edits_leave_enough_good_scenarios_and_enough_bad_ones() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut good = 0;
    for _ in 0..1000 {
        let json = mutated().new_tree(&mut runner).unwrap().current();
        good += usize::from(Scenario::from_json(&json).is_ok());
    }
    assert!((200..800).contains(&good), "{good} of 1000 are good");
}
