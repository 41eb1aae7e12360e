//! A timeline as text: one row a lane, one column a slice of the wall, the letter of the state that fills most of it.
//!
//! Invariant: a pure function of the Report; the letters stand in one table, which the legend prints.

use super::report::Report;
use super::{Lane, Nanos, State};
use std::fmt::Write;

/// How many columns the time axis has.
const COLUMNS: usize = 72;

/// The letter of each state and what the legend says of it.
const LETTERS: [(State, char, &str); 7] = [
    (State::Python, '#', "Python bytecode, holds the lock"),
    (State::KernelHeld, 'K', "kernel, holds the lock"),
    (State::KernelReleased, '=', "kernel, lock released"),
    (State::GilWait, '.', "waits for the lock"),
    (State::Io, '~', "blocking wait"),
    (State::Runnable, '-', "no core"),
    (State::Blas, '+', "BLAS helper"),
];

/// Draws the Report.
pub fn draw(report: &Report) -> String {
    let head = &report.head;
    let timeline = &report.timeline;
    let wall = timeline.wall();
    let name_width = timeline.lanes.iter().map(|lane| lane.name.chars().count()).max().unwrap_or(0);
    let mut text = format!(
        "{} · {} · {} · one column = {}\n",
        head.engine.name(),
        head.scenario.runtime.name(),
        duration(wall),
        duration(wall.div_ceil(COLUMNS as u64)),
    );
    for lane in &timeline.lanes {
        let pad = " ".repeat(name_width - lane.name.chars().count());
        let _ = writeln!(text, "{}{pad} |{}|", lane.name, row(lane, wall));
    }
    let used = |state| timeline.lanes.iter().flat_map(|lane| &lane.spans).any(|span| span.state == state);
    for (_, letter, meaning) in LETTERS.iter().filter(|(state, ..)| used(*state)) {
        let _ = writeln!(text, "{} {letter} {meaning}", " ".repeat(name_width));
    }
    let metrics = &head.metrics;
    let _ = writeln!(
        text,
        "speedup {:.2} (one thread {}) · efficiency {:.0} % · lock held {:.0} % · waiting {} · hand-offs {} · forced {}",
        metrics.speedup,
        duration((head.one_thread_us * 1000.0) as u64),
        metrics.efficiency * 100.0,
        metrics.gil_held * 100.0,
        duration((metrics.gil_wait_us * 1000.0) as u64),
        metrics.handoffs,
        metrics.forced_switches,
    );
    for residual in &head.residuals {
        let sign = if residual.max <= crate::kernels::RESIDUAL_LIMIT { "ok" } else { "WRONG" };
        let _ = writeln!(text, "{} {}: residual {:.2} n·ε·‖A‖, {sign}", residual.kernel, residual.n, residual.max);
    }
    text
}

fn row(lane: &Lane, wall: Nanos) -> String {
    let edge = |column: usize| (u128::from(wall) * column as u128 / COLUMNS as u128) as Nanos;
    let mut spans = lane.spans.iter().peekable();
    (0..COLUMNS)
        .map(|column| {
            let (from, to) = (edge(column), edge(column + 1));
            let mut filled = [0; State::ALL.len()];
            while let Some(span) = spans.peek() {
                filled[span.state as usize] += span.end.min(to).saturating_sub(span.start.max(from));
                if span.end > to {
                    break;
                }
                spans.next();
            }
            let idle = (to - from).saturating_sub(filled.iter().sum());
            LETTERS
                .iter()
                .map(|(state, letter, _)| (filled[*state as usize], *letter))
                .filter(|(nanos, _)| *nanos > 0)
                .fold((idle, ' '), |best, next| if next.0 > best.0 { next } else { best })
                .1
        })
        .collect()
}

/// A duration in the unit that suits it, with three digits.
pub fn duration(nanos: Nanos) -> String {
    let us = nanos as f64 / 1000.0;
    match us {
        _ if us < 1.0 => format!("{nanos} ns"),
        _ if us < 1000.0 => format!("{us:.1} µs"),
        _ if us < 1e6 => format!("{:.2} ms", us / 1e3),
        _ => format!("{:.2} s", us / 1e6),
    }
}
