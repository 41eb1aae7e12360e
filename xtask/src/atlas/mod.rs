//! `cargo xtask atlas`: which numpy and scipy calls release the GIL, from their sources and by measurement.
//!
//! Reading order: `sources` (what is read), `fetch` (how it gets here), `scan` (what is found in it), `kind` (what that
//! means), `places` (the committed data), `report` (in numbers, and from version to version), `cited` (what the rules take
//! from it); `probe` measures.
//! Invariant: what is scanned is what the listed sources give, byte for byte, and nothing in it depends on the day or
//! the machine; what is committed changes only where the command line says so.

mod cited;
mod fetch;
mod kind;
mod places;
mod probe;
mod report;
mod scan;
mod sources;

use std::fs;
use std::process::Command;

use anyhow::{Result, bail};
use clap::Subcommand;

use crate::repo::Repo;
use crate::shell;
use crate::step::Outcome;
use crate::venv;
use places::{DATA, Scan};
use sources::Source;

/// The committed data in numbers, for people: what a changed scanner changes is seen here first.
const NUMBERS: &str = "crate/atlas/data/scan.txt";

#[derive(Subcommand, Clone, Debug)]
pub(crate) enum Atlas {
    /// Read the listed source distributions and write down every place that releases the GIL
    Scan {
        /// Only compare with what is committed
        #[arg(long)]
        check: bool,
    },
    /// Read and measure other versions and print what changed against the committed data
    Check {
        /// A version of numpy, such as 2.4.6
        #[arg(value_parser = sources::version)]
        numpy: String,
        /// A version of scipy, such as 1.17.1
        #[arg(value_parser = sources::version)]
        scipy: String,
        /// Only read
        #[arg(long, conflicts_with_all = ["only", "quick", "python"])]
        scan_only: bool,
        #[command(flatten)]
        measuring: probe::Measuring,
    },
    /// Measure on CPython for which part of a call's time the GIL is free, and compare with the committed rows
    Probe(probe::Options),
}

pub(crate) fn run(repo: &Repo, atlas: &Atlas) -> Result<()> {
    match atlas {
        Atlas::Scan { check } => scan_listed(repo, *check),
        Atlas::Probe(options) => probe::run(repo, options),
        Atlas::Check { numpy, scipy, scan_only, measuring } => {
            // First of all, so that a version without wheels is known before minutes have gone.
            let python = if *scan_only { None } else { Some(probe::other(repo, measuring, [numpy, scipy])?) };
            compare(repo, &[("numpy", numpy), ("scipy", scipy)])?;
            python.map_or(Ok(()), |python| probe::check(repo, measuring, &python))
        }
    }
}

/// Whether the committed data is what the sources give.
pub(crate) fn holds(repo: &Repo) -> Result<Outcome> {
    scan_listed(repo, true)?;
    Ok(Outcome::Done)
}

/// The tests of what in the atlas's Python needs no package: the probe and what fetches the sources.
pub(crate) fn test_python(_: &Repo) -> Result<Outcome> {
    let Ok(python) = venv::installed(None) else {
        println!("no CPython of 3.11 or later is installed: the atlas's Python is not tested");
        return Ok(Outcome::Unchanged);
    };
    for folder in ["crate/atlas", "xtask/src/atlas"] {
        shell::stream(Command::new(&python).args(["-m", "unittest", "discover", "-p", "*_test.py", "-s", folder]))?;
    }
    Ok(Outcome::Done)
}

fn scan_listed(repo: &Repo, check: bool) -> Result<()> {
    let listed = sources::listed()?;
    let (scan, unknown) = scanned(repo, &listed)?;
    if !unknown.is_empty() {
        bail!("{} releases the GIL and stands in no row of xtask/src/atlas/kind.rs: add it", unknown.join(", "));
    }
    let (text, numbers) = (places::text(&scan), report::numbers(&scan));
    print!("{numbers}");
    if check {
        same(&scan, &text)?;
        let roots = listed.iter().map(ToString::to_string).zip(fetch::trees(repo, &listed)?).collect();
        let wrong = cited::wrong(&roots);
        if !wrong.is_empty() {
            bail!("the rules cite lines that don't read so:\n{}", wrong.join("\n"));
        }
        let unknown = cited::unknown_signatures(&roots[&sources::newest(&listed, "numpy")?.to_string()]);
        if !unknown.is_empty() {
            bail!("no gufunc of NumPy has the signature {}", unknown.join(", "));
        }
        println!("every line that a rule cites reads as it should, and every signature is NumPy's");
        return Ok(());
    }
    fs::write(DATA, &text)?;
    fs::write(NUMBERS, numbers)?;
    println!("{DATA}: {} bytes; the numbers above: {NUMBERS}", text.len());
    Ok(())
}

/// Whether the committed data is this; if not, what is different.
fn same(scan: &Scan, text: &str) -> Result<()> {
    if fs::read_to_string(DATA).is_ok_and(|committed| committed == text) {
        println!("{DATA} is what the sources give");
        return Ok(());
    }
    let committed = places::committed()?;
    for (version, tree) in scan {
        let before = committed.get(version).cloned().unwrap_or_default();
        for change in report::changes(&before, tree) {
            println!("{version}: {change}");
        }
    }
    bail!("{DATA} is not what the sources give: run `cargo xtask atlas scan` and commit it");
}

/// Each version against the newest listed one of its package.
fn compare(repo: &Repo, versions: &[(&str, &str)]) -> Result<()> {
    let (listed, committed) = (sources::listed()?, places::committed()?);
    for (package, version) in versions {
        let known = listed.iter().find(|source| source.package == *package && source.version == *version);
        let source = known.cloned().unwrap_or_else(|| Source::unlisted(package, version));
        let newest = sources::newest(&listed, package)?;
        let (scan, unknown) = scanned(repo, std::slice::from_ref(&source))?;
        let before = committed.get(&newest.to_string()).cloned().unwrap_or_default();
        let changes = scan.values().flat_map(|tree| report::changes(&before, tree)).collect::<Vec<_>>();
        let resting =
            scan.values().flat_map(|tree| cited::changes(&newest.to_string(), &before, tree)).collect::<Vec<_>>();
        println!("{source} against {newest}: {} changes, {} to lines that rules rest on", changes.len(), resting.len());
        let unknown = unknown.iter().map(|found| format!("a macro of no known kind: {found}"));
        for row in changes.into_iter().chain(resting).chain(unknown) {
            println!("  {row}");
        }
    }
    Ok(())
}

/// The places of each source, and the macros that nobody knows.
fn scanned(repo: &Repo, sources: &[Source]) -> Result<(Scan, Vec<String>)> {
    let (mut scan, mut unknown) = (Scan::new(), Vec::new());
    for (source, root) in sources.iter().zip(fetch::trees(repo, sources)?) {
        let (tree, macros) = scan::tree(&root)?;
        scan.insert(source.to_string(), tree);
        unknown.extend(macros.into_iter().map(|found| format!("{found} of {source}")));
    }
    Ok((scan, unknown))
}
