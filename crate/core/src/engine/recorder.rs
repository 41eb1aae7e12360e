//! Where workers write what happens to them, and where the page reads it while they run. When it happened is for who
//! writes to say: `lane` stamps a span.
//!
//! Invariants: a lane has one writer; its records are preallocated; writing one takes no lock and no allocation. The
//! count is stored after the record, so whoever reads the count first reads only whole records.

use crate::timeline::{EventKind, State};
use serde::Serialize;
use std::mem::offset_of;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// `Record::kind` of the end of a lane's life; below it stand states.
pub const END: u32 = 15;
/// `Record::kind` of the first event.
pub const FIRST_EVENT: u32 = 16;
/// `Record::arg` when there is nothing to say.
pub const NONE: u32 = u32::MAX;
/// `Record::arg` of a wait inside a forced `drop`: the `ForcedSwitch` that follows says who took the lock.
pub const FORCED: u32 = 1 << 31;
/// Bit of `Record::arg` of a wait that goes on because the holder beside it was faster.
pub const LOST: u32 = 1 << 30;
/// Bit of `Record::arg` of a wait for the BLAS pool.
pub const POOL: u32 = 1 << 29;

/// One line of a lane's diary. The page reads it in the memory: `Record::PLACE` says where what is.
#[repr(C)]
#[derive(Debug, Default)]
pub struct Record {
    t_us: AtomicU64,
    kind: AtomicU32,
    op: AtomicU32,
    rep: AtomicU32,
    arg: AtomicU32,
}

/// Where the fields of a record are, in bytes from its beginning, and what its numbers mean.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct RecordPlace {
    /// From one record to the next.
    pub stride: usize,
    /// An f64: microseconds from the start barrier.
    pub t_us: usize,
    /// A u32: below `end` a state that begins, from `first_event` on an event, each by its number.
    pub kind: usize,
    /// A u32: which operation of the pass.
    pub op: usize,
    /// A u32: which pass.
    pub rep: usize,
    /// A u32: the lane that it concerns, or `none`.
    pub arg: usize,
    /// The kind that ends a lane.
    pub end: u32,
    /// The kind of the first event.
    pub first_event: u32,
    /// An `arg` that says nothing.
    pub none: u32,
}

impl Record {
    /// This type's own.
    pub const PLACE: RecordPlace = RecordPlace {
        stride: size_of::<Self>(),
        t_us: offset_of!(Self, t_us),
        kind: offset_of!(Self, kind),
        op: offset_of!(Self, op),
        rep: offset_of!(Self, rep),
        arg: offset_of!(Self, arg),
        end: END,
        first_event: FIRST_EVENT,
        none: NONE,
    };
}

/// A record as values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Microseconds from the start barrier.
    pub t_us: f64,
    /// A state, `END`, or an event from `FIRST_EVENT` on.
    pub kind: u32,
    /// Which operation of the pass.
    pub op: u32,
    /// Which pass.
    pub rep: u32,
    /// The lane it concerns, with `LOST` or `POOL` or without; or `FORCED`, or `NONE`.
    pub arg: u32,
}

/// The words at the head of a lane, which the page reads.
#[derive(Debug, Default)]
pub struct Header {
    /// How many records are complete.
    pub count: AtomicU32,
    /// How many operations are done.
    pub done: AtomicU32,
}

/// One worker's diary; aligned so that two workers never write to one cache line.
#[repr(C, align(128))]
#[derive(Debug)]
pub struct Diary {
    /// What the page reads first.
    pub header: Header,
    full: AtomicBool,
    iterations: AtomicU64,
    records: Box<[Record]>,
}

impl Diary {
    /// An empty diary with room for `capacity` records.
    pub fn new(capacity: usize) -> Self {
        let records = std::iter::repeat_with(Record::default).take(capacity).collect();
        Self { header: Header::default(), full: AtomicBool::new(false), iterations: AtomicU64::new(0), records }
    }

    /// From `t_us` on the lane is in `state`.
    pub fn state(&self, t_us: f64, state: State, op: u32, rep: u32, arg: u32) {
        self.push(Entry { t_us, kind: state as u32, op, rep, arg });
    }

    /// Something happened at the lock.
    pub fn event(&self, t_us: f64, event: EventKind, op: u32, rep: u32, arg: u32) {
        self.push(Entry { t_us, kind: FIRST_EVENT + event as u32, op, rep, arg });
    }

    /// The lane's life is over.
    pub fn end(&self, t_us: f64) {
        self.push(Entry { t_us, kind: END, op: 0, rep: 0, arg: NONE });
    }

    /// One more operation is done.
    pub fn done(&self) {
        self.header.done.store(self.header.done.load(Ordering::Relaxed) + 1, Ordering::Relaxed);
    }

    /// So many more iterations of bytecode were executed.
    pub fn executed(&self, iterations: u64) {
        self.iterations.store(self.iterations() + iterations, Ordering::Relaxed);
    }

    /// How many iterations of bytecode were executed.
    pub fn iterations(&self) -> u64 {
        self.iterations.load(Ordering::Relaxed)
    }

    /// Whether records were lost for want of room.
    pub fn overflowed(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Everything written so far.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        let count = self.header.count.load(Ordering::Acquire) as usize;
        self.records[..count].iter().map(|record| Entry {
            t_us: f64::from_bits(record.t_us.load(Ordering::Relaxed)),
            kind: record.kind.load(Ordering::Relaxed),
            op: record.op.load(Ordering::Relaxed),
            rep: record.rep.load(Ordering::Relaxed),
            arg: record.arg.load(Ordering::Relaxed),
        })
    }

    /// The records, for whoever hands their place in memory on.
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    fn push(&self, entry: Entry) {
        let at = self.header.count.load(Ordering::Relaxed);
        let Some(record) = self.records.get(at as usize) else {
            self.full.store(true, Ordering::Relaxed);
            return;
        };
        record.t_us.store(entry.t_us.to_bits(), Ordering::Relaxed);
        record.kind.store(entry.kind, Ordering::Relaxed);
        record.op.store(entry.op, Ordering::Relaxed);
        record.rep.store(entry.rep, Ordering::Relaxed);
        record.arg.store(entry.arg, Ordering::Relaxed);
        self.header.count.store(at + 1, Ordering::Release);
    }
}
