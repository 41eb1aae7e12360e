//! The agent as a file, which is how a program can load it.
//!
//! Invariant: a file that is already there is used only if it is byte for byte the agent, in a folder that is ours alone.

use rustix::fs::{StatVfsMountFlags, statvfs};
use std::env;
use std::fs::{self, DirBuilder, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// What `build.rs` compiled.
const AGENT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/agent.so"));
const FOLDER: &str = "gil-playground";

/// Where the agent lies, once it is written there: in the user's cache, or else among the temporary files.
///
/// # Errors
/// What the system says, where both fail.
pub fn file() -> io::Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").filter(|cache| !cache.is_empty()).map(PathBuf::from);
    let home = || env::var_os("HOME").filter(|home| !home.is_empty()).map(|home| Path::new(&home).join(".cache"));
    let user = rustix::process::getuid().as_raw();
    let temporary = env::temp_dir().join(format!("{FOLDER}-{user}"));
    let places = cache.or_else(home).map(|cache| cache.join(FOLDER)).into_iter().chain([temporary]);
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for folder in places.filter(|place| can_be_preloaded(place)) {
        match write(&folder) {
            Ok(file) => return Ok(file),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// In `LD_PRELOAD` both end a path.
fn can_be_preloaded(path: &Path) -> bool {
    path.is_absolute() && path.to_str().is_some_and(|path| !path.contains([' ', ':']))
}

fn write(folder: &Path) -> io::Result<PathBuf> {
    if let Some(above) = folder.parent() {
        fs::create_dir_all(above)?;
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    let found = fs::symlink_metadata(folder)?;
    if !found.is_dir() || found.uid() != rustix::process::getuid().as_raw() {
        return Err(io::Error::other(format!("{} belongs to somebody else", folder.display())));
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    if statvfs(folder)?.f_flag.contains(StatVfsMountFlags::NOEXEC) {
        return Err(io::Error::other(format!("no program may be loaded from {}", folder.display())));
    }
    let mut hash = DefaultHasher::new();
    AGENT.hash(&mut hash);
    let file = folder.join(format!("agent-{:016x}.so", hash.finish()));
    if fs::read(&file).is_ok_and(|bytes| bytes == AGENT) {
        return Ok(file);
    }
    // Another recorder may write it, too: each under a name of its own, and whole before it has the right one.
    let half = folder.join(format!("agent-{}.half", std::process::id()));
    let written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&half);
    written.and_then(|mut it| it.write_all(AGENT)).and_then(|()| fs::rename(&half, &file)).inspect_err(|_| {
        // It is of no use to anybody.
        let _ = fs::remove_file(&half);
    })?;
    Ok(file)
}
