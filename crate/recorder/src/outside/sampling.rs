//! Looks at an interpreter again and again, for a time.
//!
//! Invariants: between two looks it sleeps, so the interpreter has the cores; looks come at multiples of one period, and
//! those that it was late for are counted, not made up for.

use super::{Change, Target};
use crate::clock::{Look, monotonic};
use crate::session::Asked;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, pidfd_open};
use std::io;
use std::os::fd::OwnedFd;
use std::thread;
use std::time::Duration;

/// How long and how often.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// At most.
    pub seconds: f64,
    /// Looks in a second.
    pub rate: f64,
}

/// What the samples are written into.
pub trait Listener {
    /// What the clock says now; a change has such a stamp.
    fn clock(&mut self, look: Look);
    /// What changed; a thread's changes come in their order.
    fn changes(&mut self, changes: &[Change]);
}

/// Why it was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The time was.
    Time,
    /// That was asked for: Ctrl-C.
    Asked,
    /// The process has ended, or runs another program.
    Process,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampled {
    /// Why it was over.
    pub ended: Ended,
    /// When.
    pub end: u64,
    /// Looks.
    pub samples: u64,
    /// Looks that it was late for.
    pub missed: u64,
}

/// How often what was seen is written to the file.
const WRITE_EVERY: u64 = 100_000_000;

fn now() -> Look {
    let nanos = monotonic();
    Look { stamp: nanos, nanos }
}

/// Samples until the time is over, the process ends, or a signal asks for the end.
///
/// # Errors
/// Where signals can't be caught.
pub fn run(target: &mut Target, plan: Plan, into: &mut impl Listener) -> io::Result<Sampled> {
    let asked = Asked::to_end()?;
    // Without one, as before Linux 5.3, its memory tells that it has ended.
    let process = Pid::from_raw(target.pid as i32).and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
    let period = (1e9 / plan.rate) as u64;
    let start = now();
    let until = start.nanos.saturating_add((plan.seconds * 1e9) as u64);
    into.clock(start);
    let (mut samples, mut missed, mut due, mut written) = (0, 0, start.nanos, start.nanos);
    let ended = loop {
        if let Some(ended) = wait(due.min(until), process.as_ref(), &asked) {
            break ended;
        }
        let look = now();
        if look.nanos >= until {
            break Ended::Time;
        }
        let Ok(changes) = target.look(look.stamp) else { break Ended::Process };
        samples += 1;
        into.changes(&changes);
        if look.nanos - written >= WRITE_EVERY {
            written = look.nanos;
            into.clock(look);
        }
        let periods = now().nanos.saturating_sub(due) / period;
        missed += periods;
        due += (periods + 1) * period;
    };
    let end = now();
    into.clock(end);
    Ok(Sampled { ended, end: end.stamp, samples, missed })
}

/// Sleeps until a look is due; tells what ends the sampling meanwhile.
fn wait(due: u64, process: Option<&OwnedFd>, asked: &Asked) -> Option<Ended> {
    /// Without a file of the process a signal doesn't end the sleep.
    const NAP: u64 = 50_000_000;
    loop {
        if asked.was() {
            return Some(Ended::Asked);
        }
        let left = due.saturating_sub(monotonic());
        let Some(process) = process else {
            thread::sleep(Duration::from_nanos(left.min(NAP)));
            if left <= NAP {
                return None;
            }
            continue;
        };
        let time = Timespec { tv_sec: (left / 1_000_000_000) as i64, tv_nsec: (left % 1_000_000_000) as i64 };
        match poll(&mut [PollFd::new(process, PollFlags::IN)], Some(&time)) {
            Ok(0) => return None,
            Ok(_) => return Some(Ended::Process),
            // A signal came.
            Err(Errno::INTR) => {}
            Err(_) => thread::sleep(Duration::from_nanos(left.min(NAP))),
        }
    }
}
