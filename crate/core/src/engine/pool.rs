//! Real threads, one a lane; the only file that knows rayon.
//!
//! Invariant: every worker of the pool runs exactly one lane, because a broadcast gives each worker one call; nothing
//! here steals work.

use super::measure::Run;
use super::plan::STACK_BYTES;
use crate::error::{Error, Result};
use std::sync::Arc;

/// Runs every lane on a thread of its own and returns when all are done.
///
/// # Errors
/// `Failed` when the threads cannot be had.
pub fn run(run: &Run) -> Result<()> {
    let lanes = run.plan().lanes.len();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(lanes)
        .stack_size(STACK_BYTES as usize)
        .build()
        .map_err(|error| Error::Failed(format!("{lanes} threads cannot be started: {error}; use fewer")))?;
    pool.broadcast(|worker| run.lane(worker.index()));
    Ok(())
}

/// Hands the lanes to the workers of the global pool and returns at once; `run.phase()` tells when they are done.
///
/// # Errors
/// `Failed` when the pool has not one worker per lane.
pub fn start(run: &Arc<Run>) -> Result<()> {
    let (lanes, workers) = (run.plan().lanes.len(), rayon::current_num_threads());
    if lanes != workers {
        return Err(Error::Failed(format!(
            "the pool has {workers} workers and the run needs {lanes}: start a pool of {lanes}"
        )));
    }
    let run = Arc::clone(run);
    rayon::spawn_broadcast(move |worker| run.lane(worker.index()));
    Ok(())
}
