//! What the agent inside a process and the recorder outside share: one memory, a header and then rings, one for each
//! thread.
//!
//! Invariants: a ring has one writer, its thread, and one reader, the recorder. While the thread is there only it writes
//! `head`, `lost` and the events between `tail` and `head`; only the recorder writes `tail`. So neither ever waits for the
//! other, and what a thread wrote before it was killed can be read afterwards.

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// What the memory begins with: the name and the version of this layout.
pub const MAGIC: u64 = u64::from_le_bytes(*b"gil-rec\x02");
/// The environment variable that names the memory.
pub const VARIABLE: &str = "GIL_RECORDING";
/// How many rings there can be at a time.
pub const RINGS: usize = 4096;
/// How many events a ring holds: a thread that takes and drops the lock every microsecond fills it in 60 ms.
pub const EVENTS: usize = 1 << 17;
/// What stands before the first ring, and before the first event of each ring.
pub const HEAD_BYTES: usize = 4096;
/// The room of one ring.
pub const RING_BYTES: usize = HEAD_BYTES + EVENTS * size_of::<Event>();
/// The whole memory; only what is used takes room.
pub const BYTES: usize = HEAD_BYTES + RINGS * RING_BYTES;

/// So many places that call something can have a number.
pub const PLACES: usize = 1 << 18;
/// What stands between the parts of a text: no name and no path has it.
pub const SEPARATOR: u8 = 0x1f;

/// What the memory begins with.
#[repr(C)]
pub struct Header {
    /// `MAGIC`.
    pub magic: u64,
    /// Whether times are the processor's counter; else they are nanoseconds of `CLOCK_MONOTONIC`.
    pub counter: u32,
    /// Nobody drains any more, so nobody has to write.
    pub stopped: AtomicU32,
    /// How many rings were ever handed out as new.
    pub used: AtomicU32,
    /// Whether calls are to be told.
    pub calls: u32,
    /// The last ring that was given back, plus one, and above it a count that tells one giving back from another.
    pub free: AtomicU64,
    /// How many events found no ring.
    pub unserved: AtomicU64,
}

/// What a ring begins with.
#[repr(C)]
pub struct Ring {
    /// The process.
    pub pid: AtomicU32,
    /// The thread, as the kernel counts; 0 while nobody has the ring.
    pub tid: AtomicU32,
    /// The next ring that was given back, plus one.
    pub next: AtomicU32,
    /// How often it was handed out.
    pub uses: AtomicU32,
    /// How many events found no room since the last one that did.
    pub lost: AtomicU64,
    /// When the first of them happened.
    pub lost_since: AtomicU64,
    /// How many events were written.
    pub head: Aligned,
    /// How many were read.
    pub tail: Aligned,
}

/// A counter in a cache line of its own.
#[repr(C, align(64))]
pub struct Aligned(pub AtomicU64);

/// Something that happened: when, what, and to what.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub time: u64,
    /// A `Kind` in the highest byte, below it what it is about.
    pub what: u64,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// A condition is signalled: the lock was taken, or dropped. About: its address.
    Signal = 1,
    /// A wait with a timeout begins: for the lock. About: the condition's address.
    Waits = 2,
    /// It ends, because the condition was signalled.
    Woken = 3,
    /// It ends, because the time is over.
    TimedOut = 4,
    /// A wait without a timeout begins: until somebody else has taken the lock. About: the condition's address.
    WaitsForSwitch = 5,
    /// It ends.
    Switched = 6,
    /// The time that the thread has computed so far, in nanoseconds.
    Cpu = 7,
    /// Native code is about to drop the lock. About: the address to which it returns.
    Site = 8,
    /// An object is in memory from this address on; its path follows as text.
    Object = 9,
    /// Seven bytes of text; the last have a zero behind them.
    Text = 10,
    /// Events were lost between the last one and this. About: how many.
    Lost = 11,
    /// The interpreter was found, and its slots are patched. About: the number of slots; its version follows as text.
    Python = 12,
    /// The process is a copy of another one, and this its first thread. About: the other's number.
    Forked = 13,
    /// A call of C code begins. About: the number of its place.
    Calls = 14,
    /// It ends, and with it those inside of it. About: likewise.
    Returns = 15,
    /// The innermost call has called Python code. About: likewise.
    RunsPython = 16,
    /// What a place is follows as text: whom it calls, the file, and the line. About: its number.
    Place = 17,
    /// Whether calls are told in this process. About: one of `Calls`.
    CallsAre = 18,
    /// From now on nothing of the process is written.
    Stops = 19,
    /// From now on it is written again.
    Starts = 20,
    /// The lock is dropped for an operator, which is no call. About: the number of its place.
    Operator = 21,
    /// Without a GIL: native code leaves the interpreter, and goes on at this address.
    Detaches = 22,
    /// It is back.
    Attaches = 23,
    /// Without a GIL: the thread sleeps, for a lock, for an event or while all threads are stopped.
    Parks = 24,
    /// It goes on.
    Unparks = 25,
    /// The time that the thread has computed so far, and it has not slept since it last said so. About: as of `Cpu`.
    Awake = 26,
    /// How long the interpreter lets a thread wait before it asks for the lock. About: microseconds.
    Interval = 27,
    /// A BLAS computes with so many threads; its path follows as text.
    Blas = 28,
}

