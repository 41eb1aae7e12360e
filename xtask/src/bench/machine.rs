//! Where and when something was measured.
//!
//! Invariant: what cannot be found out is said to be unknown, and stops nothing.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::shell;

pub(super) fn describe() -> Value {
    let answer = |program: &str, arguments: &[&str]| shell::probe(Command::new(program).args(arguments));
    let linux = fs::read_to_string("/proc/cpuinfo").ok();
    let model = linux.as_deref().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("model name"))?;
        Some(line.split_once(": ")?.1.to_owned())
    });
    let model = model.or_else(|| answer("sysctl", &["-n", "machdep.cpu.brand_string"]));
    let known = |value: Option<String>| value.unwrap_or_else(|| "unknown".to_owned());
    json!({
        "cores": std::thread::available_parallelism().ok(),
        "cpu": known(model),
        "rustc": known(answer("rustc", &["--version"])),
        "date": known(answer("date", &["-u", "+%Y-%m-%dT%H:%M:%SZ"])),
    })
}

/// The same on one line.
pub(super) fn line(machine: &Value) -> String {
    let text = |key: &str| machine[key].as_str().unwrap_or_default();
    format!("{} cores of {}, {}, {}", machine["cores"], text("cpu"), text("rustc"), text("date"))
}
