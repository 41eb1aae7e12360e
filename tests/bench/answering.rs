//! Answers `cargo xtask bench kernels` natively: a line of JSON in, a line of JSON out, until the input ends.
//!
//! Invariant: every question is answered; what cannot be measured is answered by `{"missing": why}`.

use super::cores;
use super::kernels::Problem;
use super::timing::fastest_us;
use gil_playground::engine::measure::Run;
use gil_playground::engine::plan::Plan;
use gil_playground::engine::{clock, pool};
use gil_playground::scenario::Scenario;
use gil_playground::timeline::report::Environment;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io::{BufRead, Write, stdin, stdout};

/// A question.
#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
enum Ask {
    /// How long a call takes.
    Time { code: String, kernel: String, n: usize, ms: f64 },
    /// How long a measured run takes.
    Run { scenario: Value },
    /// What two threads get done beside one, now.
    Cores,
}

pub(crate) fn answer_all() -> Result<(), String> {
    let mut kept = None;
    for line in stdin().lock().lines() {
        let ask = serde_json::from_str(&line.map_err(text)?).map_err(text)?;
        let answer = match ask {
            Ask::Time { code, kernel, n, ms } => time(&mut kept, (code, kernel, n), ms),
            Ask::Run { scenario } => run(&scenario),
            Ask::Cores => Ok(cores::of_two()),
        };
        let answer = answer.map_or_else(|why| json!({ "missing": why }), |value| json!({ "value": value }));
        println!("{answer}");
        stdout().flush().map_err(text)?;
    }
    Ok(())
}

/// What was asked last is kept, because it is asked again in the next round.
type Kept = Option<((String, String, usize), Problem)>;

fn time(kept: &mut Kept, wanted: (String, String, usize), ms: f64) -> Result<f64, String> {
    if kept.as_ref().is_none_or(|(known, _)| *known != wanted) {
        let problem = Problem::new(&wanted.1, wanted.2, &wanted.0)?;
        *kept = Some((wanted, problem));
    }
    let (_, problem) = kept.as_mut().ok_or("nothing is kept")?;
    // It has been called before, so that it fails now is a bug.
    Ok(fastest_us(ms, clock::monotonic, || problem.call().expect("a kernel that ran runs again")))
}

fn run(scenario: &Value) -> Result<f64, String> {
    let plan = Plan::new(Scenario::from_json(&scenario.to_string()).map_err(text)?).map_err(text)?;
    let here = Environment::native();
    let run = Run::new(plan, clock::monotonic, here.cores);
    pool::run(&run).map_err(text)?;
    Ok(run.report(here).map_err(text)?.head.wall_us)
}

#[allow(clippy::needless_pass_by_value, reason = "the shape that map_err hands over")]
fn text(error: impl ToString) -> String {
    error.to_string()
}
