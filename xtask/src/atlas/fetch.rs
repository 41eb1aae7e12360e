//! Source distributions on disk: fetched by `fetch.py` in a Python environment of its own, kept in the target folder.
//!
//! Invariant: the list and the caller name no place to fetch from; that is what the reader's pip is configured for.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use super::sources::Source;
use crate::repo::Repo;
use crate::shell;
use crate::venv::{self, Wheels};

const SCRIPT: &str = "xtask/src/atlas/fetch.py";
const REQUIREMENTS: &str = "xtask/src/atlas/fetch.txt";

/// The unpacked trees, in the order asked for. What is there already is fetched no second time.
pub(super) fn trees(repo: &Repo, sources: &[Source]) -> Result<Vec<PathBuf>> {
    let python = venv::ensure(repo, "fetch", None, Wheels::Pinned(Path::new(REQUIREMENTS)))?;
    let folder = repo.target.join("atlas/sources");
    std::fs::create_dir_all(&folder)?;
    let requests = sources.iter().map(request);
    if let Some(why) = shell::complaint(Command::new(python).arg(SCRIPT).arg(&folder).args(requests))? {
        bail!("{why}");
    }
    Ok(sources.iter().map(|source| folder.join(source.folder())).collect())
}

/// `NAME==VERSION[=SHA256]`.
fn request(source: &Source) -> String {
    let Source { package, version, sha256 } = source;
    let sum = sha256.as_ref().map(|sum| format!("={sum}")).unwrap_or_default();
    format!("{package}=={version}{sum}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_carries_the_sha256_where_there_is_one() {
        let mut source = Source::unlisted("numpy", "2.3.5");
        assert_eq!(request(&source), "numpy==2.3.5");
        source.sha256 = Some("ab".to_owned());
        assert_eq!(request(&source), "numpy==2.3.5=ab");
    }
}
