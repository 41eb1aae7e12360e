//! What the picture of a Report says: its title, its key numbers, and with what it was measured or simulated.
//!
//! Invariant: nothing is concluded from what the sanity gate doubts.

use super::{Fact, Sheet};
use crate::gil::policy::{self, Sharing, Switch};
use crate::timeline::ascii::duration;
use crate::timeline::owners::named;
use crate::timeline::report::{Engine, Report};
use crate::timeline::{Lane, Nanos, Span};
use std::fmt::Write;

pub(super) fn of<'a>(report: &'a Report, activity: &'a dyn Fn(&Lane, &Span) -> String) -> Sheet<'a> {
    let head = &report.head;
    let policy = policy::of(head.scenario.runtime);
    Sheet {
        timeline: &report.timeline,
        owners: named(&head.scenario, &report.timeline),
        title: title(report),
        engine: head.engine.name(),
        label: policy.label,
        circumstances: circumstances(report),
        facts: facts(report),
        doubts: &head.doubts,
        notes: &head.environment.notes,
        locks: policy.sharing != Sharing::Nobody,
        activity,
    }
}

fn title(report: &Report) -> String {
    let engine = if report.head.engine == Engine::Simulated { "Simulated" } else { "Measured" };
    let lanes = threads(report).count();
    let threads = if lanes == 1 { "thread" } else { "threads" };
    format!("{engine}: {lanes} {threads} under {}", policy::of(report.head.scenario.runtime).label)
}

fn threads(report: &Report) -> impl Iterator<Item = &Lane> {
    report.timeline.lanes.iter().filter(|lane| lane.parent.is_none())
}

fn circumstances(report: &Report) -> String {
    let head = &report.head;
    let mut facts = match (head.engine, head.environment.cores) {
        (Engine::Simulated, 1) => format!("1 virtual core · seed {}", head.scenario.seed),
        (Engine::Simulated, cores) => format!("{cores} virtual cores · seed {}", head.scenario.seed),
        (Engine::Measured, 1) => "1 core".into(),
        (Engine::Measured, cores) => format!("{cores} cores"),
    };
    let _ = match policy::of(head.scenario.runtime).switch {
        Switch::Request => write!(facts, " · switch interval {} ms", head.scenario.switch_interval_us / 1e3),
        Switch::Ticks => write!(facts, " · check interval {}", head.scenario.check_interval),
        Switch::Never => Ok(()),
    };
    facts
}

/// The key numbers; a runtime without a lock has none about it.
fn facts(report: &Report) -> Vec<Fact> {
    let metrics = &report.head.metrics;
    let us = |us: f64| duration((us * 1000.0) as Nanos);
    let fact = |value, what| Fact { value, what, more: None };
    let with = |value, what, more| Fact { value, what, more: Some(more) };
    let mut facts =
        vec![fact(us(report.head.wall_us), "wall"), fact(us(report.head.one_thread_us), "one thread alone")];
    // No conclusion from what the sanity gate doubts.
    facts.extend(match &report.head.doubts[..] {
        [] => [
            with(format!("{:.2}×", metrics.speedup), "speedup", format!("≤ {:.2}", metrics.amdahl_bound)),
            fact(format!("{:.0} %", metrics.efficiency * 100.0), "efficiency"),
        ],
        _ => [fact("–".into(), "speedup: too noisy"), fact("–".into(), "efficiency")],
    });
    if policy::of(report.head.scenario.runtime).sharing != Sharing::Nobody {
        facts.extend([
            fact(format!("{:.0} %", metrics.gil_held * 100.0), "lock held"),
            with(us(metrics.gil_wait_us), "waiting", "summed".into()),
            with(metrics.handoffs.to_string(), "hand-offs", format!("{} forced", metrics.forced_switches)),
        ]);
    }
    facts
}
