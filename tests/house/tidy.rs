//! The architecture, held by reading the source tree: who may import whom, and what every file has.

use crate::imports::{File, Module, packages};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Who may import whom inside the crate, outside macros and unit tests. A file is ruled by the first row whose path it begins with.
const MAY_IMPORT: [(&str, &[&str]); 17] = [
    ("crate/core/src/lib.rs", &["engine", "error", "gil", "kernels", "scenario", "timeline", "web"]),
    ("crate/core/src/error.rs", &["text"]),
    ("crate/core/src/text.rs", &[]),
    ("crate/core/src/scenario/", &["atlas", "error", "kernels", "text"]),
    ("crate/core/src/gil/", &["atlas", "error", "scenario"]),
    // Who shares a lock, and so which lanes stand in one picture of it, is the policy's word.
    ("crate/core/src/timeline/", &["error", "gil", "kernels", "scenario", "text"]),
    ("crate/core/src/engine/", &["error", "gil", "kernels", "scenario", "timeline"]),
    ("crate/core/src/record/", &["atlas", "error", "text", "timeline"]),
    ("crate/core/src/presets/", &["scenario"]),
    ("crate/core/src/script/", &["atlas", "scenario"]),
    ("crate/core/src/vocabulary/", &["atlas", "engine", "error", "gil", "kernels", "presets", "scenario", "timeline"]),
    ("crate/core/src/web/", &["engine", "error", "presets", "scenario", "timeline", "vocabulary"]),
    ("crate/cores/", &["web"]),
    ("crate/simulator/", &["web"]),
    ("crate/files/", &["error", "scenario", "script", "timeline", "web"]),
    ("crate/recordings/", &["error", "record", "timeline", "vocabulary", "web"]),
    (
        "crate/cli/",
        &["atlas", "engine", "error", "gil", "kernels", "presets", "record", "scenario", "script", "timeline"],
    ),
];

const CORE: &str = "crate/core/src";
/// Packages which cargo keeps from knowing the core.
const APART: [&str; 6] = [
    "crate/atlas/src",
    "crate/atlas-page/src",
    "crate/kernels/src",
    "crate/recorder/agent",
    "crate/recorder/src",
    "xtask/src",
];
const KERNELS: &str = "crate/kernels/";

/// Each of these names stands behind one folder or file, the random generator and the clock behind two.
const STANDS_BEHIND: [(&str, &[&str]); 11] = [
    ("nalgebra", &[KERNELS]),
    ("rand_xoshiro", &[KERNELS, "crate/core/src/engine/simulate"]),
    ("rayon", &["crate/core/src/engine/pool.rs"]),
    ("wasm_bindgen", &["crate/core/src/web/", "crate/files/", "crate/atlas-page/", "crate/recordings/"]),
    ("wasm_bindgen_rayon", &["crate/core/src/web/"]),
    ("js_sys", &["crate/core/src/web/", "crate/files/", "crate/recordings/"]),
    ("clap", &["crate/cli/"]),
    ("miniz_oxide", &["crate/core/src/record/file/"]),
    ("rustix", &["crate/recorder/src/"]),
    ("signal_hook", &["crate/recorder/src/session.rs"]),
    ("Instant", &["crate/core/src/engine/clock.rs", "crate/recorder/src/session.rs"]),
];

/// What a place never names: the simulator reads no clock, starts no thread and depends on no hash's order; what is
/// measured owes nothing to what is simulated; a picture has one form.
const NEVER_NAMES: [(&str, &[&str]); 3] = [
    (
        "crate/core/src/engine/simulate",
        &["clock", "Instant", "SystemTime", "spawn", "rayon", "HashMap", "HashSet", "Mutex"],
    ),
    ("crate/core/src/engine/measure/", &["simulate"]),
    ("crate/core/src/timeline/", &["HashMap", "HashSet"]),
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

/// The code without its comments: a name in a comment is allowed.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"))
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

/// The rooms of the core that a file names, its own left out.
fn imported<'a>(rooms: &BTreeSet<&str>, package: &str, module: &Module, file: &'a File) -> BTreeSet<&'a str> {
    let own = module.first().map(String::as_str).filter(|_| package == CORE);
    let room = |path: &'a Module| match path.iter().position(|name| name == "gil_playground") {
        Some(at) => path.get(at + 1),
        None => path.first().filter(|_| package == CORE),
    };
    let rooms = file.paths.iter().filter_map(room).map(String::as_str).filter(|room| rooms.contains(room));
    rooms.filter(|room| Some(*room) != own).collect()
}

#[test]
fn modules_import_only_whom_the_table_allows() {
    let packages = packages();
    let (_, core) = packages.iter().find(|(package, _)| *package == CORE).unwrap();
    // The two that the core passes on.
    let own = core.keys().filter_map(|module| module.first()).map(String::as_str);
    let rooms: BTreeSet<&str> = own.chain(["atlas", "kernels"]).collect();
    let mut wrong = Vec::new();
    for (package, files) in packages.iter().filter(|(package, _)| !APART.contains(package)) {
        for (module, file) in files {
            let Some((_, allowed)) = MAY_IMPORT.iter().find(|(place, _)| file.name.starts_with(place)) else {
                wrong.push(format!("{} stands in no row of the table", file.name));
                continue;
            };
            let imported = imported(&rooms, package, module, file);
            let others = imported.into_iter().filter(|room| !allowed.contains(room));
            wrong.extend(others.map(|room| format!("{} imports {room}", file.name)));
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
    // The roots of packages are their maps. What lies deeper is part of the module above it.
    let deep = |file: &str| {
        let Some((package, inside)) = file.split_once("/src/") else { return false };
        let folders = inside.trim_end_matches("/mod.rs").matches('/').count();
        folders > usize::from(CORE.starts_with(package))
    };
    let roots = ["crate/core/src/lib.rs", "crate/cli/src/main.rs"];
    let files = sources("crate").into_iter().filter(|(file, _)| !deep(file) && !roots.contains(&file.as_str()));
    let heads =
        files.map(|(file, text)| (file, text.lines().take_while(|line| line.starts_with("//!")).collect::<String>()));
    let kernels = |file: &str| file.starts_with(KERNELS) && !file.ends_with("lib.rs");
    let silent: Vec<String> = heads
        .filter(|(file, head)| !kernels(file) && !head.contains("nvariant") && file != "crate/core/src/error.rs")
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "no invariant at the top of {silent:#?}");
}
