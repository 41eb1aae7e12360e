//! `gil`, the native command line: the same code paths as the page.
//!
//! Exit codes: 0; 1 the run failed; 2 bad input, with one line on stderr that names the value, the bound and the fix.

mod atlas;
#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
mod elsewhere;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod probe;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod record;
mod show;

#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
use elsewhere as probe;
#[cfg(not(all(target_os = "linux", target_arch = "x86_64")))]
use elsewhere as record;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Parser, Subcommand};
use gil_playground::engine::measure::Run;
use gil_playground::engine::plan::Plan;
use gil_playground::engine::simulate::simulate;
use gil_playground::engine::{clock, pool};
use gil_playground::error::{Error, Result};
use gil_playground::presets;
use gil_playground::scenario::{JSON_BYTES, Scenario};
use gil_playground::script;
use gil_playground::timeline::report::{Environment, Report};
use gil_playground::timeline::{ascii, formats};
use std::fmt::Display;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// See when Python threads help numeric code.
#[derive(Parser)]
#[command(name = "gil", version, arg_required_else_help = true, after_help = EXAMPLE)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compute what a Scenario does on virtual cores: the same Scenario and seed, the same answer.
    #[command(after_help = EXAMPLE)]
    Simulate(Input),
    /// Run a Scenario on real threads with a real lock and print what happened.
    #[command(after_help = EXAMPLE)]
    Measure(Input),
    /// Say whether a call of NumPy or SciPy releases the GIL, why, and where in its source.
    #[command(after_help = ASKING)]
    Atlas(atlas::Asked),
    /// Run a program with a CPython in it, or sample one that runs, and record who holds the GIL, who waits for it, and who
    /// works without it.
    #[command(after_help = RECORDING)]
    Record(record::Asked),
    /// Evaluate one expression on your own Python: how long it releases the GIL, and what two threads and two processes gain.
    #[command(after_help = PROBING)]
    Probe(probe::Asked),
    /// Print what a recording says.
    Show(show::Asked),
    /// List the ready-made Scenarios with what to look for, or print one.
    Presets {
        /// Which one to print.
        name: Option<String>,
    },
}

const EXAMPLE: &str = r#"A Scenario is JSON, for example:
  {"runtime":"cpython-3.12","threads":[{"name":"worker","count":4,"repeat":8,
    "ops":[{"op":"python","us":200},{"op":"kernel","name":"qr","n":256}]}]}
`gil presets` lists ready-made ones: gil presets two-hogs | gil simulate --format ascii"#;

const ASKING: &str = "Examples, one shape for each array:
  gil atlas numpy.linalg.inv 1500x1500
  gil atlas numpy.matmul 20x2000000 2000000x20
  gil atlas --numpy 1.5.1 numpy.linalg.det 1500x1500
  gil atlas numpy.add --dtype object 3000000 3000000
  gil atlas 'a @ b' 300x300 300x300
  gil atlas 'from scipy.linalg import eigh'
  gil atlas ThreadPoolExecutor
`gil atlas` alone lists every call.";

const RECORDING: &str = "Examples:
  gil record python job.py
  gil record -o tests.gil pytest -q
  gil show tests.gil
  gil record --pid 4711 --seconds 30
The program's output and its exit status are its own; what the recording says follows on stderr. CPython 3.6 and later, on
Linux with glibc on x86-64; processes that the program starts are recorded, too. With --pid the GIL of a program that runs
already is sampled: CPython 3.7 to 3.15, without a restart, by root or by a user who may trace it.";

const PROBING: &str = "Examples:
  gil probe 'np.linalg.inv(a)' a=400x400
  gil probe --python .venv/bin/python 'np.add(a, b)' a=1000x1000:float32 b=1000x1000:float32
  gil probe --setup 'import zlib; data = bytes(10**7)' 'zlib.compress(data)'
The free part is recorded, exactly; how much two threads and two processes gain is measured. CPython 3.6 and later, on Linux
with glibc on x86-64.";

#[derive(Args)]
struct Input {
    /// The Scenario; standard input when it is absent or "-".
    file: Option<PathBuf>,
    /// How to print the Report.
    #[arg(long, value_parser = formats(), default_value = JSON)]
    format: String,
}

/// What is printed where nothing is said.
const JSON: &str = "json";
const ASCII: &str = "ascii";
/// Of the Scenario, not of a Report.
const PYTHON: &str = "python";

