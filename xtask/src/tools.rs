//! Programs that cargo builds, above all `wasm-pack` and the test runner of wasm-bindgen: used where the search path has the very version, else built by cargo
//! into the target directory. wasm-pack never fetches anything itself: it finds the runner of the right version first.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::pins;
use crate::repo::Repo;
use crate::shell;

struct Tool {
    package: &'static str,
    version: &'static str,
    programs: &'static [&'static str],
    /// With its own lock file, where that still resolves.
    locked: bool,
}

/// For the wasm tests of the fast tier.
const TOOLS: &[Tool] = &[
    Tool { package: "wasm-pack", version: pins::WASM_PACK, programs: &["wasm-pack"], locked: true },
    Tool {
        package: "wasm-bindgen-cli",
        version: pins::WASM_BINDGEN,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        locked: false,
    },
];

/// For the full tier: another browser's driver, and what other people make their documentation with.
const LONG_TOOLS: &[Tool] = &[
    Tool { package: "geckodriver", version: pins::GECKODRIVER, programs: &["geckodriver"], locked: true },
    Tool { package: "mdbook", version: pins::MDBOOK, programs: &["mdbook"], locked: true },
];

pub(crate) fn ensure(repo: &Repo) -> Result<()> {
    install(repo, TOOLS)
}

pub(crate) fn ensure_long(repo: &Repo) -> Result<()> {
    install(repo, LONG_TOOLS)
}

fn install(repo: &Repo, tools: &[Tool]) -> Result<()> {
    let path = search_path(repo)?;
    let missing = tools.iter().filter(|tool| !tool.programs.iter().all(|name| is_version(name, tool.version, &path)));
    for tool in missing {
        let mut command = Command::new("cargo");
        command.args(["install", "--quiet", "--root"]).arg(repo.tools());
        command.arg(format!("{}@{}", tool.package, tool.version)).args(tool.locked.then_some("--locked"));
        // Without a lock file the newest dependencies might ask for a newer compiler than the one there is.
        command.env("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback");
        // They work for moments: not optimised they are built in a third of the time, and no test notices.
        command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0");
        println!("building {} {} (some minutes, once)", tool.package, tool.version);
        shell::stream(&mut command)?;
    }
    Ok(())
}

/// The search path with this repository's own tools first.
pub(crate) fn search_path(repo: &Repo) -> Result<OsString> {
    let inherited = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths([repo.tools().join("bin")].into_iter().chain(env::split_paths(&inherited)))?)
}

fn is_version(program: &str, version: &str, path: &OsString) -> bool {
    which::which_in(program, Some(path), Path::new("."))
        .ok()
        .and_then(|program| shell::probe(Command::new(program).arg("--version")))
        .is_some_and(|answer| reported(&answer) == Some(version))
}

/// The version in an answer like `wasm-bindgen 0.2.130 (revision)`.
fn reported(answer: &str) -> Option<&str> {
    Some(answer.split_whitespace().nth(1)?.trim_start_matches('v'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_the_second_word_of_the_answer() {
        assert_eq!(reported("wasm-pack 0.15.1"), Some("0.15.1"));
        assert_eq!(reported("wasm-bindgen 0.2.130 (abcdef)"), Some("0.2.130"));
        assert_eq!(reported("mdbook v0.5.1"), Some("0.5.1"));
        assert_eq!(reported(""), None);
    }
}
