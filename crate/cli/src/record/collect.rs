//! From the recorder's events to the facts of a file, while the program runs.
//!
//! Invariants: a process and a thread are numbered when they are written; what the system says of them is asked when their
//! first event comes, because a moment later they may be gone. What can't be written ends the writing, never the program.

use super::libraries::{Libraries, file_name};
use gil_playground::record::facts::{self, Calls, End, Fact, Object, Place, Process, What};
use gil_playground::record::file::Writer;
use gil_recorder::clock::Look;
use gil_recorder::layout::{self, Event, Kind};
use gil_recorder::memory;
use gil_recorder::session::Listener;
use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};

/// The agent knows nothing of the file, so both have their own numbers and their own separator, which are the same.
const _: () = {
    use layout::Calls as Written;
    assert!(layout::SEPARATOR as char == facts::SEPARATOR);
    assert!(Written::Told as u64 == Calls::Told as u64 + 1 && Written::NoTool as u64 == Calls::NoTool as u64 + 1);
    assert!(
        Written::Failed as u64 == Calls::Failed as u64 + 1 && Written::Builtins as u64 == Calls::Builtins as u64 + 1
    );
    assert!(Written::Unsafe as u64 == Calls::Unsafe as u64 + 1 && Written::Full as u64 == Calls::Full as u64 + 1);
};

/// What was seen so far.
pub(crate) struct Collector<W: Write> {
    into: Writer<W>,
    processes: Vec<Process>,
    /// By the kernel's number the newest process: a program that starts another in its place keeps its number.
    newest: HashMap<u32, usize>,
    threads: HashMap<memory::Writer, Thread>,
    numbered: usize,
    libraries: Libraries,
    /// Whether paths and arguments are left out.
    redact: bool,
    failed: Option<io::Error>,
}

struct Thread {
    /// Its process and its own number, once its process is written.
    place: Option<(usize, usize)>,
    /// A process that is about to tell what it is.
    new: Option<Process>,
    /// A text that is still coming, and the event that it belongs to.
    text: Option<(Kind, u64, Vec<u8>)>,
}

impl<W: Write> Collector<W> {
    pub(crate) fn new(into: Writer<W>, redact: bool) -> Self {
        let (processes, newest, threads) = (Vec::new(), HashMap::new(), HashMap::new());
        let libraries = Libraries::default();
        Self { into, processes, newest, threads, numbered: 0, libraries, redact, failed: None }
    }

    /// It is over.
    pub(crate) fn end(mut self, end: &End) -> io::Result<W> {
        for library in std::mem::take(&mut self.libraries).all() {
            self.tried(|it| it.into.library(&library));
        }
        self.failed.map_or_else(|| self.into.end(end), Err)
    }

    fn tried(&mut self, act: impl FnOnce(&mut Self) -> io::Result<()>) {
        if self.failed.is_none() {
            self.failed = act(self).err();
        }
    }

    fn slice(&mut self, writer: memory::Writer, events: &[Event]) -> io::Result<()> {
        let Some(first) = events.first().and_then(|first| Some((first.kind()?, first.about()))) else { return Ok(()) };
        let mut thread = match self.threads.remove(&writer) {
            Some(thread) => thread,
            None => self.begin(writer, first)?,
        };
        for event in events {
            let Some(kind) = event.kind() else { continue };
            if kind == Kind::Lost {
                // What is still missing of a text is lost, too.
                thread.text = None;
            }
            match kind {
                Kind::Object | Kind::Python | Kind::Place | Kind::Blas => {
                    thread.text = Some((kind, event.about(), Vec::new()));
                }
                Kind::Text => self.text(writer, &mut thread, event.about())?,
                Kind::CallsAre => {
                    let calls = event.about().checked_sub(1).and_then(|at| Calls::ALL.get(at as usize));
                    if let (Some((process, _)), Some(calls)) = (thread.place, calls) {
                        self.into.calls(process, *calls)?;
                    }
                }
                Kind::Interval => {
                    if let Some((process, _)) = thread.place {
                        self.into.interval(process, event.about())?;
                    }
                }
                _ => {
                    if let (Some((_, number)), Some(what)) = (thread.place, what(kind, event.about())) {
                        self.into.fact(number, Fact { t: event.time, what })?;
                    }
                }
            }
        }
        self.threads.insert(writer, thread);
        Ok(())
    }

    /// A thread that was not there before, and with it perhaps a process.
    fn begin(&mut self, writer: memory::Writer, (first, about): (Kind, u64)) -> io::Result<Thread> {
        let memory::Writer { pid, .. } = writer;
        let mut thread = Thread { place: None, new: None, text: None };
        match (first, self.newest.get(&pid)) {
            // An interpreter begins with that; its text follows.
            (Kind::Python, _) => {
                thread.new = Some(Process { pid, command: command(pid), ..Process::default() });
                return Ok(thread);
            }
            (Kind::Forked, _) => {
                let parent = self.newest.get(&(about as u32)).copied();
                let copied = parent.map(|parent| self.processes[parent].clone()).unwrap_or_default();
                self.process(Process { pid, parent, ..copied })?;
            }
            (_, None) => self.process(Process { pid, command: command(pid), ..Process::default() })?,
            _ => {}
        }
        thread.place = Some(self.thread(writer)?);
        Ok(thread)
    }

