//! Whether what the page tells beside two busy programs is what a quiet machine shows.
//!
//! Invariant: what is asked, how it is read and what is promised is written in `tests/page/gate.mjs` alone.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::repo::Repo;
use crate::{browser, step, steps};

#[derive(clap::Args, Clone, Copy, Debug)]
pub(crate) struct Options {
    /// How often each preset and lesson is run on the quiet machine; the medians are the truth
    #[arg(long, default_value_t = 20)]
    truth: u32,
    /// How many runs are made beside two busy programs
    #[arg(long, default_value_t = 200)]
    runs: u32,
    /// Don't wait for a quiet machine: the counts mean nothing then
    #[arg(long)]
    anyhow: bool,
}

pub(super) fn run(repo: &Repo, options: Options) -> Result<()> {
    step::run(repo, &steps::build(false))?;
    let mut driver = Command::new("node");
    driver.arg("tests/page/gate.mjs").env("CHROMIUM", browser::ensure()?.chromium);
    driver.args(["--truth", &options.truth.to_string(), "--runs", &options.runs.to_string()]);
    driver.args(options.anyhow.then_some("--anyhow"));
    ensure!(driver.status()?.success(), "the sanity gate does not keep its promise: the counts above say where");
    Ok(())
}
