//! From Rust to `www/pkg`: the page's wasm files, their JavaScript glue, and the optimiser. The cores have threads and
//! kernels, the first only the common ones; the others, without either, simulate and have the file formats and the atlas.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::pins;
use crate::repo::{PKG, Repo, THREADS_CONFIG, WASM_TARGET};
use crate::shell::{self, unmet};
use crate::stamp;
use crate::step::Outcome;
use crate::toolchain;

const OPTIMISER: &str = "www/node_modules/binaryen/bin/wasm-opt";

/// A wasm file of the page.
struct Module {
    /// Its crate, and what its files are called.
    name: &'static str,
    /// Cargo's folder for the profile it is built by.
    profile: &'static str,
    /// Where its glue goes.
    folder: &'static str,
    /// What its glue is called, which its imports are named after.
    glue: &'static str,
    optimise: &'static [&'static str],
}

/// Speed before size: the kernels are what the page is about.
const FIRST: Module =
    Module { name: "gil_first", profile: "release", folder: "www/pkg/first", glue: "gil_first", optimise: OPTIMISE };
/// In place of the first, where that does not do.
const FULL: Module =
    Module { name: "gil_full", profile: "release", folder: "www/pkg/full", glue: "gil_first", optimise: OPTIMISE };
/// Loaded when something is simulated.
const SIMULATOR: Module = Module {
    name: "gil_simulator",
    profile: "small",
    folder: "www/pkg/simulator",
    glue: "gil_simulator",
    optimise: SMALL,
};
/// Loaded when a file is saved or opened.
const FILES: Module =
    Module { name: "gil_files", profile: "small", folder: "www/pkg/files", glue: "gil_files", optimise: SMALL };
/// The atlas page's.
const ATLAS: Module = Module {
    name: "gil_atlas_page",
    profile: "small",
    folder: "www/pkg/atlas",
    glue: "gil_atlas_page",
    optimise: SMALL,
};

/// The page's for recordings.
const RECORDINGS: Module = Module {
    name: "gil_recordings",
    profile: "small",
    folder: "www/pkg/recordings",
    glue: "gil_recordings",
    optimise: SMALL,
};

const SMALL: &[&str] = &["-Oz", "--gufa", "-Oz"];

const OPTIMISE: &[&str] = &[
    "-O3",
    // What every call passes and every function returns, then once more with what that shows.
    "--gufa",
    "-O3",
    // Only here.
    "--enable-threads",
    "--enable-simd",
];
/// What rustc makes use of; anything else is to fail here, not in a reader's browser.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-mutable-globals",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// One after the other: what is built by one command has the features of all of it.
pub(super) fn compile(repo: &Repo) -> Result<Outcome> {
    let threads = toolchain::threads(repo)?;
    for module in [FIRST, FULL] {
        let mut command = Command::new("cargo");
        command.args(["build", "--config", THREADS_CONFIG, "--release", "--target", WASM_TARGET]);
        command.args(["--package", &package_of(&module)]);
        shell::stream(threads.apply(&mut command))?;
    }
    Ok(Outcome::Done)
}

/// What needs no threads, by the stable toolchain.
pub(super) fn compile_small(_: &Repo) -> Result<Outcome> {
    toolchain::complete_wasm()?;
    for module in [SIMULATOR, FILES, ATLAS, RECORDINGS] {
        let mut command = Command::new("cargo");
        command.args(["build", "--profile", module.profile, "--target", WASM_TARGET]);
        command.args(["--package", &package_of(&module)]);
        shell::stream(&mut command)?;
    }
    Ok(Outcome::Done)
}

/// The package that a module is the library of.
fn package_of(module: &Module) -> String {
    module.name.replace('_', "-")
}

