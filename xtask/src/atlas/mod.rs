//! `cargo xtask atlas`: makes the data behind the atlas anew and holds the committed data to it.
//!
//! Invariant: what is committed changes only where the command line says so.

mod probe;
mod venv;

use anyhow::Result;
use clap::Subcommand;

use crate::repo::Repo;

pub(crate) use probe::test as test_probe;

#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Atlas {
    /// Measure on CPython for which part of a call's time the GIL is free, and compare with the committed rows
    Probe(probe::Options),
}

pub(crate) fn run(repo: &Repo, atlas: Atlas) -> Result<()> {
    match atlas {
        Atlas::Probe(options) => probe::run(repo, &options),
    }
}
