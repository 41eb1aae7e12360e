//! An answer for people who read a terminal.
//!
//! Invariant: the first word is the verdict; every number stands beside what it was compared with.

use crate::answer::{Answer, Reason};
use crate::list::{self, Era, Listed};
use crate::measured::{self, Measured, Row};
use crate::rule::Verdict;
use crate::topics::Topic;
use std::fmt::Write;

/// Where the words of a line begin.
const WIDTH: usize = 10;

impl Verdict {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Releases => "releases",
            Verdict::Holds => "holds",
            Verdict::Mixed => "mixed",
            Verdict::Depends => "depends",
        }
    }
}

/// The whole answer.
pub fn answer(answer: &Answer) -> String {
    let mut text = String::new();
    let on = if answer.shapes.is_empty() { "arrays of any shape".to_owned() } else { answer.shapes.join(" and ") };
    let _ = writeln!(text, "{}: {} on {on} of {}\n", headword(answer.verdict), answer.call, answer.dtype);
    line(&mut text, "asked", answer.read_as.as_deref().unwrap_or_default());
    for (index, step) in answer.steps.iter().enumerate() {
        let told = |other: &Reason| (other.rule, other.line) == (step.rule, step.line);
        reason(&mut text, step, answer.steps[..index].iter().any(told));
    }
    line(&mut text, "note", answer.note);
    measurement(&mut text, answer);
    for turn in &answer.turns {
        line(&mut text, "turns", turn);
    }
    for advice in &answer.advice {
        line(&mut text, "try", advice);
    }
    if let Some(kernel) = answer.kernel {
        line(&mut text, "kernel", &format!("{kernel}: `gil simulate` and the page run it"));
    }
    for other in &answer.also {
        line(&mut text, "see also", other);
    }
    text
}

/// The verdict as the beginning of a sentence about the GIL, its word first.
fn headword(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Releases => "releases the GIL",
        Verdict::Holds => "holds the GIL",
        Verdict::Mixed => "mixed (some of its work is done with the GIL released, some with it held)",
        Verdict::Depends => "depends (on the arrays whether the GIL is released or held)",
    }
}

fn line(text: &mut String, name: &str, words: &str) {
    if !words.is_empty() {
        let _ = writeln!(text, "{name:WIDTH$}{words}");
    }
}

/// What was told is not told again, only what is different.
fn reason(text: &mut String, step: &Reason, told: bool) {
    if !told {
        line(text, "rule", step.rule);
    }
    line(text, "", step.here.as_deref().unwrap_or_default());
    if told {
        return;
    }
    let what = match (step.kind, step.lets_go) {
        ("", Some(true)) => format!("{}, which calls code that releases the GIL", step.inside),
        ("", _) => format!("{}, in which nothing releases the GIL", step.inside),
        (kind, _) => format!("{kind} in {}", step.inside),
    };
    let since = step.since.map(|since| format!(" (since {since})")).unwrap_or_default();
    line(text, "source", &format!("{} {}:{} {what}{since}", step.read, step.file, step.line));
}

fn measurement(text: &mut String, answer: &Answer) {
    if !answer.measured_version {
        return line(text, "measured", "source only, not measured");
    }
    match &answer.row {
        Some(row) => line(text, "measured", &seen(row)),
        None if answer.shapes.is_empty() => {
            line(
                text,
                "measured",
                "the part of the time that the GIL was free, and how many times one thread's work two did",
            );
        }
        None => line(text, "measured", "not on these shapes; on others"),
    }
    match (&answer.row, &answer.disagrees) {
        (Some(row), Some(why)) => {
            line(text, "", &format!("measured as {}, unlike the rule: {why}", row.verdict.word()));
        }
        (None, Some(why)) => line(text, "", why),
        _ => {}
    }
    line(text, "on", &on(measured::data()));
    rows(text, &answer.rows);
}

/// All rows of the call, one under the other.
fn rows(text: &mut String, rows: &[Row]) {
    let shapes = |row: &Row| format!("{} {}", row.shapes.join(" "), row.dtype);
    let width = rows.iter().map(|row| shapes(row).len()).max().unwrap_or(0);
    for row in rows {
        let numbers = format!("{:.2} free  {:.2}x  {} ms", row.free, row.speedup, row.ms);
        line(text, "", &format!("{:width$}  {:8}  {numbers}", shapes(row), row.verdict.word()));
    }
}

fn seen(row: &Row) -> String {
    let [least, most] = row.spread;
    format!(
        "the GIL was free for {:.2} of the time ({least:.2} to {most:.2}), two threads did {:.2} times the work of one, {} ms a call",
        row.free, row.speedup, row.ms
    )
}

fn on(data: &Measured) -> String {
    let versions: Vec<_> = data.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let day = data.date.split('T').next().unwrap_or_default();
    format!("{}, {} cores of {}, {day}", versions.join(", "), data.machine.cores, data.machine.cpu)
}

/// What words that name no call are about.
pub fn topics(topics: &[&Topic]) -> String {
    let told = |topic: &&Topic| format!("{}: {}\n{:WIDTH$}{}\n", topic.title, topic.text, "see", topic.place);
    topics.iter().map(told).collect()
}

/// Every call of today's packages with its verdict on ordinary arrays, a line each.
pub fn list() -> String {
    let line = |row: Listed| {
        let dtype = if row.dtype == "float64" { String::new() } else { format!("  --dtype {}", row.dtype) };
        let turns = row.overall == Verdict::Depends && row.verdict != Verdict::Depends;
        let turns = if turns { "  (the arrays decide)" } else { "" };
        format!("{:WIDTH$}{}{dtype}{turns}\n", row.verdict.word(), row.call)
    };
    list::rows(Era::Today).into_iter().map(line).collect()
}
