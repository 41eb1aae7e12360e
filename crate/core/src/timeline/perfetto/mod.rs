//! A timeline as Trace Event JSON, which Perfetto, chrome://tracing and speedscope open.
//!
//! Invariants: times are the timeline's own nanoseconds, written as microseconds with three decimals, so on one track
//! spans nest or are disjoint; no tid is 0; each arrow has an id of its own, one slice it leaves and one it enters.
//!
//! An event can carry one `bind_id` only, yet a hog's `python` is both taken by a hand-off and ended by one. So an arrow
//! leaves the slice that ends with the drop and enters a `wake` slice: the end of the next holder's wait, from the drop
//! to the take. A lock that lay free and is picked up later gets no arrow: nobody handed it over.

mod format;

use super::handoffs::Handoff;
use super::owners::{Owner, named};
use super::report::{Engine, Report};
use super::words::activity;
use super::{EventKind, Lane, Nanos, Span, State, Timeline};
use crate::text::calm;
use format::{Args, Entry, Metadata, Run, Trace};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The first tid of an owner lane, unless there are more lanes than that.
const OWNER_TID: usize = 900;
/// More ticks than this would bury everything else: then none is drawn and the metadata says how many there were.
const TICKS: usize = 10_000;

/// Writes the Reports into one trace, one process each.
pub fn trace(reports: &[&Report]) -> String {
    let processes: Vec<Process> = reports.iter().enumerate().map(|(at, report)| process(at + 1, report)).collect();
    let runs: Vec<Run> = reports.iter().map(|report| Run::of(report)).collect();
    let activities = |process: usize, lane: &Lane, span: &Span| activity(reports[process], lane, span);
    written(&processes, &activities, Metadata { first: runs.first(), runs: &runs, reports })
}

/// A Report as a process.
fn process(pid: usize, report: &Report) -> Process<'_> {
    let head = &report.head;
    Process {
        pid,
        title: format!("{} · {}", head.engine.name(), head.scenario.runtime.name()),
        timeline: &report.timeline,
        owners: named(&head.scenario, &report.timeline),
        cores: (head.engine == Engine::Simulated).then_some(head.environment.cores),
    }
}

/// What these did, and what is said of the whole; `activity` tells what a lane of a process does in a span.
pub(crate) fn written(
    processes: &[Process],
    activity: &dyn Fn(usize, &Lane, &Span) -> String,
    metadata: impl Serialize,
) -> String {
    let mut arrows = 0;
    let mut entries = Vec::new();
    for (at, process) in processes.iter().enumerate() {
        process.write(&mut entries, &mut arrows, &|lane, span| activity(at, lane, span));
    }
    // What encloses comes before what it encloses; metadata, which has no time, comes first.
    entries.sort_by_key(|entry| (entry.ts, std::cmp::Reverse(entry.dur)));
    match serde_json::to_string(&Trace { unit: "ms", metadata, entries }) {
        Ok(json) => calm(json),
        Err(error) => unreachable!("numbers and strings can always be written: {error}"),
    }
}

fn ticks(timeline: &Timeline) -> usize {
    timeline.events.iter().filter(|event| event.kind == EventKind::Tick).count()
}

impl Run {
    fn of(report: &Report) -> Self {
        let (head, ticks) = (&report.head, ticks(&report.timeline));
        Self {
            engine: head.engine.name(),
            runtime: head.scenario.runtime.name(),
            // A measured run makes no choices of its own.
            seed: (head.engine == Engine::Simulated).then_some(head.scenario.seed),
            switch_interval_us: head.scenario.switch_interval_us,
            cores: head.environment.cores,
            version: head.environment.version.clone(),
            wall_us: head.wall_us,
            clock_error_us: head.clock_error_us,
            ticks_left_out: (ticks > TICKS).then_some(ticks),
        }
    }
}

/// A process of the trace: one Report, or one process of a recording.
pub(crate) struct Process<'t> {
    pub(crate) pid: usize,
    /// What it is called.
    pub(crate) title: String,
    /// What it did.
    pub(crate) timeline: &'t Timeline,
    /// Its locks, each with a name.
    pub(crate) owners: Vec<(String, Owner)>,
    /// How many cores it had, where it is simulated.
    pub(crate) cores: Option<usize>,
}

