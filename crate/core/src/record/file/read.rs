//! Reads a recording back.
//!
//! Invariant: whatever the bytes are, what is returned is whole: every thread has a process, every block a thread.

use super::super::facts::{Calls, End, Fact, Head, Library, Object, Place, Process, Thread};
use super::column::{KINDS, Numbers, has_about, unzigzag, what};
use super::{LONGEST, MAGIC, VERSION};
use crate::error::{Error, Result};
use crate::timeline::{self, Nanos};
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::de::DeserializeOwned;

/// A recording as it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct File {
    /// What it is of.
    pub head: Head,
    /// Its processes.
    pub processes: Vec<Process>,
    /// Their threads.
    pub threads: Vec<Thread>,
    /// What lay in their memory.
    pub objects: Vec<Object>,
    /// What calls.
    pub places: Vec<Place>,
    /// Of each process whether it told its calls, as far as that is known.
    pub calls: Vec<(usize, Calls)>,
    /// Of processes their switch intervals, in microseconds, as far as they are known.
    pub intervals: Vec<(usize, u64)>,
    /// What decides how they compute.
    pub libraries: Vec<Library>,
    /// How it ended; none where the recorder itself was killed, or the file was cut.
    pub end: Option<End>,
    /// What the kernel's monotonic clock said when times began.
    pub began: Nanos,
    /// Whether there are more facts in it than were read.
    pub more: bool,
    facts: u64,
    /// The stamp until which all facts are there, in a file that is cut off or has more.
    whole: u64,
    /// The first look at the clock and the last: a stamp, and nanoseconds.
    clock: Option<[[u64; 2]; 2]>,
}

/// As many facts are read at most: of a gigabyte or two.
const FACTS: u64 = 60_000_000;
/// How long a name and a path can be in Linux.
const NAME: usize = 4096;

/// Reads a file.
///
/// # Errors
/// `BadInput` with what is wrong.
pub fn read(bytes: &[u8]) -> Result<File> {
    read_at_most(bytes, FACTS)
}

/// The same up to so many facts.
///
/// # Errors
/// Likewise.
pub fn read_at_most(bytes: &[u8], most: u64) -> Result<File> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or_else(|| {
        Error::input("the file is no recording: give one that gil record wrote; its name ends in .gil")
    })?;
    let (version, mut rest) = rest.split_first_chunk::<2>().ok_or_else(|| bad("ends before its version"))?;
    let version = u16::from_le_bytes(*version);
    if !(1..=VERSION).contains(&version) {
        return Err(Error::input(&format!(
            "the file is a recording of version {version}, this gil reads versions up to {VERSION}: use the gil that wrote it"
        )));
    }
    let mut file = File::default();
    let mut headed = false;
    while let Some((letter, content, after)) = chunk(rest) {
        rest = after;
        let unpacked = decompress_to_vec_with_limit(content, LONGEST);
        let content = unpacked.map_err(|_| bad("has a chunk that can't be unpacked"))?;
        if letter == b'H' {
            file.head = json(&content)?;
            headed = true;
        } else {
            file.add(letter, &content, most)?;
        }
    }
    if headed { file.in_time() } else { Err(bad("ends before its head")) }
}

fn bad(what: &str) -> Error {
    Error::input(&format!("the file is a recording that {what}: record the program again"))
}

fn json<T: DeserializeOwned>(content: &[u8]) -> Result<T> {
    serde_json::from_slice(content).map_err(|_| bad("has a part of another shape"))
}

