//! What must hold for the files that are served, whatever made them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{MemoryType, Parser, Payload, TypeRef};

use crate::repo::{DIST, Repo};
use crate::step::Outcome;
use crate::{shell, stamp};

/// What the page's memory must and may have: it makes one of a fixed size in between, because one that grows breaks browsers.
const PAGES: [u64; 2] = [2048, 16384];
/// All wasm files, by the beginning of their names, with the most bytes after brotli, as a server would send them. The
/// atlas' file is its page's only one: some 15 kB of it read what people type into the search and know which arrays each
/// call takes. The file formats tell some twenty kinds of foreign files apart, and judge again what they open.
const BUDGETS: &[(&str, &str, u64)] = &[
    ("gil_first", "the first core", 150_000),
    ("gil_full", "the full core", 260_000),
    ("gil_simulator", "the simulator", 95_000),
    ("gil_files", "the file formats", 128_000),
    ("gil_atlas_page", "the atlas", 122_000),
    ("gil_recordings", "recordings", 200_000),
];
/// Those that measure on threads.
const CORES: &[&str] = &["gil_first", "gil_full"];
/// A bundler that inlines a worker or the wasm breaks the page under its own content security policy.
const FORBIDDEN: &[&str] = &["data:application/wasm", "data:text/javascript"];

pub(crate) fn check(_: &Repo) -> Result<Outcome> {
    let files = stamp::files(&[DIST], &[])?;
    let wasm = files.iter().filter(|file| file.extension().is_some_and(|e| e == "wasm"));
    let named = |name: &str| wasm.clone().filter(|file| file.to_string_lossy().contains(name)).collect::<Vec<_>>();
    let only = |name: &str| match named(name)[..] {
        [file] => Ok(file),
        ref found => bail!("{DIST} must hold one wasm file named {name}, but holds {found:?}"),
    };
    ensure!(wasm.clone().count() == BUDGETS.len(), "{DIST} holds a wasm file that nobody knows: {:?}", named(""));
    for core in CORES {
        let core = only(core)?;
        check_memory(&fs::read(core)?).with_context(|| core.display().to_string())?;
    }
    println!("memory: shared, {} to {} pages", PAGES[0], PAGES[1]);
    for file in &files {
        let text = String::from_utf8_lossy(&fs::read(file)?).into_owned();
        if let Some(found) = FORBIDDEN.iter().find(|address| text.contains(**address)) {
            bail!("{} holds a `{found}` address", file.display());
        }
    }
    for (name, what, budget) in BUDGETS {
        check_size(what, only(name)?, *budget)?;
    }
    Ok(Outcome::Done)
}

fn check_size(what: &str, file: &Path, budget: u64) -> Result<()> {
    let size = compressed_size(file)?;
    println!("{what}: {size} bytes after brotli, of at most {budget}");
    ensure!(size <= budget, "{what} is {size} bytes after brotli: the budget is {budget}");
    Ok(())
}

/// Node has brotli built in.
fn compressed_size(file: &Path) -> Result<u64> {
    const SCRIPT: &str = "console.log(zlib.brotliCompressSync(fs.readFileSync(process.argv[1])).length)";
    Ok(shell::output(Command::new("node").args(["-e", SCRIPT, "--"]).arg(file))?.trim().parse()?)
}

/// The module must import its one memory, shared, and take any size that the page may offer.
fn check_memory(module: &[u8]) -> Result<()> {
    let memory = imported_memory(module)?.context("the module imports no memory, so workers can't share one")?;
    ensure!(memory.shared, "the imported memory is not shared");
    ensure!(
        (memory.initial, memory.maximum) == (PAGES[0], Some(PAGES[1])),
        "the imported memory has {} to {} pages: that must be {} to {}",
        memory.initial,
        memory.maximum.map_or_else(|| "any number of".to_owned(), |pages| pages.to_string()),
        PAGES[0],
        PAGES[1],
    );
    Ok(())
}

fn imported_memory(module: &[u8]) -> Result<Option<MemoryType>> {
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ImportSection(imports) = payload? else {
            continue;
        };
        for import in imports.into_imports() {
            if let TypeRef::Memory(memory) = import?.ty {
                return Ok(Some(memory));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(text: &str) -> String {
        check_memory(&wat::parse_str(text).unwrap()).err().map_or_else(|| "fine".to_owned(), |error| error.to_string())
    }

    #[test]
    fn only_a_shared_import_of_the_agreed_sizes_passes() {
        for (memory, expected) in [
            (r#"(import "wbg" "memory" (memory 2048 16384 shared))"#, "fine"),
            (r#"(import "wbg" "memory" (memory 2048 16384))"#, "not shared"),
            (r#"(import "wbg" "memory" (memory 18 16384 shared))"#, "18 to 16384 pages"),
            (r#"(import "wbg" "memory" (memory 2048 2048 shared))"#, "2048 to 2048 pages"),
            ("(memory 2048 16384 shared)", "imports no memory"),
            ("", "imports no memory"),
        ] {
            let verdict = verdict(&format!("(module {memory})"));
            assert!(verdict.contains(expected), "{memory}: {verdict}");
        }
        assert!(check_memory(b"not wasm").is_err());
    }
}
