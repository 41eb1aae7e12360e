//! What is written for other programs, whatever a thread is called: no cell is a formula, nothing disturbs a terminal.

use gil_playground::engine::simulate::simulate;
use gil_playground::timeline::{ascii, csv, open, perfetto, svg};
use gil_playground::{Error, Report, Scenario, script};

/// A thread of this name, simulated for a moment.
fn called(name: &str) -> Report {
    let name = serde_json::to_string(name).unwrap();
    let json = format!(r#"{{"runtime":"one-lock","threads":[{{"name":{name},"ops":[{{"op":"python","us":1}}]}}]}}"#);
    simulate(&Scenario::from_json(&json).unwrap()).unwrap()
}

fn table(report: &Report) -> String {
    csv::table(report, csv::BYTES).unwrap()
}

#[test]
fn a_table_too_long_to_be_kept_is_refused_with_its_bound() {
    let report = called(&"x".repeat(200));
    assert!(csv::table(&report, 300).is_ok());
    let error = csv::table(&report, 200).unwrap_err().to_string();
    assert!(error.contains("more than 200 bytes: use fewer tasks or shorter names"), "{error}");
}

#[test]
fn no_cell_begins_a_formula_wherever_a_spreadsheet_splits_the_line() {
    let cases = [
        ("x;=cmd|' /C calc'!A0", "\"x;'=cmd|' /C calc'!A0\""),
        ("x; \"=1\"", "\"x; \"\"'=1\"\"\""),
        ("＝1+1", "'＝1+1"),
        ("＠x", "'＠x"),
        ("\t=1", "\" '=1\""),
        ("a,-1", "\"a,'-1\""),
        ("a=b", "a=b"),
        ("x\r\n=2", "x  =2"),
    ];
    for (name, cell) in cases {
        let table = table(&called(name));
        assert_eq!(table.lines().count(), 2);
        assert_eq!(table.lines().nth(1), Some(&*format!("{cell},python,0,0,0.000,1.000,,")));
    }
}

#[test]
fn what_is_printed_neither_moves_the_cursor_nor_turns_what_follows() {
    let marks = "\u{7f}\u{80}\u{85}\u{9b}31m\u{61c}\u{200e}\u{200f}\u{202e}\u{2028}\u{2066}é";
    let report = called(marks);
    for json in [report.to_json(), report.head_json(), perfetto::trace(&[&report])] {
        let raw = |letter: char| letter.is_control() || (marks.contains(letter) && !letter.is_alphanumeric());
        assert_eq!(json.find(raw), None, "{json:?}");
        assert!(json.contains("\\u009b31m\\u061c\\u200e") && json.contains('é'), "{json}");
    }
    assert_eq!(open::reports(report.to_json().as_bytes()), Ok(vec![report.clone()]));
    let told = Error::input(marks).to_string();
    assert_eq!(told, "    31m      é");
    for text in [ascii::draw(&report), svg::draw(&report), table(&report), script::python(&report.head.scenario)] {
        let raw = |letter: char| (letter.is_control() && letter != '\n') || "\u{61c}\u{200e}\u{200f}".contains(letter);
        assert_eq!(text.find(raw), None, "{text:?}");
    }
}

#[test]
fn no_name_breaks_the_table_or_is_computed_by_a_spreadsheet() {
    let table = table(&called("=1+1,\"é\"\nx"));
    assert_eq!(table.lines().nth(1), Some("\"'=1+1,\"\"é\"\" x\",python,0,0,0.000,1.000,,"));
}
