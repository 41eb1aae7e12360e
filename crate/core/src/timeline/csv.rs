//! A timeline as CSV (RFC 4180), one row a span: for a data frame or a spreadsheet.
//!
//! Invariant: a row is a line with the head's number of cells, whatever a lane is called; no name is read as a formula.

use super::report::Report;
use super::{Lane, Nanos, Span};
use crate::error::{Error, Result};
use crate::text::one_line;
use std::fmt::{Display, Formatter, Write};

const HEAD: &str = "lane,state,op,rep,start_us,end_us,cause,holder\n";

/// The longest table: more than spreadsheets open, and about what a browser keeps in one text.
pub const BYTES: usize = 500_000_000;

/// Writes the spans of the Report, lane by lane.
///
/// # Errors
/// `BadInput` where that takes more than `most` bytes.
pub fn table(report: &Report, most: usize) -> Result<String> {
    rows(&report.timeline.lanes, HEAD, &|span, csv| write!(csv, "{},{}", span.op, span.rep), most)
}

/// Spans under this head, with what is said of each between its state and its times.
pub(crate) fn rows(
    lanes: &[Lane],
    head: &str,
    said: &dyn Fn(&Span, &mut String) -> std::fmt::Result,
    most: usize,
) -> Result<String> {
    let names: Vec<String> = lanes.iter().map(|lane| cell(&lane.name)).collect();
    let mut csv = String::from(head);
    for (name, lane) in names.iter().zip(lanes) {
        for span in &lane.spans {
            let _ = write!(csv, "{name},{},", span.state);
            let _ = said(span, &mut csv);
            let _ = write!(csv, ",{},{},", Us(span.start), Us(span.end));
            let _ = match span.cause {
                Some(cause) => writeln!(csv, "{},{}", cause.kind, names.get(cause.holder).map_or("", |name| name)),
                None => writeln!(csv, ","),
            };
            if csv.len() > most {
                return Err(Error::input(&format!(
                    "the table of this run has more than {most} bytes: use fewer tasks or shorter names, or save the Report"
                )));
            }
        }
    }
    Ok(csv)
}

/// Microseconds to the nanosecond.
struct Us(Nanos);

impl Display for Us {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// What begins a formula, also in the widths that East Asian spreadsheets take for the same.
const SIGNS: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];
/// Where a spreadsheet may begin another cell: many take `;` where the comma is the decimal sign, and then know no quotes
/// inside a line.
const SEPARATORS: [char; 3] = [',', ';', '|'];

/// A name in quotes where it needs them. Wherever a cell may begin, an apostrophe stops a spreadsheet from computing it.
pub(crate) fn cell(name: &str) -> String {
    let (mut cell, mut begins) = (String::new(), true);
    for letter in one_line(name).chars() {
        if begins && SIGNS.contains(&letter) {
            cell.push('\'');
        }
        begins = SEPARATORS.contains(&letter) || (begins && (letter.is_whitespace() || letter == '"'));
        cell.push(letter);
    }
    let quotes = cell.contains(SEPARATORS) || cell.contains('"') || cell.trim() != cell;
    if quotes { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}
