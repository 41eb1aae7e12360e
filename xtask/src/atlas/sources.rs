//! The source distributions that are read, as `crate/atlas/sources.json` lists them.
//!
//! Invariant: a listed file's name is its package and version, and its sha256 is fixed; where it comes from is no
//! business of the list.

use std::fmt;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

const LIST: &str = "crate/atlas/sources.json";
/// What `fetch.py` unpacks.
const FORMATS: &[&str] = &[".tar.gz", ".zip"];

/// One source distribution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) package: String,
    pub(crate) version: String,
    /// What the archive must have; where nothing is fixed, the index's word for it is taken.
    pub(crate) sha256: Option<String>,
}

impl Source {
    /// A version that is not in the list.
    pub(crate) fn unlisted(package: &str, version: &str) -> Self {
        Self { package: package.to_owned(), version: version.to_owned(), sha256: None }
    }

    /// The folder that its archive unpacks to.
    pub(crate) fn folder(&self) -> String {
        format!("{}-{}", self.package, self.version)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.package, self.version)
    }
}

/// A version as a command line gives it, which becomes part of a path and of pip's arguments.
pub(crate) fn version(text: &str) -> Result<String, String> {
    let is_version = text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    if is_version { Ok(text.to_owned()) } else { Err("write the whole version, such as 2.4.6".to_owned()) }
}

/// The list, oldest first within a package.
pub(crate) fn listed() -> Result<Vec<Source>> {
    parse(&fs::read_to_string(LIST).with_context(|| format!("can't read {LIST}"))?)
}

/// The last listed version of a package: what another version is compared with.
pub(crate) fn newest<'a>(sources: &'a [Source], package: &str) -> Result<&'a Source> {
    let found = sources.iter().rfind(|source| source.package == package);
    found.with_context(|| format!("{LIST} lists no {package}: add the file's name and its sha256"))
}

fn parse(list: &str) -> Result<Vec<Source>> {
    let list: Vec<Value> = serde_json::from_str(list).with_context(|| format!("{LIST} is no JSON list"))?;
    list.iter().map(|row| source(row).with_context(|| not_a_source(row))).collect()
}

fn not_a_source(row: &Value) -> String {
    format!(r#"{LIST}: {row} is not {{"file": "NAME-VERSION.tar.gz", "sha256": "64 hexadecimal digits"}}"#)
}

fn source(row: &Value) -> Option<Source> {
    let file = row["file"].as_str()?;
    let (package, version) = FORMATS.iter().find_map(|format| file.strip_suffix(format))?.rsplit_once('-')?;
    let sha256 = row["sha256"].as_str().filter(|sum| sum.len() == 64 && sum.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Some(Source { sha256: Some(sha256.to_owned()), ..Source::unlisted(package, version) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_its_package_and_version() {
        let sum = "0".repeat(64);
        let list = format!(r#"[{{"file": "numpy-1.5.1.tar.gz", "sha256": "{sum}"}}]"#);
        let numpy = Source { sha256: Some(sum), ..Source::unlisted("numpy", "1.5.1") };
        assert_eq!(parse(&list).unwrap(), [numpy]);
    }

    #[test]
    fn a_version_is_digits_letters_and_dots() {
        for text in ["2.4.6", "2.5.0rc1"] {
            assert_eq!(version(text).unwrap(), text);
        }
        for text in ["", "latest", "../2.4.6", "2.4.6=", ">=2", "2.4.6 --pre"] {
            assert!(version(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_row_without_a_whole_sha256_is_refused_with_what_it_should_be() {
        let error = parse(r#"[{"file": "numpy-1.5.1.tar.gz", "sha256": "ab"}]"#).unwrap_err();
        assert!(error.to_string().contains("64 hexadecimal digits"), "{error}");
    }

    #[test]
    fn the_committed_list_names_each_file_once_and_both_packages() {
        let list = parse(include_str!("../../../crate/atlas/sources.json")).unwrap();
        let mut folders: Vec<_> = list.iter().map(Source::folder).collect();
        folders.sort();
        folders.dedup();
        assert_eq!(folders.len(), list.len());
        assert!(newest(&list, "numpy").is_ok() && newest(&list, "scipy").is_ok());
    }
}
