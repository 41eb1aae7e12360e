//! What the tables promise, held against the committed scan and the committed measurement.
//!
//! Invariant: the data decides; a table that says otherwise is wrong, or gives its reason in `disagreements`.

use crate::answer::{self, Question};
use crate::disagreements;
use crate::dtype::Dtype;
use crate::functions;
use crate::list::Era;
use crate::measured::{self, Row};
use crate::rule::{Edition, Function, Verdict};
use crate::shape::{self, Shape};
use crate::thumb;
use std::collections::{BTreeMap, BTreeSet};

type Scan = BTreeMap<String, BTreeMap<String, BTreeMap<String, BTreeMap<String, Vec<u32>>>>>;

fn scan() -> Scan {
    serde_json::from_str(include_str!("../data/scan.json")).unwrap()
}

fn shapes(row: &Row) -> Vec<Shape> {
    row.shapes.iter().map(|text| shape::parse(text).unwrap()).collect()
}

fn find(row: &Row) -> Option<&'static Function> {
    functions::all().find(|function| function.call == row.call)
}

/// Every row that has a rule, and what the rule says.
fn judged() -> Vec<(&'static Row, Verdict)> {
    let judge = |row: &'static Row| {
        let function = find(row)?;
        let verdict = function.editions[0].verdict(&shapes(row), Dtype::parse(&row.dtype).unwrap());
        Some((row, verdict.unwrap_or_else(|error| panic!("{} {:?}: {error}", row.call, row.shapes))))
    };
    measured::data().rows.iter().filter_map(judge).collect()
}

