//! `cargo xtask bench kernels`: how fast the kernels are, beside everything that can be asked the same.
//!
//! Invariants: a figure is a ratio of two sides that were measured in turn, round by round; what could not be measured is
//! a row that says why. Reading order: `sides` (who computes), `player` (how one is asked), `series` (rounds), then
//! `calls` (one call at a time) and `runs` (Scenarios on real threads).

mod calls;
mod player;
mod readme;
mod runs;
mod series;
mod sides;

use anyhow::{Result, ensure};
use clap::Args;

use super::rows::Row;
use crate::repo::Repo;
use sides::Sides;

pub(super) use readme::markdown;

#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    /// Only see whether the machinery works: small sizes, one round, figures that mean nothing
    #[arg(long)]
    pub(in crate::bench) quick: bool,
    /// Measure nothing: print the README's tables from the last run's JSON
    #[arg(long, conflicts_with = "quick")]
    pub(in crate::bench) readme: bool,
}

/// All of them, in the order of their table. Read from its text: to link the kernels would make every command wait for them.
fn kernels() -> Vec<&'static str> {
    let table = include_str!("../../../../crate/kernels/src/table/mod.rs");
    table.lines().filter_map(|line| line.trim().strip_suffix("::KERNEL,")).collect()
}

/// Figures that need nobody else.
const OWN: [&str; 3] = ["ms", "wasm ÷ native", "released ÷ serialized"];

/// How much is measured.
struct Plan {
    sizes: &'static [usize],
    /// Those of them at which libraries are compared.
    shared: &'static [usize],
    /// Of a kernel in a run of many tasks, and of one that is parallel inside.
    tasks_n: usize,
    inside_n: usize,
    rounds: usize,
    /// Rounds of runs, which are short and which the machine disturbs most.
    run_rounds: usize,
    /// How long a side is asked at a time.
    ms: f64,
}

const USUAL: Plan = Plan {
    sizes: &[32, 64, 128, 256, 512, 1024],
    shared: &[64, 256, 512],
    tasks_n: 256,
    inside_n: 512,
    rounds: 5,
    run_rounds: 9,
    ms: 20.0,
};
const QUICK: Plan =
    Plan { sizes: &[32, 64], shared: &[64], tasks_n: 64, inside_n: 64, rounds: 1, run_rounds: 1, ms: 2.0 };

/// The figures, and whether the playground's own side could be measured at all; that a peer could not is no failure.
pub(super) fn run(repo: &Repo, options: Options) -> Result<(Vec<Row>, Result<()>)> {
    let plan = if options.quick { QUICK } else { USUAL };
    let mut sides = Sides::find(repo)?;
    let mut rows = calls::rows(&mut sides, &plan);
    rows.extend(runs::rows(&mut sides, &plan)?);
    let verdict = verdict(&rows);
    Ok((rows, verdict))
}

fn verdict(rows: &[Row]) -> Result<()> {
    let own = rows.iter().filter(|row| OWN.contains(&row.unit.as_str()));
    let missing: Vec<String> = own
        .filter(|row| row.values.is_empty())
        .map(|row| format!("{} ({}): {}", row.what, row.unit, row.note))
        .collect();
    ensure!(missing.is_empty(), "these could not be measured: {}", missing.join("; "));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_may_be_missing_but_the_playground_may_not() {
        let row = |unit: &str| Row {
            what: "qr 64".to_owned(),
            place: "both",
            unit: unit.to_owned(),
            target: None,
            values: Vec::new(),
            note: "no network".to_owned(),
        };
        assert!(verdict(&[row("ours ÷ faer")]).is_ok());
        let own = verdict(&[row("wasm ÷ native")]);
        assert!(own.is_err_and(|error| error.to_string().contains("qr 64 (wasm ÷ native): no network")));
    }

    #[test]
    fn the_kernels_are_read_from_their_table() {
        let kernels = kernels();
        assert!(kernels.len() >= 15 && kernels[0] == "qr", "{kernels:?}");
    }
}
