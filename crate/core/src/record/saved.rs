//! A recording in formats of others: a table of its spans, a trace that Perfetto opens, a picture.
//!
//! Invariant: all of them say of a span which call it was spent in, and a trace has a process for each process.

use super::{Recording, json, told};
use crate::error::Result;
use crate::timeline::ascii::duration;
use crate::timeline::csv::{BYTES, cell, rows};
use crate::timeline::metrics::Handoffs;
use crate::timeline::owners::{Owner, of_locks};
use crate::timeline::perfetto::{self, Process};
use crate::timeline::shares::Shares;
use crate::timeline::svg::{Fact, Sheet};
use crate::timeline::{Cause, Event, Lane, Span, State, Timeline};
use serde::Serialize;

const HEAD: &str = "lane,state,call,start_us,end_us,cause,holder\n";

pub(super) fn csv(recording: &Recording) -> Result<String> {
    let names: Vec<String> = recording.calls.iter().map(|call| cell(&call.name)).collect();
    let said = |span: &Span, csv: &mut String| {
        csv.push_str(Recording::call_of(span).map_or("", |call| &names[call]));
        Ok(())
    };
    rows(&recording.timeline.lanes, HEAD, &said, BYTES)
}

/// What a trace says of itself.
#[derive(Serialize)]
struct Metadata<'a> {
    engine: &'static str,
    #[serde(flatten)]
    head: &'a super::facts::Head,
}

pub(super) fn trace(recording: &Recording) -> String {
    let parts: Vec<Part> = (0..recording.processes.len()).map(|process| part(recording, process)).collect();
    let processes: Vec<Process> = parts.iter().map(|part| part.process(recording)).collect();
    perfetto::written(
        &processes,
        &|_, _, span| activity(recording, span),
        Metadata { engine: json::engine(recording), head: &recording.head },
    )
}

fn activity(recording: &Recording, span: &Span) -> String {
    let call = Recording::call_of(span).map(|call| &recording.calls[call].name[..]);
    match (span.state, call) {
        (State::Python, _) => "python".into(),
        (State::GilWait, _) => "wait GIL".into(),
        (_, Some(call)) => call.to_owned(),
        (State::Io, None) => "blocked I/O".into(),
        (_, None) => "without the GIL".into(),
    }
}

pub(super) fn svg(recording: &Recording) -> String {
    let Recording { head, timeline, locks, .. } = recording;
    let owners: Vec<(String, Owner)> = recording
        .owned()
        .into_iter()
        .map(|(lock, owner)| (format!("{} owner", recording.lock_name(lock)), owner))
        .collect();
    let wall = timeline.wall();
    let by = Handoffs::of(owners.iter().flat_map(|(_, owner)| &owner.handoffs));
    let waits = Shares::all(timeline, 0..wall).iter().map(|shares| shares.waiting).sum();
    let held = owners.iter().map(|(_, owner)| owner.held()).max().unwrap_or(0);
    let fact = |value: String, what: &'static str, more: Option<String>| Fact { value, what, more };
    let mut facts = vec![fact(duration(wall), "wall", None)];
    if !owners.is_empty() {
        let more = head.sampled.map_or_else(|| format!("{} forced", by.forced), |_| "at least".into());
        facts.extend([
            fact(told::part(held, wall), "lock held", None),
            fact(duration(waits), "waiting", Some("summed".into())),
            fact(by.all().to_string(), "hand-offs", Some(more)),
        ]);
    }
    let sheet = Sheet {
        timeline,
        title: told::title(recording),
        engine: json::engine(recording),
        label: &head.command.join(" "),
        circumstances: if head.cores == 1 { "1 core".into() } else { format!("{} cores", head.cores) },
        facts,
        doubts: &[],
        notes: &[],
        locks: !locks.is_empty(),
        owners,
        activity: &|_, span| activity(recording, span),
    };
    sheet.draw()
}

/// What one process did, its lanes numbered anew.
struct Part {
    process: usize,
    timeline: Timeline,
    /// Of each lane its lock.
    lock_of: Vec<Option<usize>>,
}

fn part(recording: &Recording, process: usize) -> Part {
    let mut number: Vec<Option<usize>> = Vec::new();
    let mut lock_of = Vec::new();
    for place in &recording.places {
        number.push((place.process == process).then_some(lock_of.len()));
        if place.process == process {
            lock_of.push(place.lock);
        }
    }
    let cause = |Cause { kind, holder }: Cause| number[holder].map(|holder| Cause { kind, holder });
    let span = |span: &Span| Span { cause: span.cause.and_then(cause), ..*span };
    let own = recording.timeline.lanes.iter().zip(&number).filter(|(_, number)| number.is_some());
    let lanes = own.map(|(lane, _)| Lane { spans: lane.spans.iter().map(span).collect(), ..lane.clone() }).collect();
    let event = |event: &Event| {
        let lane = number[event.lane]?;
        Some(Event { lane, to: event.to.and_then(|to| number[to]), ..*event })
    };
    let timeline = Timeline { lanes, events: recording.timeline.events.iter().filter_map(event).collect() };
    Part { process, timeline, lock_of }
}

impl Part {
    fn process(&self, recording: &Recording) -> Process<'_> {
        let told = &recording.processes[self.process];
        let mut locks: Vec<usize> = self.lock_of.iter().flatten().copied().collect();
        locks.sort_unstable();
        locks.dedup();
        let names = locks.into_iter().map(|lock| format!("{} owner", recording.lock_name(lock)));
        Process {
            pid: told.pid as usize,
            title: format!("{} · {}", json::engine(recording), told.command.join(" ")),
            owners: names.zip(of_locks(&self.timeline, &self.lock_of)).collect(),
            timeline: &self.timeline,
            cores: None,
        }
    }
}
