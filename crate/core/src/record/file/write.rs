//! Writes a recording while it goes on.
//!
//! Invariant: a process is written before its threads, a thread before its facts.

use super::super::facts::{Calls, End, Fact, Head, Library, Object, Place, Process};
use super::column::{KINDS, about, number, put, zigzag};
use super::{BLOCK, MAGIC, VERSION};
use crate::timeline::Nanos;
use miniz_oxide::deflate::compress_to_vec;
use serde::Serialize;
use std::collections::VecDeque;
use std::io::{self, Write};

/// Quick, and nearly as small as it gets: the columns are mostly zeros.
const LEVEL: u8 = 1;

/// A file that is being written.
pub struct Writer<W: Write> {
    into: W,
    threads: Vec<Vec<Fact>>,
    last: Option<Last>,
}

/// The end of a recording, in memory until it is known to be the end.
struct Last {
    /// So much of it is wanted, at least.
    nanos: Nanos,
    /// From one look at the clock to the next.
    parts: VecDeque<Part>,
    /// The stamp of the last fact.
    until: u64,
    /// Whether something before the parts is gone.
    cut: bool,
}

struct Part {
    /// The look with which it begins: a stamp, and nanoseconds.
    look: [u64; 2],
    /// The stamp of its first fact.
    since: Option<u64>,
    chunks: Vec<u8>,
}

impl Last {
    fn begin_part(&mut self, look: [u64; 2]) {
        if self.parts.back().is_some_and(|part| part.since.is_none()) {
            // A program may sleep for days.
            self.parts.pop_back();
        }
        self.parts.push_back(Part { look, since: None, chunks: Vec::new() });
        let [stamps, nanos] = [0, 1].map(|at| u128::from(look[at].saturating_sub(self.parts[0].look[at])));
        let wanted = u128::from(self.nanos) * stamps;
        let is_enough = |since: u64| u128::from(self.until.saturating_sub(since)) * nanos >= wanted;
        while self.parts.iter().skip(1).find_map(|part| part.since).is_some_and(is_enough) {
            let gone = self.parts.pop_front();
            self.cut |= gone.is_some_and(|part| part.since.is_some());
        }
    }

    fn add_facts(&mut self, first: u64, last: u64) {
        self.until = self.until.max(last);
        if let Some(part) = self.parts.back_mut() {
            part.since = Some(part.since.map_or(first, |since| since.min(first)));
        }
    }
}

