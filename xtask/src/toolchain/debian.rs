//! Wasm threads from Debian's packages: its compiler, told to take unstable flags, with its linker and its library's
//! sources. Those lock an allocator that can't live in memory of a fixed size, so a copy of them locks a newer one.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Threads, library_source};
use crate::pins::{DEBIAN_TOOLCHAIN, DLMALLOC};
use crate::repo::Repo;
use crate::{shell, system};

const RUSTC: &str = "/usr/bin/rustc";
const LINKER: &str = "wasm-ld-22";

pub(super) fn ready(repo: &Repo) -> Option<Threads> {
    packaged_source()?;
    let copy = copy_of_source(repo);
    let lock = fs::read_to_string(copy.join("Cargo.lock")).ok()?;
    lock.contains(&format!("name = \"dlmalloc\"\nversion = \"{DLMALLOC}\"")).then(|| Threads {
        name: format!("Debian's {}", DEBIAN_TOOLCHAIN.join(", ")),
        variables: vec![
            ("RUSTC", RUSTC.into()),
            ("RUSTDOC", "/usr/bin/rustdoc".into()),
            // Lets a stable compiler, and the stable cargo above it, take unstable flags.
            ("RUSTC_BOOTSTRAP", "1".into()),
            ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", LINKER.into()),
            // The one way to tell cargo of another library than the compiler's; not promised, but long unchanged.
            ("__CARGO_TESTS_ONLY_SRC_ROOT", copy.into()),
        ],
    })
}

pub(super) fn install(repo: &Repo) -> Result<()> {
    if packaged_source().is_none() {
        system::install_debian(DEBIAN_TOOLCHAIN, "no toolchain for wasm threads")?;
    }
    let source = packaged_source().context("Debian's packages have no library source")?;
    let copy = copy_of_source(repo);
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    shell::quiet(Command::new("cp").arg("-r").arg(source).arg(&copy))?;
    let update = ["update", "--package", "dlmalloc", "--precise", DLMALLOC, "--manifest-path"];
    shell::quiet(
        Command::new("cargo").args(update).arg(copy.join("Cargo.toml")).env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1"),
    )?;
    ensure!(ready(repo).is_some(), "no allocator {DLMALLOC} in {}", copy.display());
    Ok(())
}

fn packaged_source() -> Option<PathBuf> {
    shell::find(LINKER).and_then(|_| library_source(&mut Command::new(RUSTC)))
}

/// Named after the compiler: an upgrade makes another.
fn copy_of_source(repo: &Repo) -> PathBuf {
    let version = shell::probe(Command::new(RUSTC).arg("--version")).unwrap_or_default();
    repo.stamps().join(format!("library-{}", version.split_whitespace().nth(1).unwrap_or_default()))
}