#[test]
fn every_line_is_where_the_scan_found_it_and_where_nothing_is_the_scan_found_nothing() {
    let scan = scan();
    let mut wrong = Vec::new();
    for (function, edition, place) in functions::all().flat_map(|function| {
        let of = move |edition: &'static Edition| edition.steps.iter().map(move |step| (function, edition, &step.at));
        function.editions.iter().flat_map(of)
    }) {
        let kinds = scan[place.read.unwrap_or(edition.read)].get(place.file).and_then(|file| file.get(place.function));
        let right = match place.kind {
            "" => kinds.is_none_or(|kinds| kinds.keys().all(|kind| kind.ends_with("_DEF"))),
            kind => kinds.and_then(|kinds| kinds.get(kind)).is_some_and(|lines| lines.contains(&place.line)),
        };
        if !right {
            wrong.push(format!(
                "{} in {}: {}:{} {} {:?}: the scan has {kinds:?}",
                function.call, edition.read, place.file, place.line, place.function, place.kind
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_call_is_named_once_and_as_the_probe_names_it() {
    let mut seen = BTreeSet::new();
    for function in functions::all() {
        assert!(seen.insert(function.call), "{} stands there twice", function.call);
        let rows: Vec<_> = measured::of(function.call).collect();
        assert!(!rows.is_empty(), "{} was not measured", function.call);
        assert!(rows.iter().all(|row| row.function == function.name), "{} is not {}", function.call, function.name);
    }
}

#[test]
fn a_name_alone_asks_for_its_plain_call_and_shapes_for_the_call_that_takes_them() {
    let mut plain: BTreeMap<&str, &str> = BTreeMap::new();
    for function in functions::all() {
        let first = plain.entry(function.name).or_insert(function.call);
        assert!(
            first.matches(',').count() <= function.call.matches(',').count(),
            "{first} stands before {}",
            function.call
        );
    }
    let ask = |function: &str, shapes: &str| {
        let shapes = shape::parse_all(shapes).unwrap();
        answer::ask(&Question { function, shapes, dtype: Dtype::Float64, read: None })
    };
    let call = |function: &str, shapes: &str| ask(function, shapes).map(|answer| answer.call);
    assert_eq!(call("numpy.linalg.norm", "1000x1000"), Ok("numpy.linalg.norm(a)"));
    assert_eq!(call("numpy.einsum", "100 100"), Ok("numpy.einsum('i,i->', a, b)"));
    let einsum = ask("numpy.einsum", "100x100 100x100").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(einsum.call, "numpy.einsum('ij,jk->ik', a, b)");
    assert!(einsum.read_as.unwrap().contains("not numpy.einsum('i,i->', a, b)"));
    for (function, shapes, told) in [
        (
            "numpy.einsum('i,i->', a, b)",
            "100x100 100x100",
            "100x100 has 2 dimensions and needs 1; these shapes fit numpy.einsum('ij,jk->ik', a, b)",
        ),
        ("numpy.linalg.norm(a, 2)", "100", "100 has 1 dimension and needs 2; these shapes fit numpy.linalg.norm(a)"),
        (
            "numpy.dot",
            "3x4 5x6",
            "numpy.dot(a, b) can't take 3x4 and 5x6: k is 4 in one place and 5 in another; write shapes such as 700x700 700x700",
        ),
        ("numpy.dot", "3x4", "it takes 2 shapes and got 1"),
        ("scipy.linalg.eigh", "3x4", "m is 3 in one place and 4 in another"),
        ("scipy.linalg.lstsq", "30x4 31", "m is 30 in one place and 31 in another"),
        ("scipy.ndimage.rotate", "30", "30 has 1 dimension and needs at least 2"),
        ("numpy.cross", "9x4 9x4", "a length of 4 must be 3"),
        ("numpy.vdot", "3x4 13", "the numbers of elements must be equal, and are 12 and 13"),
    ] {
        let error = ask(function, shapes).err().unwrap_or_else(|| panic!("{function} {shapes} was answered"));
        assert!(error.contains(told), "{function} {shapes}: {error}");
    }
}

#[test]
fn editions_go_back_in_time_and_the_first_is_what_was_measured() {
    let order = ["2.4.6", "1.12.0", "1.8.0", "1.5.1", "1.17.1", "0.9.0"];
    for function in functions::all() {
        let versions: Vec<_> = function.editions.iter().map(|edition| edition.read.split_once(' ').unwrap()).collect();
        let places = versions.iter().map(|(_, version)| order.iter().position(|known| known == version).unwrap());
        assert!(places.is_sorted(), "{}", function.call);
        let (package, version) = versions[0];
        assert_eq!(measured::data().versions[package], version, "{}", function.call);
        assert!(function.name.starts_with(package), "{}", function.call);
    }
}

#[test]
fn rule_and_measurement_disagree_only_where_a_reason_is_given() {
    let differs = |(row, verdict): &&(&Row, Verdict)| row.verdict != *verdict;
    let judged = judged();
    let found: BTreeSet<_> = judged
        .iter()
        .filter(differs)
        .map(|(row, verdict)| {
            (
                row.call.clone(),
                row.shapes.join(" "),
                row.dtype.clone(),
                format!("rule {verdict:?}, measured {:?} {}", row.verdict, row.free),
            )
        })
        .collect();
    let without: Vec<_> =
        found.iter().filter(|(call, shapes, dtype, _)| disagreements::reason(call, shapes, dtype).is_none()).collect();
    assert!(without.is_empty(), "{without:#?}");
    for (call, shapes, dtype, _) in disagreements::TABLE {
        assert!(
            found.iter().any(|row| (row.0.as_str(), row.1.as_str(), row.2.as_str()) == (*call, *shapes, *dtype)),
            "{call} {shapes} {dtype} agrees"
        );
    }
    assert!(found.len() * 20 <= judged.len(), "{} of {} disagree", found.len(), judged.len());
}

#[test]
fn every_call_of_every_version_answers_about_all_shapes_at_once() {
    for function in functions::all() {
        let dtype = measured::of(function.call).next().map_or(Dtype::Float64, |row| Dtype::parse(&row.dtype).unwrap());
        for edition in function.editions {
            let question = Question { function: function.call, shapes: Vec::new(), dtype, read: Some(edition.read) };
            assert_eq!(answer::ask(&question).err(), None, "{} in {}", function.call, edition.read);
        }
    }
}

#[test]
fn every_rule_of_thumb_is_what_its_rows_say() {
    for thumb in &thumb::TABLE {
        assert!(!thumb.cites.is_empty(), "{}", thumb.words);
        for cite in thumb.cites {
            let question = Question {
                function: cite.call,
                shapes: shape::parse_all(cite.shapes).unwrap(),
                dtype: Dtype::parse(cite.dtype).unwrap(),
                read: cite.era.read(cite.call),
            };
            let answer = answer::ask(&question).unwrap_or_else(|error| panic!("{}: {error}", thumb.words));
            let named = format!("{}: {} {} {}", thumb.words, cite.call, cite.shapes, cite.dtype);
            assert_eq!(answer.verdict, cite.verdict, "{named}");
            if cite.era == Era::Today {
                let row = answer.row.unwrap_or_else(|| panic!("{named} was not measured"));
                assert_eq!(row.verdict, cite.verdict, "{named}");
            }
        }
    }
    let rules = thumb::TABLE.iter().filter(|thumb| thumb.kind == thumb::Kind::Rule).count();
    assert_eq!(rules, 10, "ten lines");
}
