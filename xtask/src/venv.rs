//! A virtual environment with exactly what a requirements file pins.
//!
//! Invariant: nothing is installed that a requirements file does not name with its sha256, or the caller by its version,
//! for which the index's word is taken; nothing is built; an environment that was not finished is made again; whoever
//! has requirements of their own has an environment of their own.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::repo::Repo;
use crate::shell::{self, unmet};
use crate::stamp;

/// The first CPython that reads TOML itself.
const OLDEST: &str = "import sys; sys.exit(sys.version_info < (3, 11))";
/// What tells one interpreter from another.
const IDENTITY: &str = "import sys; print(sys.version, sys.base_prefix)";

/// The NumPy and the SciPy of the atlas.
pub(crate) const NUMPY_AND_SCIPY: &str = "crate/atlas/requirements.txt";

/// What an environment holds.
#[derive(Clone, Copy)]
pub(crate) enum Wheels<'w> {
    /// What a requirements file pins, each with its sha256.
    Pinned(&'w Path),
    /// These, as `numpy==2.4.6`.
    Named(&'w [String]),
}

/// The interpreter of the environment of this name, made where it is not there.
pub(crate) fn ensure(repo: &Repo, name: &str, python: Option<&Path>, wheels: Wheels<'_>) -> Result<PathBuf> {
    let base = installed(python)?;
    let identity = shell::output(Command::new(&base).args(["-c", IDENTITY]))?;
    let (pinned, told) = match wheels {
        Wheels::Pinned(file) => (format!("{:016x}", stamp::digest(&[file], &[])?), file.display().to_string()),
        Wheels::Named(names) => (names.join(" "), names.join(", ")),
    };
    let folder = repo.target.join("venv").join(name);
    let (own, ready) =
        (folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" }), folder.join("ready"));
    let wanted = format!("{pinned} {identity}");
    if fs::read_to_string(&ready).is_ok_and(|there| there == wanted) {
        return Ok(own);
    }
    println!("making a virtual environment in {}", folder.display());
    shell::quiet(Command::new(&base).args(["-m", "venv", "--clear"]).arg(&folder)).map_err(|_| {
        unmet("a virtual environment cannot be made", "install Python's venv (Debian: the package python3-venv)")
    })?;
    let mut pip = Command::new(&own);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
    match wheels {
        Wheels::Pinned(file) => pip.args(["--require-hashes", "--requirement"]).arg(file),
        Wheels::Named(names) => pip.args(names),
    };
    if let Some(why) = shell::complaint(&mut pip)? {
        eprintln!("{why}");
        let version = identity.split(' ').next().unwrap_or_default();
        return Err(unmet(
            format!("pip can't install {told} on Python {version}{}", reason(&why)),
            "name other versions, another Python with --python, or, if the index did not answer, run this again",
        ));
    }
    fs::write(ready, wanted)?;
    Ok(own)
}

/// The atlas's NumPy and SciPy on the first CPython that tells its calls; nothing where none is installed that there are
/// wheels for.
pub(crate) fn recorded(repo: &Repo) -> Result<Option<PathBuf>> {
    const RECENT: &str = "import sys; sys.exit(not (3, 12) <= sys.version_info < (3, 14))";
    let mut all = all().into_iter();
    let found = all.find(|python| shell::probe(Command::new(python).args(["-c", RECENT])).is_some());
    found.map(|base| ensure(repo, "recorder", Some(&base), Wheels::Pinned(Path::new(NUMPY_AND_SCIPY)))).transpose()
}

/// Every Python of pyenv, in the order of their names, and that of the search path.
pub(crate) fn all() -> Vec<PathBuf> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".pyenv"));
    let pyenv = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(home);
    let versions = pyenv.and_then(|root| fs::read_dir(root.join("versions")).ok()).into_iter().flatten().flatten();
    let mut all: Vec<PathBuf> = versions.map(|version| version.path().join("bin/python")).collect();
    all.sort();
    all.extend(shell::find("python3"));
    all
}

/// The one of pip's errors that names what it failed on.
fn reason(complaint: &str) -> String {
    let mut errors = complaint.lines().filter_map(|line| line.strip_prefix("ERROR: "));
    let named = errors.rfind(|error| error.contains("=="));
    named.map(|error| format!(" ({})", error.trim_end_matches('.'))).unwrap_or_default()
}

/// The interpreter that was asked for, or one on the search path.
pub(crate) fn installed(python: Option<&Path>) -> Result<PathBuf> {
    let named = python.map(Path::to_owned);
    let candidates =
        named.map_or_else(|| ["python3", "python"].into_iter().filter_map(shell::find).collect(), |one| vec![one]);
    let found = candidates.iter().find(|python| shell::probe(Command::new(python).args(["-c", OLDEST])).is_some());
    found.cloned().ok_or_else(|| match python {
        Some(python) => {
            unmet(format!("{} is no CPython of 3.11 or later", python.display()), "name another with --python")
        }
        None => unmet("no CPython of 3.11 or later was found", "install one, or name it with --python"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_pips_errors_the_one_that_names_a_version_is_told() {
        let missing = "ERROR: Ignored the following yanked versions: 2.4.0\n\
            ERROR: Could not find a version that satisfies the requirement numpy==2.0.0 (from versions: 2.1.0)\n\
            ERROR: No matching distribution found for numpy==2.0.0";
        assert_eq!(reason(missing), " (No matching distribution found for numpy==2.0.0)");
        let conflict = "ERROR: Cannot install numpy==1.26.0 and scipy==1.17.1 because they conflict.\n\
            ERROR: ResolutionImpossible: for help visit a page";
        assert_eq!(reason(conflict), " (Cannot install numpy==1.26.0 and scipy==1.17.1 because they conflict)");
        assert_eq!(reason("Killed"), "");
    }
}
