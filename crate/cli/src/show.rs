//! `gil show`: a recording as text.
//!
//! Invariant: no recorder is needed, so a recording can be read on every system.

use clap::{Args, ValueEnum};
use gil_playground::error::{Error, Result};
use gil_playground::record::{Recording, file};
use std::path::{Path, PathBuf};

/// What is asked.
#[derive(Args)]
pub(crate) struct Asked {
    /// The recording, a `.gil` file.
    file: PathBuf,
    /// How to print it.
    #[arg(long, default_value = "ascii")]
    format: Format,
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

/// Reads a recording.
pub(crate) fn open(path: &Path) -> Result<Recording> {
    let unreadable = |error| Error::input(&format!("{} can't be read: {error}; give a .gil file", path.display()));
    let bytes = std::fs::read(path).map_err(unreadable)?;
    Ok(file::read(&bytes)?.into())
}

/// What is printed.
pub(crate) fn tell(asked: &Asked) -> Result<String> {
    let recording = open(&asked.file)?;
    Ok(match asked.format {
        Format::Ascii => recording.ascii(),
        Format::Text => recording.text(),
        Format::Json => recording.json() + "\n",
        Format::Svg => recording.svg(),
        Format::Csv => recording.csv()?,
        Format::Perfetto => recording.perfetto() + "\n",
    })
}