impl<W: Write> Writer<W> {
    /// Into an empty file.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(mut into: W, head: &Head) -> io::Result<Self> {
        into.write_all(&MAGIC)?;
        into.write_all(&VERSION.to_le_bytes())?;
        let mut writer = Self { into, threads: Vec::new(), last: None };
        writer.json(b'H', head)?;
        Ok(writer)
    }

    /// Of what threads wrote, only what comes last goes into the file, when it ends: at least these nanoseconds until the
    /// last fact, if there were so many.
    pub fn keep_last(&mut self, nanos: Nanos) {
        self.last = Some(Last { nanos, parts: VecDeque::new(), until: 0, cut: false });
    }

    fn json(&mut self, letter: u8, content: &impl Serialize) -> io::Result<()> {
        self.chunk(letter, &[], &serde_json::to_vec(content)?)
    }

    /// What stands open before the rest of it, and the rest.
    fn chunk(&mut self, letter: u8, open: &[u8], rest: &[u8]) -> io::Result<()> {
        let packed = compress_to_vec(rest, LEVEL);
        let length = ((open.len() + packed.len()) as u32).to_le_bytes();
        let chunk = [&[letter][..], &length, open, &packed].concat();
        let waits = self.last.as_mut().filter(|_| [b'B', b'C'].contains(&letter));
        match waits.and_then(|last| last.parts.back_mut()) {
            Some(part) => {
                part.chunks.extend(chunk);
                Ok(())
            }
            None => self.into.write_all(&chunk),
        }
    }

    /// The next process.
    ///
    /// # Errors
    /// What the system says.
    pub fn process(&mut self, process: &Process) -> io::Result<()> {
        self.json(b'P', process)
    }

    /// The next thread.
    ///
    /// # Errors
    /// What the system says.
    pub fn thread(&mut self, process: usize, tid: u32, name: &str) -> io::Result<()> {
        self.threads.push(Vec::new());
        self.named(b'T', [process as u64, tid.into()], name)
    }

    /// What a stamp of a fact means: so many nanoseconds of the kernel's clock. What happened until then is written first.
    ///
    /// # Errors
    /// What the system says.
    pub fn clock(&mut self, stamp: u64, nanos: Nanos) -> io::Result<()> {
        for thread in 0..self.threads.len() {
            self.flush(thread)?;
        }
        if let Some(kept) = &mut self.last {
            kept.begin_part([stamp, nanos]);
        }
        self.named(b'C', [stamp, nanos], "")
    }

    /// An object.
    ///
    /// # Errors
    /// What the system says.
    pub fn object(&mut self, object: &Object) -> io::Result<()> {
        self.named(b'O', [object.process as u64, object.base], &object.path)
    }

    /// Where something is called.
    ///
    /// # Errors
    /// What the system says.
    pub fn place(&mut self, place: &Place) -> io::Result<()> {
        self.named(b'N', [place.process as u64, place.number], &place.text())
    }

    /// Whether a process tells its calls.
    ///
    /// # Errors
    /// What the system says.
    pub fn calls(&mut self, process: usize, calls: Calls) -> io::Result<()> {
        self.named(b'K', [process as u64, calls as u64 + 1], "")
    }

    /// How long a waiter lets the holder go on before it asks.
    ///
    /// # Errors
    /// What the system says.
    pub fn interval(&mut self, process: usize, micros: u64) -> io::Result<()> {
        self.named(b'I', [process as u64, micros], "")
    }

    /// A library.
    ///
    /// # Errors
    /// What the system says.
    pub fn library(&mut self, library: &Library) -> io::Result<()> {
        self.json(b'L', library)
    }

    fn named(&mut self, letter: u8, numbers: [u64; 2], name: &str) -> io::Result<()> {
        let mut content = Vec::new();
        for number in numbers {
            put(&mut content, number);
        }
        content.extend(name.as_bytes());
        self.chunk(letter, &[], &content)
    }

    /// What happened to a thread.
    ///
    /// # Errors
    /// What the system says.
    pub fn fact(&mut self, thread: usize, fact: Fact) -> io::Result<()> {
        self.threads[thread].push(fact);
        if self.threads[thread].len() == BLOCK { self.flush(thread) } else { Ok(()) }
    }

    fn flush(&mut self, thread: usize) -> io::Result<()> {
        let facts = std::mem::take(&mut self.threads[thread]);
        let (Some(first), Some(last)) = (facts.first(), facts.last()) else { return Ok(()) };
        if let Some(kept) = &mut self.last {
            kept.add_facts(first.t, last.t);
        }
        let (mut head, mut content) = (Vec::new(), Vec::with_capacity(facts.len() * 4));
        for value in [thread as u64, facts.len() as u64, first.t, last.t] {
            put(&mut head, value);
        }
        content.extend(facts.iter().map(|fact| number(fact.what)));
        let mut before = first.t;
        for fact in &facts {
            put(&mut content, zigzag(fact.t.wrapping_sub(before) as i64));
            before = fact.t;
        }
        let mut last = [0_u64; KINDS];
        for fact in &facts {
            if let Some(about) = about(fact.what) {
                let before = std::mem::replace(&mut last[usize::from(number(fact.what))], about);
                put(&mut content, zigzag(about.wrapping_sub(before) as i64));
            }
        }
        self.chunk(b'B', &head, &content)
    }

    /// It is over.
    ///
    /// # Errors
    /// What the system says.
    pub fn end(mut self, end: &End) -> io::Result<W> {
        for thread in 0..self.threads.len() {
            self.flush(thread)?;
        }
        let kept = self.last.take();
        let cut = kept.as_ref().is_some_and(|kept| kept.cut);
        for part in kept.map(|kept| kept.parts).unwrap_or_default() {
            self.into.write_all(&part.chunks)?;
        }
        self.json(b'E', &End { cut, ..end.clone() })?;
        self.into.flush()?;
        Ok(self.into)
    }
}
