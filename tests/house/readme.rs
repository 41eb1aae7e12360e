//! What the README shows is what today's code prints.

use crate::common::simulated::run;
use gil_playground::atlas::answer::{self, Question};
use gil_playground::atlas::dtype::Dtype;
use gil_playground::atlas::list::{self, Era};
use gil_playground::atlas::rule::Verdict;
use gil_playground::atlas::{functions, measured, shape, text, typed};
use gil_playground::gil::policy;
use gil_playground::presets;
use gil_playground::scenario::Runtime;
use gil_playground::timeline::ascii;
use std::path::{Path, PathBuf};

const README: &str = include_str!("../../README.md");

#[test]
fn every_path_that_a_document_names_exists() {
    let tops = ["crate/", "tests/", "www/src/", "docs/", "xtask/"];
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/gil.md", "docs/words.md"] {
        let text = read(document);
        let named = text.split('`').skip(1).step_by(2).filter(|word| tops.iter().any(|top| word.starts_with(top)));
        let missing: Vec<&str> = named.filter(|path| !from_the_top(path).exists()).collect();
        assert!(missing.is_empty(), "{document} names {missing:?}");
    }
}

#[test]
fn the_picture_of_the_readme_is_what_its_command_draws() {
    let preset = "hog-and-2ms-kernel";
    assert!(README.contains(&format!("`gil presets {preset} | gil simulate --format ascii`")));
    let picture = ascii::draw(&run(presets::find(preset).unwrap().scenario));
    assert!(README.contains(&format!("```text\n{picture}```\n")), "the README should show\n{picture}");
}

#[test]
fn every_test_that_the_document_on_the_lock_names_exists() {
    let document = include_str!("../../docs/gil.md");
    let tests = [include_str!("../lock/rules.rs"), include_str!("../lock/oracles.rs")].concat();
    let words = document.split('`').skip(1).step_by(2);
    // As a sentence is written as a name; what else stands in such quotes has fewer words.
    let named: Vec<&str> = words.filter(|word| word.matches('_').count() > 5).collect();
    let lacking: Vec<_> = named.iter().filter(|name| !tests.contains(&format!("fn {name}()"))).collect();
    assert_eq!(lacking, Vec::<&&str>::new());
    for rule in 1..=10 {
        assert!(named.iter().any(|name| name.starts_with(&format!("g{rule}_"))), "G{rule} has no test");
        assert!(document.contains(&format!("| O{rule} |")), "O{rule} is not told");
    }
}

/// Half a minute goes by before a fresh clone has compiled xtask: cargo has to say so.
#[test]
fn the_first_command_of_the_readme_prints_at_once_what_it_does() {
    let alias = include_str!("../../.cargo/config.toml").lines().find(|line| line.starts_with("xtask = ")).unwrap();
    assert!(README.contains("cargo xtask demo"));
    assert!(!alias.contains("--quiet") && !alias.contains("-q"), "{alias}");
}

#[test]
fn the_answer_of_the_readme_is_what_the_atlas_says() {
    let shapes = shape::parse_all("1500x1500").unwrap();
    let question = Question { function: "numpy.linalg.det", shapes, dtype: Dtype::Float64, read: None };
    let answer = text::answer(&answer::ask(&question).unwrap());
    assert!(README.contains("gil atlas numpy.linalg.det 1500x1500"));
    assert!(README.contains(&format!("```text\n{answer}```\n")), "the README should show\n{answer}");
    let data = measured::data();
    let differ = |row: &&measured::Row| {
        let shapes = row.shapes.iter().map(|text| shape::parse(text).unwrap()).collect();
        let question = Question { function: &row.call, shapes, dtype: Dtype::parse(&row.dtype).unwrap(), read: None };
        answer::ask(&question).unwrap().disagrees.is_some()
    };
    let read = |package: &str| {
        let editions = functions::all().flat_map(|function| function.editions).map(|edition| edition.read);
        let mut versions: Vec<&str> = editions.filter_map(|read| read.strip_prefix(package)).collect();
        versions.sort_by_key(|version| version.split('.').map(|part| part.parse::<u32>().unwrap()).collect::<Vec<_>>());
        versions.dedup();
        let (newest, older) = versions.split_last().unwrap();
        format!("{} and {newest}", older.join(", "))
    };
    let today = |package: &str| data.versions[package].as_str();
    let python = today("python").rsplit_once('.').unwrap().0;
    let numbers = [
        format!("for {} calls", functions::all().count()),
        format!("in {} rows", list::rows(Era::Today).len()),
        format!("NumPy {}", read("numpy ")),
        format!("SciPy {}", read("scipy ")),
        format!("rows are from NumPy {} and SciPy {} on\nCPython {python}", today("numpy"), today("scipy")),
        format!("({} cores of an Intel Xeon", data.machine.cores),
        format!("Its {} measured rows", data.rows.len()),
        format!("disagree on {} of them", data.rows.iter().filter(differ).count()),
        data.date.split('T').next().unwrap().to_owned(),
    ];
    for number in numbers {
        assert!(README.contains(&number), "the README should say {number:?}");
    }
}

