//! Where a thread writes what happens to it.
//!
//! Invariants: a thread allocates nothing, takes no lock and waits for nobody; where the recorder does not keep up, what is
//! lost is counted, and said as soon as there is room again.

use crate::layout::{EVENTS, Event, HEAD_BYTES, Header, Kind, MAGIC, RING_BYTES, RINGS, Ring, ring_at};
use crate::stack::Stack;
use crate::sys;
use crate::time::{computed, now, worth_asking};
use core::cell::Cell;
use core::ffi::{CStr, c_long, c_void};
use core::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32, Ordering};

static HEADER: AtomicPtr<Header> = AtomicPtr::new(core::ptr::null_mut());
/// Where the memory is found. No descriptor stays open: a program may close it and get the number for a file of its own.
static PATH: [AtomicU8; 64] = [const { AtomicU8::new(0) }; 64];
/// The rings that are mapped here: each once, however many threads have it one after the other.
static MAPPED: [AtomicPtr<Ring>; RINGS] = [const { AtomicPtr::new(core::ptr::null_mut()) }; RINGS];
/// How often the recording was stopped and went on: odd while it is stopped.
static PAUSES: AtomicU32 = AtomicU32::new(0);
static PID: AtomicU32 = AtomicU32::new(0);
/// Which process this one is a copy of, until its first event says so.
static COPY_OF: AtomicU32 = AtomicU32::new(0);

thread_local! {
    static MINE: Mine = const {
        Mine { ring: Cell::new(None), process: Cell::new(0), cpu_at: Cell::new(0), site: Cell::new(0), calls: Stack::new(), pauses: Cell::new(0) }
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
    /// The calls that it is in.
    calls: Stack,
    /// After how many pauses that was.
    pauses: Cell<u32>,
}

/// Finds the memory that the recorder made, and says whether it is there; without it nothing is recorded.
pub(crate) fn open(path: &CStr) -> bool {
    // The last one stays a zero.
    if path.count_bytes() >= PATH.len() {
        return false;
    }
    for (letter, kept) in path.to_bytes().iter().zip(&PATH) {
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
    (header.stopped.load(Ordering::Relaxed) == 0 && PAUSES.load(Ordering::Relaxed).is_multiple_of(2)).then_some(header)
}

/// Writes that this happens now.
pub(crate) fn note(kind: Kind, about: u64) {
    let Some(header) = header() else { return };
    let time = now(header);
    with_ring(header, |_, ring| ring.write(Event::new(time, kind, about)));
}

/// Nothing more is written; says whether anything was until now. Called by one thread at a time, as `go_on`.
pub(crate) fn pause() -> bool {
    let records = header().is_some();
    if records {
        note(Kind::Stops, 0);
        PAUSES.fetch_add(1, Ordering::Relaxed);
    }
    records
}

/// It is written again; says whether it was not.
pub(crate) fn go_on() -> bool {
    let paused = !PAUSES.load(Ordering::Relaxed).is_multiple_of(2);
    if paused {
        PAUSES.fetch_add(1, Ordering::Relaxed);
        note(Kind::Starts, 0);
    }
    paused
}

/// Whether anything is written.
pub(crate) fn is_open() -> bool {
    header().is_some()
}

/// Whether calls are to be told.
pub(crate) fn wants_calls() -> bool {
    header().is_some_and(|header| header.calls == 1)
}

/// No event will say when the calls end that the thread is in.
pub(crate) fn leaves_all() {
    let Some(header) = header() else { return };
    with_ring(header, |mine, ring| mine.calls.end(now(header), |event| ring.write(event)));
}

/// The thread begins a call of C code, at this place.
pub(crate) fn enters(place: u32) {
    let Some(header) = header() else { return };
    with_ring(header, |mine, ring| mine.calls.enter(place, now(header), |event| ring.write(event)));
}

/// The call at this place is over.
pub(crate) fn leaves(place: u32) {
    let Some(header) = header() else { return };
    let ticks = header.counter == 1;
    with_ring(header, |mine, ring| mine.calls.leave(place, now(header), ticks, |event| ring.write(event)));
}

/// The thread runs Python code, whatever call it is in.
pub(crate) fn runs_python() {
    // Asked at every call of a Python function, so nearly always in vain.
    if MINE.try_with(|mine| mine.calls.is_in_c()) != Ok(true) {
        return;
    }
    let Some(header) = header() else { return };
    with_ring(header, |mine, ring| mine.calls.runs_python(now(header), |event| ring.write(event)));
}

/// The same of what ends a stretch with the lock or without it: it is told, too, in which calls the thread is, now and then
/// how long it has computed by then, and of a drop which native code asked for it.
pub(crate) fn note_end(kind: Kind, about: u64) {
    let Some(header) = header() else { return };
    let time = now(header);
    with_ring(header, |mine, ring| {
        mine.calls.tell(|event| ring.write(event));
        if time.wrapping_sub(mine.cpu_at.get()) >= worth_asking(header) {
            mine.cpu_at.set(time);
            ring.write(Event::new(time, Kind::Cpu, computed()));
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
            mine.calls.forgotten(now(header));
            mine.ring.set(sys::keeping_errno(|| find(header, process)));
            let parent = COPY_OF.swap(0, Ordering::Relaxed);
            if let Some(ring) = mine.ring.get().filter(|_| parent != 0) {
                ring.write(Event::new(now(header), Kind::Forked, parent.into()));
            }
        }
        let pauses = PAUSES.load(Ordering::Relaxed);
        if mine.pauses.replace(pauses) != pauses {
            // Which of them are over nobody saw.
            mine.calls.clear();
        }
        match mine.ring.get() {
            Some(ring) => {
                // Where events were lost, calls may have been among them.
                if ring.lost.load(Ordering::Relaxed) > 0 {
                    mine.calls.forgotten(now(header));
                }
                with(mine, ring);
            }
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