pub(super) fn package(repo: &Repo) -> Result<Outcome> {
    let modules = [FIRST, FULL, SIMULATOR, FILES, ATLAS, RECORDINGS].map(|module| (compiled(repo, &module), module));
    let mut inputs = DefaultHasher::new();
    for (compiled, module) in &modules {
        stamp::digest(&[compiled], &[])?.hash(&mut inputs);
        module.optimise.hash(&mut inputs);
    }
    stamp::digest(&["www/node_modules/binaryen/package.json"], &[]).ok().hash(&mut inputs);
    (pins::WASM_BINDGEN, FEATURES).hash(&mut inputs);
    stamp::unless_fresh(repo, "package", inputs.finish(), &[PKG], || {
        if Path::new(PKG).exists() {
            // Snippets live in folders named after a hash: old ones would stay for ever.
            fs::remove_dir_all(PKG)?;
        }
        for (compiled, module) in &modules {
            glue(compiled, module)?;
            optimise(module)?;
        }
        one_glue()?;
        fs::write(Path::new(FIRST.folder).join("cores.js"), what_takes_the_full_core()?)?;
        fs::write(Path::new(FIRST.folder).join("cores.d.ts"), CORES_TYPES)?;
        // The workers' script imports the folder above it, as wasm-pack would have made it.
        let manifest = serde_json::json!({ "type": "module", "main": "gil_first.js", "types": "gil_first.d.ts" });
        Ok(fs::write(Path::new(FIRST.folder).join("package.json"), format!("{manifest:#}\n"))?)
    })
}

const CORES_TYPES: &str =
    "export declare const FULL_WORDS: readonly string[];\nexport declare const FULL_PRESETS: readonly string[];\n";

/// What a page must know before it has either core, as a module.
fn what_takes_the_full_core() -> Result<String> {
    shell::output(Command::new("node").args(["xtask/src/steps/cores.mjs", SIMULATOR.folder]))
}

/// Both cores are driven by the first one's glue, so the full one's must not differ, and is not kept.
fn one_glue() -> Result<()> {
    let glue = |of: &Module| anyhow::Ok(fs::read_to_string(Path::new(of.folder).join(of.glue).with_extension("js"))?);
    ensure!(
        glue(&FULL)? == glue(&FIRST)?,
        "the cores export or import different things: give both the same features of gil-playground but `full`"
    );
    let wasm = Path::new(FULL.folder).join(format!("{}_bg.wasm", FULL.name));
    let bytes = fs::read(&wasm)?;
    fs::remove_dir_all(FULL.folder)?;
    fs::create_dir_all(FULL.folder)?;
    Ok(fs::write(wasm, bytes)?)
}

fn compiled(repo: &Repo, module: &Module) -> PathBuf {
    repo.target.join(WASM_TARGET).join(module.profile).join(module.name).with_extension("wasm")
}

fn glue(compiled: &Path, module: &Module) -> Result<()> {
    println!("wasm-bindgen {} writes {}", pins::WASM_BINDGEN, module.folder);
    Bindgen::new().input_path(compiled).web(true)?.typescript(true).out_name(module.glue).generate(module.folder)?;
    let named = |name: &str| format!("{}/{name}_bg.wasm", module.folder);
    Ok(fs::rename(named(module.glue), named(module.name))?)
}

fn optimise(module: &Module) -> Result<()> {
    let file = format!("{}/{}_bg.wasm", module.folder, module.name);
    let before = fs::metadata(&file)?.len();
    shell::quiet(&mut command(Path::new(&file), module.optimise)?)?;
    println!("{file}: {before} bytes, optimised {}", fs::metadata(&file)?.len());
    Ok(())
}

/// The command that optimises a wasm file in its place, as the page's core is.
pub(crate) fn optimiser(file: &Path) -> Result<Command> {
    command(file, OPTIMISE)
}

fn command(file: &Path, optimise: &[&str]) -> Result<Command> {
    if !Path::new(OPTIMISER).exists() {
        return Err(unmet(format!("no {OPTIMISER}"), "delete www/node_modules and run this again"));
    }
    let mut command = Command::new("node");
    command.arg(OPTIMISER).args(optimise).args(FEATURES).arg(file).arg("-o").arg(file);
    Ok(command)
}
