//! The recorder's memory, as far as this process has mapped it.
//!
//! Invariants: no descriptor stays open: a program may close it and get its number for a file of its own. What is mapped
//! stays mapped, each ring once, however many threads have it one after the other.

use crate::layout::{EVENTS, Event, HEAD_BYTES, Header, Kind, MAGIC, RING_BYTES, RINGS, Ring, ring_at};
use crate::sys;
use core::ffi::{CStr, c_long, c_void};
use core::sync::atomic::{AtomicPtr, AtomicU8, Ordering};

static HEADER: AtomicPtr<Header> = AtomicPtr::new(core::ptr::null_mut());
/// Where the memory is found.
static PATH: [AtomicU8; 64] = [const { AtomicU8::new(0) }; 64];
/// The rings that are mapped here.
static MAPPED: [AtomicPtr<Ring>; RINGS] = [const { AtomicPtr::new(core::ptr::null_mut()) }; RINGS];

/// Finds the memory that the recorder made, and says whether it is there; without it nothing is recorded.
pub(crate) fn open(path: &CStr) -> bool {
    // The last one stays a zero.
    if path.count_bytes() >= PATH.len() {
        return false;
    }
    for (letter, kept) in path.to_bytes().iter().zip(&PATH) {
        kept.store(*letter, Ordering::Relaxed);
    }
    let header = map(0, HEAD_BYTES).unwrap_or(core::ptr::null_mut()).cast();
    HEADER.store(header, Ordering::Release);
    !header.is_null()
}

/// What stands before all rings; none where nothing is recorded, or no longer.
pub(crate) fn header() -> Option<&'static Header> {
    // SAFETY: it stays mapped once it is there.
    let header = unsafe { HEADER.load(Ordering::Acquire).as_ref() }?;
    (header.stopped.load(Ordering::Relaxed) == 0).then_some(header)
}

/// A part of the recorder's memory, if it is still the recorder's.
fn map(from: usize, bytes: usize) -> Option<*mut c_void> {
    let path = PATH.each_ref().map(|letter| letter.load(Ordering::Relaxed));
    let access = sys::PROT_READ | sys::PROT_WRITE;
    let mut magic = 0_u64;
    // SAFETY: a path, eight bytes of room, and a new mapping where the kernel likes.
    let at = unsafe {
        let fd = sys::open(path.as_ptr().cast(), sys::O_RDWR_CLOEXEC);
        if fd < 0 {
            return None;
        }
        let read = sys::pread(fd, (&raw mut magic).cast(), size_of::<u64>(), 0);
        let ours = read == size_of::<u64>() as isize && magic == MAGIC;
        let at = if ours {
            sys::mmap(core::ptr::null_mut(), bytes, access, sys::MAP_SHARED, fd, from as c_long)
        } else {
            sys::MAP_FAILED
        };
        sys::close(fd);
        at
    };
    (at != sys::MAP_FAILED).then_some(at)
}

/// A ring for this thread.
pub(crate) fn take(header: &Header, process: u32) -> Option<&'static Ring> {
    let at = header.take(|at| Some(ring(at)?.next.load(Ordering::Relaxed)))?;
    let ring = ring(at)?;
    ring.pid.store(process, Ordering::Relaxed);
    ring.uses.fetch_add(1, Ordering::Relaxed);
    // SAFETY: asks the kernel.
    ring.tid.store(unsafe { sys::gettid() } as u32, Ordering::Release);
    Some(ring)
}

/// This ring, in the memory of this process.
fn ring(at: usize) -> Option<&'static Ring> {
    let place = &MAPPED[at];
    let mut ring = place.load(Ordering::Acquire);
    if ring.is_null() {
        ring = map(ring_at(at), RING_BYTES)?.cast();
        let put = place.compare_exchange(core::ptr::null_mut(), ring, Ordering::AcqRel, Ordering::Acquire);
        if let Err(others) = put {
            // SAFETY: it was just mapped, and no other thread knows it.
            unsafe { sys::munmap(ring.cast(), RING_BYTES) };
            ring = others;
        }
    }
    // SAFETY: it stays mapped, and its fields are atomic.
    unsafe { ring.as_ref() }
}

impl Ring {
    /// Writes the next event, if there is room; of those that find none it is written how many there were.
    pub(crate) fn write(&self, event: Event) {
        let head = self.head.0.load(Ordering::Relaxed);
        let room = EVENTS as u64 - (head - self.tail.0.load(Ordering::Acquire));
        let lost = self.lost.load(Ordering::Relaxed);
        if room < 2 {
            if lost == 0 {
                self.lost_since.store(event.time, Ordering::Relaxed);
            }
            self.lost.store(lost + 1, Ordering::Relaxed);
            return;
        }
        if lost > 0 {
            self.put(head, Event::new(self.lost_since.load(Ordering::Relaxed), Kind::Lost, lost));
            self.lost.store(0, Ordering::Relaxed);
            self.put(head + 1, event);
            self.head.0.store(head + 2, Ordering::Release);
            return;
        }
        self.put(head, event);
        self.head.0.store(head + 1, Ordering::Release);
    }

    fn put(&self, at: u64, event: Event) {
        let ring = &raw const *self;
        // SAFETY: the events lie behind the ring's head, and the recorder reads this one only when `head` has passed it.
        unsafe {
            let events = ring.byte_add(HEAD_BYTES).cast::<Event>().cast_mut();
            events.add(at as usize % EVENTS).write_volatile(event);
        }
    }
}
