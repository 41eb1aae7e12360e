//! What people type: a name, a call, a method, an operator, an import line, with or without shapes behind it, or a word.
//!
//! Invariant: only functions of the atlas are found; one that answers for another is found with a sentence that says so.

use crate::aliases::{self, Kind, full};
use crate::functions;
use crate::shape::{self, Shape};
use crate::topics::{self, Topic};
use serde::Serialize;

/// How a text is read.
#[derive(Serialize, Default)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Typed {
    /// The shapes that stand at its end, spaces between.
    pub shapes: String,
    /// The text before them.
    pub rest: String,
    /// Functions of the atlas, the nearest first; none where the text is words to search for.
    pub functions: Vec<&'static str>,
    /// The one call of theirs that is written out.
    pub call: Option<&'static str>,
    /// What stands for what.
    pub notes: Vec<String>,
    /// What it is about, where it names no function.
    pub topics: Vec<&'static Topic>,
}

/// Longer texts are no question.
const LONGEST: usize = 400;

/// Reads a text.
pub fn read(text: &str) -> Typed {
    let text: String = text.chars().take(LONGEST).collect();
    let (rest, shapes) = without_shapes(text.trim());
    let mut typed = Typed { rest: rest.to_owned(), ..Typed::default() };
    for name in names(rest, &mut typed.call) {
        let answering = aliases::answers_for(&name);
        let own = functions::all().find(|function| function.name == name).map(|function| function.name);
        let Some(function) = own.or(answering.map(|(function, _)| function)) else { continue };
        if typed.functions.contains(&function) {
            continue;
        }
        typed.functions.push(function);
        typed.notes.extend(match answering.filter(|_| own.is_none()) {
            Some((_, Kind::Same)) => Some(format!("{name} is another name for {function}")),
            Some((_, Kind::Like)) => {
                Some(format!("{name} was not measured; it works the way {function} does, and the same rule decides"))
            }
            None => None,
        });
    }
    // A number behind what is no function is a word like others.
    if typed.functions.is_empty() {
        typed.topics = topics::of(rest);
        if !shapes.iter().any(|shape| shape.len() > 1) {
            text.trim().clone_into(&mut typed.rest);
            return typed;
        }
    }
    typed.shapes = shapes.iter().map(|shape| shape::text(shape)).collect::<Vec<_>>().join(" ");
    typed
}

/// The text without the shapes at its end; something must stand before them.
fn without_shapes(text: &str) -> (&str, Vec<Shape>) {
    let mut starts = vec![];
    let mut depth = 0_i32;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        if depth == 0 && !letter.is_whitespace() && before.is_whitespace() {
            starts.push(at);
        }
        depth += match letter {
            '(' | '[' => 1,
            ')' | ']' => -1,
            _ => 0,
        };
        before = letter;
    }
    let mut shapes = Vec::new();
    let mut end = text.len();
    while let Some(start) = starts.pop().filter(|start| *start > 0) {
        let Ok(shape) = shape::parse(text[start..end].trim()) else { break };
        shapes.insert(0, shape);
        end = start;
    }
    (text[..end].trim_end().trim_end_matches(','), shapes)
}

/// Full names that the text can stand for, whether they are in the atlas or not; and the call that it writes out.
fn names(text: &str, call: &mut Option<&'static str>) -> Vec<String> {
    if let Some(names) = imported(text) {
        return names;
    }
    let text = assigned(text);
    if let Some(names) = aliases::operator(text) {
        return names.iter().map(|name| (*name).to_owned()).collect();
    }
    if let Some(function) = functions::written(&full(text)) {
        *call = Some(function.call);
        return vec![function.name.to_owned()];
    }
    let path: String =
        text.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "._".contains(*letter)).collect();
    let called = text[path.len()..].starts_with('(');
    if path.len() < text.len() && !called {
        return Vec::new();
    }
    let name = full(&path);
    let known =
        |name: &str| functions::all().any(|function| function.name == name) || aliases::answers_for(name).is_some();
    if known(&name) {
        return vec![name];
    }
    // Part of a name: `linalg.svd`, and `svd(a)` or `a.svd()` where it is called.
    let ends = |end: &str| {
        let of_atlas = functions::all().map(|function| function.name).filter(|name| name.ends_with(end));
        of_atlas.map(str::to_owned).collect::<Vec<_>>()
    };
    let (before, last) = path.rsplit_once('.').unwrap_or(("", &path));
    if !before.is_empty() && !ends(&format!(".{path}")).is_empty() {
        return ends(&format!(".{path}"));
    }
    if ["numpy", "scipy"].iter().any(|package| name.starts_with(package)) || !called && before.is_empty() {
        return Vec::new();
    }
    let mut all = if before.is_empty() { Vec::new() } else { method(before, last) };
    if before.is_empty() {
        all.extend(ends(&format!(".{last}")));
        all.extend(aliases::ending(last));
    }
    all
}

/// What a method of an array, a sparse array, a generator or a tree calls.
fn method(object: &str, last: &str) -> Vec<String> {
    let classes: &[&str] = match object {
        "rng" | "generator" => &["numpy.random.Generator"],
        "tree" | "kdtree" => &["scipy.spatial.cKDTree"],
        _ => &["numpy.ndarray", "numpy", "scipy.sparse.csr_array"],
    };
    let names = classes.iter().map(|class| format!("{class}.{last}"));
    names
        .filter(|name| functions::all().any(|function| function.name == *name) || aliases::answers_for(name).is_some())
        .collect()
}

