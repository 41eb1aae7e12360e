//! The browser of the tests, and the driver that steers it. Nothing is ever downloaded from a browser's maker: both come from the
//! system.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::json;

use crate::repo::Repo;
use crate::shell::{self, unmet};
use crate::system;

/// Commands on the search path, then places outside it.
const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];

pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// The installed browser and driver; installs what lacks where that needs no question.
pub(crate) fn ensure() -> Result<Browser> {
    let chosen = std::env::var_os("CHROMIUM").map(PathBuf::from);
    if let Some(path) = chosen.as_ref().filter(|path| !path.exists()) {
        return Err(unmet(
            format!("CHROMIUM is {}, where there is nothing", path.display()),
            "set it to a browser's path",
        ));
    }
    let installed = || {
        let chromium = chosen.clone().or_else(|| CHROMIUM.iter().find_map(|name| shell::find(name)));
        Some(Browser { chromium: chromium?, driver: shell::find("chromedriver")? })
    };
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    let problem = "no Chromium with chromedriver";
    if system::is_debian() && system::is_root() {
        system::install_debian(&["chromium", "chromium-driver"], problem)?;
    }
    installed().ok_or_else(|| unmet(problem, system::browser_fix()))
}

/// Tells wasm-bindgen's test runner which browser to start: the one every other test runs in.
pub(crate) fn webdriver_settings(repo: &Repo, chromium: &Path) -> Result<PathBuf> {
    let path = repo.stamps().join("webdriver.json");
    fs::write(&path, json!({ "goog:chromeOptions": { "binary": chromium } }).to_string())?;
    Ok(path)
}
