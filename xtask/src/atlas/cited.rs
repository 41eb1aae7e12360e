//! The lines that the atlas's rules cite, held against the sources themselves.
//!
//! Invariant: what is cited as a line that releases the GIL reads like one, and what is cited as the head of a function names it;
//! the scan says whether there is more.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use gil_atlas::rule::Place;
use gil_atlas::{functions, gufunc};

use super::places::Tree;

/// Every cited place, the version that it was read in, and a call that cites it.
fn cited() -> impl Iterator<Item = (&'static str, &'static Place, &'static str)> {
    functions::all().flat_map(|function| {
        function.editions.iter().flat_map(move |edition| {
            edition.steps.iter().map(move |step| (step.at.read.unwrap_or(edition.read), &step.at, function.call))
        })
    })
}

/// Where NumPy writes the signatures of its gufuncs.
const SIGNATURES: [&str; 2] = ["numpy/linalg/umath_linalg.cpp", "numpy/_core/code_generators/generate_umath.py"];

/// Each signature that the sources of this NumPy don't have.
pub(super) fn unknown_signatures(root: &Path) -> Vec<&'static str> {
    let read = |file: &&str| fs::read_to_string(root.join(file)).unwrap_or_default();
    let text: String = SIGNATURES.iter().map(read).collect::<String>().replace(' ', "").replace('\'', "\"");
    gufunc::signatures().filter(|signature| !text.contains(&format!("\"{signature}\""))).collect()
}

/// Each cited line that does not read as it should, in the trees of those versions.
pub(super) fn wrong(roots: &BTreeMap<String, PathBuf>) -> Vec<String> {
    let found = cited().filter_map(|(read, place, _)| {
        let Some(root) = roots.get(read) else {
            return Some(format!(
                "{read} {}:{}: crate/atlas/sources.json does not list {read}",
                place.file, place.line
            ));
        };
        mistake(root, place).map(|mistake| format!("{read} {}:{}: {mistake}", place.file, place.line))
    });
    found.collect::<BTreeSet<_>>().into_iter().collect()
}

/// What is wrong with the line of this place, if anything.
fn mistake(root: &Path, place: &Place) -> Option<String> {
    let Some(text) = fs::read(root.join(place.file)).ok() else {
        return Some("there is no such file".to_owned());
    };
    let (text, word) = (String::from_utf8_lossy(&text), expected(place));
    match (place.line as usize).checked_sub(1).and_then(|above| text.lines().nth(above)) {
        None => Some(format!("there is no such line, of {}", text.lines().count())),
        Some(line) => (!has_word(line, word)).then(|| format!("says {:?}, not {word}", line.trim())),
    }
}

/// What the line must contain.
fn expected(place: &Place) -> &str {
    match place.kind {
        "" => place.function.rsplit(['.', '>']).next().unwrap_or(place.function),
        kind if kind.contains("nogil") => "nogil",
        kind => kind,
    }
}

/// Whether the word is there by itself: many a macro's name begins with another's.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    !word.is_empty()
        && line
            .match_indices(word)
            .any(|(start, _)| !line[..start].ends_with(is_part) && !line[start + word.len()..].starts_with(is_part))
}

/// What became, in another version, of the places that the rules of `read` rest on.
pub(super) fn changes(read: &str, before: &Tree, after: &Tree) -> Vec<String> {
    let mut resting: BTreeMap<(&str, &str, &str, u32), BTreeSet<&str>> = BTreeMap::new();
    for (_, place, call) in cited().filter(|(version, place, _)| *version == read && !place.kind.is_empty()) {
        resting.entry((place.file, place.function, place.kind, place.line)).or_default().insert(call);
    }
    let change = |((file, function, kind, line), calls)| {
        let of = |tree: &Tree| tree.get(file)?.get(function)?.get(kind).cloned();
        let what = moved(line, &of(before).unwrap_or_default(), of(after).as_deref(), &calls)?;
        Some(format!("{file}: {function} {kind} {what}"))
    };
    resting.into_iter().filter_map(change).collect()
}

/// Where the place on this line went: it keeps its number among its like, unless there are more or fewer of them now.
fn moved(line: u32, before: &[u32], after: Option<&[u32]>, calls: &BTreeSet<&str>) -> Option<String> {
    let Some(after) = after else {
        return Some(format!("is gone: {}", rest(calls)));
    };
    let number = before.iter().position(|one| *one == line);
    match number.filter(|_| before.len() == after.len()).map(|number| after[number]) {
        Some(now) => (now != line).then(|| format!("moved from {line} to {now}")),
        None => Some(format!("was on {line}, one of {before:?}, now {after:?}: {}", rest(calls))),
    }
}

