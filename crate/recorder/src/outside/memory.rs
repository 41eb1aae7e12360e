//! Another process's memory, read a few bytes at a time.
//!
//! Invariant: it is only read, and the process is not stopped for that; an address that isn't mapped is an error, never
//! a crash.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;

/// The memory of one process.
pub(super) struct Memory(File);

impl Memory {
    pub(super) fn of(pid: u32) -> io::Result<Self> {
        Ok(Self(File::open(format!("/proc/{pid}/mem"))?))
    }

    pub(super) fn bytes<const N: usize>(&self, at: u64) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.0.read_exact_at(&mut bytes, at)?;
        Ok(bytes)
    }

    pub(super) fn part(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.0.read_exact_at(&mut bytes, at)?;
        Ok(bytes)
    }

    pub(super) fn word(&self, at: u64) -> io::Result<u64> {
        self.bytes(at).map(u64::from_le_bytes)
    }

    pub(super) fn half(&self, at: u64) -> io::Result<u32> {
        self.bytes(at).map(u32::from_le_bytes)
    }
}

/// A word inside of bytes that were read; none where they end before it.
pub(super) fn word_in(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|word| u64::from_le_bytes(*word))
}