    fn process(&mut self, mut process: Process) -> io::Result<()> {
        if self.redact {
            process.command = redacted(&process.command);
        }
        self.into.process(&process)?;
        self.newest.insert(process.pid, self.processes.len());
        self.processes.push(process);
        Ok(())
    }

    /// Its process and its number.
    fn thread(&mut self, writer: memory::Writer) -> io::Result<(usize, usize)> {
        let process = self.newest.get(&writer.pid).copied().unwrap_or_default();
        self.into.thread(process, writer.tid, &name(writer.pid, writer.tid))?;
        self.numbered += 1;
        Ok((process, self.numbered - 1))
    }

    /// Seven bytes more of a text; the last has a zero behind it.
    fn text(&mut self, writer: memory::Writer, thread: &mut Thread, about: u64) -> io::Result<()> {
        let Some((kind, subject, mut text)) = thread.text.take() else { return Ok(()) };
        let bytes = &about.to_le_bytes()[..7];
        let part = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        text.extend(&bytes[..part]);
        if part == bytes.len() {
            thread.text = Some((kind, subject, text));
            return Ok(());
        }
        let text = String::from_utf8_lossy(&text).into_owned();
        match (kind, thread.new.take(), thread.place) {
            (Kind::Python, Some(new), _) => {
                self.process(Process { python: text, slots: subject, ..new })?;
                thread.place = Some(self.thread(writer)?);
            }
            (Kind::Object, _, Some((process, _))) => {
                self.libraries.loads(process, writer.pid, &text);
                self.into.object(&Object { process, base: subject, path: self.path(text) })?;
            }
            (Kind::Blas, _, Some((process, _))) => self.libraries.computes_with(process, &text, subject),
            (Kind::Place, _, Some((process, _))) => {
                let mut place = Place::told(process, subject, &text);
                place.file = self.path(place.file);
                self.into.place(&place)?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl<W: Write> Collector<W> {
    fn path(&self, path: String) -> String {
        if self.redact { file_name(&path) } else { path }
    }
}

/// A command without its arguments and without the path of its program.
pub(super) fn redacted(command: &[String]) -> Vec<String> {
    let more = (command.len() > 1).then(|| "…".to_owned());
    command.first().map(|program| file_name(program)).into_iter().chain(more).collect()
}

impl<W: Write> Listener for Collector<W> {
    fn clock(&mut self, Look { stamp, nanos }: Look) {
        self.tried(|it| it.into.clock(stamp, nanos));
    }

    fn events(&mut self, writer: memory::Writer, events: &[Event]) {
        self.tried(|it| it.slice(writer, events));
    }
}

fn what(kind: Kind, about: u64) -> Option<What> {
    Some(match kind {
        Kind::Signal => What::Signals(about),
        Kind::Waits => What::Waits(about),
        Kind::Woken => What::Woken,
        Kind::TimedOut => What::TimedOut,
        Kind::WaitsForSwitch => What::WaitsForSwitch(about),
        Kind::Switched => What::Switched,
        Kind::Cpu => What::Computed(about),
        Kind::Site => What::Site(about),
        Kind::Lost => What::Lost(about),
        Kind::Calls => What::Calls(about),
        Kind::Returns => What::Returns(about),
        Kind::RunsPython => What::RunsPython(about),
        Kind::Stops => What::Stops,
        Kind::Starts => What::Starts,
        Kind::Operator => What::Operator(about),
        Kind::Detaches => What::Detaches(about),
        Kind::Attaches => What::Attaches,
        Kind::Parks => What::Parks,
        Kind::Unparks => What::Unparks,
        Kind::Awake => What::Awake(about),
        Kind::Object
        | Kind::Text
        | Kind::Python
        | Kind::Forked
        | Kind::Place
        | Kind::CallsAre
        | Kind::Interval
        | Kind::Blas => return None,
    })
}

/// As many bytes of a command are kept.
const COMMAND: usize = 16_384;

/// How it was started, if it is still there.
pub(super) fn command(pid: u32) -> Vec<String> {
    let mut line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    line.truncate(COMMAND);
    let line = line.strip_suffix(&[0]).unwrap_or(&line);
    let words = line.split(|byte| *byte == 0).filter(|_| !line.is_empty());
    words.map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

/// What the kernel calls it, if it is still there.
pub(super) fn name(pid: u32, tid: u32) -> String {
    fs::read_to_string(format!("/proc/{pid}/task/{tid}/comm")).unwrap_or_default().trim_end().to_owned()
}
