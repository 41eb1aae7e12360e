//! `cargo xtask atlas probe`: runs `crate/atlas/probe.py` in an environment of its own and compares.
//!
//! Invariant: measured with the committed versions, every verdict is the same and no free fraction is further off than
//! [`TOLERANCE`], or the command fails; with others, or quickly, a difference is news and no failure.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;
use serde_json::Value;

use crate::repo::Repo;
use crate::shell;
use crate::venv::{self, NUMPY_AND_SCIPY, Wheels};

const PROGRAM: &str = "crate/atlas/probe.py";
const DATA: &str = "crate/atlas/data/probe.json";
/// So far may a free fraction be from the committed one.
const TOLERANCE: f64 = 0.15;

/// What is measured, and on which Python.
#[derive(Args, Clone, Debug)]
pub(crate) struct Measuring {
    /// Only rows with this text in function, call, shapes or dtype
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Shorter windows: to see that it works
    #[arg(long)]
    quick: bool,
    /// The CPython to measure, of 3.11 or later
    #[arg(long, value_name = "PATH")]
    python: Option<PathBuf>,
}

#[derive(Args, Clone, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    measuring: Measuring,
    /// Replace the committed rows by what is measured
    #[arg(long, conflicts_with_all = ["only", "quick"])]
    write: bool,
    /// Other versions than the committed ones, pinned with their hashes
    #[arg(long, value_name = "FILE", default_value = NUMPY_AND_SCIPY)]
    requirements: PathBuf,
}

pub(crate) fn run(repo: &Repo, options: &Options) -> Result<()> {
    let measuring = &options.measuring;
    let python = venv::ensure(repo, "probe", measuring.python.as_deref(), Wheels::Pinned(&options.requirements))?;
    let out = measure(repo, measuring, &python, "probe.json")?;
    if options.write {
        fs::copy(&out, DATA)?;
        println!("{DATA} is what was measured");
        return Ok(());
    }
    compare(measuring, &out)
}

/// An interpreter with other versions.
pub(super) fn other(repo: &Repo, measuring: &Measuring, [numpy, scipy]: [&str; 2]) -> Result<PathBuf> {
    let pinned = fs::read_to_string(NUMPY_AND_SCIPY).with_context(|| format!("can't read {NUMPY_AND_SCIPY}"))?;
    // The version alone: its hashes are for the file.
    let limiter =
        pinned.lines().find(|line| line.starts_with("threadpoolctl==")).and_then(|line| line.split(' ').next());
    let limiter = limiter.with_context(|| format!("{NUMPY_AND_SCIPY} pins no threadpoolctl"))?.to_owned();
    let wheels = [format!("numpy=={numpy}"), format!("scipy=={scipy}"), limiter];
    venv::ensure(repo, "check", measuring.python.as_deref(), Wheels::Named(&wheels))
}

/// Measures with that interpreter and compares.
pub(super) fn check(repo: &Repo, measuring: &Measuring, python: &Path) -> Result<()> {
    compare(measuring, &measure(repo, measuring, python, "check.json")?)
}

/// The file with what was measured.
fn measure(repo: &Repo, measuring: &Measuring, python: &Path, file: &str) -> Result<PathBuf> {
    let out = repo.target.join("atlas").join(file);
    // An earlier run's rows must never be taken for this one's.
    let _ = fs::remove_file(&out);
    let mut command = Command::new(python);
    command.arg(PROGRAM).arg("--out").arg(&out).args(["--only", &measuring.only]);
    shell::stream(command.args(measuring.quick.then_some("--quick")))?;
    Ok(out)
}

/// Prints what is not as committed, and fails if it should be.
fn compare(measuring: &Measuring, out: &Path) -> Result<()> {
    let (committed, measured) = (read(Path::new(DATA))?, read(out)?);
    let differences = differences(&committed, &measured, measuring.only.is_empty());
    for difference in &differences {
        println!("{difference}");
    }
    println!("{} rows measured, {} differences: {}", rows(&measured).len(), differences.len(), out.display());
    if measuring.quick || !is_comparable(&committed, &measured) || differences.is_empty() {
        return Ok(());
    }
    bail!("{} rows are not as committed: if the machine was busy, run it again when it is quiet", differences.len())
}

fn read(path: &Path) -> Result<Value> {
    let text = fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", path.display()))
}

