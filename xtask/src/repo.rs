//! Where things are. From [`enter`] on the working directory is the repository's root, so every path in this program
//! but those under cargo's target directory is written as a reader of the repository would write it.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;

pub(crate) const PKG: &str = "www/pkg";
pub(crate) const DIST: &str = "www/dist";
/// What a static host serves.
pub(crate) const HOSTED: &str = "dist";
/// Where the playground lies there, with a folder for each version and series; each of these is also the npm package.
pub(crate) const FOLDER: &str = "gil-playground";
/// The flags of wasm threads, for `--config`.
pub(crate) const THREADS_CONFIG: &str = ".cargo/threads.toml";
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";

pub(crate) struct Repo {
    /// Cargo's target directory, wherever the user's settings put it.
    pub(crate) target: PathBuf,
}

impl Repo {
    /// What this program made, and remembers having made.
    pub(crate) fn stamps(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// Programs that were installed for this repository alone.
    pub(crate) fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }
}

pub(crate) fn enter() -> Result<Repo> {
    let metadata =
        shell::output(Command::new("cargo").args(["metadata", "--no-deps", "--format-version=1", "--quiet"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let path =
        |key: &str| metadata[key].as_str().map(PathBuf::from).with_context(|| format!("cargo metadata has no {key}"));
    std::env::set_current_dir(path("workspace_root")?)?;
    let repo = Repo { target: path("target_directory")? };
    std::fs::create_dir_all(repo.stamps())?;
    Ok(repo)
}
