//! Where a thread writes what happens to it.
//!
//! Invariants: a thread allocates nothing, takes no lock and waits for nobody; where the recorder does not keep up, what is
//! lost is counted, and said as soon as there is room again.

use crate::layout::{Event, Header, Kind, Ring};
use crate::stack::Stack;
use crate::time::{computed, now, worth_asking};
use crate::{memory, sys};
use core::cell::Cell;
use core::ffi::CStr;
use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// How often the recording was stopped and went on: odd while it is stopped.
static PAUSES: AtomicU32 = AtomicU32::new(0);
static PID: AtomicU32 = AtomicU32::new(0);
/// Whether the interpreter can run without a GIL.
static IS_FREE: AtomicBool = AtomicBool::new(false);
/// Which process this one is a copy of, until its first event says so.
static COPY_OF: AtomicU32 = AtomicU32::new(0);

/// Of stretches that are too short to be asked for, so many times as long.
const SELDOM: u64 = 5;

thread_local! {
    static MINE: Mine = const {
        Mine {
            ring: Cell::new(None),
            process: Cell::new(0),
            at: Cell::new(0),
            cpu_at: Cell::new(0),
            sleeps: Cell::new(0),
            site: Cell::new(0),
            operator: Cell::new(None),
            calls: Stack::new(),
            pauses: Cell::new(0),
        }
    };
}

/// What a thread knows of itself.
struct Mine {
    /// Its ring; none before the first event, and where there was none to have.
    ring: Cell<Option<&'static Ring>>,
    /// The process that it had the ring in: after a fork the ring is the parent's.
    process: Cell<u32>,
    /// When it last took or dropped a lock, or did what is told in place of that.
    at: Cell<u64>,
    /// When it last wrote how long it has computed.
    cpu_at: Cell<u64>,
    /// How often it had slept by then.
    sleeps: Cell<u64>,
    /// Where native code asked the interpreter to drop the lock, while that goes on.
    site: Cell<u64>,
    /// The place of the operator that this is for, if it is for one.
    operator: Cell<Option<u32>>,
    /// The calls that it is in.
    calls: Stack,
    /// After how many pauses that was.
    pauses: Cell<u32>,
}

/// Finds the recorder's memory, and says whether it is there.
pub(crate) fn open(path: &CStr) -> bool {
    // SAFETY: asks the kernel.
    PID.store(unsafe { sys::getpid() } as u32, Ordering::Relaxed);
    memory::open(path)
}

/// The interpreter can run without a GIL: threads tell what else they do, too.
pub(crate) fn threads_are_free() {
    IS_FREE.store(true, Ordering::Relaxed);
}

/// Whether it can.
pub(crate) fn are_threads_free() -> bool {
    IS_FREE.load(Ordering::Relaxed)
}

/// After a fork: the only thread there is takes a ring of its own, once it has something to write.
pub(crate) fn forked() {
    // SAFETY: asks the kernel.
    let before = PID.swap(unsafe { sys::getpid() } as u32, Ordering::Relaxed);
    // A process that had nothing to say is nobody's parent: its own parent is.
    let _ = COPY_OF.compare_exchange(0, before, Ordering::Relaxed, Ordering::Relaxed);
}

/// What stands before all rings; none where nothing is recorded, or no longer, or just now not.
fn header() -> Option<&'static Header> {
    memory::header().filter(|_| PAUSES.load(Ordering::Relaxed).is_multiple_of(2))
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

/// The thread begins a call of C code, at this place; the code with this number makes it.
pub(crate) fn enters(place: u32, caller: u64) {
    let Some(header) = header() else { return };
    with_ring(header, |mine, ring| {
        let time = now(header);
        if are_threads_free() && mine.is_worth_asking(header, time) {
            // No take of a lock asks. Those around it began before.
            mine.calls.tell(|event| ring.write(event));
            mine.tell_computed(header, ring, time);
        }
        mine.calls.enter(place, caller, time, |event| ring.write(event));
    });
}

