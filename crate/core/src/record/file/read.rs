//! Reads a recording back.
//!
//! Invariant: whatever the bytes are, what is returned is whole: every thread has a process, every block a thread.

use super::super::facts::{Calls, End, Head, Library, Object, Place, Process, Thread};
use super::blocks::{Block, at_most, of_part};
use super::column::Numbers;
use super::{LONGEST, MAGIC, VERSION};
use crate::error::{Error, Result};
use crate::timeline::{self, Nanos};
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use serde::de::DeserializeOwned;
use std::ops::Range;

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
    /// When the first fact of the whole file happened.
    pub first: Nanos,
    /// Whether there are facts before those that were read.
    pub earlier: bool,
    /// Whether there are more facts behind those that were read.
    pub more: bool,
    /// The first look at the clock and the last: a stamp, and nanoseconds.
    clock: Option<[[u64; 2]; 2]>,
}

/// As many facts are read at most: of a gigabyte or two.
const FACTS: u64 = 60_000_000;
/// As many bytes may everything else have.
const OTHERS: usize = 1 << 28;
/// How long a name and a path can be in Linux.
const NAME: usize = 4096;

/// Reads a file.
///
/// # Errors
/// `BadInput` with what is wrong.
pub fn read(bytes: &[u8]) -> Result<File> {
    read_part(bytes, &(0..Nanos::MAX))
}

/// The same; of a file that has more facts than can be shown at once, what happened between two times, which count from its
/// first fact.
///
/// # Errors
/// Likewise.
pub fn read_part(bytes: &[u8], part: &Range<Nanos>) -> Result<File> {
    read_at_most(bytes, part, FACTS)
}

/// The same up to so many facts.
///
/// # Errors
/// Likewise.
pub fn read_at_most(bytes: &[u8], part: &Range<Nanos>, most: u64) -> Result<File> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or_else(|| {
        Error::input("the file is no recording: give one that gil record wrote; its name ends in .gil")
    })?;
    let (version, mut rest) = rest.split_first_chunk::<2>().ok_or_else(|| bad("ends before its version"))?;
    let version = u16::from_le_bytes(*version);
    if version != VERSION {
        return Err(Error::input(&format!(
            "the file is a recording of version {version}, this gil reads version {VERSION}: use the gil that wrote it"
        )));
    }
    let mut file = File::default();
    let mut blocks = Vec::new();
    let mut headed = false;
    let mut room = OTHERS;
    while let Some((letter, content, after)) = chunk(rest) {
        rest = after;
        match letter {
            b'B' => {
                let look = file.clock.map_or(0, |[_, last]| last[0]);
                blocks.push(Block::found(content, look).ok_or_else(damaged)?);
            }
            letter => {
                let content = unpacked(content, room)?;
                room -= content.len();
                file.add(letter, &content)?;
                headed |= letter == b'H';
            }
        }
    }
    if !headed {
        return Err(bad("ends before its head"));
    }
    let clock = Clock::of(&file)?;
    let first = blocks.iter().map(|block| block.first).min().unwrap_or(0);
    file.first = clock.time(first)?;
    let all = blocks.iter().fold(0_u64, |all, block| all.saturating_add(block.count));
    let part = if all <= most { 0..u64::MAX } else { clock.stamps(first, part) };
    let needed = of_part(&blocks, &part);
    let is_left_out = |at: &usize| needed.get(*at).is_none_or(|needed| !std::ptr::eq(*needed, &raw const blocks[*at]));
    file.earlier = (0..blocks.len()).find(is_left_out).is_some_and(|at| blocks[at].last < part.start);
    let fit = &needed[..at_most(&needed, most)];
    file.more = fit.len() < needed.len();
    // Until then all facts are there.
    let whole = match fit.last() {
        Some(last) if file.more => last.look,
        _ if file.end.is_none() => clock.last[0],
        _ => u64::MAX,
    };
    for block in fit {
        let facts = block.facts(&unpacked(block.packed, block.largest())?).ok_or_else(damaged)?;
        let thread = usize::try_from(block.thread).ok().and_then(|thread| file.threads.get_mut(thread));
        let thread = thread.ok_or_else(|| bad("has a block of no thread"))?;
        thread.facts.extend(facts.into_iter().filter(|fact| fact.t <= whole));
    }
    file.in_time(&clock)
}

fn unpacked(content: &[u8], largest: usize) -> Result<Vec<u8>> {
    decompress_to_vec_with_limit(content, largest.min(LONGEST)).map_err(|_| bad("has a chunk that can't be unpacked"))
}

fn damaged() -> Error {
    bad("has a block that is damaged")
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
    fn add(&mut self, letter: u8, content: &[u8]) -> Result<()> {
        let mut from = Numbers(content);
        match letter {
            b'H' => self.head = json(content)?,
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
            b'C' => {
                let look: [u64; 2] = from.array().ok_or_else(|| bad("has a look at the clock that is damaged"))?;
                self.clock = self.clock.map_or(Some([look; 2]), |[first, _]| Some([first, look]));
            }
            b'E' => self.end = Some(json(content)?),
            // What a later version adds is not needed to understand the rest.
            _ => {}
        }
        Ok(())
    }

    /// The same with times instead of stamps.
    fn in_time(mut self, clock: &Clock) -> Result<Self> {
        self.began = clock.first[1];
        let timed = |t: &mut Nanos, least: Nanos| -> Result<Nanos> {
            *t = clock.time(*t)?.max(least);
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

/// What a stamp is in nanoseconds: on the line between two looks at the clock.
struct Clock {
    first: [u64; 2],
    last: [u64; 2],
}

impl Clock {
    fn of(file: &File) -> Result<Self> {
        let looks = file.clock.filter(|[first, last]| first[0] < last[0]);
        let [first, last] =
            looks.ok_or_else(|| bad("ends within its first tenth of a second, so nothing in it has a time"))?;
        Ok(Self { first, last })
    }

    /// How many stamps, and how many nanoseconds.
    fn length(&self) -> [u128; 2] {
        [0, 1].map(|at| u128::from(self.last[at].saturating_sub(self.first[at])))
    }

    fn time(&self, stamp: u64) -> Result<Nanos> {
        let [stamps, nanos] = self.length();
        let time = Nanos::try_from(u128::from(stamp.saturating_sub(self.first[0])) * nanos / stamps);
        time.ok().filter(|t| *t <= timeline::LONGEST).ok_or_else(|| bad("has a time that no clock shows"))
    }

    /// From when to when a part is, a little more rather than less.
    fn stamps(&self, first: u64, part: &Range<Nanos>) -> Range<u64> {
        let [stamps, nanos] = self.length();
        let length = |time: Nanos| u64::try_from(u128::from(time) * stamps / nanos.max(1)).unwrap_or(u64::MAX);
        first.saturating_add(length(part.start).saturating_sub(1))
            ..first.saturating_add(length(part.end)).saturating_add(2)
    }
}
