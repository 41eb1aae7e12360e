//! Skipping work that is done: a step is fresh only if its inputs **and** its outputs are, byte for byte, what its last
//! success saw, so neither an edit nor a deleted file is ever missed.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::repo::Repo;
use crate::step::Outcome;

/// Runs `make` unless it already ran with the same `inputs` and its `outputs` still stand as it left them.
pub(crate) fn unless_fresh(
    repo: &Repo,
    name: &str,
    inputs: u64,
    outputs: &[&str],
    make: impl FnOnce() -> Result<()>,
) -> Result<Outcome> {
    let stamp = repo.stamps().join(name);
    let now = || anyhow::Ok(format!("{inputs:016x} {:016x}", digest(outputs, &[])?));
    if fs::read_to_string(&stamp).is_ok_and(|then| now().is_ok_and(|now| now == then)) {
        return Ok(Outcome::Unchanged);
    }
    // A run that is stopped half way must not find an old stamp beside half of its outputs.
    let _ = fs::remove_file(&stamp);
    make()?;
    fs::write(&stamp, now().with_context(|| format!("{name} made no {}", outputs.join(", ")))?)?;
    Ok(Outcome::Done)
}

/// One number for the names and contents of files and of whole directories, except entries called one of `skip`.
pub(crate) fn digest(paths: &[impl AsRef<Path>], skip: &[&str]) -> Result<u64> {
    // The algorithm may change with the compiler; that costs one needless run.
    let mut hasher = DefaultHasher::new();
    for file in files(paths, skip)? {
        file.hash(&mut hasher);
        fs::read(&file).with_context(|| format!("can't read {}", file.display()))?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

/// All files at and under `paths`, in an order that does not depend on the file system.
pub(crate) fn files(paths: &[impl AsRef<Path>], skip: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let path = path.as_ref();
        if !path.is_dir() {
            found.push(path.to_owned());
            continue;
        }
        let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
        entries.retain(|entry| !skip.iter().any(|name| entry.ends_with(name)));
        entries.sort();
        found.extend(files(&entries, skip)?);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a step over `in/` and `out` runs.
    fn runs(repo: &Repo) -> bool {
        let out = repo.target.join("out");
        let inputs = digest(&[repo.target.join("in")], &["skipped"]).unwrap();
        let mut ran = false;
        let make = || {
            ran = true;
            Ok(fs::write(&out, "made")?)
        };
        let outcome = unless_fresh(repo, "step", inputs, &[out.to_str().unwrap()], make).unwrap();
        assert_eq!(outcome == Outcome::Done, ran);
        ran
    }

    #[test]
    fn a_step_runs_again_exactly_when_a_file_it_reads_or_wrote_has_changed() {
        let dir = tempfile::tempdir().unwrap();
        let repo = Repo { target: dir.path().to_owned() };
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
        fs::create_dir_all(dir.path().join("in/deep")).unwrap();
        fs::create_dir_all(repo.stamps()).unwrap();

        write("in/deep/a", "1");
        assert!(runs(&repo), "first run");
        assert!(!runs(&repo), "nothing changed");
        write("in/deep/a", "2");
        assert!(runs(&repo), "an input changed");
        write("in/b", "");
        assert!(runs(&repo), "an input appeared");
        write("in/skipped", "x");
        assert!(!runs(&repo), "a skipped name appeared");
        write("out", "edited");
        assert!(runs(&repo), "the output was edited");
        fs::remove_file(dir.path().join("out")).unwrap();
        assert!(runs(&repo), "the output was deleted");
    }

    #[test]
    fn a_step_that_fails_leaves_no_stamp() {
        let dir = tempfile::tempdir().unwrap();
        let repo = Repo { target: dir.path().to_owned() };
        fs::create_dir_all(repo.stamps()).unwrap();
        fs::write(repo.stamps().join("step"), "old").unwrap();
        assert!(unless_fresh(&repo, "step", 1, &["no-such-file"], || anyhow::bail!("no")).is_err());
        assert!(!repo.stamps().join("step").exists());
    }
}
