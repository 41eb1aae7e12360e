//! Where a run's lanes stand in the memory, for whoever reads them while the run is on or writes what processes recorded.
//!
//! Invariant: an address or an offset is taken from the types that have the fields, so a reader knows none by itself.

use crate::engine::measure::Run;
use crate::engine::recorder::{Diary, Record, RecordPlace};
use serde::Serialize;

/// Byte addresses of a run that is laid out.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Layout<'a> {
    /// An i32: an index into `phases`.
    phase: usize,
    /// An i32: anything but 0 asks the lanes to stop.
    stop: usize,
    lanes: Vec<LanePlace<'a>>,
    record: RecordPlace,
    /// How many operations all lanes execute together.
    ops: u64,
    /// What the run needs at most.
    bytes: u64,
    /// What it may use.
    limit: u64,
}

/// One lane's diary.
#[derive(Serialize)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct LanePlace<'a> {
    name: &'a str,
    thread: usize,
    index: usize,
    /// The lane whose kernels a BLAS helper helps to compute.
    parent: Option<usize>,
    /// A u32: how many records are complete.
    count: usize,
    /// A u32: how many operations are done.
    done: usize,
    /// The first record.
    records: usize,
    /// How many records there is room for.
    capacity: usize,
}

impl<'a> Layout<'a> {
    /// Of this run, which must outlive whoever reads it.
    pub fn of(run: &'a Run) -> Self {
        let (plan, control) = (run.plan(), run.control());
        let lanes = plan.lanes.iter().zip(run.diaries()).map(|(lane, diary)| {
            let Diary { header, .. } = diary;
            LanePlace {
                name: &lane.name,
                thread: lane.thread,
                index: lane.index,
                parent: lane.parent,
                count: address(&header.count),
                done: address(&header.done),
                records: diary.records().as_ptr().addr(),
                capacity: lane.capacity,
            }
        });
        Self {
            phase: address(&control.phase),
            stop: address(&control.stop),
            lanes: lanes.collect(),
            record: Record::PLACE,
            ops: plan.scenario.total_ops(),
            bytes: plan.bytes,
            limit: plan.limit,
        }
    }
}

fn address<T>(of: &T) -> usize {
    std::ptr::from_ref(of).addr()
}
