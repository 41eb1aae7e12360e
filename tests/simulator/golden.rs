//! Golden bytes: what the simulator answers here is what it answered before, and what it answers in a browser, where
//! `tests/wasm/web.rs` compares the same files.
//!
//! `UPDATE_GOLDEN=1 cargo test --test simulator golden` rewrites them; look at what changed.

#[path = "../golden/reports/mod.rs"]
mod reports;

use gil_playground::engine::simulate::simulate;
use gil_playground::scenario::Scenario;
use gil_playground::timeline::State;
use gil_playground::{Report, Result};
use reports::{REPORTS, difference, written};
use std::collections::BTreeSet;
use std::path::Path;

fn simulated() -> Vec<Report> {
    let answers = REPORTS.iter().map(|golden| simulate(&Scenario::from_json(golden.scenario)?));
    answers.collect::<Result<_>>().expect("the golden Scenarios are right")
}

#[test]
fn a_simulated_report_stays_the_same_to_the_byte() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/reports");
    for (golden, report) in REPORTS.iter().zip(simulated()) {
        let report = written(&report);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(folder.join(format!("{}.report.json", golden.name)), report).unwrap();
        } else if let Some(difference) = difference(golden.report, &report) {
            panic!("{} is not what it was, {difference}\nUPDATE_GOLDEN=1 rewrites it; then look at it", golden.name);
        }
    }
}

#[test]
fn the_golden_reports_are_small_and_show_every_state_and_cause() {
    let reports = simulated();
    let bytes: usize = reports.iter().map(|report| written(report).len()).sum();
    assert!(bytes < 60_000, "{bytes} bytes");
    let spans = || reports.iter().flat_map(|report| &report.timeline.lanes).flat_map(|lane| &lane.spans);
    let states: BTreeSet<usize> = spans().map(|span| span.state as usize).collect();
    assert_eq!(states.len(), State::ALL.len(), "{states:?}");
    let causes: BTreeSet<String> =
        spans().filter_map(|span| span.cause).map(|cause| format!("{:?}", cause.kind)).collect();
    assert_eq!(causes.len(), gil_playground::timeline::CauseKind::ALL.len(), "{causes:?}");
}
