//! `cargo xtask bench`: what is measured rather than tested, because it depends on the machine.
//!
//! Invariant: a benchmark prints every number it judges by, and only its own bounds make it fail.

mod compare;
mod crosscheck;

use anyhow::Result;
use clap::Subcommand;

use crate::repo::Repo;

#[derive(Subcommand, Clone, Copy)]
pub(crate) enum Bench {
    /// Run Scenarios on the installed CPython with NumPy and hold the simulator to what it does
    Crosscheck,
}

pub(crate) fn run(repo: &Repo, bench: Bench) -> Result<()> {
    match bench {
        Bench::Crosscheck => crosscheck::run(repo),
    }
}