/// The first chunk, and what follows it; none where it is not all there.
fn chunk(file: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (letter, rest) = file.split_first()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (content, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((*letter, content, rest))
}

impl File {
    fn add(&mut self, letter: u8, content: &[u8], most: u64) -> Result<()> {
        let mut from = Numbers(content);
        match letter {
            b'P' => {
                let process: Process = json(content)?;
                if process.parent.is_some_and(|parent| parent >= self.processes.len()) {
                    return Err(bad("has a process before its parent"));
                }
                self.processes.push(process);
            }
            b'T' => {
                let ([process, tid], name) = self.named(&mut from).ok_or_else(|| bad("has a thread of no process"))?;
                self.threads.push(Thread { process: process as usize, tid: tid as u32, name, facts: Vec::new() });
            }
            b'O' => {
                let ([process, base], path) =
                    self.named(&mut from).ok_or_else(|| bad("has an object of no process"))?;
                self.objects.push(Object { process: process as usize, base, path });
            }
            b'N' => {
                let ([process, number], text) =
                    self.named(&mut from).ok_or_else(|| bad("has a place of no process"))?;
                self.places.push(Place::told(process as usize, number, &text));
            }
            b'K' => {
                let ([process, number], _) = self.named(&mut from).ok_or_else(|| bad("tells calls of no process"))?;
                let calls = number.checked_sub(1).and_then(|at| Calls::ALL.get(usize::try_from(at).ok()?));
                self.calls.extend(calls.map(|calls| (process as usize, *calls)));
            }
            b'I' => {
                let ([process, micros], _) =
                    self.named(&mut from).ok_or_else(|| bad("has an interval of no process"))?;
                self.intervals.push((process as usize, micros));
            }
            b'L' => {
                let library: Library = json(content)?;
                if library.process >= self.processes.len() {
                    return Err(bad("has a library of no process"));
                }
                self.libraries.push(library);
            }
            b'B' => {
                let damaged = || bad("has a block that is damaged");
                let [thread, count, first, last] = from.array().ok_or_else(damaged)?;
                self.facts = self.facts.saturating_add(count);
                if self.facts > most {
                    self.more = true;
                    return Ok(());
                }
                let facts = block(from, count, first, last).ok_or_else(damaged)?;
                let thread = usize::try_from(thread).ok().and_then(|thread| self.threads.get_mut(thread));
                thread.ok_or_else(|| bad("has a block of no thread"))?.facts.extend(facts);
            }
            b'C' => {
                let look: [u64; 2] = from.array().ok_or_else(|| bad("has a look at the clock that is damaged"))?;
                self.clock = self.clock.map_or(Some([look; 2]), |[first, _]| Some([first, look]));
                if !self.more {
                    self.whole = look[0];
                }
            }
            b'E' => self.end = Some(json(content)?),
            // What a later version adds is not needed to understand the rest.
            _ => {}
        }
        Ok(())
    }

    /// The same with times instead of stamps.
    fn in_time(mut self) -> Result<Self> {
        let Some([[from, began], [to, now]]) = self.clock.filter(|[first, last]| first[0] < last[0]) else {
            return Err(bad("ends before its clock was looked at twice"));
        };
        self.began = began;
        if self.more || self.end.is_none() {
            for thread in &mut self.threads {
                thread.facts.retain(|fact| fact.t <= self.whole);
            }
        }
        let (stamps, nanos) = (u128::from(to - from), u128::from(now.saturating_sub(began)));
        let time = |stamp: u64| Nanos::try_from(u128::from(stamp.saturating_sub(from)) * nanos / stamps);
        let timed = |t: &mut Nanos, least: Nanos| -> Result<Nanos> {
            let known = time(*t).ok().filter(|t| *t <= timeline::LONGEST);
            *t = known.ok_or_else(|| bad("has a time that no clock shows"))?.max(least);
            Ok(*t)
        };
        for thread in &mut self.threads {
            // A thread's life goes forward, whatever its clock did.
            thread.facts.iter_mut().try_fold(0, |before, fact| timed(&mut fact.t, before))?;
        }
        if let Some(end) = &mut self.end {
            timed(&mut end.t, 0)?;
        }
        Ok(self)
    }

    /// Two numbers, the first of them a process, and a name.
    fn named(&self, from: &mut Numbers) -> Option<([u64; 2], String)> {
        let numbers: [u64; 2] = from.array()?;
        let name = String::from_utf8_lossy(from.0.get(..NAME).unwrap_or(from.0)).into_owned();
        (numbers[0] < self.processes.len() as u64).then_some((numbers, name))
    }
}

/// The facts of a block, in the order of time.
fn block(mut from: Numbers, count: u64, first: Nanos, last: Nanos) -> Option<Vec<Fact>> {
    let count = usize::try_from(count).ok().filter(|count| *count <= from.0.len())?;
    let (kinds, rest) = from.0.split_at(count);
    from.0 = rest;
    let mut t = first;
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        t = t.checked_add_signed(unzigzag(from.next()?))?;
        times.push(t);
    }
    if t != last {
        return None;
    }
    let mut before = [0_u64; KINDS];
    let facts = kinds.iter().zip(times).map(|(&kind, t)| {
        let mut about = 0;
        if has_about(kind)? {
            about = before[usize::from(kind)].wrapping_add(unzigzag(from.next()?) as u64);
            before[usize::from(kind)] = about;
        }
        Some(Fact { t, what: what(kind, about)? })
    });
    facts.collect()
}