/// Whether both were measured with one NumPy and one SciPy; the Python plays no part, as the wheels are the same.
fn is_comparable(committed: &Value, measured: &Value) -> bool {
    ["numpy", "scipy"].iter().all(|name| committed["versions"][name] == measured["versions"][name])
}

/// The rows by call, shapes and dtype.
fn rows(data: &Value) -> BTreeMap<String, &Value> {
    let key = |row: &Value| format!("{} {} {}", text(&row["call"]), text(&row["shapes"]), text(&row["dtype"]));
    data["rows"].as_array().into_iter().flatten().map(|row| (key(row), row)).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A line for each row that is not as committed, and for each that only one side has.
fn differences(committed: &Value, measured: &Value, all: bool) -> Vec<String> {
    let (then, now) = (rows(committed), rows(measured));
    let gone = then.keys().filter(|key| all && !now.contains_key(*key)).map(|key| format!("{key}: not measured"));
    let other = now.iter().filter_map(|(key, now)| match then.get(key) {
        None => Some(format!("{key}: not committed")),
        Some(then) => difference(then, now).map(|how| format!("{key}: {how}")),
    });
    gone.chain(other).collect()
}

fn difference(then: &Value, now: &Value) -> Option<String> {
    let free = |row: &Value| row["free"].as_f64().unwrap_or(f64::NAN);
    let near = (free(then) - free(now)).abs() <= TOLERANCE + 1e-9;
    if near && then["verdict"] == now["verdict"] {
        return None;
    }
    let side = |row: &Value| format!("{} ({:.2} free)", text(&row["verdict"]), free(row));
    let disturbed = if now["disturbed"].as_u64() > Some(0) { ", disturbed" } else { "" };
    Some(format!("committed {}, measured {}{disturbed}", side(then), side(now)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn data(rows: &[(&str, &str, f64)]) -> Value {
        let row = |(call, verdict, free): &(&str, &str, f64)| json!({"call": call, "shapes": ["2x2"], "dtype": "float64", "verdict": verdict, "free": free, "disturbed": 0});
        json!({"versions": {"python": "3.12.1", "numpy": "2.4.6", "scipy": "1.17.1"}, "rows": rows.iter().map(row).collect::<Vec<_>>()})
    }

    #[test]
    fn a_row_differs_by_its_verdict_or_by_more_than_the_tolerance() {
        let then = data(&[("a", "holds", 0.10), ("b", "mixed", 0.40), ("c", "releases", 0.85), ("d", "mixed", 0.74)]);
        let now = data(&[("a", "holds", 0.0), ("b", "mixed", 0.56), ("c", "releases", 1.0), ("d", "releases", 0.76)]);
        assert_eq!(
            differences(&then, &now, true),
            [
                r#"b ["2x2"] float64: committed mixed (0.40 free), measured mixed (0.56 free)"#,
                r#"d ["2x2"] float64: committed mixed (0.74 free), measured releases (0.76 free)"#,
            ]
        );
    }

    #[test]
    fn a_row_that_one_side_lacks_is_a_difference_unless_only_some_were_asked_for() {
        let (then, now) = (data(&[("a", "holds", 0.0)]), data(&[("b", "holds", 0.0)]));
        assert_eq!(
            differences(&then, &now, true),
            [r#"a ["2x2"] float64: not measured"#, r#"b ["2x2"] float64: not committed"#]
        );
        assert_eq!(differences(&then, &now, false), [r#"b ["2x2"] float64: not committed"#]);
    }

    #[test]
    fn a_fraction_that_is_missing_agrees_with_none() {
        let (mut then, now) = (data(&[("a", "holds", 0.0)]), data(&[("a", "holds", 0.0)]));
        assert_eq!(differences(&then, &now, true), [""; 0]);
        then["rows"][0]["free"] = Value::Null;
        assert_eq!(differences(&then, &now, true).len(), 1);
    }

    #[test]
    fn only_the_libraries_decide_whether_two_runs_can_be_held_to_each_other() {
        let (then, mut now) = (data(&[]), data(&[]));
        now["versions"]["python"] = json!("3.13.0");
        assert!(is_comparable(&then, &now));
        now["versions"]["numpy"] = json!("2.3.5");
        assert!(!is_comparable(&then, &now));
    }
}
