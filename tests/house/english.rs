//! The words of `docs/words.md`, held by reading the sources: one name for one thing, wherever a reader meets it.

use std::fs;
use std::path::{Path, PathBuf};

const WORDS: &str = include_str!("../../docs/words.md");
/// Where readers meet words: pages, messages, comments, documents.
const PLACES: [&str; 8] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "crate", "docs", "www", "xtask/src"];
/// What others wrote or a tool makes, and the table itself.
const NOT_OURS: [&str; 6] = ["node_modules", "dist", "pkg", ".units", "data", "words.md"];
const KINDS: [&str; 8] = ["css", "html", "md", "mdx", "py", "rs", "toml", "ts"];

/// The phrases of the table's last column.
fn unwanted() -> Vec<&'static str> {
    let rows = WORDS.lines().filter(|line| line.starts_with("| ")).skip(1);
    let last = rows.filter_map(|row| row.trim_end_matches('|').rsplit('|').next());
    last.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect()
}

fn files(place: &Path, found: &mut Vec<PathBuf>) {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    if NOT_OURS.contains(&&*name) {
        return;
    }
    if place.is_dir() {
        for entry in fs::read_dir(place).unwrap() {
            files(&entry.unwrap().path(), found);
        }
    } else if place.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known)) {
        found.push(place.to_owned());
    }
}

/// On one line, as a sentence that a comment breaks in two is read.
fn prose(text: &str) -> String {
    let lines = text.lines().map(|line| line.trim_start().trim_start_matches(['/', '!', '*', '#', ' ']));
    lines.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Where the phrase stands as words of their own.
fn stands<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = &'a str> {
    let inside = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    text.match_indices(phrase).filter_map(move |(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + phrase.len()..].chars().next());
        let own = phrase.starts_with(|first: char| !first.is_alphanumeric()) || !inside(before);
        let (mut from, mut to) = (at.saturating_sub(40), (at + phrase.len() + 40).min(text.len()));
        while !text.is_char_boundary(from) {
            from -= 1;
        }
        while !text.is_char_boundary(to) {
            to += 1;
        }
        (own && !inside(after)).then(|| &text[from..to])
    })
}

#[test]
fn no_text_uses_a_word_that_the_glossary_replaces() {
    let unwanted = unwanted();
    assert!(unwanted.len() > 10, "the table is read: {unwanted:?}");
    let mut found = Vec::new();
    for place in PLACES {
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(place), &mut found);
    }
    assert!(found.len() > 200, "the sources are read");
    let mut wrong = Vec::new();
    for file in found {
        let text = prose(&fs::read_to_string(&file).unwrap());
        for phrase in &unwanted {
            wrong.extend(stands(&text, phrase).map(|where_| format!("{}: {phrase:?} in …{where_}…", file.display())));
        }
    }
    assert!(wrong.is_empty(), "{} places:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_phrase_is_found_only_as_words_of_its_own() {
    let found = |text: &str, phrase: &str| stands(&prose(text), &phrase.to_lowercase()).count();
    assert_eq!(found("It lets go.", "lets go"), 1);
    assert_eq!(found("/// It lets\n/// go here, lets_go() there", "lets go"), 1);
    assert_eq!(found("outlets going", "lets go"), 0);
    assert_eq!(found("2.00× faster", "× faster"), 1);
}
