//! Which lanes a Scenario has, before anything has happened on them.
//!
//! Invariant: both engines take them from here, so a lane has one name and one place: threads in the Scenario's order,
//! each followed by its BLAS helpers.

use super::Lane;
use crate::scenario::Scenario;

/// The empty lanes of a Scenario.
pub fn of(scenario: &Scenario) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for (thread, group) in scenario.threads.iter().enumerate() {
        for index in 0..group.count {
            let parent = lanes.len();
            let name = group.lane_name(index);
            let row = |name, parent| Lane {
                name,
                thread,
                index: index as usize,
                parent,
                worker: None,
                iterations: None,
                spans: Vec::new(),
            };
            lanes.push(row(name.clone(), None));
            lanes.extend((2..=group.team()).map(|helper| row(format!("{name} · blas {helper}"), Some(parent))));
        }
    }
    lanes
}
