//! Where a thread writes what happens to it.
//!
//! Invariants: a thread allocates nothing, takes no lock and waits for nobody; where the recorder does not keep up, what is
//! lost is counted, and said as soon as there is room again.

use crate::layout::{BYTES, EVENTS, Event, HEAD_BYTES, Header, Kind, MAGIC, RING_BYTES, RINGS, Ring, ring_at};
use crate::sys::{self, Timespec};
use core::cell::Cell;
use core::ffi::{CStr, c_int, c_long, c_void};
use core::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32, Ordering};

/// After so long it is worth a system call to ask how long the thread has computed.
const CPU_EVERY_NANOS: u64 = 50_000;
/// The processor's counter runs at least twice and at most six times as fast: near enough to ask seldom.
const CPU_EVERY_TICKS: u64 = 150_000;

static HEADER: AtomicPtr<Header> = AtomicPtr::new(core::ptr::null_mut());
/// Where the memory is found. No descriptor stays open: a program may close it and get the number for a file of its own.
static PATH: [AtomicU8; 64] = [const { AtomicU8::new(0) }; 64];
/// The rings that are mapped here: each once, however many threads have it one after the other.
static MAPPED: [AtomicPtr<Ring>; RINGS] = [const { AtomicPtr::new(core::ptr::null_mut()) }; RINGS];
static PID: AtomicU32 = AtomicU32::new(0);
/// Which process this one is a copy of, until its first event says so.
static COPY_OF: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static MINE: Mine = const {
        Mine { ring: Cell::new(None), process: Cell::new(0), cpu_at: Cell::new(0), site: Cell::new(0) }
    };
}

/// What a thread knows of itself.
struct Mine {
    /// Its ring; none before the first event, and where there was none to have.
    ring: Cell<Option<&'static Ring>>,
    /// The process that it had the ring in: after a fork the ring is the parent's.
    process: Cell<u32>,
    /// When it last wrote how long it has computed.
    cpu_at: Cell<u64>,
    /// Where native code asked the interpreter to drop the lock, while that goes on.
    site: Cell<u64>,
}

/// Finds the memory that the recorder made, and says whether it is there; without it nothing is recorded.
pub(crate) fn open(path: &CStr) -> bool {
    let path = path.to_bytes();
    // The last one stays a zero.
    if path.len() >= PATH.len() {
        return false;
    }
    for (letter, kept) in path.iter().zip(&PATH) {
        kept.store(*letter, Ordering::Relaxed);
    }
    // SAFETY: asks the kernel.
    PID.store(unsafe { sys::getpid() } as u32, Ordering::Relaxed);
    let header = map(0, HEAD_BYTES).unwrap_or(core::ptr::null_mut()).cast();
    HEADER.store(header, Ordering::Release);
    !header.is_null()
}

/// After a fork: the only thread there is takes a ring of its own, once it has something to write.
pub(crate) fn forked() {
    // SAFETY: asks the kernel.
    let before = PID.swap(unsafe { sys::getpid() } as u32, Ordering::Relaxed);
    // A process that had nothing to say is nobody's parent: its own parent is.
    let _ = COPY_OF.compare_exchange(0, before, Ordering::Relaxed, Ordering::Relaxed);
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

/// What stands before all rings; none where nothing is recorded, or no longer.
fn header() -> Option<&'static Header> {
    // SAFETY: it stays mapped once it is there.
    let header = unsafe { HEADER.load(Ordering::Acquire).as_ref() }?;
    (header.stopped.load(Ordering::Relaxed) == 0).then_some(header)
}

fn nanos(clock: c_int) -> u64 {
    let mut time = Timespec { seconds: 0, nanos: 0 };
    // SAFETY: it is written into.
    unsafe { sys::clock_gettime(clock, &raw mut time) };
    time.seconds as u64 * 1_000_000_000 + time.nanos as u64
}

fn counter() -> u64 {
    // SAFETY: every x86-64 processor has both. Without the fence the counter may be read before what stands above it is done.
    unsafe {
        core::arch::x86_64::_mm_lfence();
        core::arch::x86_64::_rdtsc()
    }
}

fn now(header: &Header) -> u64 {
    if header.counter == 1 { counter() } else { nanos(sys::CLOCK_MONOTONIC) }
}

