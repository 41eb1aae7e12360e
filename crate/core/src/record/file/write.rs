//! Writes a recording while it goes on.
//!
//! Invariant: a process is written before its threads, a thread before its facts.

use super::super::facts::{End, Fact, Head, Object, Process};
use super::column::{KINDS, about, number, put, zigzag};
use super::{BLOCK, MAGIC, VERSION};
use crate::timeline::Nanos;
use miniz_oxide::deflate::compress_to_vec;
use serde::Serialize;
use std::io::{self, Write};

/// Quick, and nearly as small as it gets: the columns are mostly zeros.
const LEVEL: u8 = 1;

/// A file that is being written.
pub struct Writer<W: Write> {
    into: W,
    threads: Vec<Vec<Fact>>,
}

impl<W: Write> Writer<W> {
    /// Into an empty file.
    ///
    /// # Errors
    /// What the system says.
    pub fn new(mut into: W, head: &Head) -> io::Result<Self> {
        into.write_all(&MAGIC)?;
        into.write_all(&VERSION.to_le_bytes())?;
        let mut writer = Self { into, threads: Vec::new() };
        writer.json(b'H', head)?;
        Ok(writer)
    }

    fn json(&mut self, letter: u8, content: &impl Serialize) -> io::Result<()> {
        self.chunk(letter, &serde_json::to_vec(content)?)
    }

    fn chunk(&mut self, letter: u8, content: &[u8]) -> io::Result<()> {
        let packed = compress_to_vec(content, LEVEL);
        self.into.write_all(&[letter])?;
        self.into.write_all(&(packed.len() as u32).to_le_bytes())?;
        self.into.write_all(&packed)
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
        self.named(b'C', [stamp, nanos], "")
    }

    /// An object.
    ///
    /// # Errors
    /// What the system says.
    pub fn object(&mut self, object: &Object) -> io::Result<()> {
        self.named(b'O', [object.process as u64, object.base], &object.path)
    }

    fn named(&mut self, letter: u8, numbers: [u64; 2], name: &str) -> io::Result<()> {
        let mut content = Vec::new();
        for number in numbers {
            put(&mut content, number);
        }
        content.extend(name.as_bytes());
        self.chunk(letter, &content)
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
        let mut content = Vec::with_capacity(facts.len() * 4);
        for value in [thread as u64, facts.len() as u64, first.t, last.t] {
            put(&mut content, value);
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
        self.chunk(b'B', &content)
    }

    /// It is over.
    ///
    /// # Errors
    /// What the system says.
    pub fn end(mut self, end: &End) -> io::Result<W> {
        for thread in 0..self.threads.len() {
            self.flush(thread)?;
        }
        self.json(b'E', end)?;
        self.into.flush()?;
        Ok(self.into)
    }
}
