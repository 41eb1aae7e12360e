//! The architecture, held by reading the source tree: who may import whom, and what every file has.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom inside the crate. A file is ruled by the first row whose path it begins with.
const MAY_IMPORT: [(&str, &[&str]); 14] = [
    ("crate/lib.rs", &["engine", "error", "gil", "kernels", "scenario", "timeline", "web"]),
    ("crate/error.rs", &["text"]),
    ("crate/text.rs", &[]),
    ("crate/scenario", &["atlas", "error", "kernels", "text"]),
    ("crate/gil/", &["atlas", "error", "scenario"]),
    // Who shares a lock, and so which lanes stand in one picture of it, is the policy's word.
    ("crate/timeline/", &["error", "gil", "kernels", "scenario", "text"]),
    ("crate/engine/", &["error", "gil", "kernels", "scenario", "timeline"]),
    ("crate/presets.rs", &["scenario"]),
    ("crate/script.rs", &["atlas", "scenario"]),
    ("crate/web/", &["atlas", "engine", "error", "gil", "kernels", "presets", "scenario", "timeline"]),
    ("crate/cores/", &["web"]),
    ("crate/simulator/", &["web"]),
    ("crate/files/", &["error", "scenario", "script", "timeline", "web"]),
    ("crate/bin/", &["atlas", "engine", "error", "gil", "kernels", "presets", "scenario", "script", "timeline"]),
];

/// Packages of their own, which cargo keeps from knowing the others.
const KERNELS: &str = "crate/kernels/";
const ATLAS: &str = "crate/atlas/";

/// Each of these names stands behind one folder or file, the random generator behind two.
const STANDS_BEHIND: [(&str, &[&str]); 8] = [
    ("nalgebra", &[KERNELS]),
    ("rand_xoshiro", &[KERNELS, "crate/engine/simulate"]),
    ("rayon", &["crate/engine/pool.rs"]),
    ("wasm_bindgen", &["crate/web/", "crate/files/", "crate/atlas/page/"]),
    ("wasm_bindgen_rayon", &["crate/web/"]),
    ("js_sys", &["crate/web/", "crate/files/"]),
    ("clap", &["crate/bin/"]),
    ("Instant", &["crate/engine/clock.rs"]),
];

/// What a place never names: the simulator reads no clock, starts no thread and depends on no hash's order; what is
/// measured owes nothing to what is simulated; a picture has one form.
const NEVER_NAMES: [(&str, &[&str]); 3] = [
    ("crate/engine/simulate", &["clock", "Instant", "SystemTime", "spawn", "rayon", "HashMap", "HashSet", "Mutex"]),
    ("crate/engine/measure.rs", &["simulate"]),
    ("crate/timeline/", &["HashMap", "HashSet"]),
];

/// A file this long holds more than one idea.
const LINES: usize = 300;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<(String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                walk(&entry, found);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                found.push(entry);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    found.sort();
    let name = |path: &Path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    found.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The code without comments and strings' insides do not matter here: names in comments are allowed.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// The modules that a line names as `crate::module` or `gil_playground::module`.
fn imports(line: &str) -> Vec<&str> {
    let after = |prefix| line.match_indices(prefix).map(move |(at, found): (usize, &str)| &line[at + found.len()..]);
    after("crate::").chain(after("gil_playground::")).filter_map(|rest| words(rest).next()).collect()
}

#[test]
fn modules_import_only_whom_the_table_allows() {
    let mut wrong = Vec::new();
    for (file, text) in sources("crate")
        .into_iter()
        .filter(|(file, _)| ![KERNELS, ATLAS].iter().any(|package| file.starts_with(package)))
    {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(place, _)| file.starts_with(place)) else {
            wrong.push(format!("{file} stands in no row of the table"));
            continue;
        };
        for module in code(&text).flat_map(imports) {
            let own = file.starts_with(&format!("crate/{module}")) || module.starts_with(char::is_uppercase);
            if !own && !module.is_empty() && !allowed.contains(&module) {
                wrong.push(format!("{file} imports {module}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn each_dependency_stands_behind_one_folder_or_file() {
    let mut wrong = Vec::new();
    for (file, text) in sources("crate") {
        for (name, places) in STANDS_BEHIND {
            let at_home = places.iter().any(|place| file.starts_with(place));
            if !at_home && code(&text).any(|line| words(line).any(|word| word == name)) {
                wrong.push(format!("{file} names {name}, which belongs to {places:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_place_names_what_it_must_not_know() {
    let mut wrong = Vec::new();
    for (file, text) in sources("crate") {
        for (_, names) in NEVER_NAMES.iter().filter(|(place, _)| file.starts_with(place)) {
            let named = names.iter().filter(|name| code(&text).any(|line| words(line).any(|word| word == **name)));
            wrong.extend(named.map(|name| format!("{file} names {name}")));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_file_says_what_it_is_for_and_holds_one_idea() {
    let mut wrong = Vec::new();
    for (file, text) in ["crate", "tests", "xtask/src"].into_iter().flat_map(sources) {
        if !text.starts_with("//! ") {
            wrong.push(format!("{file} does not open with a //! sentence of purpose"));
        }
        if text.lines().count() > LINES {
            wrong.push(format!("{file} has {} lines, more than {LINES}: split the idea", text.lines().count()));
        }
        let left = ["TO".to_owned() + "DO", "FIX".to_owned() + "ME", "todo".to_owned() + "!("];
        if left.iter().any(|word| text.contains(word)) {
            wrong.push(format!("{file} leaves something to do"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_of_the_crate_names_its_invariant() {
    let files = sources("crate").into_iter().filter(|(file, _)| {
        !matches!(file.as_str(), "crate/lib.rs" | "crate/bin/gil.rs") && file.matches('/').count() < 3
    });
    let heads =
        files.map(|(file, text)| (file, text.lines().take_while(|line| line.starts_with("//!")).collect::<String>()));
    let kernels = |file: &str| file.starts_with(KERNELS) && !file.ends_with("lib.rs");
    let silent: Vec<String> = heads
        .filter(|(file, head)| !kernels(file) && !head.contains("nvariant") && file != "crate/error.rs")
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "no invariant at the top of {silent:#?}");
}
