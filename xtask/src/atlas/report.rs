//! Places in numbers, and what changed from one version to another, for people.
//!
//! Invariant: pure functions of the data; a place that only moved to another line has not changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::kind::{self, Effect, KINDS};
use super::places::{Scan, Tree, rows};

const EFFECTS: &[(Effect, &str)] = &[
    (Effect::Always, "always"),
    (Effect::Threshold, "n > 500"),
    (Effect::Dtype, "by dtype"),
    (Effect::May, "may"),
    (Effect::Declares, "declares"),
];

/// How many places each module, which is a folder, has of each effect; then each version of each kind.
pub(super) fn numbers(scan: &Scan) -> String {
    let mut text = String::new();
    for (version, tree) in scan {
        line(&mut text, version, EFFECTS.iter().map(|(_, name)| (*name).to_owned()));
        let counts = counted(tree, |file, kind| Some((module(file), kind::find(kind)?.effect)));
        let modules: BTreeSet<&str> = counts.keys().map(|(module, _)| *module).collect();
        for module in modules {
            let cells = EFFECTS.iter().map(|(effect, _)| number(counts.get(&(module, *effect))));
            line(&mut text, &format!("  {module}"), cells);
        }
        text.push('\n');
    }
    line(&mut text, "kind", scan.keys().cloned());
    let counts: Vec<_> = scan.values().map(|tree| counted(tree, |_, kind| kind::find(kind))).collect();
    for kind in KINDS {
        line(&mut text, &format!("  {}", kind.name), counts.iter().map(|counts| number(counts.get(kind))));
    }
    text
}

fn module(file: &str) -> &str {
    file.rsplit_once('/').map_or(".", |(folder, _)| folder)
}

fn counted<'t, K: Ord>(tree: &'t Tree, key: impl Fn(&'t str, &'t str) -> Option<K>) -> BTreeMap<K, usize> {
    let mut counts = BTreeMap::new();
    for (file, _, kind, lines) in rows(tree) {
        if let Some(key) = key(file, kind) {
            *counts.entry(key).or_default() += lines.len();
        }
    }
    counts
}

/// Nothing where there is none, so that what there is can be seen.
fn number(count: Option<&usize>) -> String {
    count.map(ToString::to_string).unwrap_or_default()
}

fn line(text: &mut String, title: &str, cells: impl Iterator<Item = String>) {
    let mut row = format!("{title:<44}");
    for cell in cells {
        let _ = write!(row, "{cell:>13}");
    }
    let _ = writeln!(text, "{}", row.trim_end());
}

/// A row for each function of a file that has more or fewer places of a kind than before.
pub(super) fn changes(before: &Tree, after: &Tree) -> Vec<String> {
    let count = |tree| rows(tree).map(|(file, function, kind, lines)| ((file, function, kind), lines.len())).collect();
    let (before, after): (BTreeMap<_, usize>, BTreeMap<_, usize>) = (count(before), count(after));
    let keys: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let change = |key: &(&str, &str, &str)| {
        let of = |counts: &BTreeMap<_, usize>| counts.get(key).copied().unwrap_or(0);
        let (file, function, kind) = key;
        let function = if function.is_empty() { "outside of functions" } else { function };
        let sign = if of(&after) > of(&before) { '+' } else { '-' };
        let number = of(&after).abs_diff(of(&before));
        (number > 0).then(|| format!("{sign}{number} {kind} in {file}, {function}"))
    };
    keys.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atlas::places::Functions;

    fn tree(function: &str, lines: &[u32]) -> Tree {
        let kinds = BTreeMap::from([("with nogil".to_owned(), lines.to_vec())]);
        Tree::from([("a/b.pyx".to_owned(), Functions::from([(function.to_owned(), kinds)]))])
    }

    #[test]
    fn a_place_that_moved_has_not_changed() {
        assert_eq!(changes(&tree("f", &[1, 2]), &tree("f", &[5, 9])), [""; 0]);
    }

    #[test]
    fn what_came_and_went_is_said_by_function() {
        assert_eq!(changes(&tree("f", &[1]), &tree("f", &[1, 2, 3])), ["+2 with nogil in a/b.pyx, f"]);
        let renamed = ["-1 with nogil in a/b.pyx, f", "+1 with nogil in a/b.pyx, g"];
        assert_eq!(changes(&tree("f", &[1]), &tree("g", &[1])), renamed);
    }

    #[test]
    fn the_committed_numbers_are_those_of_the_committed_data() {
        let scan: Scan = serde_json::from_str(include_str!("../../../crate/atlas/data/scan.json")).unwrap();
        assert_eq!(numbers(&scan), include_str!("../../../crate/atlas/data/scan.txt").replace("\r\n", "\n"));
    }
}
