//! A call of the atlas as a Scenario for the playground: two Python threads that make it again and again.
//!
//! Invariant: the kernel is the call's own where the playground has it at that size; else another one stands for it with
//! the measured time, which only the simulator can keep, and `Play::stands_for` says so.

use crate::answer::Answer;
use crate::rule::Verdict;
use serde::Serialize;
use serde_json::{Value, json};

/// The longest side of a kernel's arrays (`gil_kernels::SIZES`).
const LONGEST: u64 = 1024;
/// The most problems that one call solves (`scenario::BATCH`).
const BATCH: u64 = 4096;
/// What stands for calls that have no kernel.
const STAND_IN: (&str, u64) = ("matmul", 256);
/// How often each thread makes the call.
const REPEAT: u32 = 20;

/// A Scenario, and what in it is not the call itself.
#[derive(Serialize)]
pub struct Play {
    /// For the playground or `gil simulate`.
    pub scenario: Value,
    /// What is put in the call's place, if the playground can't make it.
    pub stands_for: Option<String>,
}

impl Answer {
    /// The Scenario of this answer; none where the verdict depends on what was not given.
    pub fn play(&self) -> Option<Play> {
        let own = self.kernel.zip(self.problem());
        let near = self.row.as_ref().or_else(|| self.rows.iter().find(|row| row.verdict == self.verdict));
        let us = near.map(|row| row.ms * 1000.0);
        let kernel = |gil: &str, share: f64| {
            let mut op = match own {
                Some((name, [batch, m, n])) => {
                    json!({"op": "kernel", "name": name, "shape": [m, n], "batch": batch, "gil": gil})
                }
                None => json!({"op": "kernel", "name": STAND_IN.0, "n": STAND_IN.1, "gil": gil}),
            };
            if let Some(us) = us {
                op["us"] = json!((us * share * 10.0).round() / 10.0);
            }
            op
        };
        let ops = match self.verdict {
            Verdict::Depends => return None,
            Verdict::Releases => vec![kernel("releases", 1.0)],
            Verdict::Holds => vec![kernel("holds", 1.0)],
            Verdict::Mixed => {
                let free = near.map_or(0.5, |row| row.free.clamp(0.05, 0.95));
                vec![kernel("holds", 1.0 - free), kernel("releases", free)]
            }
        };
        let runtime = if self.measured_version { "cpython-3.12" } else { "cpython-2.7" };
        let threads = json!([{"name": "worker", "count": 2, "repeat": REPEAT, "ops": ops}]);
        let stands_for = own.is_none().then(|| {
            let (name, n) = STAND_IN;
            let time = us.map_or_else(String::new, |us| format!(", which takes {} in the simulator", duration(us)));
            format!("{name} of {n}x{n}{time}, stands for {}", self.call)
        });
        Some(Play { scenario: json!({"runtime": runtime, "cores": 2, "threads": threads}), stands_for })
    }

    /// Batch, rows and columns of the first array, if a kernel can be that large.
    fn problem(&self) -> Option<[u64; 3]> {
        let lengths: Vec<u64> = self.shapes.first()?.split('x').filter_map(|length| length.parse().ok()).collect();
        let [batch, m, n] = match lengths[..] {
            [m, n] => [1, m, n],
            [batch, m, n] => [batch, m, n],
            _ => return None,
        };
        (batch <= BATCH && m <= LONGEST && n <= LONGEST).then_some([batch, m, n])
    }
}

/// Of a call, for people.
fn duration(us: f64) -> String {
    if us < 1000.0 { format!("{} µs", rounded(us)) } else { format!("{} ms", rounded(us / 1000.0)) }
}

/// To three digits.
fn rounded(value: f64) -> f64 {
    let scale = 10_f64.powf(2.0 - value.abs().max(1e-9).log10().floor());
    (value * scale).round() / scale
}
