//! Where a symbol of a loaded program or library lies, by what the dynamic linker has in memory.
//!
//! Invariant: nothing is read from disk, so a library that was replaced since it was loaded, or that lies in another
//! file system, is read as it runs; whatever the memory holds, the search ends.

use super::memory::{Memory, word_in};
use std::io;

const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const DT_STRTAB: u64 = 5;
const DT_SYMTAB: u64 = 6;
const DT_GNU_HASH: u64 = 0x6fff_fef5;
/// As many program headers, entries and symbols with one hash are looked at.
const MOST: u64 = 10_000;
const PAGE: u64 = 4096;

/// The tables of one object.
pub(super) struct Symbols<'m> {
    memory: &'m Memory,
    /// From an address in the file to one in memory.
    moved: u64,
    names: u64,
    table: u64,
    hashes: u64,
}

impl<'m> Symbols<'m> {
    /// Of the object that is mapped from here on; none where it has no such tables.
    pub(super) fn of(memory: &'m Memory, base: u64) -> io::Result<Option<Self>> {
        let head: [u8; 64] = memory.bytes(base)?;
        if !head.starts_with(b"\x7fELF\x02") {
            return Ok(None);
        }
        let short = |at: usize| u64::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let (headers, size, count) = (word_in(&head, 32).unwrap_or(0), short(54), short(56).min(MOST));
        let (mut first, mut dynamic) = (None, None);
        for at in 0..count {
            let at = base.wrapping_add(headers).wrapping_add(at * size);
            let address = memory.word(at.wrapping_add(16))?;
            match memory.half(at)? {
                PT_LOAD if first.is_none() => first = Some(address & !(PAGE - 1)),
                PT_DYNAMIC => dynamic = Some(address),
                _ => {}
            }
        }
        let (Some(first), Some(dynamic)) = (first, dynamic) else { return Ok(None) };
        let moved = base.wrapping_sub(first);
        let [mut names, mut symbols, mut hashes] = [None; 3];
        for at in 0..MOST {
            let entry: [u8; 16] = memory.bytes(dynamic.wrapping_add(moved).wrapping_add(at * 16))?;
            let (tag, value) = (word_in(&entry, 0).unwrap_or(0), word_in(&entry, 8).unwrap_or(0));
            // glibc writes addresses in memory over those of the file, except where the table can't be written to.
            let value = Some(if value < moved { value.wrapping_add(moved) } else { value });
            match tag {
                0 => break,
                DT_STRTAB => names = value,
                DT_SYMTAB => symbols = value,
                DT_GNU_HASH => hashes = value,
                _ => {}
            }
        }
        let tables = names.zip(symbols).zip(hashes);
        Ok(tables.map(|((names, table), hashes)| Self { memory, moved, names, table, hashes }))
    }

    /// The address of a symbol that the object defines.
    pub(super) fn find(&self, name: &str) -> io::Result<Option<u64>> {
        let Self { memory, moved, names, table, hashes } = self;
        let wanted = name.bytes().fold(5381_u32, |hash, byte| hash.wrapping_mul(33).wrapping_add(byte.into()));
        let [buckets, offset, bloom] = [0, 4, 8].map(|at| memory.half(hashes.wrapping_add(at)));
        let (buckets, offset, bloom) = (u64::from(buckets?), u64::from(offset?), u64::from(bloom?));
        if buckets == 0 {
            return Ok(None);
        }
        let first = hashes.wrapping_add(16).wrapping_add(bloom * 8);
        let chains = first.wrapping_add(buckets * 4);
        let start = u64::from(memory.half(first.wrapping_add(u64::from(wanted) % buckets * 4))?);
        if start < offset {
            return Ok(None);
        }
        for index in start..start + MOST {
            let hash = memory.half(chains.wrapping_add((index - offset) * 4))?;
            if hash | 1 == wanted | 1 {
                let symbol: [u8; 24] = memory.bytes(table.wrapping_add(index * 24))?;
                let at = word_in(&symbol, 0).unwrap_or(0) & u64::from(u32::MAX);
                let is_defined = symbol[6..8] != [0, 0];
                let told = memory.part(names.wrapping_add(at), name.len() + 1)?;
                if is_defined && told.strip_suffix(&[0]) == Some(name.as_bytes()) {
                    return Ok(word_in(&symbol, 8).map(|value| value.wrapping_add(*moved)));
                }
            }
            if hash & 1 == 1 {
                break;
            }
        }
        Ok(None)
    }
}
