//! `gil show`: a recording as text.
//!
//! Invariant: no recorder is needed, so a recording can be read on every system.

use clap::{Args, ValueEnum};
use gil_playground::error::{Error, Result};
use gil_playground::record::Recording;
use gil_playground::record::file::{self, File};
use gil_playground::timeline::Nanos;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What is asked.
#[derive(Args)]
pub(crate) struct Asked {
    /// The recording, a `.gil` file.
    file: PathBuf,
    /// How to print it.
    #[arg(long, default_value = "ascii")]
    format: Format,
    /// Show it from this time on, in seconds after the first event; times begin there.
    #[arg(long, value_name = "SECONDS", value_parser = time, allow_negative_numbers = true)]
    from: Option<Nanos>,
    /// Show it up to this time, likewise.
    #[arg(long, value_name = "SECONDS", value_parser = time, allow_negative_numbers = true)]
    to: Option<Nanos>,
}

fn time(text: &str) -> std::result::Result<Nanos, String> {
    let seconds: Option<f64> = text.parse().ok().filter(|seconds| (0.0..=1e9).contains(seconds));
    seconds.map(|seconds| (seconds * 1e9).round() as Nanos).ok_or_else(|| "give seconds, such as 1.25".into())
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// A picture in letters, and the numbers
    Ascii,
    /// The numbers
    Text,
    /// The whole Report on one line
    Json,
    /// A stand-alone picture, light and dark
    Svg,
    /// A table with a row for each span
    Csv,
    /// Trace Event JSON, for Perfetto or chrome://tracing
    Perfetto,
}

/// Reads a recording's file, or as much of it as is needed for a part.
fn read(path: &Path, part: &Range<Nanos>) -> Result<File> {
    let unreadable = |error| Error::input(&format!("{} can't be read: {error}; give a .gil file", path.display()));
    let bytes = std::fs::read(path).map_err(unreadable)?;
    file::read_part(&bytes, part)
}

/// Reads a recording.
pub(crate) fn open(path: &Path) -> Result<Recording> {
    Ok(read(path, &(0..Nanos::MAX))?.into())
}

/// What is printed.
pub(crate) fn tell(asked: &Asked) -> Result<String> {
    let Asked { file, format, from, to } = asked;
    let recording = match (from, to) {
        (None, None) => open(file)?,
        (from, to) => {
            let part = from.unwrap_or(0)..to.unwrap_or(Nanos::MAX);
            Recording::within(read(file, &part)?, part)?
        }
    };
    Ok(match format {
        Format::Ascii => recording.ascii(),
        Format::Text => recording.text(),
        Format::Json => recording.json() + "\n",
        Format::Svg => recording.svg(),
        Format::Csv => recording.csv()?,
        Format::Perfetto => recording.perfetto() + "\n",
    })
}
