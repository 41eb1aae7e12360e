//! Whether this commit can be released, and its tag.
//!
//! Invariant: nothing leaves this machine. The tag, once somebody pushes it, starts the workflow that publishes.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::repo::{FOLDER, HOSTED, Repo};
use crate::shell::{self, unmet};
use crate::step;
use crate::steps::{self, page};

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// `dry`: makes no tag.
pub(crate) fn run(repo: &Repo, dry: bool) -> Result<()> {
    let tag = format!("v{VERSION}");
    let missing = missing(&tag)?;
    if !missing.is_empty() {
        return Err(unmet(format!("{VERSION} can't be released yet"), missing.join("; ")));
    }
    step::run(repo, &steps::build(true))?;
    let package = Path::new(HOSTED).join(FOLDER).join(VERSION);
    shell::stream(page::npm()?.args(["publish", "--dry-run"]).current_dir(package))?;
    for name in crates()? {
        shell::stream(Command::new("cargo").args(["publish", "--dry-run", "--package", &name]))?;
    }
    if dry {
        println!("{VERSION} can be released: `cargo xtask release` makes its tag");
        return Ok(());
    }
    shell::stream(Command::new("git").args(["tag", "--annotate", &tag, "--message", &format!("Release {VERSION}")]))?;
    println!("{tag} is made: `git push origin {tag}` publishes it");
    Ok(())
}

/// What stands in its way, each with what to do.
fn missing(tag: &str) -> Result<Vec<String>> {
    let git = |arguments: &[&str]| shell::output(Command::new("git").args(arguments));
    let mut missing = Vec::new();
    if !git(&["status", "--porcelain"])?.is_empty() {
        missing.push("commit or stash what is changed here".to_owned());
    }
    if !git(&["tag", "--list", tag])?.is_empty() {
        missing.push(format!("{tag} is a tag already, so raise `version` in Cargo.toml"));
    }
    if !announces(&fs::read_to_string("CHANGELOG.md")?, VERSION) {
        missing.push(format!("write what is new under `## {VERSION}` in CHANGELOG.md"));
    }
    Ok(missing)
}

/// Whether the changelog has an entry for the version in which something is written.
fn announces(changelog: &str, version: &str) -> bool {
    changelog.split("\n## ").skip(1).any(|entry| {
        let (title, text) = entry.split_once('\n').unwrap_or((entry, ""));
        let named = title.split([' ', '[', ']']).any(|word| word == version);
        named && text.lines().any(|line| !line.trim().is_empty())
    })
}

/// The crates that may be published.
fn crates() -> Result<Vec<String>> {
    let metadata = shell::output(Command::new("cargo").args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let all = metadata["packages"].as_array().into_iter().flatten();
    // Null is anywhere, and an empty list nowhere.
    let may = all.filter(|package| package["publish"].as_array().is_none_or(|registries| !registries.is_empty()));
    Ok(may.filter_map(|package| Some(package["name"].as_str()?.to_owned())).collect())
}

#[cfg(test)]
mod tests {
    use super::announces;

    #[test]
    fn a_release_is_announced_by_an_entry_that_says_something() {
        let of = |title: &str, text: &str| {
            format!("# Changelog\n\n## Unreleased\n\n- more\n\n## {title}\n{text}\n## 0.0.9\n\n- first\n")
        };
        for title in ["0.1.0", "[0.1.0] - 2027-01-31", "0.1.0 (2027-01-31)"] {
            assert!(announces(&of(title, "\n- news\n"), "0.1.0"), "{title}");
            assert!(!announces(&of(title, "\n"), "0.1.0"), "{title} is empty");
        }
        assert!(!announces(&of("0.1.0-rc.1", "\n- news\n"), "0.1.0"));
        assert!(!announces(&of("10.1.0", "\n- news\n"), "0.1.0"));
    }
}
