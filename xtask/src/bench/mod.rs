//! `cargo xtask bench`: what is measured rather than tested, because it depends on the machine.
//!
//! Invariant: every figure is a row, printed as a table and written as JSON, whatever it is. The command fails only by the
//! cross-check, which is a comparison of two sides on one machine and no race against a clock, and where the playground's
//! own kernels could not be measured at all.

mod compare;
mod crosscheck;
mod gate;
mod kernels;
mod machine;
mod page;
mod quiet;
mod recording;
mod rows;
mod sides;
mod speed;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Subcommand;
use serde_json::{Value, json};

use crate::repo::Repo;
use crate::step::Outcome;
use rows::Row;

#[derive(Subcommand, Clone, Copy, Debug)]
pub(crate) enum Bench {
    /// How many spans and events the simulator makes a second, natively and in a browser, and how that grows
    Simulate,
    /// What a state change costs a measured thread, natively and in a browser
    Record,
    /// What `gil record` costs the program that it records
    Recording,
    /// What a frame of a million spans costs the page while it pans and zooms
    Page,
    /// Run Scenarios on the installed CPython with NumPy and hold the simulator to what it does
    Crosscheck,
    /// How fast the kernels are: wasm beside native code and other libraries, released beside serialized
    Kernels(kernels::Options),
    /// Whether the page tells the truth beside two busy programs, or nothing (hours, on a machine that is quiet otherwise)
    Gate(gate::Options),
}

impl Bench {
    /// Of its file.
    fn name(self) -> &'static str {
        match self {
            Self::Simulate => "simulate",
            Self::Record => "record",
            Self::Recording => "recording",
            Self::Page => "page",
            Self::Crosscheck => "crosscheck",
            // What means nothing must not stand where the README's figures come from.
            Self::Kernels(kernels::Options { quick: true, .. }) => "kernels-quick",
            Self::Kernels(_) => "kernels",
            Self::Gate(_) => "gate",
        }
    }
}

pub(crate) fn run(repo: &Repo, which: Option<Bench>, json_only: bool) -> Result<()> {
    let folder = repo.target.join("bench");
    if let Some(Bench::Kernels(kernels::Options { readme: true, .. })) = which {
        return readme(&folder.join("kernels.json"));
    }
    let kernels = Bench::Kernels(kernels::Options::default());
    let everything = [Bench::Simulate, Bench::Record, Bench::Recording, Bench::Page, Bench::Crosscheck, kernels];
    let (mut rows, mut verdict) = (Vec::new(), Ok(()));
    for bench in which.map_or(everything.to_vec(), |bench| vec![bench]) {
        let (measured, result) = match bench {
            Bench::Simulate => (speed::rows(repo, "simulate")?, Ok(())),
            Bench::Record => (speed::rows(repo, "record")?, Ok(())),
            Bench::Recording => (recording::rows(repo)?, Ok(())),
            Bench::Page => (page::rows(repo)?, Ok(())),
            Bench::Kernels(options) => kernels::run(repo, options)?,
            Bench::Crosscheck => crosscheck::run(repo)?,
            Bench::Gate(options) => (Vec::new(), gate::run(repo, options)),
        };
        rows.extend(measured);
        verdict = verdict.and(result);
    }
    let machine = machine::describe();
    let report = json!({ "machine": machine, "rows": rows.iter().map(Row::json).collect::<Vec<_>>() });
    fs::create_dir_all(&folder)?;
    let name = which.map_or("all", Bench::name);
    let path = folder.join(name).with_extension("json");
    fs::write(&path, format!("{report:#}\n"))?;
    if json_only {
        println!("{report:#}");
    } else {
        println!("{}\n{}\n{}", machine::line(&machine), rows::table(&rows), path.display());
    }
    verdict
}

/// Prints the tables of the last run.
fn readme(path: &Path) -> Result<()> {
    let report = fs::read_to_string(path)
        .with_context(|| format!("{} is not there: run `cargo xtask bench kernels` first", path.display()))?;
    let report: Value = serde_json::from_str(&report)?;
    println!("{}", kernels::markdown(&report, &machine::line(&report["machine"])));
    Ok(())
}

/// Whether `cargo xtask bench kernels` can measure.
pub(crate) fn works(repo: &Repo) -> Result<Outcome> {
    run(repo, Some(Bench::Kernels(kernels::Options { quick: true, ..Default::default() })), false)?;
    Ok(Outcome::Done)
}