impl Process<'_> {
    fn write<'a>(
        &'a self,
        entries: &mut Vec<Entry<'a>>,
        arrows: &mut usize,
        activity: &dyn Fn(&Lane, &Span) -> String,
    ) {
        self.names(entries);
        let first = self.spans(entries, activity);
        self.owner_lanes(entries);
        for handoff in self.owners.iter().flat_map(|(_, owner)| &owner.handoffs) {
            self.arrow(entries, &first, handoff, arrows);
        }
        self.instants(entries);
        self.counters(entries);
    }

    fn lanes(&self) -> &[Lane] {
        &self.timeline.lanes
    }

    fn owner_tid(&self, owner: usize) -> usize {
        OWNER_TID.max(self.lanes().len() + 1) + owner
    }

    fn meta<'a>(&self, tid: Option<usize>, name: &'static str, args: Args<'a>) -> Entry<'a> {
        Entry { ph: "M", pid: self.pid, tid, name: name.into(), args, ..Entry::default() }
    }

    fn names<'a>(&'a self, entries: &mut Vec<Entry<'a>>) {
        let title = self.title.as_str();
        entries.push(self.meta(None, "process_name", Args::Name { name: title.into() }));
        entries.push(self.meta(None, "process_sort_index", Args::Sort { sort_index: self.pid }));
        let lanes = self.lanes().iter().enumerate().map(|(lane, it)| (lane + 1, Cow::from(it.name.as_str())));
        let owners =
            self.owners.iter().enumerate().map(|(at, owner)| (self.owner_tid(at), Cow::from(owner.0.as_str())));
        // Who has the lock is the summary of all lanes, so it stands above them.
        for (sort_index, (tid, name)) in owners.chain(lanes).enumerate() {
            entries.push(self.meta(Some(tid), "thread_name", Args::Name { name }));
            entries.push(self.meta(Some(tid), "thread_sort_index", Args::Sort { sort_index }));
        }
    }

    /// Writes every span; tells which entry is each lane's first.
    fn spans<'a>(&'a self, entries: &mut Vec<Entry<'a>>, activity: &dyn Fn(&Lane, &Span) -> String) -> Vec<usize> {
        let mut first = Vec::new();
        for (lane, it) in self.lanes().iter().enumerate() {
            first.push(entries.len());
            entries.extend(it.spans.iter().map(|span| Entry {
                name: activity(it, span).into(),
                args: Args::Span {
                    state: span.state,
                    op: span.op,
                    rep: span.rep,
                    cause: span.cause.map(|cause| cause.kind),
                    holder: span.cause.and_then(|cause| self.name_of(cause.holder)),
                },
                ..self.slice(lane + 1, "span", span.start, span.end)
            }));
        }
        first
    }

    fn slice<'a>(&self, tid: usize, cat: &'static str, start: Nanos, end: Nanos) -> Entry<'a> {
        let (ts, dur) = (Some(start), Some(end - start));
        Entry { ph: "X", pid: self.pid, tid: Some(tid), ts, dur, cat: Some(cat), ..Entry::default() }
    }

    fn name_of(&self, lane: usize) -> Option<&str> {
        self.lanes().get(lane).map(|lane| lane.name.as_str())
    }

    fn owner_lanes<'a>(&'a self, entries: &mut Vec<Entry<'a>>) {
        for (at, (_, owner)) in self.owners.iter().enumerate() {
            entries.extend(owner.holdings.iter().map(|holding| Entry {
                name: self.name_of(holding.lane).unwrap_or_default().into(),
                ..self.slice(self.owner_tid(at), "owner", holding.start, holding.end)
            }));
        }
    }

    fn arrow<'a>(&'a self, entries: &mut Vec<Entry<'a>>, first: &[usize], handoff: &Handoff, arrows: &mut usize) {
        let Handoff { from, to, dropped, manner, .. } = *handoff;
        let Some((start, end)) = handoff.wake(&self.lanes()[to].spans) else { return };
        let spans = &self.lanes()[from].spans;
        let leaves = spans.partition_point(|span| span.end < dropped);
        if spans.get(leaves).is_none_or(|span| span.start >= dropped) {
            return;
        }
        let leaves = &mut entries[first[from] + leaves];
        if leaves.flow_out {
            return;
        }
        *arrows += 1;
        leaves.flow_out = true;
        leaves.bind_id = Some(format!("{arrows:#x}"));
        let args = Args::Handoff { cause: manner.name(), from: self.name_of(from).unwrap_or_default() };
        entries.push(Entry {
            name: "wake".into(),
            flow_in: true,
            bind_id: Some(format!("{arrows:#x}")),
            args,
            ..self.slice(to + 1, "handoff", start, end)
        });
    }

    fn instants<'a>(&'a self, entries: &mut Vec<Entry<'a>>) {
        let draw_ticks = ticks(self.timeline) <= TICKS;
        for event in &self.timeline.events {
            let name = match event.kind {
                EventKind::DropRequest => "drop request",
                EventKind::ForcedSwitch => "forced switch",
                EventKind::Tick if draw_ticks => "tick",
                EventKind::Tick | EventKind::Take | EventKind::Drop => continue,
            };
            entries.push(Entry {
                ph: "i",
                s: Some("t"),
                pid: self.pid,
                tid: Some(event.lane + 1),
                ts: Some(event.t),
                name: name.into(),
                cat: Some("event"),
                args: Args::Event { holder: event.to.and_then(|lane| self.name_of(lane)) },
                ..Entry::default()
            });
        }
    }

    /// What goes on in how many lanes. Cores are known only where they are simulated.
    fn counters<'a>(&self, entries: &mut Vec<Entry<'a>>) {
        let simulated = self.cores.is_some();
        let mut changes: BTreeMap<Nanos, [isize; 3]> = BTreeMap::new();
        for span in self.lanes().iter().flat_map(|lane| &lane.spans) {
            let counter = match span.state {
                State::GilWait if !span.waits_for_pool() => 0,
                State::Runnable => 1,
                State::Python | State::KernelHeld | State::KernelReleased | State::Blas => 2,
                State::GilWait | State::Io => continue,
            };
            changes.entry(span.start).or_default()[counter] += 1;
            changes.entry(span.end).or_default()[counter] -= 1;
        }
        let mut now = [0; 3];
        for (t, change) in changes {
            let before = now;
            now.iter_mut().zip(change).for_each(|(count, change)| *count += change);
            let [waiting, runnable, busy] = now.map(|count| count.max(0).cast_unsigned());
            let mut counter = |name: &'static str, args: Args<'a>| {
                let ts = Some(t);
                entries.push(Entry { ph: "C", pid: self.pid, ts, name: name.into(), args, ..Entry::default() });
            };
            if before[..2] != now[..2] {
                counter("threads", Args::Threads { runnable: simulated.then_some(runnable), waiting });
            }
            if let Some(cores) = self.cores.filter(|_| before[2] != now[2]) {
                // A kernel's caller that sleeps until its BLAS helpers are done is still inside the kernel.
                counter("cores", Args::Cores { busy: busy.min(cores) });
            }
        }
    }
}