/// Whether calls are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Calls {
    /// From now on.
    Told = 1,
    /// Other tools have all of the monitoring that this one could have.
    NoTool = 2,
    /// The interpreter refused.
    Failed = 3,
    /// From now on, of functions made in C and of the packages' own: it is older than 3.12.
    Builtins = 4,
    /// The interpreter can run without a GIL, and is too old to be asked by several threads at once.
    Unsafe = 5,
    /// Some are not told any more: a place found no number.
    Full = 6,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 28] = [
        Self::Signal,
        Self::Waits,
        Self::Woken,
        Self::TimedOut,
        Self::WaitsForSwitch,
        Self::Switched,
        Self::Cpu,
        Self::Site,
        Self::Object,
        Self::Text,
        Self::Lost,
        Self::Python,
        Self::Forked,
        Self::Calls,
        Self::Returns,
        Self::RunsPython,
        Self::Place,
        Self::CallsAre,
        Self::Stops,
        Self::Starts,
        Self::Operator,
        Self::Detaches,
        Self::Attaches,
        Self::Parks,
        Self::Unparks,
        Self::Awake,
        Self::Interval,
        Self::Blas,
    ];

    /// The kind with this number.
    pub fn of(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }
}

/// What stands below the kind.
const ABOUT: u64 = (1 << 56) - 1;

impl Event {
    /// At this time.
    pub fn new(time: u64, kind: Kind, about: u64) -> Self {
        Self { time, what: (u64::from(kind as u8) << 56) | (about & ABOUT) }
    }

    /// What it is; nothing where the memory was never written.
    pub fn kind(self) -> Option<Kind> {
        Kind::of((self.what >> 56) as u8)
    }

    /// What it is about.
    pub fn about(self) -> u64 {
        self.what & ABOUT
    }
}

impl Header {
    /// A ring that nobody has: one that was given back, else a new one.
    ///
    /// `next` tells of a ring which one was given back before it; where it can't, there is none to have.
    pub fn take(&self, next: impl Fn(usize) -> Option<u32>) -> Option<usize> {
        let mut free = self.free.load(Ordering::Acquire);
        while let Some(at) = (free as u32).checked_sub(1) {
            let after = (free >> 32 << 32) | u64::from(next(at as usize)?);
            match self.free.compare_exchange_weak(free, after, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return Some(at as usize),
                Err(now) => free = now,
            }
        }
        let new = self.used.fetch_add(1, Ordering::Relaxed) as usize;
        if new < RINGS {
            return Some(new);
        }
        self.used.fetch_sub(1, Ordering::Relaxed);
        None
    }

    /// The recorder has read all of a ring whose thread is gone.
    pub fn give_back(&self, at: usize, next: &AtomicU32) {
        let mut free = self.free.load(Ordering::Acquire);
        loop {
            next.store(free as u32, Ordering::Relaxed);
            // Counted, so that a taker who slept meanwhile notices.
            let after = (((free >> 32) + 1) << 32) | (at as u64 + 1);
            match self.free.compare_exchange_weak(free, after, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return,
                Err(now) => free = now,
            }
        }
    }
}

/// Where a ring begins.
pub fn ring_at(at: usize) -> usize {
    HEAD_BYTES + at * RING_BYTES
}

const _: () = assert!(size_of::<Ring>() <= HEAD_BYTES && size_of::<Header>() <= HEAD_BYTES);