/// The call at this place is over.
pub(crate) fn leaves(place: u32) {
    let Some(header) = header() else { return };
    let ticks = header.counter == 1;
    with_ring(header, |mine, ring| {
        let time = now(header);
        mine.calls.leave(place, time, ticks, |event| {
            if are_threads_free() && event.kind() == Some(Kind::Returns) {
                mine.tell_computed(header, ring, time);
            }
            ring.write(event);
        });
    });
}

/// Whether the thread is in a call that has called no Python code.
fn is_in_c() -> bool {
    MINE.try_with(|mine| mine.calls.is_in_c()) == Ok(true)
}

/// Whether it is in none, as far as calls are told.
pub(crate) fn runs_bytecode() -> bool {
    MINE.try_with(|mine| !mine.calls.is_in_c() && !mine.calls.is_too_deep()) == Ok(true)
}

/// Whether the code with this number made the innermost call that it is in.
pub(crate) fn is_called_by(code: u64) -> bool {
    MINE.try_with(|mine| mine.calls.is_called_by(code)) == Ok(true)
}

/// The thread runs Python code, whatever call it is in.
pub(crate) fn runs_python() {
    // Asked at every call of a Python function, so nearly always in vain.
    if !is_in_c() {
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
    let leaves = matches!(kind, Kind::Signal | Kind::Detaches);
    with_ring(header, |mine, ring| {
        mine.calls.tell(|event| ring.write(event));
        mine.tell_computed(header, ring, time);
        mine.at.set(time);
        if leaves {
            if let Some(place) = mine.operator.take() {
                ring.write(Event::new(time, Kind::Operator, place.into()));
            }
            let site = mine.site.replace(0);
            if site != 0 {
                ring.write(Event::new(time, Kind::Site, site));
            }
        }
        ring.write(Event::new(time, kind, about));
    });
}

/// Native code asks the interpreter to drop the lock, for the operator at this place, if that is known, and goes on at this
/// address.
pub(crate) fn at_site(address: u64, operator: Option<u32>) {
    let _ = MINE.try_with(|mine| {
        mine.site.set(address);
        mine.operator.set(operator);
    });
}

/// That is done. Where there was no lock to drop, the thread has left the interpreter all the same, if it `left`.
pub(crate) fn passed_site(left: bool) {
    let site = MINE.try_with(|mine| mine.site.replace(0)).unwrap_or(0);
    if site != 0 && left && are_threads_free() {
        note_end(Kind::Detaches, site);
    }
    at_site(0, None);
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

impl Mine {
    /// A stretch that was long is asked for, and many short ones now and then.
    fn is_worth_asking(&self, header: &Header, time: u64) -> bool {
        let long = worth_asking(header);
        let [stretch, all] = [&self.at, &self.cpu_at].map(|since| time.wrapping_sub(since.get()));
        all >= long && (stretch >= long || all >= SELDOM * long)
    }

    /// How long it has computed, unless it said so a moment ago.
    fn tell_computed(&self, header: &Header, ring: &Ring, time: u64) {
        if self.is_worth_asking(header, time) {
            self.cpu_at.set(time);
            let (nanos, sleeps) = computed();
            let kind = if self.sleeps.replace(sleeps) == sleeps { Kind::Awake } else { Kind::Cpu };
            ring.write(Event::new(time, kind, nanos));
        }
    }
}

fn with_ring(header: &Header, with: impl FnOnce(&Mine, &Ring)) {
    // A thread that is about to end has no place of its own any more.
    let _ = MINE.try_with(|mine| {
        let process = PID.load(Ordering::Relaxed);
        if mine.process.get() != process {
            mine.process.set(process);
            mine.cpu_at.set(0);
            mine.calls.forgotten(now(header));
            mine.ring.set(sys::keeping_errno(|| memory::take(header, process)));
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
