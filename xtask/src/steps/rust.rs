//! The checks of the Rust code that need no browser; all on the stable toolchain that runs this program.

use std::process::Command;

use anyhow::Result;

use crate::repo::{Repo, WASM_TARGET};
use crate::shell;
use crate::step::Outcome;
use crate::venv::{self, Wheels};

/// The command line, and what the test of the page's types needs.
const FEATURES: &str = "cli,types";

pub(crate) fn format(_: &Repo) -> Result<Outcome> {
    cargo(&["fmt", "--all", "--check"])
}

pub(crate) fn lint_native(_: &Repo) -> Result<Outcome> {
    cargo(&["clippy", "--workspace", "--all-targets", "--features", FEATURES, "--", "-D", "warnings"])
}

pub(crate) fn lint_wasm(_: &Repo) -> Result<Outcome> {
    cargo(&["clippy", "--lib", "--tests", "--target", WASM_TARGET, "--", "-D", "warnings"])?;
    cargo(&[
        "clippy",
        "-p",
        "gil-files",
        "-p",
        "gil-atlas-page",
        "-p",
        "gil-recordings",
        "--target",
        WASM_TARGET,
        "--",
        "-D",
        "warnings",
    ])
}

pub(crate) fn test(_: &Repo) -> Result<Outcome> {
    cargo(&["test", "--workspace", "--features", FEATURES])
}

pub(crate) fn oldest(_: &Repo) -> Result<Outcome> {
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    let rustup = |arguments: &[&str]| shell::stream(Command::new("rustup").args(arguments));
    rustup(&["toolchain", "install", oldest, "--profile", "minimal", "--target", WASM_TARGET])?;
    let check = ["run", oldest, "cargo", "check"];
    rustup(&[&check[..], &["--workspace", "--features", FEATURES]].concat())?;
    // The cores need a nightly, and the rest of what is wasm is nothing without its target.
    let wasm = [
        "--target",
        WASM_TARGET,
        "-p",
        "gil-simulator",
        "-p",
        "gil-files",
        "-p",
        "gil-atlas-page",
        "-p",
        "gil-recordings",
    ];
    rustup(&[&check[..], &wasm].concat())?;
    Ok(Outcome::Done)
}

/// The random tests of the fast tier with so many inputs that a rare mistake shows.
pub(crate) fn test_long(_: &Repo) -> Result<Outcome> {
    let mut command = Command::new("cargo");
    command.args(["test", "--release", "--features", "cli", "--test", "simulator", "--test", "fuzz"]);
    shell::stream(command.env("GIL_CASES", "100000").env("GIL_FUZZ", "1000000"))?;
    Ok(Outcome::Done)
}

/// One run in twenty may have to be made again, because of whatever else the machine does; more is a fault that comes and goes.
pub(crate) fn test_oracles(_: &Repo) -> Result<Outcome> {
    let mut command = Command::new("cargo");
    command.args(["test", "--release", "--features", "cli", "--test", "measured", "--", "oracles::o", "--nocapture"]);
    shell::stream(command.env("GIL_ORACLES", "20"))?;
    Ok(Outcome::Done)
}

/// As many holds and releases as show one in a thousand that is missing or late, on every CPython that is installed; and
/// NumPy, where a CPython of 3.12 or 3.13 is.
pub(crate) fn test_recorder(repo: &Repo) -> Result<Outcome> {
    let mut command = Command::new("cargo");
    command.args([
        "test",
        "--release",
        "--features",
        "cli",
        "--test",
        "record",
        "--",
        "accuracy",
        "numpy",
        "tools",
        "--nocapture",
    ]);
    match venv::recorded(repo)? {
        Some(python) => {
            command.env("GIL_NUMPY_PYTHON", &python);
            let tools = TOOLS.map(String::from);
            command.env("GIL_TOOLS_PYTHON", venv::ensure(repo, "tools", Some(&python), Wheels::Named(&tools))?);
        }
        None => println!("no CPython of 3.12 or 3.13 is installed: NumPy is not recorded"),
    }
    shell::stream(command.env("GIL_STAMPS", "10000"))?;
    Ok(Outcome::Done)
}

/// Tools that watch Python themselves.
const TOOLS: [&str; 2] = ["pytest==9.2.0", "coverage==7.17.5"];

fn cargo(arguments: &[&str]) -> Result<Outcome> {
    shell::stream(Command::new("cargo").args(arguments))?;
    Ok(Outcome::Done)
}
