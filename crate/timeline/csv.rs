//! A timeline as CSV (RFC 4180), one row a span: for a data frame or a spreadsheet.
//!
//! Invariant: a row is a line with the head's number of cells, whatever a lane is called; no name is read as a formula.

use super::Nanos;
use super::report::Report;
use crate::text::one_line;
use std::fmt::{Display, Formatter, Write};

const HEAD: &str = "lane,state,op,rep,start_us,end_us,cause,holder\n";

/// Writes the spans of the Report, lane by lane.
pub fn table(report: &Report) -> String {
    let lanes = &report.timeline.lanes;
    let names: Vec<String> = lanes.iter().map(|lane| cell(&lane.name)).collect();
    let mut csv = String::from(HEAD);
    for (name, lane) in names.iter().zip(lanes) {
        for span in &lane.spans {
            let (state, op, rep) = (span.state, span.op, span.rep);
            let _ = write!(csv, "{name},{state},{op},{rep},{},{},", Us(span.start), Us(span.end));
            let _ = match span.cause {
                Some(cause) => writeln!(csv, "{},{}", cause.kind, names.get(cause.holder).map_or("", |name| name)),
                None => writeln!(csv, ","),
            };
        }
    }
    csv
}

/// Microseconds to the nanosecond.
struct Us(Nanos);

impl Display for Us {
    fn fmt(&self, f: &mut Formatter) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// A name in quotes where it needs them. An apostrophe stops a spreadsheet from computing what it is given.
fn cell(name: &str) -> String {
    let mut name = one_line(name);
    if name.starts_with(['=', '+', '-', '@']) {
        name.insert(0, '\'');
    }
    if name.contains([',', '"']) { format!("\"{}\"", name.replace('"', "\"\"")) } else { name }
}
