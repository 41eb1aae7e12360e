//! Which CPython runs in a process, and where its `_PyRuntime` lies.
//!
//! Invariant: a process is an interpreter only where a loaded object defines `_PyRuntime` and its version is known.

use super::elf::Symbols;
use super::memory::Memory;
use super::offsets::{COOKIE, DEBUG_BYTES, Layout, version};
use super::refused::Refused;
use std::fs;

/// A running CPython.
pub(super) struct Interpreter {
    pub(super) runtime: u64,
    pub(super) layout: Layout,
    /// `3.12.1`, or only `3.9` where it doesn't say more.
    pub(super) version: String,
}

/// A program or a library in the process.
struct Object {
    base: u64,
    name: String,
}

impl Interpreter {
    pub(super) fn find(pid: u32, memory: &Memory) -> Result<Self, Refused> {
        let objects = objects(pid)?;
        if objects.iter().any(|object| object.name.starts_with("ld-musl")) {
            return Err(Refused::Musl);
        }
        let program = fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
        let program = program.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // A program that defines a library's symbol once more is the one that counts.
        let (own, libraries): (Vec<_>, Vec<_>) = objects
            .iter()
            .filter(|it| it.name == program || it.name.starts_with("libpython"))
            .partition(|it| it.name == program);
        let named = own.iter().chain(&libraries).find_map(|it| version_in(&it.name));
        for object in own.iter().chain(&libraries) {
            let Ok(Some(symbols)) = Symbols::of(memory, object.base) else { continue };
            if let Ok(Some(runtime)) = symbols.find("_PyRuntime") {
                return Self::at(memory, runtime, &symbols, named.as_deref());
            }
        }
        Err(named.map_or(Refused::NotPython, Refused::Version))
    }

    fn at(memory: &Memory, runtime: u64, symbols: &Symbols, named: Option<&str>) -> Result<Self, Refused> {
        let debug = memory.part(runtime, DEBUG_BYTES).map_err(|error| Refused::of(&error))?;
        if debug.starts_with(COOKIE) {
            let (layout, version) = Layout::told(&debug)?;
            return Ok(Self { runtime, layout, version });
        }
        // Since 3.11 a number tells it; before, only the name of the file does.
        let number = symbols.find("Py_Version").ok().flatten().and_then(|at| memory.half(at).ok());
        let version = number.map(|number| version(number.into())).or_else(|| named.map(str::to_owned));
        let version = version.ok_or(Refused::NotPython)?;
        let minor = version.strip_prefix("3.").and_then(|rest| rest.split('.').next()?.parse().ok());
        let layout = minor.and_then(Layout::known).ok_or_else(|| Refused::Version(version.clone()))?;
        Ok(Self { runtime, layout, version })
    }
}

/// `3.9` of `python3.9`, and of `libpython3.7m.so.1.0` `3.7`.
fn version_in(name: &str) -> Option<String> {
    let rest = name.strip_prefix("lib").unwrap_or(name).strip_prefix("python")?;
    let (major, rest) = rest.split_once('.')?;
    let minor: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(major) && is_number(&minor)).then(|| format!("{major}.{minor}"))
}

/// What is mapped from the beginning of a file, each once.
fn objects(pid: u32) -> Result<Vec<Object>, Refused> {
    let maps = fs::read(format!("/proc/{pid}/maps")).map_err(|error| Refused::of(&error))?;
    let mut objects: Vec<Object> = Vec::new();
    for line in String::from_utf8_lossy(&maps).lines() {
        // `7f00-7f10 r--p 00000000 fd:00 1234   /usr/lib/libpython3.11.so.1.0 (deleted)`
        let (Some(path), mut words) = (line.find('/'), line.split(' ')) else { continue };
        let base = words.next().and_then(|range| u64::from_str_radix(range.split('-').next()?, 16).ok());
        let is_first = words.nth(1).is_some_and(|offset| offset.bytes().all(|digit| digit == b'0'));
        let path = line[path..].trim_end_matches(" (deleted)");
        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
        if let (Some(base), true) = (base, is_first && objects.iter().all(|known| known.name != name)) {
            objects.push(Object { base, name });
        }
    }
    Ok(objects)
}
