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
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    let problem = "no Chromium with chromedriver";
    if system::is_debian() && system::is_root() {
        system::install_debian(&["chromium", "chromium-driver"], problem)?;
    }
    installed().ok_or_else(|| unmet(problem, system::browser_install_line()))
}

fn installed() -> Option<Browser> {
    let chromium = match std::env::var_os("CHROMIUM") {
        Some(path) => Some(PathBuf::from(path)).filter(|path| path.exists()),
        None => CHROMIUM.iter().find_map(|name| shell::find(name)),
    };
    Some(Browser { chromium: chromium?, driver: shell::find("chromedriver")? })
}

/// Tells wasm-bindgen's test runner which browser to start: the one every other test runs in.
pub(crate) fn webdriver_settings(repo: &Repo, chromium: &Path) -> Result<PathBuf> {
    let path = repo.stamps().join("webdriver.json");
    fs::write(&path, json!({ "goog:chromeOptions": { "binary": chromium } }).to_string())?;
    Ok(path)
}
