//! `gil record --pid`: who holds the GIL in a program that runs already, by samples.
//!
//! Invariants: nothing of the program is changed, and it goes on whatever becomes of the recording; what was seen until it
//! ended, or until Ctrl-C, is kept.

use super::collect::{command, name, redacted};
use super::{Asked, Failed, OURS, Target, create, head, ours, say, tell};
use gil_playground::record::facts::{End, Fact, Head, Process, Seen, What};
use gil_playground::record::file::Writer;
use gil_recorder::clock::Look;
use gil_recorder::outside::{self, Change, Doing, Ended, Listener, Plan, Sampled};
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};

/// Where nothing is said.
const SECONDS: f64 = 10.0;
const RATE: f64 = 200.0;

/// Samples a process and says what came of it.
pub(super) fn sampled(pid: u32, asked: &Asked) -> Result<u8, Failed> {
    let Asked { output, seconds, rate, redact, .. } = asked;
    let (seconds, rate) = (seconds.unwrap_or(SECONDS), rate.unwrap_or(RATE));
    let refused = |refused| (OURS, format!("process {pid} {refused}"));
    let mut program = outside::Target::find(pid).map_err(refused)?;
    let mut words = command(pid);
    if *redact {
        words = redacted(&words);
    }
    let Target { path, file, .. } = create(output.as_deref(), &[OsString::from(format!("pid-{pid}"))])?;
    let unwritten = || ours(&format!("{} can't be written", path.display()));
    let all: Vec<OsString> = words.iter().map(OsString::from).collect();
    let mut head = Head { sampled: Some(rate), ..head(&all) };
    head.cores = cores(pid).unwrap_or(head.cores);
    let mut into = Writer::new(BufWriter::new(file), &head).map_err(unwritten())?;
    let process = Process { pid, parent: None, command: words, python: program.python().to_owned(), slots: 0 };
    into.process(&process).map_err(unwritten())?;
    let words = process.command.join(" ");
    let words: String = words.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).take(80).collect();
    say(&format!("samples process {pid} ({words}) for {seconds} s, {rate} times a second; Ctrl-C ends it earlier"));
    let mut samples = Samples { into, pid, failed: None };
    let over =
        outside::run(&mut program, Plan { seconds, rate }, &mut samples).map_err(ours("signals can't be caught"))?;
    let Sampled { ended, end, missed, .. } = over;
    let status = if ended == Ended::Process { "then the process ended" } else { "the process went on" };
    let end = End { pid, status: status.into(), t: end, unserved: 0, cut: false, missed };
    samples.failed.map_or_else(|| samples.into.end(&end), Err).map_err(unwritten())?;
    tell(&path);
    Ok(0)
}

/// How many cores a process may use.
fn cores(pid: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let mask = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed:"))?;
    let bits = mask.chars().filter_map(|digit| digit.to_digit(16)).map(u32::count_ones).sum::<u32>();
    Some(bits as usize).filter(|cores| *cores > 0)
}

/// The file that is written.
struct Samples<W: Write> {
    into: Writer<W>,
    pid: u32,
    failed: Option<io::Error>,
}

impl<W: Write> Samples<W> {
    fn tried(&mut self, act: impl FnOnce(&mut Self) -> io::Result<()>) {
        if self.failed.is_none() {
            self.failed = act(self).err();
        }
    }

    fn change(&mut self, Change { t, thread, tid, is_new, doing }: Change) -> io::Result<()> {
        if is_new {
            self.into.thread(0, tid, &name(self.pid, tid))?;
        }
        let seen = match doing {
            Doing::Holds => Seen::Holds,
            Doing::Waits => Seen::Waits,
            Doing::Computes => Seen::Computes,
            Doing::Blocked => Seen::Blocked,
            Doing::Gone => Seen::Gone,
        };
        self.into.fact(thread, Fact { t, what: What::Seen(seen) })
    }
}

impl<W: Write> Listener for Samples<W> {
    fn clock(&mut self, Look { stamp, nanos }: Look) {
        self.tried(|it| it.into.clock(stamp, nanos));
    }

    fn changes(&mut self, changes: &[Change]) {
        self.tried(|it| changes.iter().try_for_each(|change| it.change(*change)));
    }
}
