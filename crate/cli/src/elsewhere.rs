//! `gil record` and `gil probe` on systems that have no recorder.
//!
//! Invariant: whatever stands behind them, one line says where they work and what works here.

use clap::Args;
use gil_playground::error::{Error, Result};
use std::ffi::OsString;
use std::process::ExitCode;

/// What is asked, in whatever words.
#[derive(Args)]
pub(crate) struct Asked {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    words: Vec<OsString>,
}

/// What the recorder's own failures exit with.
const OURS: u8 = 125;
const WHY: &str = "a recording needs Linux on x86-64 with glibc, also in a container or a virtual machine; here gil show opens \
     one, gil atlas knows calls, and gil simulate --format python writes a script that measures a Scenario";

/// In place of a recording.
pub(crate) fn record(Asked { words }: &Asked) -> ExitCode {
    let what = words.first().map(|word| format!("{}: ", word.display())).unwrap_or_default();
    eprintln!("gil: {what}{WHY}");
    ExitCode::from(OURS)
}

/// In place of an answer.
pub(crate) fn tell(_: &Asked) -> Result<String> {
    Err(Error::input(WHY))
}