fn rest(calls: &BTreeSet<&str>) -> String {
    let first = calls.first().copied().unwrap_or_default();
    match calls.len().saturating_sub(1) {
        0 => format!("the rule of {first} rests on it"),
        1 => format!("the rules of {first} and 1 other rest on it"),
        others => format!("the rules of {first} and {others} others rest on it"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::atlas::places;

    const CALLS: [&str; 3] = ["numpy.a(x)", "numpy.b(x)", "numpy.c(x)"];

    fn place(function: &'static str, kind: &'static str, line: u32) -> Place {
        Place { read: None, file: "a.c", function, kind, line }
    }

    #[test]
    fn a_line_that_lets_go_holds_its_macro_and_a_head_its_name() {
        assert_eq!(expected(&place("f", "NPY_BEGIN_THREADS", 1)), "NPY_BEGIN_THREADS");
        assert_eq!(expected(&place("f", "nogil function", 1)), "nogil");
        assert_eq!(expected(&place("RandomState.shuffle", "", 1)), "shuffle");
        assert_eq!(expected(&place("<prefix2>gees", "", 1)), "gees");
    }

    #[test]
    fn a_word_is_no_part_of_another() {
        assert!(has_word("    NPY_BEGIN_THREADS;", "NPY_BEGIN_THREADS"));
        assert!(!has_word("    NPY_BEGIN_THREADS_DEF;", "NPY_BEGIN_THREADS"));
        assert!(!has_word("my_shuffle(); shuffled(); é_shuffle", "shuffle"));
        assert!(has_word("my_shuffle(shuffle)", "shuffle"));
        assert!(!has_word("};", ""));
    }

    #[test]
    fn a_line_is_counted_from_one_and_what_is_wrong_with_it_is_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.c"), "int\n  f(void)\n").unwrap();
        let mistake = |place| mistake(folder.path(), &place);
        assert_eq!(mistake(place("f", "", 2)), None);
        assert_eq!(mistake(place("f", "", 1)).unwrap(), r#"says "int", not f"#);
        for line in [0, 3] {
            assert_eq!(mistake(place("f", "", line)).unwrap(), "there is no such line, of 2");
        }
        assert_eq!(mistake(Place { file: "b.c", ..place("f", "", 1) }).unwrap(), "there is no such file");
    }

    #[test]
    fn every_version_that_rules_cite_is_held_or_told() {
        let folder = tempfile::tempdir().unwrap();
        let wrong = wrong(&BTreeMap::from([("numpy 2.4.6".to_owned(), folder.path().to_owned())]));
        let (held, told): (Vec<_>, Vec<_>) = wrong.iter().partition(|line| line.starts_with("numpy 2.4.6 "));
        assert!(!held.is_empty() && held.iter().all(|line| line.ends_with("there is no such file")), "{held:?}");
        assert!(!told.is_empty() && told.iter().all(|line| line.contains("does not list")), "{told:?}");
    }

    #[test]
    fn a_place_keeps_its_number_when_it_moves() {
        let calls = BTreeSet::from(["numpy.a(x)"]);
        assert_eq!(moved(9, &[5, 9], Some(&[5, 9]), &calls), None);
        assert_eq!(moved(9, &[5, 9], Some(&[9, 12]), &calls).unwrap(), "moved from 9 to 12");
        let fewer = "was on 9, one of [5, 9], now [9]: the rule of numpy.a(x) rests on it";
        assert_eq!(moved(9, &[5, 9], Some(&[9]), &calls).unwrap(), fewer);
    }

    #[test]
    fn what_is_gone_is_told_with_who_rests_on_it() {
        let gone = |calls: &[&'static str]| moved(9, &[9], None, &calls.iter().copied().collect()).unwrap();
        assert_eq!(gone(&CALLS[..1]), "is gone: the rule of numpy.a(x) rests on it");
        assert_eq!(gone(&CALLS[..2]), "is gone: the rules of numpy.a(x) and 1 other rest on it");
        assert_eq!(gone(&CALLS), "is gone: the rules of numpy.a(x) and 2 others rest on it");
    }

    #[test]
    fn the_places_of_the_rules_are_those_of_the_scan() {
        let scan: places::Scan = serde_json::from_str(include_str!("../../../crate/atlas/data/scan.json")).unwrap();
        let before = &scan["numpy 2.4.6"];
        assert_eq!(changes("numpy 2.4.6", before, before), [""; 0]);
        let mut after = before.clone();
        let (file, function) = ("numpy/_core/src/umath/ufunc_object.c", "PyUFunc_GeneralizedFunctionInternal");
        let kinds = after.get_mut(file).unwrap().get_mut(function).unwrap();
        kinds.values_mut().flatten().for_each(|line| *line += 7);
        let moved = changes("numpy 2.4.6", before, &after);
        let expected = format!("{file}: {function} NPY_BEGIN_THREADS_THRESHOLDED moved from ");
        assert!(matches!(&moved[..], [one] if one.starts_with(&expected)), "{moved:?}");
    }
}
