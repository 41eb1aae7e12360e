//! `gil record`: who holds the GIL in a program of the user's own.
//!
//! Invariants: the program's streams and its status are its own, so what is said of the recording goes to stderr; a file that
//! is there is not overwritten unless it was named.

mod collect;
mod libraries;
mod outside;

use crate::show;
use clap::{ArgGroup, Args};
pub(crate) use collect::Collector;
use collect::redacted;
use gil_playground::record::facts::{End, Head};
use gil_playground::record::file::Writer;
use gil_recorder::agent;
use gil_recorder::clock::Look;
use gil_recorder::program::{self, Refused};
use gil_recorder::session::{self, Over};
use std::ffi::OsString;
use std::fmt::Display;
use std::fs::{File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// What is asked of `gil record`.
#[derive(Args)]
#[command(group = ArgGroup::new("what").required(true).args(["command", "pid"]))]
pub(crate) struct Asked {
    /// The file to write. When it is absent: named after the program, as `job.gil`, or `job-2.gil` where that is there.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Record the lock alone: not which calls of C code threads are in, which costs a little time at each call.
    #[arg(long, conflicts_with = "pid")]
    no_calls: bool,
    /// Keep only the last seconds: for a program that runs for long.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true, conflicts_with = "pid")]
    last: Option<f64>,
    /// Write no arguments, and of paths only the file's name.
    #[arg(long)]
    redact: bool,
    /// Sample the GIL of a process that runs already, a CPython 3.7 to 3.15, instead of starting one. It is not stopped, and
    /// it goes on.
    #[arg(long, value_name = "PID", value_parser = pid, allow_negative_numbers = true)]
    pid: Option<u32>,
    /// Sample for so long; 10 seconds unless you say otherwise.
    #[arg(long, value_name = "SECONDS", value_parser = seconds, allow_negative_numbers = true, requires = "pid", conflicts_with = "command")]
    seconds: Option<f64>,
    /// Look so often in a second, from 1 to 2000; 200 times unless you say otherwise.
    #[arg(long, value_name = "HZ", value_parser = rate, allow_negative_numbers = true, requires = "pid", conflicts_with = "command")]
    rate: Option<f64>,
    /// The program and its arguments, as they would be typed without gil.
    #[arg(trailing_var_arg = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

fn seconds(text: &str) -> std::result::Result<f64, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.1..=86_400.0).contains(seconds));
    seconds.ok_or_else(|| "give seconds from 0.1 to 86400, such as 10".into())
}

fn pid(text: &str) -> std::result::Result<u32, String> {
    let pid = text.parse().ok().filter(|pid| (1..=4_194_304).contains(pid));
    pid.ok_or_else(|| "give the number of a running process, as ps prints it".into())
}

fn rate(text: &str) -> std::result::Result<f64, String> {
    let rate = text.parse().ok().filter(|rate| (1.0..=2000.0).contains(rate));
    rate.ok_or_else(|| "give samples a second from 1 to 2000, such as 200".into())
}

/// What failed in the recorder itself, as `env` and `timeout` have it.
const OURS: u8 = 125;

/// Runs the command, and exits as it does; or samples a process.
pub(crate) fn record(asked: &Asked) -> ExitCode {
    match asked.pid.map_or_else(|| recorded(asked), |pid| outside::sampled(pid, asked)) {
        Ok(code) => ExitCode::from(code),
        Err((code, words)) => {
            say(&words);
            ExitCode::from(code)
        }
    }
}

/// Says it where the program's own output isn't.
fn say(words: &dyn Display) {
    for line in words.to_string().lines() {
        let _ = writeln!(io::stderr(), "gil: {line}");
    }
}

type Failed = (u8, String);

fn ours(what: &str) -> impl FnOnce(io::Error) -> Failed + use<> {
    let what = what.to_owned();
    move |error| (OURS, format!("{what}: {error}"))
}

