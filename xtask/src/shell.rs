//! Running other programs: each is shown as a person would type it, and a failure is one line that names it.

use std::ffi::OsStr;
use std::fmt;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use anyhow::{Context, Result, bail};

/// Something only the person at the keyboard can put right; ends the program with status 2.
#[derive(Debug)]
pub(crate) struct Unmet {
    pub(crate) problem: String,
    pub(crate) fix: String,
}

impl fmt::Display for Unmet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.problem, self.fix)
    }
}

impl std::error::Error for Unmet {}

pub(crate) fn unmet(problem: impl Into<String>, fix: impl Into<String>) -> anyhow::Error {
    Unmet { problem: problem.into(), fix: fix.into() }.into()
}

/// The program `name` on the search path; on Windows `npm` is found as `npm.cmd`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    which::which(name).ok()
}

/// Runs a command whose own output is worth reading while it works.
pub(crate) fn stream(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    let status = command.status().with_context(|| format!("can't start {}", program(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(())
}

/// Runs a command whose output matters only when it fails.
pub(crate) fn quiet(command: &mut Command) -> Result<()> {
    println!("$ {}", line(command));
    output(command).map(drop)
}

/// Runs a command whose standard output is worth reading while it works: what it says on standard error if it fails.
pub(crate) fn complaint(command: &mut Command) -> Result<Option<String>> {
    println!("$ {}", line(command));
    let child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn();
    let output =
        child.and_then(Child::wait_with_output).with_context(|| format!("can't start {}", program(command)))?;
    let text = || String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Ok((!output.status.success()).then(text))
}

/// What the command prints on standard output; on failure everything it printed is shown first.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let Output { status, stdout, stderr } =
        command.stdin(Stdio::null()).output().with_context(|| format!("can't start {}", program(command)))?;
    if !status.success() {
        eprint!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        bail!("`{}` failed ({status})", line(command));
    }
    Ok(String::from_utf8_lossy(&stdout).into_owned())
}

/// What the command prints when it succeeds, nothing otherwise: for asking what is installed.
pub(crate) fn probe(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// The command as it could be typed, with the variables it adds but for the long search path.
fn line(command: &Command) -> String {
    let variables = command
        .get_envs()
        .filter(|(name, _)| *name != "PATH")
        .filter_map(|(name, value)| Some(format!("{}={}", name.display(), word(value?))));
    let name = PathBuf::from(command.get_program());
    let name = name.file_name().map_or_else(String::new, word);
    variables.chain([name]).chain(command.get_args().map(word)).collect::<Vec<_>>().join(" ")
}

fn word(text: &OsStr) -> String {
    let text = text.to_string_lossy();
    if text.is_empty() || text.contains([' ', '"', '\'', '$', '*', '(']) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        text.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_reads_as_it_is_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command
            .args(["test", "--", "a b"])
            .env("RUSTUP_TOOLCHAIN", "stable")
            .env("PATH", "/long")
            .env_remove("RUSTFLAGS");
        assert_eq!(line(&command), "RUSTUP_TOOLCHAIN=stable cargo test -- 'a b'");
    }
}
