//! One recording: a command runs with the agent in it, and everything that its threads write is drained until it is over.
//!
//! Signals are caught here alone, also for recordings from outside.
//!
//! Invariants: the command's standard streams and its status are its own, and what would end the recorder ends the command;
//! whatever happens to it, what was written until then is kept.

use crate::clock::{Clock, Look};
use crate::layout::{Event, VARIABLE};
use crate::memory::{Living, Memory, Writer};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, getpgrp, kill_process, pidfd_open};
use rustix::termios::tcgetpgrp;
use signal_hook::consts::{SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use std::env;
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// A thread that does nothing but pass the lock on fills its ring in four times as long.
const DRAIN_EVERY: Duration = Duration::from_millis(15);
/// How often it is asked whether threads are still there: each question is a system call.
const ASK_EVERY: Duration = Duration::from_millis(100);

/// What a recording is written into.
pub trait Listener {
    /// What the clock says now: when it begins, now and then, and at the end.
    fn clock(&mut self, look: Look);
    /// What a thread wrote.
    fn events(&mut self, writer: Writer, events: &[Event]);
}

/// What became of the program.
#[derive(Debug)]
pub struct Over {
    /// The kernel's number of it.
    pub pid: u32,
    /// How it ended.
    pub status: ExitStatus,
    /// When.
    pub end: Look,
    /// How many events found no room at all.
    pub unserved: u64,
    /// Why the recording ended before the program.
    pub failed: Option<io::Error>,
}

/// What a shell says of such an end.
pub fn code(status: ExitStatus) -> u8 {
    status.code().or_else(|| status.signal().map(|signal| 128 + signal)).map_or(255, |code| code as u8)
}

/// The same in words.
pub fn words(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("exit status {code}"),
        (_, Some(signal)) => format!("signal {signal}"),
        _ => "no status".into(),
    }
}

/// Runs a program to its end, with this agent; `calls` is whether those of C code are told, too.
///
/// # Errors
/// What the system says where the program can't be started.
pub fn run(mut program: Command, agent: &Path, calls: bool, into: &mut impl Listener) -> io::Result<Over> {
    let clock = Clock::find();
    into.clock(clock.look());
    let mut memory = Memory::new(clock.is_counter(), calls)?;
    // The agent replaces no function, so it can stand behind those that do, which want to be first.
    let mut preload = env::var_os("LD_PRELOAD").unwrap_or_default();
    if !preload.is_empty() {
        preload.push(":");
    }
    preload.push(agent);
    program.env("LD_PRELOAD", preload).env(VARIABLE, memory.path());
    let over = Arc::new(AtomicBool::new(false));
    let signals = Signals::caught(&over)?;
    let mut child = program.spawn()?;
    let pid = Pid::from_child(&child);
    let ends = pidfd_open(pid, PidfdFlags::empty());
    let (mut living, mut asked, mut failed) = (Living::default(), Instant::now(), None);
    let status = loop {
        // From here on the program's end is waited for, whatever becomes of its recording.
        let ended = child.try_wait()?;
        let ask = asked.elapsed() >= ASK_EVERY || ended.is_some();
        // Before the rings are read, so that nothing that happened until then is written after it.
        let look = clock.look();
        if failed.is_none() {
            let drained = memory.drain(|it| living.has(it, ask), |writer, events| into.events(writer, events));
            failed = drained.inspect_err(|_| memory.stop()).err();
        }
        if let Some(status) = ended {
            break status;
        }
        if ask {
            asked = Instant::now();
            into.clock(look);
        }
        signals.pass_on(pid);
        wait(ends.as_ref().ok());
    };
    let end = clock.look();
    // What comes now is for the recorder alone.
    over.store(true, Ordering::Relaxed);
    memory.stop();
    if failed.is_none() {
        // Children that outlive it wrote until now: nobody will read what comes after.
        failed = memory.drain(|_| false, |writer, events| into.events(writer, events)).err();
    }
    into.clock(clock.look());
    Ok(Over { pid: child.id(), status, end, unserved: memory.unserved(), failed })
}

/// Until it is time to drain again, or the program is over.
fn wait(ends: Option<&OwnedFd>) {
    let Some(ends) = ends else { return thread::sleep(DRAIN_EVERY) };
    let time = Timespec { tv_sec: 0, tv_nsec: DRAIN_EVERY.as_nanos() as i64 };
    // A signal ends it early, which is what it is for.
    let _ = poll(&mut [PollFd::new(ends, PollFlags::IN)], Some(&time));
}

/// Those that end a program; each is passed on, unless the terminal has sent it to the program, too.
struct Signals(Vec<(Arc<AtomicBool>, Signal)>);

impl Signals {
    /// What is ignored stays ignored, here and in the program: `nohup` asks for that.
    fn caught(over: &Arc<AtomicBool>) -> io::Result<Self> {
        // Where the end of children is ignored, nobody hears how the program ended.
        signal_hook::flag::register(SIGCHLD, Arc::default())?;
        let all = [(SIGINT, Signal::INT), (SIGQUIT, Signal::QUIT), (SIGTERM, Signal::TERM), (SIGHUP, Signal::HUP)];
        let mut caught = Vec::new();
        for (number, signal) in all.into_iter().filter(|(number, _)| !is_ignored(*number)) {
            signal_hook::flag::register_conditional_default(number, Arc::clone(over))?;
            let seen: Arc<AtomicBool> = Arc::default();
            signal_hook::flag::register(number, Arc::clone(&seen))?;
            caught.push((seen, signal));
        }
        Ok(Self(caught))
    }

    fn pass_on(&self, pid: Pid) {
        for (seen, signal) in &self.0 {
            let asked = seen.swap(false, Ordering::Relaxed);
            let typed = [Signal::INT, Signal::QUIT].contains(signal) && is_in_front();
            if asked && !typed {
                // It may have ended meanwhile.
                let _ = kill_process(pid, *signal);
            }
        }
    }
}

/// Whether the end of a recording was asked for, which here ends nothing else.
pub(crate) struct Asked(Arc<AtomicBool>);

impl Asked {
    /// Catches what asks for it. The second time it ends the recorder, should the first not be heard.
    pub(crate) fn to_end() -> io::Result<Self> {
        let asked: Arc<AtomicBool> = Arc::default();
        for number in [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|number| !is_ignored(*number)) {
            signal_hook::flag::register_conditional_default(number, Arc::clone(&asked))?;
            signal_hook::flag::register(number, Arc::clone(&asked))?;
        }
        Ok(Self(asked))
    }

    pub(crate) fn was(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether a terminal sends what is typed there to this program and to those that it started.
fn is_in_front() -> bool {
    fs::File::open("/dev/tty").is_ok_and(|terminal| tcgetpgrp(terminal).is_ok_and(|front| front == getpgrp()))
}

fn is_ignored(number: i32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    mask >> (number - 1) & 1 == 1
}