fn recorded(Asked { output, no_calls, last, redact, command, .. }: &Asked) -> std::result::Result<u8, Failed> {
    let name = &command[0];
    let refused = |refused: Refused| (refused.code(), format!("{} {refused}", name.display()));
    let found = program::find(name).map_err(refused)?;
    let agent = agent::file().map_err(ours("the agent can't be written to the cache"))?;
    let Target { path, file, is_new } = create(output.as_deref(), command)?;
    let mut head = Head { last: *last, ..head(command) };
    if *redact {
        head.command = redacted(&head.command);
    }
    let unwritten = || ours(&format!("{} can't be written", path.display()));
    let mut writer = Writer::new(BufWriter::new(file), &head).map_err(unwritten())?;
    if let Some(seconds) = last {
        writer.keep_last((seconds * 1e9) as u64);
    }
    let mut collector = Collector::new(writer, *redact);
    let mut program = Command::new(&found);
    program.arg0(name).args(&command[1..]);
    let over = session::run(program, &agent, !no_calls, &mut collector);
    let nothing = |_: &io::Error| {
        if is_new {
            // It says nothing, and it was not there before.
            let _ = std::fs::remove_file(&path);
        }
    };
    let over = over.inspect_err(nothing).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => (127, format!("{} isn't there any more", name.display())),
        io::ErrorKind::PermissionDenied => (126, format!("{} may not be executed", name.display())),
        _ => (OURS, format!("{} can't be recorded: {error}", name.display())),
    })?;
    let end = ended(&over);
    let Over { status, failed, .. } = over;
    if let Some(error) = failed {
        say(&format!("the recording ends before {}: {error}", name.display()));
    }
    // The program did its work, whatever becomes of the recording: its status is what is returned.
    let code = session::code(status);
    match collector.end(&end) {
        Ok(_) => tell(&path),
        Err(error) => say(&unwritten()(error).1),
    }
    Ok(code)
}

/// What a recording of this command begins with.
pub(crate) fn head(command: &[OsString]) -> Head {
    Head {
        tool: concat!("gil ", env!("CARGO_PKG_VERSION")).into(),
        command: command.iter().take(100).map(|word| word.display().to_string().chars().take(1000).collect()).collect(),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        last: None,
        sampled: None,
    }
}

/// What it ends with.
pub(crate) fn ended(Over { pid, status, end: Look { stamp, .. }, unserved, .. }: &Over) -> End {
    End { pid: *pid, status: session::words(*status), t: *stamp, unserved: *unserved, cut: false, missed: 0 }
}

/// A file to write to.
struct Target {
    path: PathBuf,
    file: File,
    /// It was not there before.
    is_new: bool,
}

/// The file that was named, or a new one named after the program.
fn create(output: Option<&Path>, command: &[OsString]) -> std::result::Result<Target, Failed> {
    let failed = |path: &Path, error: io::Error| {
        (OURS, format!("{} can't be written: {error}; name another file with -o", path.display()))
    };
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    if let Some(path) = output {
        let is_new = !path.exists();
        let file = options.create(true).truncate(true).open(path).and_then(|file| {
            // A file that was there keeps its rights otherwise; a recording tells paths and arguments.
            if file.metadata()?.is_file() {
                file.set_permissions(Permissions::from_mode(0o600))?;
            }
            Ok(file)
        });
        return Ok(Target { path: path.into(), file: file.map_err(|error| failed(path, error))?, is_new });
    }
    options.create_new(true);
    // `python job.py` is better known as `job`.
    let script = command.iter().map(Path::new).find(|word| word.extension().is_some_and(|ending| ending == "py"));
    let stem = script.unwrap_or(Path::new(&command[0])).file_stem().unwrap_or_default().display().to_string();
    for count in 1..=1000 {
        let path = PathBuf::from(if count == 1 { format!("{stem}.gil") } else { format!("{stem}-{count}.gil") });
        match options.open(&path) {
            Ok(file) => return Ok(Target { path, file, is_new: true }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(&path, error)),
        }
    }
    Err((OURS, format!("there are a thousand recordings called {stem}: name a file with -o")))
}

/// What the recording says, behind everything that the program said.
fn tell(path: &Path) {
    match show::open(path) {
        Ok(recording) => say(&recording.text()),
        Err(error) => say(&error),
    }
    let bytes = std::fs::metadata(path).map_or(0, |file| file.len());
    let path = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+=:,@%".contains(letter);
    let typed = if path.chars().all(is_plain) { path.clone() } else { format!("'{}'", path.replace('\'', r"'\''")) };
    say(&format!("saved {path} ({} kB): gil show {typed} draws it", bytes.div_ceil(1000)));
}
