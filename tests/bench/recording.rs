//! What it costs a thread to write its own diary: one state change, and the share of a run that changes often.
//!
//! Invariant: the diary is the engine's, `recorder::Diary`, and so is the clock that stamps its records.

use super::Target::AtMost;
use super::{Group, clock};
use gil_playground::engine::recorder::{Diary, NONE};
use gil_playground::timeline::State;
use std::hint::black_box;

pub(super) const GROUPS: &[Group] = &[CHANGE, SHARE];

/// State changes in a row that are timed as one.
const CHANGES: u32 = 200_000;

const CHANGE: Group = Group {
    figures: &[
        ("one state change", "ns", Some(AtMost(100.0))),
        ("one state change: the record without its stamp", "ns", None),
        ("one state change: the stamp, a look at the clock", "ns", None),
    ],
    measure: || {
        let [both, record] = [clock as fn() -> f64, || 1.0].map(|stamp| {
            // A diary of its own: records are written once, into memory that was touched when it was made.
            let lane = Diary::new(CHANGES as usize);
            each(CHANGES, |at| lane.state(stamp(), State::Python, at, 0, NONE))
        });
        let look = each(CHANGES, |_| {
            black_box(clock());
        });
        vec![both, record, look]
    },
};

const SHARE: Group = Group {
    figures: &[("share of the wall at 20,000 state changes a second", "%", Some(AtMost(1.0)))],
    measure: || {
        let rounds = work_for(PERIOD_US);
        let lane = Diary::new((TURNS * PERIODS) as usize);
        let turn = |turn| {
            let without = each(PERIODS, |_| work(rounds));
            let with = each(PERIODS, |at| {
                work(rounds);
                lane.state(clock(), State::Python, at, turn, NONE);
            });
            (with / without - 1.0) * 100.0
        };
        // A turn is short, so that the machine's own ups and downs meet both of its halves or make it an outlier: the
        // mean of the middle half of all turns.
        let mut shares: Vec<f64> = (0..TURNS).map(turn).collect();
        shares.sort_by(f64::total_cmp);
        let middle = &shares[shares.len() / 4..shares.len() * 3 / 4];
        vec![middle.iter().sum::<f64>() / middle.len() as f64]
    },
};

/// From one state change to the next at 20,000 a second.
const PERIOD_US: f64 = 50.0;
const PERIODS: u32 = 20;
const TURNS: u32 = 300;

/// Nanoseconds of one of `times` calls.
fn each(times: u32, mut call: impl FnMut(u32)) -> f64 {
    let start = clock();
    for at in 0..times {
        call(at);
    }
    (clock() - start) * 1000.0 / f64::from(times)
}

/// Stands for what a thread does between two changes: arithmetic in registers, the same time each time.
fn work(rounds: u32) {
    let mut x = u64::from(rounds);
    for _ in 0..rounds {
        x = (x ^ (x >> 31)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    black_box(x);
}

/// How many rounds of `work` last so long, in microseconds.
fn work_for(us: f64) -> u32 {
    const ROUNDS: u32 = 10_000;
    let ns = (0..20).map(|_| each(10, |_| work(ROUNDS))).fold(f64::INFINITY, f64::min);
    (us * 1000.0 / ns * f64::from(ROUNDS)) as u32
}