#[test]
fn what_the_readme_says_of_calls_is_what_the_atlas_says() {
    let verdict = |function: &str, shapes: &str, read: Option<&str>| {
        let typed = typed::read(function);
        let shapes = shape::parse_all(&format!("{} {shapes}", typed.shapes)).unwrap();
        let question = Question { function: &typed.rest, shapes, dtype: Dtype::Float64, read };
        answer::ask(&question).map(|answer| answer.verdict)
    };
    assert!(README.contains("`inv` of 23×23 releases, `det` of 1500×1500 never does, and in Python 2.7 neither did"));
    let then = Era::Python27.read("numpy.linalg.inv(a)");
    assert_eq!(verdict("numpy.linalg.inv", "23x23", None), Ok(Verdict::Releases));
    assert_eq!(verdict("numpy.linalg.inv", "22x22", None), Ok(Verdict::Holds));
    assert_eq!(verdict("numpy.linalg.det", "1500x1500", None), Ok(Verdict::Holds));
    assert_eq!(verdict("numpy.linalg.inv", "23x23", then), Ok(Verdict::Holds));
    assert_eq!(verdict("numpy.linalg.det", "1500x1500", then), Ok(Verdict::Holds));
    let commands = README.lines().filter_map(|line| line.split(" #").next()?.trim().strip_prefix("gil atlas "));
    for command in commands.filter(|command| !command.starts_with("--")) {
        let quoted = command.strip_prefix('\'').and_then(|rest| rest.split_once('\''));
        let (function, shapes) = quoted.unwrap_or_else(|| command.split_once(' ').unwrap_or((command, "")));
        assert!(verdict(function, shapes, None).is_ok(), "gil atlas {command}");
    }
}

#[test]
fn the_readme_names_every_interpreter_and_no_preset_that_is_not() {
    for row in policy::TABLE {
        assert!(README.contains(&format!("| `{}` |", row.runtime.name())), "{} is missing", row.label);
    }
    for preset in README.split("gil presets ").skip(1).filter_map(|rest| rest.split([' ', '`', '\n']).next()) {
        assert!(preset.is_empty() || presets::find(preset).is_some(), "{preset} is no preset");
    }
}

/// Numbers in words, as the README has them.
const WORDS: [&str; 17] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen",
];

fn from_the_top(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(file: &str) -> String {
    std::fs::read_to_string(from_the_top(file)).unwrap()
}

/// The text between two others.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split(before).nth(1).and_then(|rest| rest.split(after).next()).unwrap_or_else(|| panic!("no {before:?}"))
}

#[test]
fn every_count_of_the_readme_is_the_code_s() {
    let slower = |runtime| format!("bytecode takes {:.0} % longer |", (policy::of(runtime).overhead - 1.0) * 100.0);
    let lessons = read("www/src/question/lessons.ts").matches("{ name: '").count();
    let forced = run(presets::find("hog-and-2ms-kernel").unwrap().scenario).head.metrics.forced_switches;
    for number in [
        format!("# {} Scenarios,", WORDS[presets::TABLE.len()]),
        format!("## {} interpreters", WORDS[policy::TABLE.len()]).replace("## s", "## S"),
        format!("there is no lock; {}", slower(Runtime::Cpython313t)),
        format!("there is no lock; {}", slower(Runtime::Cpython314t)),
        format!("**Lessons**: {} questions", WORDS[lessons]),
        format!("{forced} requests, {forced} forced switches."),
    ] {
        assert!(README.contains(&number), "the README should say {number:?}");
    }
}

#[test]
fn every_version_of_the_readme_is_the_one_that_is_built_with() {
    let manifest = read("Cargo.toml");
    let bindgen = between(&manifest, "wasm-bindgen = \"=", "\"").to_owned();
    for version in [
        format!("a stable Rust ({} or later)", between(&manifest, "rust-version = \"", "\"")),
        format!("Node ({} or later", between(&read("www/package.json"), "\"node\": \">=", "\"")),
        format!("RUSTUP_TOOLCHAIN={} wasm-pack", between(&read("xtask/src/pins.rs"), "NIGHTLY: &str = \"", "\"")),
        format!("cargo install wasm-bindgen-cli@{bindgen}`"),
        format!("dist/gil-playground/{}", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(README.contains(&version), "the README should say {version:?}");
    }
}
