//! The folder that a static host serves.
//!
//! Invariants: a path that names a whole version never changes once it is out; beside it stands the newest of each series
//! that promises to stay compatible, with the same files. Each of these folders is also the npm package. The version is
//! that of Cargo.toml.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::repo::{DIST, FOLDER, HOSTED, Repo};
use crate::stamp;
use crate::step::Outcome;

/// The package's manifest, which has no version where it is written.
const MANIFEST: &str = "package.json";
/// What the package has beside the built page: the file's name in the package and where it is.
const BESIDE: &[(&str, &str)] =
    &[("README.md", "www/npm/README.md"), ("LICENSE-MIT", "LICENSE-MIT"), ("LICENSE-APACHE", "LICENSE-APACHE")];
/// The JSON Schemas, for the package and for the root of the host, which has the newest.
const SCHEMAS: &str = "docs/schema";
/// Files that some hosts look for at their root, and where the build puts them.
const AT_ROOT: &[&str] = &["_headers", "vercel.json"];

pub(super) fn lay_out(_: &Repo) -> Result<Outcome> {
    let version = env!("CARGO_PKG_VERSION");
    let root = Path::new(HOSTED);
    if root.exists() {
        fs::remove_dir_all(root).with_context(|| format!("can't clear {HOSTED}"))?;
    }
    for name in [version, series(version)] {
        let folder = root.join(FOLDER).join(name);
        for file in stamp::files(&[DIST], &[])? {
            copy(&file, &folder.join(file.strip_prefix(DIST)?))?;
        }
        for (name, from) in BESIDE {
            copy(Path::new(from), &folder.join(name))?;
        }
        schemas(&folder)?;
        fs::write(folder.join(MANIFEST), manifest(version)?)?;
    }
    schemas(root)?;
    for name in AT_ROOT {
        copy(&Path::new(DIST).join("hosts").join(name), &root.join(name))?;
    }
    // Or GitHub Pages leaves out what begins with an underscore.
    fs::write(root.join(".nojekyll"), "")?;
    fs::write(root.join("index.html"), entrance(series(version)))?;
    println!("{HOSTED}/{FOLDER}/{version} and {HOSTED}/{FOLDER}/{}", series(version));
    Ok(Outcome::Done)
}

fn schemas(folder: &Path) -> Result<()> {
    for file in stamp::files(&[SCHEMAS], &[])? {
        copy(&file, &folder.join("schema").join(file.strip_prefix(SCHEMAS)?))?;
    }
    Ok(())
}

/// The manifest of the package of this version.
fn manifest(version: &str) -> Result<String> {
    let manifest = fs::read_to_string(Path::new("www/npm").join(MANIFEST))?;
    Ok(manifest.replacen("{\n", &format!("{{\n  \"version\": \"{version}\",\n"), 1))
}

/// What stays compatible: the first number that is not 0 and what is before it.
fn series(version: &str) -> &str {
    let dots: Vec<usize> = version.match_indices('.').map(|(at, _)| at).collect();
    match dots[..] {
        [major, _] if !version.starts_with("0.") => &version[..major],
        [_, minor] if !version.starts_with("0.0.") => &version[..minor],
        _ => version,
    }
}

/// The page at the root of the host.
fn entrance(series: &str) -> String {
    let address = format!("{FOLDER}/{series}/index.html");
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>GIL playground</title>\n\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\"></head>\n\
         <body><p><a href=\"{address}\">GIL playground</a></p></body></html>\n"
    )
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let folder = to.parent().context("a file lies in a folder")?;
    fs::create_dir_all(folder)?;
    fs::copy(from, to).with_context(|| format!("can't copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::series;

    #[test]
    fn a_series_is_what_promises_to_stay_compatible() {
        for (version, expected) in [("1.4.2", "1"), ("0.1.0", "0.1"), ("0.0.3", "0.0.3"), ("12.0.0", "12")] {
            assert_eq!(series(version), expected);
        }
    }
}
