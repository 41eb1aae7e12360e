//! A Python of this repository's own: a virtual environment under the target directory with exactly what a file of
//! requirements pins.
//!
//! Invariant: the environment is made anew when its requirements change, and never one half of it is used.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell::{self, unmet};

/// The commands under which CPython is installed; a plain one is what the reader chose.
const NAMES: &[&str] = &["python3", "python", "python3.13", "python3.12", "python3.11"];
/// Has the filter that keeps an archive from writing outside of its folder.
const SUITS: &str = "import sys, tarfile; tarfile.data_filter; sys.exit(sys.version_info < (3, 11))";

/// The Python in `folder` that has what `requirements` pins, made where it is not there.
pub(crate) fn environment(folder: &Path, requirements: &str) -> Result<PathBuf> {
    let own = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = fs::read_to_string(requirements).with_context(|| format!("can't read {requirements}"))?;
    let made = folder.join("requirements.txt");
    if own.exists() && fs::read_to_string(&made).is_ok_and(|made| made == wanted) {
        return Ok(own);
    }
    let python = installed()?;
    println!("making a Python environment in {}", folder.display());
    shell::output(Command::new(python).args(["-m", "venv", "--clear"]).arg(folder)).map_err(|_| {
        unmet("a virtual environment cannot be made", "install Python's venv (Debian: the package python3-venv)")
    })?;
    let mut pip = Command::new(&own);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--require-hashes",
        "-r",
        requirements,
    ]);
    shell::quiet(&mut pip)?;
    fs::write(made, wanted)?;
    Ok(own)
}

/// A Python that can run the scripts.
fn installed() -> Result<PathBuf> {
    let found = NAMES.iter().filter_map(|name| shell::find(name));
    let mut suiting = found.filter(|python| shell::probe(Command::new(python).args(["-c", SUITS])).is_some());
    suiting.next().ok_or_else(|| {
        unmet("no Python from 3.11.4 on found", "install one, or put python3 of such a version on the search path")
    })
}
