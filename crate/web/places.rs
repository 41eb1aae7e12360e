//! Where a run's lanes stand in the memory, as it travels.
//!
//! Invariant: the fields are those of `types.d.ts`.

use crate::engine::recorder::Record;
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Layout<'a> {
    pub(super) control: usize,
    pub(super) lanes: Vec<LanePlace<'a>>,
    stride: usize,
    ops: u64,
    bytes: u64,
    limit: u64,
}

#[derive(Serialize)]
pub(super) struct LanePlace<'a> {
    pub(super) name: &'a str,
    pub(super) thread: usize,
    pub(super) index: usize,
    pub(super) parent: Option<usize>,
    pub(super) header: usize,
    pub(super) records: usize,
    pub(super) capacity: usize,
}

impl<'a> Layout<'a> {
    pub(super) fn new(control: usize, lanes: Vec<LanePlace<'a>>, ops: u64, [bytes, limit]: [u64; 2]) -> Self {
        Self { control, lanes, stride: size_of::<Record>(), ops, bytes, limit }
    }
}
