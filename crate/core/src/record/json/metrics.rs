//! The numbers of a recording in its Report.
//!
//! Invariant: a lane that was at no lock, and a recording without one, have none of the lock's numbers.

use super::super::{Place, Recording};
use crate::timeline::metrics::{Handoffs, summed};
use crate::timeline::owners::Owner;
use crate::timeline::shares::Shares;
use crate::timeline::{EventKind, Nanos, State};
use serde::Serialize;

#[derive(Serialize)]
pub(in crate::record) struct Metrics {
    speedup: (),
    efficiency: (),
    pub(in crate::record) gil_held: Option<f64>,
    gil_wait_us: Option<f64>,
    pub(in crate::record) handoffs: Option<usize>,
    handoffs_by: Option<Handoffs>,
    forced_switches: Option<usize>,
    lanes: Vec<SharesOf>,
}

/// What a lane that was at no lock has of its own.
#[derive(Serialize)]
struct Unlocked {
    held: (),
    waiting: (),
    free: (),
    running: f64,
    blocked: f64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum SharesOf {
    AtALock(Shares),
    Unlocked(Unlocked),
}

fn shares((shares, place): (Shares, &Place)) -> SharesOf {
    if place.lock.is_some() {
        return SharesOf::AtALock(shares);
    }
    let of = |part: Nanos| part as f64 / shares.life.max(1) as f64;
    let (running, blocked) = (of(shares.running), of(shares.blocked));
    SharesOf::Unlocked(Unlocked { held: (), waiting: (), free: (), running, blocked })
}

impl Metrics {
    /// Without a lock its numbers mean nothing.
    pub(in crate::record) fn of(recording: &Recording) -> Self {
        let timeline = &recording.timeline;
        let owners = recording.owners();
        let wall = timeline.wall();
        let held = owners.iter().map(Owner::held).max();
        let by = held.map(|_| Handoffs::of(owners.iter().flat_map(|owner| &owner.handoffs)));
        // No sample shows how a lock came to be dropped.
        let is_exact = recording.head.sampled.is_none();
        let forced = || timeline.events.iter().filter(|event| event.kind == EventKind::ForcedSwitch).count();
        let waits = timeline.lanes.iter().flat_map(|lane| &lane.spans).filter(|span| span.state == State::GilWait);
        Self {
            speedup: (),
            efficiency: (),
            gil_held: held.map(|held| held as f64 / wall.max(1) as f64),
            gil_wait_us: held.map(|_| summed(waits)),
            handoffs: by.map(Handoffs::all),
            handoffs_by: by.filter(|_| is_exact),
            forced_switches: held.filter(|_| is_exact).map(|_| forced()),
            lanes: Shares::all(timeline, 0..wall).into_iter().zip(&recording.places).map(shares).collect(),
        }
    }
}
