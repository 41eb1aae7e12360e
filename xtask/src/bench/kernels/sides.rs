//! Whoever computes in the comparison: the playground's kernels as wasm and natively, and the libraries beside them.
//!
//! Invariants: ours as wasm and natively is one program from the same sources; a peer that cannot be had is missing and
//! stops nothing; nothing here is built for any other command.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use super::player::Player;
use crate::bench::{sides, speed};
use crate::repo::{Repo, WASM_TARGET};
use crate::shell;
use crate::steps::wasm;
use crate::{browser, pins};

const PEERS: &str = "tests/bench/peers";
/// What the peers' worker imports.
const SCRIPTS: &[(&str, &str)] = &[
    ("tests/bench/peers/worker.js", "worker.js"),
    ("tests/bench/peers/node_modules/ml-matrix/matrix.umd.js", "ml-matrix.js"),
    ("tests/bench/peers/node_modules/eigen/dist/index.js", "eigen.js"),
    ("www/src/bench/peak.js", "peak.js"),
];
/// What x86-64 has without AVX and FMA: vectors of 128 bits as wasm has.
const BASELINE: &str = "x86-64";
const FULL: &str = "x86-64-v3";

pub(super) struct Sides {
    pub(super) browser: Player,
    /// 128-bit vectors, as wasm.
    pub(super) baseline: Player,
    /// With AVX and FMA.
    pub(super) full: Player,
    pub(super) faer: Player,
    pub(super) numpy: Player,
}

impl Sides {
    pub(super) fn find(repo: &Repo) -> Result<Self> {
        eprintln!("kernels: building for the browser (the first time some minutes)");
        let page = page(repo)?;
        eprintln!("kernels: building natively, without AVX and with it");
        let (baseline, full) = (native(repo, "baseline", BASELINE)?, native(repo, "full", FULL)?);
        eprintln!("kernels: building faer natively, finding NumPy");
        let mut driver = Command::new("node");
        driver.arg("tests/page/players.mjs").arg(page).env("CHROMIUM", browser::ensure()?.chromium);
        Ok(Self {
            browser: Player::start(Ok(driver)),
            baseline: Player::start(Ok(baseline)),
            full: Player::start(Ok(full)),
            faer: Player::start(faer(repo)),
            numpy: Player::start(numpy(repo)),
        })
    }
}

/// The program `speed` for this processor, in a target directory of its own.
fn native(repo: &Repo, name: &str, processor: &str) -> Result<Command> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--release", "--bench", "speed", "--message-format=json"]);
    cargo.arg("--target-dir").arg(repo.target.join("bench").join(name));
    if cfg!(target_arch = "x86_64") {
        cargo.env("RUSTFLAGS", format!("-Ctarget-cpu={processor}"));
        if processor == BASELINE {
            // matrixmultiply, which nalgebra calls, looks for AVX while it runs; built under this it uses only what is
            // listed here.
            cargo.env("MMTEST_FEATURE", "none");
        }
    }
    let mut command = Command::new(speed::executable(&speed::said(&mut cargo)?)?);
    command.arg("kernels");
    Ok(command)
}

/// The folder with everything that the browser's sides import.
fn page(repo: &Repo) -> Result<std::path::PathBuf> {
    let folder = speed::build(repo)?;
    // A peer that cannot be had is missing in the page, which says so.
    let mut npm = Command::new(shell::find("npm").context("npm not found")?);
    let installed = shell::output(npm.current_dir(PEERS).args(["ci", "--no-audit", "--no-fund"]));
    let compiled = faer_wasm(repo, &folder);
    for error in [installed.map(drop), compiled].into_iter().filter_map(Result::err) {
        eprintln!("kernels: {error:#}; going on without");
    }
    for (from, to) in SCRIPTS {
        if Path::new(from).exists() {
            fs::copy(from, folder.join(to)).with_context(|| format!("can't copy {from}"))?;
        }
    }
    Ok(folder)
}

fn cargo(repo: &Repo) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(PEERS).args(["build", "--quiet", "--release", "--locked", "--target-dir"]);
    cargo.arg(repo.target.join("bench/peers"));
    cargo
}

fn faer_wasm(repo: &Repo, folder: &Path) -> Result<()> {
    let mut cargo = cargo(repo);
    cargo.args(["--lib", "--target", WASM_TARGET]).env("RUSTFLAGS", "-Ctarget-feature=+simd128");
    speed::said(&mut cargo)?;
    let compiled = repo.target.join("bench/peers").join(WASM_TARGET).join("release/peers.wasm");
    let written = Bindgen::new().input_path(compiled).out_name("peers").web(true)?.typescript(false).generate(folder);
    written.with_context(|| format!("wasm-bindgen {} has no glue for faer", pins::WASM_BINDGEN))?;
    speed::said(&mut wasm::optimiser(&folder.join("peers_bg.wasm"))?).map(drop)
}

fn faer(repo: &Repo) -> Result<Command> {
    // faer looks for AVX and FMA while it runs.
    speed::said(cargo(repo).args(["--bin", "peers"]))?;
    Ok(Command::new(repo.target.join("bench/peers/release").join(format!("peers{}", std::env::consts::EXE_SUFFIX))))
}

fn numpy(repo: &Repo) -> Result<Command> {
    let python = sides::python(repo)?.context("no CPython of 3.11 or later is installed")?;
    let mut command = Command::new(python);
    command.args(["-u", "tests/bench/peers/numpy_side.py"]).env("OPENBLAS_NUM_THREADS", "1");
    Ok(command)
}

/// How long one call of a kernel takes.
pub(super) fn time(code: &str, kernel: &str, n: usize, ms: f64) -> Value {
    serde_json::json!({ "do": "time", "code": code, "kernel": kernel, "n": n, "ms": ms })
}
