//! The page: its packages, its bundle and its checks. What each script does is written in `www/package.json`.

use std::process::Command;

use anyhow::Result;

use super::setup;
use crate::repo::{DIST, Repo};
use crate::shell::{self, unmet};
use crate::stamp;
use crate::step::Outcome;
use crate::{browser, tools};

/// Entries of `www` that the bundle is not made from.
const NOT_BUNDLED: &[&str] = &["dist", "node_modules", "test", ".units"];

pub(crate) fn install(repo: &Repo) -> Result<Outcome> {
    let inputs = stamp::digest(&["www/package.json", "www/package-lock.json"], &[])?;
    // npm writes this file last; hashing all it describes would take longer than the rest of a second run.
    stamp::unless_fresh(repo, "packages", inputs, &["www/node_modules/.package-lock.json"], || {
        shell::quiet(npm()?.args(["ci", "--no-audit", "--no-fund"]))
    })
}

pub(crate) fn bundle(repo: &Repo) -> Result<Outcome> {
    let inputs = stamp::digest(&["www"], NOT_BUNDLED)?;
    stamp::unless_fresh(repo, "bundle", inputs, &[DIST], || shell::quiet(npm()?.args(["run", "build"])))
}

pub(crate) fn check(_: &Repo) -> Result<Outcome> {
    script("check")
}

pub(crate) fn test(_: &Repo) -> Result<Outcome> {
    script("test")
}

pub(crate) fn test_built(_: &Repo) -> Result<Outcome> {
    script("test:page")
}

/// Its tests find mdBook and geckodriver on the search path, and Sphinx by the name of its interpreter.
pub(crate) fn test_built_long(repo: &Repo) -> Result<Outcome> {
    let mut command = npm()?;
    command.args(["run", "test:page:full"]).env("CHROMIUM", browser::ensure()?.chromium);
    shell::stream(command.env("PATH", tools::search_path(repo)?).env("SPHINX_PYTHON", setup::sphinx(repo)?))?;
    Ok(Outcome::Done)
}

/// Runs a script of the page's; every script is told which browser to use.
fn script(name: &str) -> Result<Outcome> {
    shell::stream(npm()?.args(["run", name]).env("CHROMIUM", browser::ensure()?.chromium))?;
    Ok(Outcome::Done)
}

pub(crate) fn npm() -> Result<Command> {
    let npm = shell::find("npm").ok_or_else(|| unmet("npm not found", "it comes with Node"))?;
    let mut command = Command::new(npm);
    command.current_dir("www");
    Ok(command)
}
