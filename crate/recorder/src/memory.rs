//! The memory that the recorder shares with the agents, and what it reads out of it.
//!
//! Invariants: what a thread wrote is read once and in its order, also after the thread or the whole process was killed; a
//! ring goes to another thread only when nothing is left in it.

use crate::layout::{BYTES, EVENTS, Event, HEAD_BYTES, Header, Kind, MAGIC, RING_BYTES, RINGS, Ring, ring_at};
use rustix::fs::{MemfdFlags, ftruncate, memfd_create};
use rustix::mm::{MapFlags, ProtFlags, mmap};
use std::collections::HashSet;
use std::fs;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// A thread that wrote something: the kernel's numbers of its process and itself, and the ring that it had, which tells it
/// from an earlier one of the same numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Writer {
    /// Of the process.
    pub pid: u32,
    /// Of the thread.
    pub tid: u32,
    /// Which ring it had.
    pub ring: u32,
    /// How often that ring had been handed out by then.
    pub uses: u32,
}

/// The shared memory.
pub struct Memory {
    file: OwnedFd,
    header: *const Header,
    rings: Vec<*const Ring>,
}

impl Memory {
    /// A new one, and empty: for stamps of the processor's counter or not, and for calls or for the lock alone.
    ///
    /// # Errors
    /// What the kernel says.
    pub fn new(counter: bool, calls: bool) -> io::Result<Self> {
        let file = memfd_create("gil-recording", MemfdFlags::CLOEXEC)?;
        ftruncate(&file, BYTES as u64)?;
        let header = map(&file, 0, HEAD_BYTES)?.cast::<Header>();
        // SAFETY: it was just mapped, and nobody else has it.
        unsafe {
            (*header).magic = MAGIC;
            (*header).counter = u32::from(counter);
            (*header).calls = u32::from(calls);
        }
        Ok(Self { file, header, rings: Vec::new() })
    }

    /// Where others find it, for as long as this process lives.
    pub fn path(&self) -> PathBuf {
        Path::new("/proc").join(std::process::id().to_string()).join("fd").join(self.file.as_raw_fd().to_string())
    }

    fn header(&self) -> &Header {
        // SAFETY: it is mapped for as long as this lives.
        unsafe { &*self.header }
    }

    /// Reads everything that was written since the last time, and tells which writer wrote what: those first who began to
    /// write first. What a thread leaves is given to others when `is_alive` says that the thread is gone.
    ///
    /// # Errors
    /// What the kernel says when a new ring is mapped.
    pub fn drain(
        &mut self,
        mut is_alive: impl FnMut(Writer) -> bool,
        mut each: impl FnMut(Writer, &[Event]),
    ) -> io::Result<()> {
        let used = (self.header().used.load(Ordering::Acquire) as usize).min(RINGS);
        while self.rings.len() < used {
            self.rings.push(map(&self.file, ring_at(self.rings.len()), RING_BYTES)?.cast());
        }
        let mut had: Vec<(u64, usize, &Ring)> = Vec::new();
        for (at, ring) in self.rings.iter().enumerate() {
            // SAFETY: it is mapped for as long as this lives; its fields are atomic.
            let ring = unsafe { &**ring };
            if ring.tid.load(Ordering::Acquire) != 0 {
                had.push((first_time(ring), at, ring));
            }
        }
        had.sort_unstable_by_key(|(time, at, _)| (*time, *at));
        for (_, at, ring) in had {
            let (pid, tid) = (ring.pid.load(Ordering::Relaxed), ring.tid.load(Ordering::Relaxed));
            let writer = Writer { pid, tid, ring: at as u32, uses: ring.uses.load(Ordering::Relaxed) };
            // Asked before it is read, so that nothing comes after.
            let gone = !is_alive(writer);
            drain_ring(ring, |events| each(writer, events));
            if gone {
                let lost = ring.lost.swap(0, Ordering::Relaxed);
                if lost > 0 {
                    let since = ring.lost_since.load(Ordering::Relaxed);
                    each(writer, &[Event::new(since, Kind::Lost, lost)]);
                }
                ring.tid.store(0, Ordering::Relaxed);
                self.header().give_back(at, &ring.next);
            }
        }
        Ok(())
    }

    /// Tells the agents that nobody reads any more.
    pub fn stop(&self) {
        self.header().stopped.store(1, Ordering::Release);
    }

    /// How many events found no ring.
    pub fn unserved(&self) -> u64 {
        self.header().unserved.load(Ordering::Relaxed)
    }
}

/// When the first event happened that was not read yet.
fn first_time(ring: &Ring) -> u64 {
    let mut first = u64::MAX;
    unread(ring, |events| first = first.min(events.first().map_or(u64::MAX, |event| event.time)));
    first
}

fn drain_ring(ring: &Ring, each: impl FnMut(&[Event])) {
    let head = unread(ring, each);
    ring.tail.0.store(head, Ordering::Release);
}

/// Everything that was not read yet, in one piece or two, and up to where.
fn unread(ring: &Ring, mut each: impl FnMut(&[Event])) -> u64 {
    let (head, mut at) = (ring.head.0.load(Ordering::Acquire), ring.tail.0.load(Ordering::Relaxed));
    while at < head {
        let from = at as usize % EVENTS;
        let count = ((head - at) as usize).min(EVENTS - from);
        // SAFETY: the thread writes none of those between `tail` and `head`.
        let events = unsafe {
            let first = (&raw const *ring).byte_add(HEAD_BYTES).cast::<Event>();
            std::slice::from_raw_parts(first.add(from), count)
        };
        each(events);
        at += count as u64;
    }
    head
}

fn map(file: &OwnedFd, from: usize, bytes: usize) -> io::Result<*mut core::ffi::c_void> {
    // SAFETY: a new mapping, where the kernel likes, of a file that is as long.
    let at = unsafe {
        mmap(core::ptr::null_mut(), bytes, ProtFlags::READ | ProtFlags::WRITE, MapFlags::SHARED, file, from as u64)
    };
    Ok(at?)
}

/// Who is still there.
#[derive(Debug, Default)]
pub struct Living {
    /// The processes that were seen. A process with numbers of its own, in a container, is seen under none of ours.
    seen: HashSet<u32>,
}

impl Living {
    /// Whether a thread may still write. It counts as there until it is asked for in earnest, which takes a system call.
    pub fn has(&mut self, Writer { pid, tid, .. }: Writer, ask: bool) -> bool {
        let there = |path: String| fs::exists(path).unwrap_or(false);
        if !self.seen.contains(&pid) && there(format!("/proc/{pid}")) {
            self.seen.insert(pid);
        }
        !ask || !self.seen.contains(&pid) || there(format!("/proc/{pid}/task/{tid}"))
    }
}