/// The names that `--format` takes.
fn formats() -> PossibleValuesParser {
    let ascii = PossibleValue::new(ASCII).help("A picture in letters, and the numbers");
    let python = "A Python script that runs the Scenario on your own CPython and prints a Report";
    let mut written = formats::TABLE;
    // The default first; the others keep their order.
    written.sort_by_key(|format| format.words.name != JSON);
    let written = written.map(|format| PossibleValue::new(format.words.name).help(format.about));
    PossibleValuesParser::new(written.into_iter().chain([ascii, PossibleValue::new(PYTHON).help(python)]))
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) if error.exit_code() == 0 => error.exit(),
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
        Err(error) => return complain(&Error::input(&usage(&error))),
    };
    let (Input { file, format }, engine): (_, fn(&Scenario) -> Result<Report>) = match arguments.command {
        Command::Simulate(question) => (question, simulate),
        Command::Measure(question) => (question, measure),
        Command::Record(asked) => return record::record(&asked),
        Command::Probe(asked) => return probe::tell(&asked).map_or_else(|error| complain(&error), print),
        Command::Show(asked) => return show::tell(&asked).map_or_else(|error| complain(&error), print),
        Command::Atlas(asked) => return atlas::tell(&asked).map_or_else(|error| complain(&error), print),
        Command::Presets { name } => return preset(name.as_deref()).map_or_else(|error| complain(&error), print),
    };
    let answer = read(file.as_deref()).and_then(|json| {
        let scenario = Scenario::from_json(&json)?;
        if format == PYTHON {
            return Ok(script::python(&scenario));
        }
        let report = engine(&scenario)?;
        formats::find(&format).map_or_else(|| Ok(ascii::draw(&report)), |format| format.write(&[&report]))
    });
    answer.map_or_else(|error| complain(&error), print)
}

/// The list of presets, or the Scenario of one.
fn preset(name: Option<&str>) -> Result<String> {
    let Some(name) = name else {
        let lines = presets::TABLE.iter().map(|preset| format!("{:28}{}\n", preset.name, preset.sentence));
        return Ok(lines.collect());
    };
    presets::find(name).map(|preset| preset.scenario.to_owned()).ok_or_else(|| {
        let names: Vec<&str> = presets::TABLE.iter().map(|preset| preset.name).collect();
        Error::input(&format!("{name:?} isn't a preset: use one of {}", names.join(", ")))
    })
}

fn measure(scenario: &Scenario) -> Result<Report> {
    let here = Environment::native();
    let run = Run::new(Plan::new(scenario.clone())?, clock::monotonic, here.cores);
    pool::run(&run)?;
    run.report(here)
}

fn read(file: Option<&Path>) -> Result<String> {
    let file = file.filter(|file| *file != Path::new("-"));
    let name = file.map_or_else(|| "standard input".into(), |file| file.display().to_string());
    let source: std::io::Result<Box<dyn Read>> = match file {
        None => Ok(Box::new(std::io::stdin())),
        Some(file) => std::fs::File::open(file).map(|file| Box::new(file) as Box<dyn Read>),
    };
    let unreadable = |error: &dyn Display| {
        Error::input(&format!("{name} can't be read: {error}; give a JSON file, or - for standard input"))
    };
    // One byte more than is allowed shows that there are more.
    let mut bytes = Vec::new();
    let read = source.and_then(|source| source.take(JSON_BYTES as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| unreadable(&error))?;
    // Where it is cut it may end inside a letter.
    if bytes.len() > JSON_BYTES {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    String::from_utf8(bytes).map_err(|error| unreadable(&error))
}

/// Text that ends its last line. A reader who has seen enough, as `head` has, is no failure.
#[allow(clippy::needless_pass_by_value, reason = "the end of a chain")]
fn print(text: String) -> ExitCode {
    let mut out = std::io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => complain(&Error::Failed(format!(
            "the answer can't be written: {error}; free some space, or write elsewhere"
        ))),
        _ => ExitCode::SUCCESS,
    }
}

/// Says it where somebody listens: unlike `eprintln` this does not mind if nobody does.
fn complain(error: &Error) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "gil: {error}");
    ExitCode::from(if matches!(error, Error::BadInput(_)) { 2 } else { 1 })
}

/// clap's message on one line.
fn usage(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("Usage:"));
    lines.collect::<Vec<_>>().join("; ").replacen("error: ", "", 1)
}
