//! The command line `gil`, started as its users start it.
#![allow(dead_code, reason = "each test binary uses what it needs")]

use std::io::Write;
use std::process::{Child, Command, Output, Stdio};

pub(crate) fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gil"));
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

pub(crate) fn gil(arguments: &[&str], input: &str) -> Output {
    let mut child = start(arguments);
    // A child that refuses its arguments never reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

pub(crate) fn scenario(runtime: &str, op: &str) -> String {
    format!(r#"{{"runtime":"{runtime}","threads":[{{"name":"worker","count":2,"repeat":2,"ops":[{op}]}}]}}"#)
}

pub(crate) fn complaint(arguments: &[&str], input: &str) -> String {
    let output = gil(arguments, input);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(output.stdout.is_empty());
    text
}
