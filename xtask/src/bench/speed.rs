//! The speed of the crate's own code: the bench program `speed`, run natively and as wasm in headless Chromium.
//!
//! Invariant: both are the same program with the same rounds; what it measures and promises is written there alone.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use super::rows::{Row, Target};
use crate::repo::{Repo, THREADS_CONFIG, WASM_TARGET};
use crate::steps::{page, wasm};
use crate::{browser, shell, toolchain};

pub(super) fn rows(repo: &Repo, name: &str) -> Result<Vec<Row>> {
    eprintln!("{name}: building and measuring natively");
    let native = said(Command::new("cargo").args(["bench", "--quiet", "--bench", "speed", "--", name]))?;
    eprintln!("{name}: building for the browser (the first time some minutes) and measuring there");
    let page = build(repo)?;
    let mut driver = Command::new("node");
    driver.arg("tests/page/bench.mjs").arg(page).arg(name).env("CHROMIUM", browser::ensure()?.chromium);
    let chromium = said(&mut driver)?;
    let mut rows = read("native", &native)?;
    rows.extend(read("chromium", &chromium)?);
    Ok(rows)
}

/// The program as wasm with its glue, in a folder.
pub(super) fn build(repo: &Repo) -> Result<PathBuf> {
    page::install(repo)?;
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--config", THREADS_CONFIG, "--release", "--bench", "speed", "--message-format=json"]);
    // The page's cores are packages of their own, which are linked at the kernels' level; this program is one with the rest.
    cargo.args(["--config", "profile.release.package.gil-playground.opt-level=3"]);
    // No bundler comes after it.
    cargo.args(["--quiet", "--target", WASM_TARGET, "--features", "no-bundler"]);
    let compiled = executable(&said(toolchain::threads(repo)?.apply(&mut cargo))?)?;
    let folder = repo.target.join("bench/speed");
    Bindgen::new().input_path(compiled).out_name("speed").web(true)?.typescript(false).generate(&folder)?;
    said(&mut wasm::optimiser(&folder.join("speed_bg.wasm"))?)?;
    Ok(folder)
}

/// The program that cargo's messages say it has built.
pub(super) fn executable(messages: &str) -> Result<PathBuf> {
    let mut compiled = messages.lines().filter_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    compiled.next_back().context("cargo names no program of the bench `speed`")
}

/// What a command prints, while what it complains about is seen at once.
pub(super) fn said(command: &mut Command) -> Result<String> {
    shell::output(command.stderr(Stdio::inherit()))
}

/// The figures of an answer in JSON.
pub(super) fn read(place: &'static str, answer: &str) -> Result<Vec<Row>> {
    let measured: Vec<Value> = serde_json::from_str(answer.trim()).context("the bench printed no JSON")?;
    let row = |it: &Value| Row {
        what: it["what"].as_str().unwrap_or_default().to_owned(),
        place,
        unit: it["unit"].as_str().unwrap_or_default().to_owned(),
        target: target(&it["target"]),
        values: it["values"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect(),
        note: String::new(),
    };
    Ok(measured.iter().map(row).collect())
}

fn target(target: &Value) -> Option<Target> {
    let bound = |key: &str| target[key].as_f64();
    bound("at_least").map(Target::AtLeast).or_else(|| bound("at_most").map(Target::AtMost))
}