/// The names of an import line.
fn imported(text: &str) -> Option<Vec<String>> {
    let names = |list: &str, from: &str| {
        let list = list.trim().trim_matches(['(', ')']);
        let each = list.split(',').map(|part| part.split_whitespace().next().unwrap_or_default());
        each.filter(|name| !name.is_empty()).map(|name| full(&format!("{from}{name}"))).collect()
    };
    if let Some((from, list)) = text.strip_prefix("from ").and_then(|rest| rest.split_once(" import ")) {
        return Some(names(list, &format!("{}.", from.trim())));
    }
    text.strip_prefix("import ").map(|list| names(list, ""))
}

/// What stands behind `x = `.
fn assigned(text: &str) -> &str {
    match text.split_once(" = ") {
        Some((target, value))
            if target.chars().all(|letter| letter.is_ascii_alphanumeric() || "_, ".contains(letter)) =>
        {
            value.trim()
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_read_as_they_mean_it() {
        for (text, functions, shapes) in [
            ("numpy.linalg.inv 23x23", &["numpy.linalg.inv"][..], "23x23"),
            ("np.linalg.inv (23, 23)", &["numpy.linalg.inv"], "23x23"),
            ("numpy.dot 500 500", &["numpy.dot"], "500 500"),
            ("from scipy.linalg import eigh", &["scipy.linalg.eigh"], ""),
            ("from numpy.linalg import (svd as s, inv)", &["numpy.linalg.svd", "numpy.linalg.inv"], ""),
            ("import scipy.special.erf", &["scipy.special.erf"], ""),
            ("a.dot(b)", &["numpy.dot"], ""),
            ("a @ b", &["numpy.matmul", "scipy.sparse.csr_array.__matmul__"], ""),
            ("c = x @ w.T 300x300 300x300", &["numpy.matmul", "scipy.sparse.csr_array.__matmul__"], "300x300 300x300"),
            ("arr.sum()", &["numpy.sum"], ""),
            ("arr.sum(axis=0)", &["numpy.sum"], ""),
            ("x.min()", &["numpy.max"], ""),
            ("a * b", &["numpy.add"], ""),
            ("numpy.random.rand", &["numpy.random.random"], ""),
            ("np.random.rand(1000)", &["numpy.random.random"], ""),
            ("np.vecdot", &["numpy.linalg.vecdot"], ""),
            ("scipy.special.expit", &["scipy.special.erf"], ""),
            ("expit(x)", &["scipy.special.erf"], ""),
            ("linalg.svd", &["numpy.linalg.svd", "scipy.linalg.svd"], ""),
            ("eigh(a)", &["numpy.linalg.eigh", "scipy.linalg.eigh"], ""),
            ("rng.normal(size=9)", &["numpy.random.Generator.gamma"], ""),
            ("svd", &[], ""),
            ("svd 400x400", &[], "400x400"),
            ("object 2-D", &[], ""),
            ("500", &[], ""),
            ("holds 500", &[], ""),
            ("numpy.nowhere", &[], ""),
            ("((((", &[], ""),
            ("", &[], ""),
        ] {
            let typed = read(text);
            assert_eq!((&typed.functions[..], &typed.shapes[..]), (functions, shapes), "{text}");
        }
        assert_eq!(read("np.linalg.svd(a, compute_uv=False)").call, Some("numpy.linalg.svd(a, compute_uv=False)"));
        assert!(read("np.vecdot").notes[0].contains("another name for numpy.linalg.vecdot"));
        assert!(read("scipy.special.expit").notes[0].contains("the same rule decides"));
        assert_eq!(read("holds 500").rest, "holds 500");
        assert_eq!(read("svd 400x400").rest, "svd");
    }

    #[test]
    fn every_call_of_the_atlas_is_read_whole() {
        for function in functions::all() {
            let typed = read(function.call);
            assert_eq!((&typed.rest[..], &typed.shapes[..]), (function.call, ""));
            assert!(typed.functions.contains(&function.name), "{}: {:?}", function.call, typed.functions);
            assert!(typed.topics.is_empty(), "{}", function.call);
            let named = read(function.name);
            assert_eq!(named.functions, [function.name], "{}", function.name);
        }
    }

    #[test]
    fn a_word_leads_to_what_treats_it() {
        let title = |text: &str| read(text).topics.iter().map(|topic| topic.title).collect::<Vec<_>>();
        for (text, topic) in [
            ("BLAS", "BLAS threads"),
            ("OMP_NUM_THREADS", "BLAS threads"),
            ("free-threaded", "Free-threaded Python"),
            ("Python 3.13t", "Free-threaded Python"),
            ("no GIL", "Free-threaded Python"),
            ("ThreadPoolExecutor", "Threads in Python"),
            ("concurrent.futures", "Threads in Python"),
            ("from concurrent.futures import ThreadPoolExecutor", "Threads in Python"),
            ("multiprocessing", "Processes"),
            ("sub-interpreters", "Sub-interpreters"),
        ] {
            assert_eq!(title(text).first(), Some(&topic), "{text}");
        }
        assert!(title("svd").is_empty() && title("numpy.linalg.inv 23x23").is_empty());
    }
}
