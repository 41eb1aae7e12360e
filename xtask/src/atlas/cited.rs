//! The lines that the atlas's rules cite, held against the sources themselves.
//!
//! Invariant: what is cited as a line that lets go reads like one, and what is cited as the head of a function names it;
//! the scan says whether there is more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gil_atlas::functions;
use gil_atlas::rule::Place;

use super::places::Tree;

/// Every cited place, the version that it was read in, and a call that cites it.
fn cited() -> impl Iterator<Item = (&'static str, &'static Place, &'static str)> {
    functions::all().flat_map(|function| {
        function.editions.iter().flat_map(move |edition| {
            edition.steps.iter().map(move |step| (step.at.read.unwrap_or(edition.read), &step.at, function.call))
        })
    })
}

/// Each cited line that does not read as it should, in the trees of those versions.
pub(super) fn wrong(roots: &BTreeMap<String, PathBuf>) -> Vec<String> {
    let found = cited().filter_map(|(read, place, _)| {
        let root = roots.get(read)?;
        let says = line(root, place);
        let right = says.as_ref().is_some_and(|says| says.to_lowercase().contains(&expected(place).to_lowercase()));
        (!right).then(|| {
            let says =
                says.map_or_else(|| "there is no such line".to_owned(), |says| format!("says {:?}", says.trim()));
            format!("{read} {}:{}: {says}, not {}", place.file, place.line, expected(place))
        })
    });
    found.collect::<BTreeSet<_>>().into_iter().collect()
}

fn line(root: &Path, place: &Place) -> Option<String> {
    let bytes = fs::read(root.join(place.file)).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    text.lines().nth((place.line as usize).checked_sub(1)?).map(str::to_owned)
}

/// What the line must contain.
fn expected(place: &Place) -> &str {
    match place.kind {
        "" => place.function.rsplit(['.', '>']).next().unwrap_or(place.function),
        kind if kind.contains("nogil") => "nogil",
        kind => kind,
    }
}

/// What became, in another version, of the places that the rules of `read` rest on.
pub(super) fn changes(read: &str, after: &Tree) -> Vec<String> {
    let mut resting: BTreeMap<(&str, &str, &str, u32), BTreeSet<&str>> = BTreeMap::new();
    for (_, place, call) in cited().filter(|(version, place, _)| *version == read && !place.kind.is_empty()) {
        resting.entry((place.file, place.function, place.kind, place.line)).or_default().insert(call);
    }
    let change = |((file, function, kind, line), calls): ((&str, &str, &str, u32), BTreeSet<&str>)| {
        let lines = after.get(file).and_then(|functions| functions.get(function)?.get(kind));
        match lines.map(Vec::as_slice) {
            Some(lines) if lines.contains(&line) => None,
            Some(lines) => Some(format!("{file}: {kind} in {function} moved from {line} to {lines:?}")),
            None => {
                let (first, others) = (calls.first().copied().unwrap_or_default(), calls.len() - 1);
                let rest = if others == 0 { "rests".to_owned() } else { format!("and {others} others rest") };
                Some(format!("{file}: {kind} in {function} is gone: {first} {rest} on it"))
            }
        }
    };
    resting.into_iter().filter_map(change).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atlas::places;

    fn place(function: &'static str, kind: &'static str) -> Place {
        Place { read: None, file: "a.c", function, kind, line: 2 }
    }

    #[test]
    fn a_line_that_lets_go_holds_its_macro_and_a_head_its_name() {
        assert_eq!(expected(&place("f", "NPY_BEGIN_THREADS")), "NPY_BEGIN_THREADS");
        assert_eq!(expected(&place("f", "nogil function")), "nogil");
        assert_eq!(expected(&place("RandomState.shuffle", "")), "shuffle");
        assert_eq!(expected(&place("<prefix2>gees", "")), "gees");
    }

    #[test]
    fn a_line_is_counted_from_one_and_one_past_the_end_is_none() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.c"), "first\nsecond\n").unwrap();
        assert_eq!(line(folder.path(), &place("f", "")).as_deref(), Some("second"));
        let past = Place { line: 3, ..place("f", "") };
        assert_eq!(line(folder.path(), &past), None);
        assert_eq!(line(folder.path(), &Place { line: 0, ..past }), None);
    }

    #[test]
    fn wrong_lines_are_told_with_what_they_say() {
        let folder = tempfile::tempdir().unwrap();
        let roots = BTreeMap::from([("numpy 2.4.6".to_owned(), folder.path().to_owned())]);
        let wrong = wrong(&roots);
        assert!(wrong.iter().all(|line| line.contains("there is no such line")), "{wrong:?}");
        assert!(wrong.len() > 20 && wrong.iter().any(|line| line.contains("not NPY_BEGIN_THREADS_THRESHOLDED")));
    }

    #[test]
    fn what_moved_and_what_is_gone_is_told_with_who_rests_on_it() {
        let scan: places::Scan = serde_json::from_str(include_str!("../../../crate/atlas/data/scan.json")).unwrap();
        let mut tree = scan["numpy 2.4.6"].clone();
        assert_eq!(changes("numpy 2.4.6", &tree), [""; 0]);
        let file = tree.get_mut("numpy/_core/src/umath/ufunc_object.c").unwrap();
        let kinds = file.get_mut("PyUFunc_GeneralizedFunctionInternal").unwrap();
        kinds.insert("NPY_BEGIN_THREADS_THRESHOLDED".to_owned(), vec![2140]);
        let moved = changes("numpy 2.4.6", &tree);
        assert!(matches!(&moved[..], [one] if one.ends_with("moved from 2133 to [2140]")), "{moved:?}");
        tree.remove("numpy/_core/src/umath/ufunc_object.c");
        let gone = changes("numpy 2.4.6", &tree);
        assert!(gone.iter().any(|line| line.contains("is gone") && line.contains("others rest on it")), "{gone:?}");
    }
}
