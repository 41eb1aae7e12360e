//! What a command would start, and whether the agent can be loaded into it.
//!
//! Invariant: a program is only read here, never run.

use std::env;
use std::ffi::OsStr;
use std::fmt::{Display, Formatter};
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Why a command can't be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// There is no such program.
    Missing,
    /// It is there, but may not be run.
    Forbidden,
    /// It has its libraries inside.
    Static,
    /// It is made for musl, another C library.
    Musl,
    /// It is made for another processor or another system.
    Foreign,
    /// It runs with the rights of its owner, and so loads nothing of anybody else.
    OtherUser,
}

impl Refused {
    /// What `env` and shells exit with then.
    pub fn code(self) -> u8 {
        match self {
            Self::Missing => 127,
            Self::Forbidden => 126,
            _ => 125,
        }
    }
}

/// What is wrong, and what to do.
impl Display for Refused {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        f.write_str(match self {
            Self::Missing => "isn't there: give a program in PATH, or its path",
            Self::Forbidden => "may not be executed: make it executable, or put python before it",
            Self::Static => {
                "is linked statically, so the agent can't be loaded into it: use a Python that loads its C library, such \
                 as your distribution's"
            }
            Self::Musl => "is made for musl, and the agent for glibc: use a Python for glibc, outside of Alpine",
            Self::Foreign => "is made for another processor: use a Python for this one",
            Self::OtherUser => "runs with its owner's rights, so it loads no agent: record the Python that it starts",
        })
    }
}

/// Finds the program as a shell would, and looks whether the agent can be loaded into it.
///
/// # Errors
/// Why not.
pub fn find(command: &OsStr) -> Result<PathBuf, Refused> {
    let path = if command.as_bytes().contains(&b'/') { executable(Path::new(command)) } else { in_path(command) }?;
    let suits = suits(&path, 2);
    // What is no Python itself can start one that can be recorded.
    let is_python = path.file_name().is_some_and(|name| name.as_bytes().starts_with(b"python"));
    match suits {
        Err(Refused::Static | Refused::Musl) if !is_python => Ok(path),
        suits => suits.map(|()| path),
    }
}

fn in_path(command: &OsStr) -> Result<PathBuf, Refused> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let mut worst = Refused::Missing;
    for folder in env::split_paths(&folders) {
        match executable(&folder.join(command)) {
            Err(Refused::Missing) => {}
            Err(refused) => worst = refused,
            found => return found,
        }
    }
    Err(worst)
}

fn executable(path: &Path) -> Result<PathBuf, Refused> {
    let found = fs::metadata(path).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => Refused::Forbidden,
        _ => Refused::Missing,
    })?;
    if !found.is_file() || found.permissions().mode() & 0o111 == 0 {
        return Err(Refused::Forbidden);
    }
    Ok(path.into())
}

/// What a program's first bytes say; of a script, those of what runs it.
fn suits(path: &Path, deep: u32) -> Result<(), Refused> {
    let mut start = Vec::new();
    // Who may execute but not read it can run it all the same.
    let Ok(file) = File::open(path) else { return Ok(()) };
    if file.take(4096).read_to_end(&mut start).is_err() {
        return Ok(());
    }
    if let Some(line) = start.strip_prefix(b"#!") {
        let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let runner = line.trim_ascii().split(u8::is_ascii_whitespace).next().unwrap_or_default();
        return if deep == 0 { Ok(()) } else { suits(Path::new(OsStr::from_bytes(runner)), deep - 1) };
    }
    if !start.starts_with(b"\x7fELF") {
        return Ok(());
    }
    let other = fs::metadata(path)
        .is_ok_and(|it| it.permissions().mode() & 0o4000 != 0 && it.uid() != rustix::process::geteuid().as_raw());
    if other { Err(Refused::OtherUser) } else { elf(&start) }
}

/// `e_machine` of x86-64.
const MACHINE: usize = 62;
const PT_INTERP: usize = 3;

/// Of a 64-bit program for this processor the linker that it asks for. What lies further behind is not looked at.
fn elf(start: &[u8]) -> Result<(), Refused> {
    let part = |at: usize, bytes: usize| start.get(at..at.checked_add(bytes)?);
    let number = |at: usize, bytes: usize| {
        Some(part(at, bytes)?.iter().rev().fold(0_usize, |number, byte| number << 8 | usize::from(*byte)))
    };
    if start.get(4) != Some(&2) || number(18, 2) != Some(MACHINE) {
        return Err(Refused::Foreign);
    }
    let header = |at: usize| {
        let at = number(32, 8)?.checked_add(at * number(54, 2)?)?;
        Some((number(at, 4)?, number(at.checked_add(8)?, 8)?, number(at.checked_add(32)?, 8)?))
    };
    for at in 0..number(56, 2).unwrap_or(0) {
        let Some((kind, from, length)) = header(at) else { return Ok(()) };
        if kind == PT_INTERP {
            let musl = part(from, length).is_some_and(|name| name.windows(4).any(|part| part == b"musl"));
            return if musl { Err(Refused::Musl) } else { Ok(()) };
        }
    }
    Err(Refused::Static)
}
