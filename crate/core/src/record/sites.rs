//! Whose code released the lock.
//!
//! Invariant: an address belongs to the object that begins last before it, in its process or in those that this one is a copy
//! of.

use super::calls::Call;
use super::facts::{Object, Process, Thread, lineage};
use super::replay::Replay;
use crate::timeline::Nanos;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Whose code released the lock, and how long threads computed until they wanted it back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its file; none for the interpreter itself.
    pub object: Option<String>,
    /// For how long, all threads together.
    pub time: Nanos,
}

/// By whose code the lock was released for how much computing; calls are told it, too.
pub(super) fn named(
    processes: &[Process],
    threads: &[Thread],
    mut objects: Vec<Object>,
    replay: &Replay,
    calls: &mut [Call],
) -> Vec<Site> {
    objects.sort_by_key(|object| (object.process, object.base));
    let within = |process: usize, address: u64| {
        let next = objects.partition_point(|it| (it.process, it.base) <= (process, address));
        next.checked_sub(1).map(|at| &objects[at]).filter(|object| object.process == process)
    };
    let mut sites: BTreeMap<Option<&str>, Nanos> = BTreeMap::new();
    for (&(lane, call, address), time) in &replay.sites {
        let process = threads[replay.lanes[lane].thread].process;
        // What lies nearest, whether the process loaded it itself or had it when it was copied.
        let object = address.and_then(|address| {
            lineage(processes, process).filter_map(|process| within(process, address)).max_by_key(|object| object.base)
        });
        let sum = sites.entry(object.map(|object| &object.path[..])).or_default();
        *sum = sum.saturating_add(*time);
        if let (Some(call), Some(object)) = (call, object)
            && !calls[call].sites.contains(&object.path)
        {
            calls[call].sites.push(object.path.clone());
        }
    }
    let mut sites: Vec<Site> =
        sites.into_iter().map(|(object, time)| Site { object: object.map(str::to_owned), time }).collect();
    sites.sort_by_key(|site| Reverse(site.time));
    sites
}
