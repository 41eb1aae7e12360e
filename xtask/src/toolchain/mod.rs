//! The compilers. Everything but wasm threads is built by whatever stable toolchain runs this program; threads need a
//! `std` built from source, for which there are two ways and no third: the pinned nightly, or Debian's packages.

mod debian;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::pins::{DEBIAN_TOOLCHAIN, NIGHTLY};
use crate::repo::{Repo, WASM_TARGET};
use crate::shell::{self, unmet};

/// A toolchain that can build `std`, as the variables that make cargo use it.
pub(crate) struct Threads {
    pub(crate) name: String,
    variables: Vec<(&'static str, OsString)>,
}

impl Threads {
    /// Makes `command`, which is cargo or starts it, build with this toolchain.
    pub(crate) fn apply<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        // Flags from the environment would replace those of the configuration file, without which nothing works.
        command.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)))
    }
}

/// A way to get [`Threads`]; `GIL_TOOLCHAIN` can name one.
struct Way {
    name: &'static str,
    ready: fn(&Repo) -> Option<Threads>,
    install: fn(&Repo) -> Result<()>,
}

/// The better first.
const WAYS: &[Way] = &[
    Way { name: "nightly", ready: nightly, install: install_nightly },
    Way { name: "debian", ready: debian::ready, install: debian::install },
];

/// The toolchain for wasm threads, installed first if there is none.
pub(crate) fn threads(repo: &Repo) -> Result<Threads> {
    let asked = std::env::var("GIL_TOOLCHAIN").unwrap_or_default();
    let ways: Vec<_> = WAYS.iter().filter(|way| asked.is_empty() || way.name == asked).collect();
    if ways.is_empty() {
        return Err(unmet(format!("GIL_TOOLCHAIN is `{asked}`"), "set it to nightly or debian"));
    }
    if let Some(threads) = ways.iter().find_map(|way| (way.ready)(repo)) {
        return Ok(threads);
    }
    for way in ways {
        if let Err(error) = (way.install)(repo) {
            println!("{error:#}");
        } else if let Some(threads) = (way.ready)(repo) {
            return Ok(threads);
        }
    }
    Err(unmet(
        "no toolchain for wasm threads",
        format!(
            "run `rustup toolchain install {NIGHTLY} --profile minimal --component rust-src` (or, on Debian, \
             `sudo apt-get install {}`)",
            DEBIAN_TOOLCHAIN.join(" ")
        ),
    ))
}

fn nightly(_: &Repo) -> Option<Threads> {
    let mut rustc = Command::new("rustc");
    // Asking must not install: rustup would do so without the sources.
    library_source(rustc.env("RUSTUP_TOOLCHAIN", NIGHTLY).env("RUSTUP_AUTO_INSTALL", "0"))?;
    Some(Threads { name: NIGHTLY.to_owned(), variables: vec![("RUSTUP_TOOLCHAIN", NIGHTLY.into())] })
}

fn install_nightly(_: &Repo) -> Result<()> {
    shell::stream(Command::new("rustup").args([
        "toolchain",
        "install",
        NIGHTLY,
        "--profile=minimal",
        "--component=rust-src",
        "--no-self-update",
    ]))
}

/// Where the compiler keeps the sources of its library, if they are installed.
fn library_source(rustc: &mut Command) -> Option<PathBuf> {
    let sysroot = shell::probe(rustc.args(["--print", "sysroot"]))?;
    let library = Path::new(&sysroot).join("lib/rustlib/src/rust/library");
    library.join("Cargo.lock").exists().then_some(library)
}

/// Adds what the running stable toolchain lacks: formatter, lints and the library for wasm.
pub(crate) fn complete_stable() -> Result<()> {
    for (component, program) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if shell::probe(Command::new("cargo").args([program, "--version"])).is_none() {
            shell::stream(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    complete_wasm()
}

/// Adds what builds wasm without threads.
pub(crate) fn complete_wasm() -> Result<()> {
    let library = shell::probe(Command::new("rustc").args(["--print=target-libdir", "--target", WASM_TARGET]));
    if !library.is_some_and(|path| Path::new(&path).exists()) {
        shell::stream(Command::new("rustup").args(["target", "add", WASM_TARGET]))?;
    }
    Ok(())
}
