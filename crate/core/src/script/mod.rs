//! The Scenario as a Python script that does the same on the reader's own CPython and prints a Report.
//!
//! Invariant: the script is `run.py` and `report.py`, one after the other, with one JSON document in it, which can close
//! no string of Python's whatever the Scenario's texts are; every rule in that document is asked of the crate's own tables.

use crate::atlas::kernels::Era;
use crate::scenario::{KernelOp, Op, Scenario};
use serde::Serialize;
use std::fmt::Write;

/// What does the work, then what makes a timeline and a Report of the times.
const TEMPLATE: &str = concat!(include_str!("run.py"), include_str!("report.py"));
/// Stands inside a raw string between three double quotes.
const PLACEHOLDER: &str = "@GIVEN@";

/// What the script is given.
#[derive(Serialize)]
struct Given<'a> {
    version: &'a str,
    /// For each operation of each thread the Python call that it stands for, if it is a kernel.
    calls: Vec<Vec<Option<&'static str>>>,
    /// And whether NumPy's or SciPy's rule says that the call releases the GIL, if it says so.
    releases: Vec<Vec<Option<bool>>>,
    scenario: &'a Scenario,
}

/// Writes the script.
pub fn python(scenario: &Scenario) -> String {
    let given = Given {
        version: env!("CARGO_PKG_VERSION"),
        calls: of_each(scenario, |kernel| kernel.call().map(|call| call.name)),
        releases: of_each(scenario, |kernel| kernel.numpy_releases(Era::Today)),
        scenario,
    };
    let json = match serde_json::to_string_pretty(&given) {
        Ok(json) => json,
        Err(error) => unreachable!("numbers and strings can always be written: {error}"),
    };
    TEMPLATE.replacen(PLACEHOLDER, &quotable(&json), 1)
}

/// What is to be said of each operation of each thread, where it is a kernel.
fn of_each<T>(scenario: &Scenario, said: impl Fn(&KernelOp) -> Option<T>) -> Vec<Vec<Option<T>>> {
    let of_op = |op: &Op| match op {
        Op::Kernel(kernel) => said(kernel),
        Op::Python { .. } | Op::Wait { .. } => None,
    };
    scenario.threads.iter().map(|thread| thread.ops.iter().map(of_op).collect()).collect()
}

/// The same JSON in ASCII without control characters, and without a quote inside a string: three quotes never meet.
fn quotable(json: &str) -> String {
    let mut ascii = String::with_capacity(json.len());
    let mut chars = json.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('"') => ascii.push_str("\\u0022"),
                escaped => ascii.extend(['\\'].into_iter().chain(escaped)),
            },
            ' '..='~' | '\n' => ascii.push(c),
            c => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(ascii, "\\u{unit:04x}");
            }),
        }
    }
    ascii
}
