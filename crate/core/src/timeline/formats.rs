//! What runs can be saved as, a row each.
//!
//! Invariant: the command line and the page write by one function, so to the same bytes.

use super::report::Report;
use super::{csv, perfetto, svg};
use crate::error::Result;
use serde::Serialize;

/// One row.
#[derive(Clone, Copy)]
pub struct Format {
    /// How it is offered.
    pub words: FormatWords,
    /// For a command line's help.
    pub about: &'static str,
    write: fn(&[&Report]) -> Result<String>,
}

/// How a format is offered.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct FormatWords {
    /// On the command line.
    #[cfg_attr(feature = "types", ts(type = "FormatName"))]
    pub name: &'static str,
    /// On a button.
    pub label: &'static str,
    /// Of a file's name.
    pub ending: &'static str,
    /// The media type.
    pub mime: &'static str,
    /// Whether one file can have several runs.
    pub several: bool,
}

const SVG: Format = Format {
    words: FormatWords { name: "svg", label: "SVG", ending: ".svg", mime: "image/svg+xml", several: false },
    about: "A stand-alone picture, light and dark",
    write: |runs| Ok(svg::draw(runs[0])),
};

const CSV: Format = Format {
    words: FormatWords { name: "csv", label: "CSV", ending: ".csv", mime: "text/csv", several: false },
    about: "A table with a row for each span",
    write: |runs| csv::table(runs[0], csv::BYTES),
};

const JSON: Format = Format {
    words: FormatWords {
        name: "json",
        label: "Report",
        ending: ".report.json",
        mime: "application/json",
        several: false,
    },
    about: "The whole Report on one line",
    write: |runs| Ok(runs[0].to_json() + "\n"),
};

const PERFETTO: Format = Format {
    words: FormatWords {
        name: "perfetto",
        label: "Perfetto",
        ending: ".trace.json",
        mime: "application/json",
        several: true,
    },
    about: "Trace Event JSON, for Perfetto or chrome://tracing",
    write: |runs| Ok(perfetto::trace(runs) + "\n"),
};

/// All of them, in the order in which they are offered.
pub const TABLE: [Format; 4] = [SVG, CSV, JSON, PERFETTO];

/// Their words: copied by the compiler, so that a program can have them without the code that writes.
pub static WORDS: [FormatWords; TABLE.len()] = {
    let (mut words, mut at) = ([TABLE[0].words; TABLE.len()], 1);
    while at < words.len() {
        words[at] = TABLE[at].words;
        at += 1;
    }
    words
};

/// The format with this name.
pub fn find(name: &str) -> Option<Format> {
    TABLE.into_iter().find(|format| format.words.name == name)
}

impl Format {
    /// Writes these runs: one, unless the format takes several.
    ///
    /// ```
    /// use gil_playground::engine::simulate::simulate;
    /// use gil_playground::timeline::formats;
    /// use gil_playground::{Scenario, presets};
    ///
    /// let hogs = presets::find("two-hogs").expect("it is one of them");
    /// let report = simulate(&Scenario::from_json(hogs.scenario)?)?;
    /// let svg = formats::find("svg").expect("it is one of them").write(&[&report])?;
    /// assert!(svg.starts_with("<svg"));
    /// # Ok::<(), gil_playground::Error>(())
    /// ```
    ///
    /// # Errors
    /// `BadInput` where the file would be too long.
    ///
    /// # Panics
    /// Without a run.
    pub fn write(&self, runs: &[&Report]) -> Result<String> {
        (self.write)(runs)
    }
}
