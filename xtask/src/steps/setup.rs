//! Finding or installing what the other steps use. A person is asked to do something only where no program may: one
//! line, with the fix.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::repo::Repo;
use crate::shell::{self, unmet};
use crate::step::Outcome;
use crate::venv::{self, Wheels};
use crate::{browser, system, toolchain, tools};

/// Programs of the operating system and Debian's packages for them.
const LONG_PACKAGES: &[(&str, &str)] = &[
    ("nginx", "nginx-light"),
    ("firefox-esr", "firefox-esr"),
    ("WebKitWebDriver", "webkit2gtk-driver"),
    ("Xvfb", "xvfb"),
];
const DOCS_REQUIREMENTS: &str = "www/examples/requirements.txt";

/// As Vite asks: 20.19 and later of the 20 line, 22.12 and later.
const NODE: &str = "install Node 20.19 or later (22.12 or later past the 20 line) from https://nodejs.org";

pub(crate) fn prerequisites(_: &Repo) -> Result<Outcome> {
    if shell::find("rustup").is_none() {
        return Err(unmet("rustup not found", "install it from https://rustup.rs"));
    }
    let node = shell::probe(Command::new("node").arg("--version"));
    match node.as_deref() {
        None => return Err(unmet("node not found", NODE)),
        Some(version) if !is_supported(version) => {
            return Err(unmet(format!("node is {version}"), NODE));
        }
        Some(_) => {}
    }
    if shell::find("npm").is_none() {
        return Err(unmet("npm not found", "install it; it comes with Node from https://nodejs.org"));
    }
    Ok(Outcome::Done)
}

pub(crate) fn threads(repo: &Repo) -> Result<Outcome> {
    println!("using {}", toolchain::threads(repo)?.name);
    Ok(Outcome::Done)
}

pub(crate) fn stable(_: &Repo) -> Result<Outcome> {
    toolchain::complete_stable()?;
    Ok(Outcome::Done)
}

pub(crate) fn browser(_: &Repo) -> Result<Outcome> {
    let found = browser::ensure()?;
    println!("using {} and {}", found.chromium.display(), found.driver.display());
    Ok(Outcome::Done)
}

pub(crate) fn tools(repo: &Repo) -> Result<Outcome> {
    tools::ensure(repo)?;
    Ok(Outcome::Done)
}

/// What the long checks use beside all that.
pub(crate) fn long(repo: &Repo) -> Result<Outcome> {
    let missing: Vec<&str> = LONG_PACKAGES
        .iter()
        .filter(|(program, _)| shell::find(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if !missing.is_empty() {
        system::install_debian(&missing, &format!("{} not found", missing.join(" and ")))?;
    }
    tools::ensure_long(repo)?;
    sphinx(repo)?;
    Ok(Outcome::Done)
}

/// A Python that has Sphinx with MyST, and IPython.
pub(crate) fn sphinx(repo: &Repo) -> Result<PathBuf> {
    venv::ensure(repo, "docs", None, Wheels::Pinned(Path::new(DOCS_REQUIREMENTS)))
}

/// Whether a version such as `v20.19.1` is one that the page's tools support.
fn is_supported(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    match (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) {
        (20, minor) => minor >= 19,
        (22, minor) => minor >= 12,
        (major, _) => major > 22,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_is_supported_from_the_versions_the_message_names() {
        for (version, expected) in [
            ("v18.20.8", false),
            ("v20.18.3", false),
            ("v20.19.0", true),
            ("v21.7.3", false),
            ("v22.11.0", false),
            ("v22.12.0", true),
            ("v24.0.0-rc.1", true),
            ("nonsense", false),
        ] {
            assert_eq!(is_supported(version), expected, "{version}");
        }
    }
}
