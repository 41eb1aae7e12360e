//! Random small Scenarios for the measured laws, the same natively and in a browser.
//!
//! Invariant: a seed says it all, so a failing run is repeated from the Scenario it names.

use gil_playground::Scenario;
use gil_playground::gil::policy;
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

struct Chance(SplitMix64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0.next_u64() % bound
    }

    fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// A kernel's name with either way to write a size.
    fn sized(&mut self) -> String {
        let (m, n) = (48 + self.below(16), 48 + self.below(16));
        match self.below(3) {
            0 => format!(r#""qr","shape":[{m},{n}]"#),
            1 => format!(r#""det","shape":[{n},{n}]"#),
            _ => format!(r#""inv","n":{n}"#),
        }
    }

    fn op(&mut self, team: u64) -> String {
        match self.below(3) {
            0 => format!(r#"{{"op":"python","us":{}}}"#, self.below(4) * self.below(200)),
            1 => format!(r#"{{"op":"wait","us":{}}}"#, self.below(2) * self.below(300)),
            _ => self.kernel(team),
        }
    }

    /// Large enough to leave a span even where a clock has steps of five microseconds.
    fn kernel(&mut self, team: u64) -> String {
        format!(
            r#"{{"op":"kernel","name":{},"batch":{},"backend":"{}","gil":"{}","blas_threads":{team}}}"#,
            self.sized(),
            1 + self.below(2),
            self.one_of(&["auto", "nalgebra"]),
            self.one_of(&["releases", "holds", "numpy"])
        )
    }
}

/// The Scenario of a seed that needs so many workers, BLAS helpers among them; the seeds go round the runtimes.
pub(crate) fn scenario(seed: u64, workers: u64) -> Scenario {
    let mut chance = Chance(SplitMix64::seed_from_u64(seed));
    let mut left = workers;
    let mut threads = Vec::new();
    while left > 0 {
        let team = 1 + chance.below(left.min(3));
        let count = 1 + chance.below(left / team);
        left -= count * team;
        let mut ops: Vec<String> = (0..chance.below(3)).map(|_| chance.op(team)).collect();
        // Without a kernel there are no helpers.
        ops.push(if team > 1 { chance.kernel(team) } else { chance.op(team) });
        threads.push(format!(
            r#"{{"name":"t","count":{count},"repeat":{},"interpreter":{},"ops":[{}]}}"#,
            1 + chance.below(4),
            chance.below(3),
            ops.join(",")
        ));
    }
    let json = format!(
        r#"{{"runtime":"{}","blas":"{}","switch_interval_us":{},"check_interval":{},"threads":[{}]}}"#,
        policy::TABLE[(seed % policy::TABLE.len() as u64) as usize].runtime.name(),
        chance.one_of(&["team", "pool"]),
        20 + chance.below(400),
        1 + chance.below(200),
        threads.join(",")
    );
    Scenario::from_json(&json).expect("the test's own Scenario is right")
}
