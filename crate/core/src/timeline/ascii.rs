//! A timeline as text: one row a lock and a lane, one column a slice of the wall, the letter of what fills most of it.
//!
//! Invariant: a pure function of the Report; the letters stand in one table, which the legend prints.

use super::owners::{Owner, owners};
use super::report::Report;
use super::shares::Shares;
use super::words::{Look, look};
use super::{Nanos, Span, State, Timeline};
use crate::gil::policy::{self, Sharing};
use crate::text::{one_line, shortened};
use std::fmt::Write;

/// How many columns the time axis has.
const COLUMNS: usize = 72;
/// How much of a lane's name is shown.
const NAME: usize = 40;

/// In which words the legend tells what a letter means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Legend {
    /// There is a lock.
    Lock,
    /// There is none.
    Free,
    /// It was recorded: what a thread did while it held the lock isn't known.
    Recorded,
}

/// The letter of each look and what each legend says of it, in their order.
#[rustfmt::skip]
const LETTERS: [(Look, char, [&str; 3]); 8] = [
    ((State::Python, false),         '#', ["Python bytecode, holds the lock", "Python bytecode", "holds the lock"]),
    ((State::KernelHeld, false),     'K', ["kernel, holds the lock", "kernel", "call, holds the lock"]),
    ((State::KernelReleased, false), '=', ["kernel, lock released", "kernel", "computes without the lock"]),
    ((State::GilWait, false),        '.', ["waits for the lock"; 3]),
    ((State::GilWait, true),         ':', ["waits for the BLAS pool"; 3]),
    ((State::Io, false),             '~', ["blocking wait", "blocking wait", "blocked without the lock"]),
    ((State::Runnable, false),       '-', ["no core"; 3]),
    ((State::Blas, false),           '+', ["BLAS helper"; 3]),
];

/// Draws the Report.
pub fn draw(report: &Report) -> String {
    let head = &report.head;
    let free = policy::of(head.scenario.runtime).sharing == Sharing::Nobody;
    let owners = owners(&head.scenario, &report.timeline);
    let name = |owner: &Owner| owner.interpreter.map_or("GIL".into(), |interpreter| format!("GIL {interpreter}"));
    let picture = Picture {
        title: format!("{} · {}", head.engine.name(), head.scenario.runtime.name()),
        locks: owners.iter().map(|owner| (name(owner), owner)).collect(),
        shares: &head.metrics.lanes,
        legend: if free { Legend::Free } else { Legend::Lock },
    };
    let mut text = picture.of(&report.timeline);
    numbers(&mut text, report);
    text
}

/// What stands around a timeline's rows.
pub(crate) struct Picture<'a> {
    /// The beginning of the first line.
    pub(crate) title: String,
    /// The locks, and what they are called.
    pub(crate) locks: Vec<(String, &'a Owner)>,
    /// How each lane spent its life.
    pub(crate) shares: &'a [Shares],
    /// What the letters mean.
    pub(crate) legend: Legend,
}

impl Picture<'_> {
    /// The rows and their legend.
    pub(crate) fn of(&self, timeline: &Timeline) -> String {
        let wall = timeline.wall();
        let mut rows: Vec<(String, String, String)> = Vec::new();
        for (name, owner) in &self.locks {
            let pieces = owner.holdings.iter().map(|it| (number(it.lane), it.start, it.end));
            rows.push((name.clone(), row(pieces, wall), String::new()));
        }
        for (lane, shares) in timeline.lanes.iter().zip(self.shares) {
            let pieces = lane.spans.iter().map(|it| (letter(it), it.start, it.end));
            let percent = |part: Nanos| part as f64 / shares.life.max(1) as f64 * 100.0;
            let with_lock = lane.parent.is_none() && !self.locks.is_empty();
            let (held, waiting, rest) = (percent(shares.held), percent(shares.waiting), percent(shares.free()));
            let shares = format!(" {held:3.0} % holds {waiting:3.0} % waits {rest:3.0} % free");
            rows.push((shortened(&lane.name, NAME), row(pieces, wall), if with_lock { shares } else { String::new() }));
        }
        let width = rows.iter().map(|row| row.0.chars().count()).max().unwrap_or(0);
        let column = duration(wall.div_ceil(COLUMNS as u64));
        let mut text = format!("{} · {} · one column = {column}\n", self.title, duration(wall));
        for (name, row, shares) in rows {
            let _ = writeln!(text, "{name}{} |{row}|{shares}", " ".repeat(width - name.chars().count()));
        }
        let pad = " ".repeat(width);
        if !self.locks.is_empty() {
            let _ = writeln!(text, "{pad} 1 2 … which lane holds the lock, counted from the top");
        }
        let used = |wanted| timeline.lanes.iter().flat_map(|lane| &lane.spans).any(|span| look(span) == wanted);
        for (_, letter, words) in LETTERS.iter().filter(|row| used(row.0)) {
            let _ = writeln!(text, "{pad} {letter} {}", words[self.legend as usize]);
        }
        text
    }
}

