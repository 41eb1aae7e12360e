//! From Rust to `www/pkg`: the threaded wasm, its JavaScript glue, and the optimiser. There is one wasm file, this one.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use wasm_bindgen_cli_support::Bindgen;

use crate::pins;
use crate::repo::{PKG, Repo, THREADS_CONFIG, WASM_TARGET};
use crate::shell::{self, unmet};
use crate::stamp;
use crate::step::Outcome;
use crate::toolchain;

const OPTIMISER: &str = "www/node_modules/binaryen/bin/wasm-opt";
/// Speed before size: the kernels are what the page is about.
const OPTIMISE: &[&str] = &[
    "-O3",
    // What every call passes and every function returns, then once more with what that shows.
    "--gufa",
    "-O3",
    // What rustc and the flags of wasm threads make use of; anything else is to fail here, not in a reader's browser.
    "--enable-threads",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-simd",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

pub(super) fn compile(repo: &Repo) -> Result<Outcome> {
    let threads = toolchain::threads(repo)?;
    let mut command = Command::new("cargo");
    command.args(["build", "--config", THREADS_CONFIG]);
    command.args(["--release", "--lib", "--target", WASM_TARGET, "--features", "threads"]);
    shell::stream(threads.apply(&mut command))?;
    Ok(Outcome::Done)
}

pub(super) fn package(repo: &Repo) -> Result<Outcome> {
    let compiled = compiled(repo);
    let mut inputs = DefaultHasher::new();
    stamp::digest(&[&compiled], &[])?.hash(&mut inputs);
    stamp::digest(&["www/node_modules/binaryen/package.json"], &[]).ok().hash(&mut inputs);
    (pins::WASM_BINDGEN, OPTIMISE).hash(&mut inputs);
    stamp::unless_fresh(repo, "package", inputs.finish(), &[PKG], || {
        glue(&compiled)?;
        optimise()
    })
}

fn compiled(repo: &Repo) -> PathBuf {
    repo.target.join(WASM_TARGET).join("release/gil_playground.wasm")
}

fn glue(compiled: &Path) -> Result<()> {
    if Path::new(PKG).exists() {
        // Snippets live in folders named after a hash: old ones would stay for ever.
        fs::remove_dir_all(PKG)?;
    }
    println!("wasm-bindgen {} writes {PKG}", pins::WASM_BINDGEN);
    Bindgen::new().input_path(compiled).web(true)?.typescript(true).generate(PKG)?;
    // The workers' script imports the folder above it, as wasm-pack would have made it.
    let manifest = serde_json::json!({ "type": "module", "main": "gil_playground.js", "types": "gil_playground.d.ts" });
    Ok(fs::write(Path::new(PKG).join("package.json"), format!("{manifest:#}\n"))?)
}

fn optimise() -> Result<()> {
    let file = format!("{PKG}/gil_playground_bg.wasm");
    let before = fs::metadata(&file)?.len();
    shell::quiet(&mut optimiser(Path::new(&file))?)?;
    println!("{file}: {before} bytes, optimised {}", fs::metadata(&file)?.len());
    Ok(())
}

/// The command that optimises a wasm file in its place, as the page's is.
pub(crate) fn optimiser(file: &Path) -> Result<Command> {
    if !Path::new(OPTIMISER).exists() {
        return Err(unmet(format!("no {OPTIMISER}"), "delete www/node_modules and run this again"));
    }
    let mut command = Command::new("node");
    command.arg(OPTIMISER).args(OPTIMISE).arg(file).arg("-o").arg(file);
    Ok(command)
}
