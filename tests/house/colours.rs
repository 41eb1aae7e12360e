//! One state, one colour, one word for it: on the page, in saved pictures, light and dark.

use gil_playground::engine::simulate::simulate;
use gil_playground::scenario::Scenario;
use gil_playground::timeline::svg;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const PAGE: &str = include_str!("../../www/src/ui/page.css");
const STATES: &str = include_str!("../../www/src/run/states.ts");

/// The page's tokens, and the class that has the same meaning in a saved picture.
const SAME: [(&str, &str); 15] = [
    ("surface", "bg"),
    ("fg", "fg"),
    ("muted", "muted"),
    ("lane", "lane"),
    ("field-line", "line"),
    ("state-python", "ink-python"),
    ("state-held", "held"),
    ("state-released", "released"),
    ("state-wait", "ink-wait"),
    ("cause-pool", "ink-pool"),
    ("state-io", "ink-io"),
    ("state-runnable", "ink-runnable"),
    ("state-blas", "ink-blas"),
    ("cause-forced", "forced"),
    ("cause-tick", "tick"),
];

fn picture() -> String {
    let json = r#"{"runtime":"cpython-3.12","cores":1,"blas":"pool","threads":[
        {"name":"t","count":2,"ops":[{"op":"python","us":9000},{"op":"wait","us":500},
            {"op":"kernel","name":"qr","n":64,"us":4000,"blas_threads":2},
            {"op":"kernel","name":"det","n":64,"us":4000,"gil":"holds"}]}]}"#;
    svg::draw(&simulate(&Scenario::from_json(json).unwrap()).unwrap())
}

/// What stands between these, once or more often.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split_once(after)).map(|(found, _)| found).collect()
}

#[test]
fn every_state_and_cause_has_one_colour_on_the_page_and_in_pictures() {
    let picture = picture();
    for (token, class) in SAME {
        let on_page = between(PAGE, &format!("--{token}: light-dark("), ")");
        let in_picture = between(&picture, &format!(".gil .{class}{{color:"), "}").join(", ");
        assert_eq!(on_page, [in_picture.as_str()], "--{token} and .{class}");
    }
}

#[test]
fn every_state_is_called_alike_on_the_page_and_in_pictures() {
    let picture = picture();
    let words: BTreeMap<&str, &str> = STATES
        .split("words: '")
        .skip(1)
        .filter_map(|rest| Some((rest.split_once("color: '--")?.1.split_once('\'')?.0, rest.split_once('\'')?.0)))
        .collect();
    for token in ["python", "held", "released", "wait", "io", "runnable", "blas"] {
        let words = words[&*format!("state-{token}")];
        assert!(picture.contains(&format!(">{words}</text>")), "{words:?} is in no legend:\n{picture}");
    }
}

/// So that no other file has a colour of its own for a state.
#[test]
fn only_the_page_s_tokens_are_colours() {
    fn look(folder: &Path, wrong: &mut Vec<String>) {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                look(&path, wrong);
                continue;
            }
            if path.ends_with("page.css") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let hex = |word: &str| word.len() >= 6 && word.bytes().take(6).all(|byte| byte.is_ascii_hexdigit());
            let found =
                text.split('#').skip(1).filter(|rest| hex(rest.split(|c: char| !c.is_alphanumeric()).next().unwrap()));
            wrong.extend(found.map(|rest| format!("{}: #{}", path.display(), &rest[..6])));
        }
    }
    let mut wrong = Vec::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("www/src"), &mut wrong);
    assert!(wrong.is_empty(), "{wrong:#?}");
}
