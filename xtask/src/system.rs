//! Packages of the operating system: installed here only where that needs no question (root on Debian), named in one
//! exact line everywhere else.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::shell::{self, unmet};

/// How a system installs a browser with its driver, by the `ID` or `ID_LIKE` of its os-release (macOS has neither).
const BROWSER_INSTALL: &[(&str, &str)] = &[
    ("debian", "sudo apt-get install chromium chromium-driver"),
    ("ubuntu", "sudo apt-get install chromium-browser chromium-chromedriver"),
    ("fedora", "sudo dnf install chromium chromedriver"),
    ("arch", "sudo pacman -S chromium"),
    ("suse", "sudo zypper install chromium chromedriver"),
    ("alpine", "sudo apk add chromium chromium-chromedriver"),
    ("macos", "brew install --cask google-chrome chromedriver"),
];

/// Installs Debian packages, or says how.
pub(crate) fn install_debian(packages: &[&str], problem: &str) -> Result<()> {
    if !(is_debian() && is_root()) {
        return Err(unmet(problem, format!("on Debian run `sudo apt-get install {}`", packages.join(" "))));
    }
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    // A stale package list is refreshed if it can be; only the install decides.
    if let Err(error) = shell::quiet(&mut apt(&["update"])) {
        println!("{error:#}; going on with the package list there is");
    }
    shell::quiet(apt(&["install", "-y", "--no-install-recommends"]).args(packages))
}

/// What to do on this system for a browser and its driver.
pub(crate) fn browser_fix() -> String {
    let system = if cfg!(target_os = "macos") { "macos".to_owned() } else { os_release() };
    let names = system_names(&system);
    let known = |name: &&str| BROWSER_INSTALL.iter().find(|(system, _)| system == name).map(|(_, line)| *line);
    names.iter().find_map(known).map_or_else(
        || "install Chromium and the chromedriver of the same version".to_owned(),
        |line| format!("run `{line}`"),
    )
}

pub(crate) fn is_debian() -> bool {
    system_names(&os_release()).first() == Some(&"debian")
}

pub(crate) fn is_root() -> bool {
    shell::probe(Command::new("id").arg("-u")).as_deref() == Some("0")
}

fn os_release() -> String {
    fs::read_to_string("/etc/os-release").unwrap_or_default()
}

/// The system's own name, then those of the systems it says it is like.
fn system_names(release: &str) -> Vec<&str> {
    let value = |key: &str| {
        release.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default().trim_matches('"').split_whitespace()
    };
    if release.contains('=') { value("ID=").chain(value("ID_LIKE=")).collect() } else { vec![release] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_its_own_name_first() {
        assert_eq!(system_names("NAME=\"Debian\"\nVERSION_ID=\"12\"\nID=debian\n"), ["debian"]);
        assert_eq!(
            system_names("ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n"),
            ["opensuse-leap", "suse", "opensuse"]
        );
        assert_eq!(system_names("macos"), ["macos"]);
    }
}
