//! The laws of threads inside a kernel, read off a measured timeline.
//!
//! Invariant: two lanes' times are compared only up to the Report's own error bound.

use gil_playground::Report;
use gil_playground::scenario::Blas;
use gil_playground::timeline::{CauseKind, Nanos, Span, State};

pub(super) fn assert_all(report: &Report, tolerance: Nanos) {
    helpers_help_inside_their_parents_kernel(report, tolerance);
    the_pool_lets_one_team_in(report, tolerance);
    waits_for_the_pool_name_who_is_inside(report, tolerance);
}

/// One span a kernel at most, inside that kernel's.
fn helpers_help_inside_their_parents_kernel(report: &Report, tolerance: Nanos) {
    for lane in &report.timeline.lanes {
        let Some(parent) = lane.parent else { continue };
        for pair in lane.spans.windows(2) {
            assert!(pair[0].end <= pair[1].start, "{} helps twice at once", lane.name);
            assert_ne!((pair[0].op, pair[0].rep), (pair[1].op, pair[1].rep), "{} joins a kernel twice", lane.name);
        }
        for help in &lane.spans {
            assert_eq!(help.state, State::Blas, "{}", lane.name);
            let covers = |span: &Span| {
                matches!(span.state, State::KernelHeld | State::KernelReleased)
                    && (span.op, span.rep) == (help.op, help.rep)
                    && span.start <= help.start + tolerance
                    && help.end <= span.end + tolerance
            };
            assert!(report.timeline.lanes[parent].spans.iter().any(covers), "{} outside a kernel: {help:?}", lane.name);
        }
    }
}

/// Only helpers tell: a caller may be without a core between leaving the pool and writing down that its kernel is over.
fn the_pool_lets_one_team_in(report: &Report, tolerance: Nanos) {
    if report.head.scenario.blas == Blas::Team {
        return;
    }
    let lanes = report.timeline.lanes.iter();
    let mut inside: Vec<(Nanos, Nanos, usize)> = lanes
        .filter_map(|lane| lane.parent.map(|parent| (parent, &lane.spans)))
        .flat_map(|(parent, spans)| spans.iter().map(move |span| (span.start, span.end, parent)))
        .collect();
    inside.sort_unstable();
    let mut last = (0, None);
    for (start, end, parent) in inside {
        assert!(last.1.is_none_or(|other| other == parent) || last.0 <= start + tolerance, "two teams at {start}");
        last = if end > last.0 { (end, Some(parent)) } else { last };
    }
}

fn waits_for_the_pool_name_who_is_inside(report: &Report, tolerance: Nanos) {
    for lane in &report.timeline.lanes {
        for wait in &lane.spans {
            let Some(cause) = wait.cause.filter(|cause| cause.kind == CauseKind::PoolLock) else { continue };
            assert_eq!(report.head.scenario.blas, Blas::Pool, "{} waits for a pool that is not there", lane.name);
            let computes = |span: &Span| {
                matches!(span.state, State::KernelHeld | State::KernelReleased)
                    && span.start <= wait.end + tolerance
                    && wait.start <= span.end + tolerance
            };
            let inside = report.timeline.lanes[cause.holder].spans.iter().any(computes);
            assert!(inside, "{} waits for lane {}, which is not inside: {wait:?}", lane.name, cause.holder);
        }
    }
}