/// Writes that this happens now.
pub(crate) fn note(kind: Kind, about: u64) {
    let Some(header) = header() else { return };
    let time = now(header);
    with_ring(header, |_, ring| ring.write(Event::new(time, kind, about)));
}

/// The same of what ends a stretch with the lock or without it: now and then it is told, too, how long the thread has
/// computed by then, and of a drop which native code asked for it.
pub(crate) fn note_end(kind: Kind, about: u64) {
    let Some(header) = header() else { return };
    let time = now(header);
    with_ring(header, |mine, ring| {
        let every = if header.counter == 1 { CPU_EVERY_TICKS } else { CPU_EVERY_NANOS };
        if time.wrapping_sub(mine.cpu_at.get()) >= every {
            mine.cpu_at.set(time);
            ring.write(Event::new(time, Kind::Cpu, nanos(sys::CLOCK_THREAD_CPUTIME_ID)));
        }
        let site = mine.site.replace(0);
        if site != 0 {
            ring.write(Event::new(time, Kind::Site, site));
        }
        ring.write(Event::new(time, kind, about));
    });
}

/// Native code asks the interpreter to drop the lock, and goes on at this address; 0 once that is done.
pub(crate) fn at_site(address: u64) {
    let _ = MINE.try_with(|mine| mine.site.set(address));
}

/// A text of any length behind an event, as events.
pub(crate) fn note_text(kind: Kind, about: u64, text: &CStr) {
    let Some(header) = header() else { return };
    let time = now(header);
    with_ring(header, |_, ring| {
        ring.write(Event::new(time, kind, about));
        // The zero at its end is part of it.
        for part in text.to_bytes_with_nul().chunks(7) {
            let mut bytes = [0; 8];
            bytes[..part.len()].copy_from_slice(part);
            ring.write(Event::new(time, Kind::Text, u64::from_le_bytes(bytes)));
        }
    });
}

fn with_ring(header: &Header, with: impl FnOnce(&Mine, &Ring)) {
    // A thread that is about to end has no place of its own any more.
    let _ = MINE.try_with(|mine| {
        let process = PID.load(Ordering::Relaxed);
        if mine.process.get() != process {
            mine.process.set(process);
            mine.cpu_at.set(0);
            mine.ring.set(sys::keeping_errno(|| find(header, process)));
            let parent = COPY_OF.swap(0, Ordering::Relaxed);
            if let Some(ring) = mine.ring.get().filter(|_| parent != 0) {
                ring.write(Event::new(now(header), Kind::Forked, parent.into()));
            }
        }
        match mine.ring.get() {
            Some(ring) => with(mine, ring),
            None => {
                header.unserved.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
}

/// A ring for this thread.
fn find(header: &Header, process: u32) -> Option<&'static Ring> {
    let at = header.take(|at| Some(mapped(at)?.next.load(Ordering::Relaxed)))?;
    let ring = mapped(at)?;
    ring.pid.store(process, Ordering::Relaxed);
    ring.uses.fetch_add(1, Ordering::Relaxed);
    // SAFETY: asks the kernel.
    ring.tid.store(unsafe { sys::gettid() } as u32, Ordering::Release);
    Some(ring)
}

/// This ring, in the memory of this process.
fn mapped(at: usize) -> Option<&'static Ring> {
    let place = &MAPPED[at];
    let mut ring = place.load(Ordering::Acquire);
    if ring.is_null() {
        ring = map(ring_at(at), RING_BYTES)?.cast();
        let put = place.compare_exchange(core::ptr::null_mut(), ring, Ordering::AcqRel, Ordering::Acquire);
        if let Err(others) = put {
            // SAFETY: it was just mapped, and nobody else knows it.
            unsafe { sys::munmap(ring.cast(), RING_BYTES) };
            ring = others;
        }
    }
    // SAFETY: it stays mapped, and its fields are atomic.
    unsafe { ring.as_ref() }
}

impl Ring {
    fn write(&self, event: Event) {
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

const _: () = assert!(BYTES > RING_BYTES && size_of::<Ring>() <= HEAD_BYTES && size_of::<Header>() <= HEAD_BYTES);
