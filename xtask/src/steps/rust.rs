//! The checks of the Rust code that need no browser; all on the stable toolchain that runs this program.

use std::process::Command;

use anyhow::Result;

use crate::repo::{Repo, WASM_TARGET};
use crate::shell;
use crate::step::Outcome;

pub(crate) fn format(_: &Repo) -> Result<Outcome> {
    cargo(&["fmt", "--all", "--check"])
}

pub(crate) fn lint_native(_: &Repo) -> Result<Outcome> {
    cargo(&["clippy", "--workspace", "--all-targets", "--features", "cli", "--", "-D", "warnings"])
}

pub(crate) fn lint_wasm(_: &Repo) -> Result<Outcome> {
    cargo(&["clippy", "--lib", "--tests", "--target", WASM_TARGET, "--", "-D", "warnings"])?;
    cargo(&["clippy", "-p", "gil-files", "-p", "gil-atlas-page", "--target", WASM_TARGET, "--", "-D", "warnings"])
}

pub(crate) fn test(_: &Repo) -> Result<Outcome> {
    cargo(&["test", "--workspace", "--features", "cli"])
}

/// The random tests of the fast tier with so many inputs that a rare mistake shows.
pub(crate) fn test_long(_: &Repo) -> Result<Outcome> {
    let mut command = Command::new("cargo");
    command.args(["test", "--release", "--features", "cli", "--test", "simulated_laws", "--test", "fuzz"]);
    shell::stream(command.env("GIL_CASES", "100000").env("GIL_FUZZ", "1000000"))?;
    Ok(Outcome::Done)
}

fn cargo(arguments: &[&str]) -> Result<Outcome> {
    shell::stream(Command::new("cargo").args(arguments))?;
    Ok(Outcome::Done)
}
