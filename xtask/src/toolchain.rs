//! The compilers. Everything but wasm threads is built by whatever stable toolchain runs this program; threads need a
//! `std` built from source, for which there are two ways and no third: the pinned nightly, or Debian's packages.

use std::fmt;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::pins::{DEBIAN_TOOLCHAIN, NIGHTLY};
use crate::repo::WASM_TARGET;
use crate::shell::{self, unmet};
use crate::system;

/// A toolchain that can build `std`, as the variables that make cargo use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Threads {
    Nightly,
    Debian,
}

impl Threads {
    fn variables(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Nightly => &[("RUSTUP_TOOLCHAIN", NIGHTLY)],
            Self::Debian => &[
                ("RUSTC", "/usr/bin/rustc"),
                ("RUSTDOC", "/usr/bin/rustdoc"),
                // Lets a stable compiler, and the stable cargo above it, take the unstable flags.
                ("RUSTC_BOOTSTRAP", "1"),
            ],
        }
    }

    fn is_installed(self) -> bool {
        match self {
            Self::Nightly => has_source(
                Command::new("rustc")
                    .env("RUSTUP_TOOLCHAIN", NIGHTLY)
                    .env("RUSTUP_AUTO_INSTALL", "0"),
            ),
            Self::Debian => {
                shell::find("wasm-ld-22").is_some()
                    && has_source(&mut Command::new("/usr/bin/rustc"))
            }
        }
    }

    fn install(self) -> Result<()> {
        match self {
            Self::Nightly => shell::stream(Command::new("rustup").args([
                "toolchain",
                "install",
                NIGHTLY,
                "--profile=minimal",
                "--component=rust-src",
                "--no-self-update",
            ])),
            Self::Debian => {
                system::install_debian(DEBIAN_TOOLCHAIN, "no toolchain for wasm threads")
            }
        }
    }

    /// Makes `command`, which is cargo or starts it, build with this toolchain.
    pub(crate) fn apply(self, command: &mut Command) -> &mut Command {
        // Flags from the environment would replace those of the configuration file, without which nothing works.
        command
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .envs(self.variables().iter().copied())
    }
}

impl fmt::Display for Threads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nightly => write!(f, "{NIGHTLY}, by rustup"),
            Self::Debian => write!(f, "Debian's {}", DEBIAN_TOOLCHAIN.join(", ")),
        }
    }
}

/// The toolchain for wasm threads, installed first if there is none.
pub(crate) fn threads() -> Result<Threads> {
    let forced = std::env::var("GIL_TOOLCHAIN").unwrap_or_default();
    let choices: &[Threads] = match forced.as_str() {
        "" => &[Threads::Nightly, Threads::Debian],
        "nightly" => &[Threads::Nightly],
        "debian" => &[Threads::Debian],
        other => {
            return Err(unmet(
                format!("GIL_TOOLCHAIN is `{other}`"),
                "set it to nightly or debian",
            ));
        }
    };
    if let Some(ready) = choices.iter().find(|choice| choice.is_installed()) {
        return Ok(*ready);
    }
    for choice in choices {
        if let Err(error) = choice.install() {
            println!("{error:#}");
        }
        if choice.is_installed() {
            return Ok(*choice);
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

/// Whether the compiler is there, with the sources of its library.
fn has_source(rustc: &mut Command) -> bool {
    shell::probe(rustc.args(["--print", "sysroot"])).is_some_and(|sysroot| {
        Path::new(&sysroot)
            .join("lib/rustlib/src/rust/library/Cargo.lock")
            .exists()
    })
}

/// Adds what the running stable toolchain lacks: formatter, lints and the library for wasm.
pub(crate) fn complete_stable() -> Result<()> {
    for (component, program) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if shell::probe(Command::new("cargo").args([program, "--version"])).is_none() {
            shell::stream(Command::new("rustup").args(["component", "add", component]))?;
        }
    }
    let library = shell::probe(Command::new("rustc").args([
        "--print=target-libdir",
        "--target",
        WASM_TARGET,
    ]));
    if !library.is_some_and(|path| Path::new(&path).exists()) {
        shell::stream(Command::new("rustup").args(["target", "add", WASM_TARGET]))?;
    }
    Ok(())
}
