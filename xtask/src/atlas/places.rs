//! The committed data, `crate/atlas/data/scan.json`: which function of which file releases the GIL how, and on which lines.
//!
//! Invariant: the same places give the same bytes: everything is sorted, and a function is one line of text. A place's
//! key is package, version, file, function, kind and its number among those; its line follows from the key, so whoever
//! cites a place by its key still cites the right line when the file has moved on.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};
use serde_json::json;

pub(super) const DATA: &str = "crate/atlas/data/scan.json";

/// A place: what stands where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) line: u32,
    /// With its classes, joined as the language joins them; empty outside of any function.
    pub(crate) function: String,
    pub(crate) kind: &'static str,
}

/// By function's name, then by kind: the lines, in the order of the file.
pub(crate) type Functions = BTreeMap<String, BTreeMap<String, Vec<u32>>>;

/// The places of one source distribution, by file.
pub(crate) type Tree = BTreeMap<String, Functions>;

/// All of them, by package and version with a space between.
pub(crate) type Scan = BTreeMap<String, Tree>;

pub(super) fn add(tree: &mut Tree, file: &str, place: Place) {
    let functions = tree.entry(file.to_owned()).or_default();
    functions.entry(place.function).or_default().entry(place.kind.to_owned()).or_default().push(place.line);
}

/// Every place once, as file, function, kind and lines.
pub(super) fn rows(tree: &Tree) -> impl Iterator<Item = (&str, &str, &str, &[u32])> {
    tree.iter().flat_map(|(file, functions)| {
        functions.iter().flat_map(move |(function, kinds)| {
            kinds.iter().map(move |(kind, lines)| (file.as_str(), function.as_str(), kind.as_str(), lines.as_slice()))
        })
    })
}

pub(super) fn committed() -> Result<Scan> {
    let text = fs::read_to_string(DATA).with_context(|| format!("can't read {DATA}: run `cargo xtask atlas scan`"))?;
    serde_json::from_str(&text)
        .with_context(|| format!("{DATA} is not what a scan writes: run `cargo xtask atlas scan`"))
}

/// The data as JSON, a function a line, which serde_json's own layouts can't: they know one line or a line a number.
pub(super) fn text(scan: &Scan) -> String {
    object(scan, 1, |tree| object(tree, 2, |functions| object(functions, 3, |kinds| json!(kinds).to_string()))) + "\n"
}

fn object<V>(entries: &BTreeMap<String, V>, depth: usize, value: impl Fn(&V) -> String) -> String {
    let mut text = String::from("{");
    for (index, (name, entry)) in entries.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma}\n{:depth$}{}: {}", "", json!(name), value(entry));
    }
    let _ = write!(text, "\n{:1$}}}", "", depth - 1);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atlas::kind;

    fn example() -> Scan {
        let mut tree = Tree::new();
        let place = |line, function: &str, kind| Place { line, function: function.to_owned(), kind };
        add(&mut tree, "a/b.pyx", place(3, "g", kind::WITH_NOGIL));
        add(&mut tree, "a/b.pyx", place(5, "f", kind::NOGIL_FUNCTION));
        add(&mut tree, "a/b.pyx", place(9, "g", kind::WITH_NOGIL));
        Scan::from([("numpy 1.5.1".to_owned(), tree)])
    }

    #[test]
    fn a_function_is_a_line_and_the_text_is_sorted() {
        let expected = r#"{
 "numpy 1.5.1": {
  "a/b.pyx": {
   "f": {"nogil function":[5]},
   "g": {"with nogil":[3,9]}
  }
 }
}
"#;
        assert_eq!(text(&example()), expected);
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(serde_json::from_str::<Scan>(&text(&example())).unwrap(), example());
    }

    #[test]
    fn the_committed_data_is_small_sorted_and_of_known_kinds() {
        let committed = include_str!("../../../crate/atlas/data/scan.json").replace("\r\n", "\n");
        let scan: Scan = serde_json::from_str(&committed).unwrap();
        assert_eq!(text(&scan), committed);
        assert!(committed.len() <= 200_000, "{} bytes", committed.len());
        for (file, function, kind, lines) in scan.values().flat_map(rows) {
            assert!(kind::find(kind).is_some(), "{file} {function}: {kind}");
            assert!(lines.is_sorted() && !lines.is_empty(), "{file} {function}: {lines:?}");
        }
    }
}
