//! A measured run, natively.

use gil_playground::engine::control::Hooks;
use gil_playground::engine::measure::Run;
use gil_playground::engine::plan::Plan;
use gil_playground::engine::{clock, pool};
use gil_playground::timeline::report::Environment;
use gil_playground::{Report, Result, Scenario};
use std::sync::Mutex;

/// One run at a time: two would fight for the cores, and laws about waiting lanes need lanes that run.
pub(crate) static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// Measures a Scenario on threads of its own.
///
/// # Errors
/// Whatever the engine says.
pub(crate) fn measure_with(scenario: Scenario, hooks: Hooks) -> Result<Report> {
    let _alone = ONE_AT_A_TIME.lock();
    let here = Environment::native();
    let run = Run::sabotaged(Plan::new(scenario)?, clock::monotonic, here.cores, hooks);
    pool::run(&run)?;
    run.report(here)
}
