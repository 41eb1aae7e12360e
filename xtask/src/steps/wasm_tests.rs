//! `wasm-pack test` in headless Chromium, twice: as a newcomer runs it on stable, and with threads.

use std::process::Command;

use anyhow::Result;

use crate::repo::{Repo, THREADS_CONFIG};
use crate::step::Outcome;
use crate::{browser, shell, toolchain, tools};

pub(crate) fn plain(repo: &Repo) -> Result<Outcome> {
    shell::stream(&mut wasm_pack(repo)?)?;
    Ok(Outcome::Done)
}

pub(crate) fn threaded(repo: &Repo) -> Result<Outcome> {
    let threads = toolchain::threads(repo)?;
    let mut command = wasm_pack(repo)?;
    // Nearly as the page is built, whose cores are linked for speed: the optimised code is what runs there.
    command.args(["--release", "--", "--config", THREADS_CONFIG, "--features", "no-bundler"]);
    shell::stream(threads.apply(&mut command))?;
    Ok(Outcome::Done)
}

/// wasm-pack with everything it might want to fetch already in place.
fn wasm_pack(repo: &Repo) -> Result<Command> {
    let browser = browser::ensure()?;
    let path = tools::search_path(repo)?;
    let mut command = Command::new(which::which_in("wasm-pack", Some(&path), ".")?);
    command.args(["test", "--mode", "no-install", "--headless", "--chrome", "--chromedriver"]).arg(browser.driver);
    command.env("PATH", path);
    command.env("WASM_PACK_CACHE", repo.stamps().join("wasm-pack"));
    command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", browser::webdriver_settings(repo, &browser.chromium)?);
    // The default of 20 seconds is too short for the heavier kernels on a slow machine.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    Ok(command)
}
