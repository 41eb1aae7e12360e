//! The blocks of a file, and which of them are needed for a part of it.
//!
//! Invariant: a block that is not needed is not unpacked, so a part of a long recording costs what is in that part.

use super::super::facts::Fact;
use super::column::{KINDS, Numbers, has_about, unzigzag, what};
use crate::timeline::Nanos;
use std::collections::BTreeMap;
use std::ops::Range;

/// A block that is not unpacked yet. Its times are stamps.
pub(super) struct Block<'f> {
    pub(super) thread: u64,
    pub(super) count: u64,
    pub(super) first: Nanos,
    pub(super) last: Nanos,
    /// The last look at the clock before it.
    pub(super) look: u64,
    pub(super) packed: &'f [u8],
}

impl<'f> Block<'f> {
    /// From the content of its chunk.
    pub(super) fn found(content: &'f [u8], look: u64) -> Option<Self> {
        let mut from = Numbers(content);
        let [thread, count, first, last] = from.array()?;
        Some(Self { thread, count, first, last, look, packed: from.0 })
    }

    /// As many bytes have its columns at most: of each fact its kind and two numbers.
    pub(super) fn largest(&self) -> usize {
        usize::try_from(self.count).unwrap_or(usize::MAX).saturating_mul(1 + 10 + 10)
    }

    /// The facts in it, in the order of time, from its columns.
    pub(super) fn facts(&self, columns: &[u8]) -> Option<Vec<Fact>> {
        let count = usize::try_from(self.count).ok().filter(|count| *count <= columns.len())?;
        let (kinds, rest) = columns.split_at(count);
        let mut from = Numbers(rest);
        let mut t = self.first;
        let mut times = Vec::with_capacity(count);
        for _ in 0..count {
            t = t.checked_add_signed(unzigzag(from.next()?))?;
            times.push(t);
        }
        if t != self.last {
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
}

/// Those that have facts between two stamps, and of each thread the one before and the one behind: what a thread did from its
/// fact before to its next one is known by both.
pub(super) fn of_part<'b, 'f>(blocks: &'b [Block<'f>], part: &Range<u64>) -> Vec<&'b Block<'f>> {
    let (mut before, mut behind) = (BTreeMap::new(), BTreeMap::new());
    for (at, block) in blocks.iter().enumerate() {
        if block.last < part.start {
            before.insert(block.thread, at);
        } else if block.first >= part.end {
            behind.entry(block.thread).or_insert(at);
        }
    }
    let is_needed = |(at, block): &(usize, &Block)| {
        let is_in = block.last >= part.start && block.first < part.end;
        is_in || [&before, &behind].into_iter().any(|beside| beside.get(&block.thread) == Some(at))
    };
    blocks.iter().enumerate().filter(is_needed).map(|(_, block)| block).collect()
}

/// How many of them, from the first on, have no more facts than this.
pub(super) fn at_most(blocks: &[&Block], most: u64) -> usize {
    let mut facts = 0_u64;
    let is_too_much = |block: &&Block| {
        facts = facts.saturating_add(block.count);
        facts > most
    };
    blocks.iter().position(is_too_much).unwrap_or(blocks.len())
}
