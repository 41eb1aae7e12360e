//! Running a list of steps: each says what it is, which of how many, and how long it took; the first failure ends it.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::repo::Repo;

#[derive(Clone, Copy)]
pub(crate) struct Step {
    pub(crate) title: &'static str,
    pub(crate) run: fn(&Repo) -> Result<Outcome>,
}

/// A table of steps: what each is called and what it does.
macro_rules! steps {
    ($($title:literal => $run:expr),* $(,)?) => { &[$($crate::step::Step { title: $title, run: $run }),*] };
}
pub(crate) use steps;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    Unchanged,
}

pub(crate) fn run(repo: &Repo, steps: &[Step]) -> Result<()> {
    count(repo, steps).1
}

/// As [`run`], closing on `N passed, N failed` alone on a line, which is what continuous integration reads.
pub(crate) fn run_and_count(repo: &Repo, steps: &[Step]) -> Result<()> {
    let (passed, result) = count(repo, steps);
    println!("{passed} passed, {} failed", u8::from(result.is_err()));
    result
}

fn count(repo: &Repo, steps: &[Step]) -> (usize, Result<()>) {
    let (start, total) = (Instant::now(), steps.len());
    for (index, step) in steps.iter().enumerate() {
        let place = format!("{}/{total}", index + 1);
        println!("[{place}] {}", step.title);
        let step_start = Instant::now();
        match (step.run)(repo) {
            Ok(outcome) => {
                let word = if outcome == Outcome::Done { "done" } else { "unchanged" };
                println!("[{place}] {word} in {}, {} in all", time(step_start.elapsed()), time(start.elapsed()));
            }
            // The context would hide that the step can be put right by hand, so the place is printed, not attached.
            Err(error) => {
                println!("[{place}] failed after {}: {}", time(step_start.elapsed()), step.title);
                return (index, Err(error));
            }
        }
    }
    (total, Ok(()))
}

fn time(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    if seconds < 60 {
        format!("{:.1} s", elapsed.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}