fn numbers(text: &mut String, report: &Report) {
    let head = &report.head;
    let metrics = &head.metrics;
    let us = |us: f64| duration((us * 1000.0) as u64);
    for doubt in &head.doubts {
        let _ = writeln!(text, "too noisy to compare: {}", doubt.sentence);
    }
    if head.doubts.is_empty() {
        let _ = writeln!(
            text,
            "speedup {:.2} of at most {:.2} (one thread {}) · efficiency {:.0} %",
            metrics.speedup,
            metrics.amdahl_bound,
            us(head.one_thread_us),
            metrics.efficiency * 100.0,
        );
    }
    if policy::of(head.scenario.runtime).sharing != Sharing::Nobody {
        let by = metrics.handoffs_by;
        let causes = [(by.voluntary, "voluntary"), (by.forced, "forced"), (by.tick, "at a tick")];
        let causes = causes.iter().filter(|cause| cause.0 > 0).map(|(count, cause)| format!("{count} {cause}"));
        let causes: Vec<String> = causes.collect();
        let _ = writeln!(
            text,
            "lock held {:.0} % · waiting {} · hand-offs {}{}",
            metrics.gil_held * 100.0,
            us(metrics.gil_wait_us - metrics.pool_wait_us),
            metrics.handoffs,
            if causes.is_empty() { String::new() } else { format!(": {}", causes.join(", ")) },
        );
    }
    if metrics.pool_wait_us > 0.0 {
        let _ = writeln!(text, "waiting for the BLAS pool {}", us(metrics.pool_wait_us));
    }
    for residual in &head.residuals {
        let sign = if residual.max <= crate::kernels::RESIDUAL_LIMIT { "ok" } else { "WRONG" };
        let _ = writeln!(text, "{}: residual {:.2} n·ε·‖A‖, {sign}", residual.title(), residual.max);
    }
    for note in &head.environment.notes {
        let _ = writeln!(text, "note: {}", one_line(note));
    }
}

fn letter(span: &Span) -> char {
    LETTERS.iter().find(|row| row.0 == look(span)).map_or('?', |row| row.1)
}

/// A lane's number as one letter: 1 to 9, then a to z.
fn number(lane: usize) -> char {
    u32::try_from(lane + 1).ok().and_then(|number| char::from_digit(number, 36)).unwrap_or('*')
}

fn row(pieces: impl Iterator<Item = (char, Nanos, Nanos)>, wall: Nanos) -> String {
    let edge = |column: usize| (u128::from(wall) * column as u128 / COLUMNS as u128) as Nanos;
    let mut pieces = pieces.peekable();
    (0..COLUMNS)
        .map(|column| {
            let (from, to) = (edge(column), edge(column + 1));
            let mut filled = vec![(' ', to - from)];
            while let Some(&(letter, start, end)) = pieces.peek() {
                let part = end.min(to).saturating_sub(start.max(from));
                filled[0].1 = filled[0].1.saturating_sub(part);
                match filled.iter_mut().find(|share| share.0 == letter) {
                    Some(share) => share.1 += part,
                    None => filled.push((letter, part)),
                }
                if end > to {
                    break;
                }
                pieces.next();
            }
            filled.iter().rev().max_by_key(|share| share.1).map_or(' ', |share| share.0)
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
