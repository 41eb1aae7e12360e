//! A recording in words: how each thread spent its life, who waited longest, and what would help.
//!
//! Invariant: nothing is advised where facts were lost or only sampled, or where it lasted too short.

pub(super) mod calls;
mod free;
mod notes;
mod sampled;
pub(super) mod waits;

use super::facts::Library;
use super::json::engine;
use super::{Place, Recording};
use crate::text::{one_line, shortened};
use crate::timeline::Nanos;
use crate::timeline::ascii::{Legend, Picture, duration};
use crate::timeline::metrics::Handoffs;
use crate::timeline::owners::Owner;
use crate::timeline::shares::Shares;
use std::cmp::Reverse;
use std::fmt::Write;
use std::ops::Range;

/// How many threads, places and waits are told of.
const LISTED: usize = 12;
const LONGEST: usize = 3;
/// More rows are no picture any more.
const ROWS: usize = 64;
const NAME: usize = 32;
/// Less than this is the interpreter's beginning and end more than the program.
const SHORT: Nanos = 50_000_000;
/// From so large a part of their lives on, waiting is worth a remedy.
const WAITING: f64 = 0.1;

pub(super) fn text(recording: &Recording) -> String {
    let mut text = title(recording);
    text.push('\n');
    if recording.locks.is_empty() {
        free::lanes(&mut text, recording);
    } else {
        lanes(&mut text, recording, &Shares::all(&recording.timeline, 0..Nanos::MAX));
    }
    numbers(&mut text, recording);
    text
}

pub(super) fn picture(recording: &Recording) -> String {
    if recording.timeline.lanes.len() > ROWS {
        return text(recording);
    }
    let owned = recording.owned();
    let picture = Picture {
        title: title(recording),
        locks: owned.iter().map(|(lock, owner)| (recording.lock_name(*lock), owner)).collect(),
        shares: &Shares::all(&recording.timeline, 0..Nanos::MAX),
        legend: if recording.locks.is_empty() { Legend::Free } else { Legend::Recorded },
    };
    let mut text = picture.of(&recording.timeline);
    if recording.locks.is_empty() {
        free::lanes(&mut text, recording);
    }
    numbers(&mut text, recording);
    text
}

/// `recorded · python job.py · CPython 3.12.1`
pub(super) fn title(recording: &Recording) -> String {
    let command = recording.head.command.join(" ");
    let mut title = format!("{} · {}", engine(recording), shortened(&command, 80));
    let python = recording.processes.first().and_then(|process| process.python.split(' ').next());
    if let Some(version) = python.filter(|version| !version.is_empty()) {
        let _ = write!(title, " · CPython {}", one_line(version));
    }
    if let Some(Range { start, end }) = &recording.window {
        let to = start.saturating_add(recording.timeline.wall()).min(*end);
        let _ = write!(title, " · from {} to {}", duration(*start), duration(to));
    }
    title
}

fn numbers(text: &mut String, recording: &Recording) {
    let Recording { timeline, sites, .. } = recording;
    let wall = timeline.wall();
    let shares = Shares::all(timeline, 0..wall);
    let owners = recording.owners();
    if !owners.is_empty() {
        let by = Handoffs::of(owners.iter().flat_map(|owner| &owner.handoffs));
        let held = owners.iter().map(Owner::held).max().unwrap_or(0);
        let lock = if owners.len() > 1 { "the busiest lock was held" } else { "the lock was held" };
        let held = part(held, wall);
        let handoffs = counted(by.all() as u64, "hand-off");
        let handoffs = match recording.head.sampled {
            Some(_) => format!("at least {handoffs}"),
            None => format!("{handoffs}, {} of them forced", by.forced),
        };
        let _ = writeln!(text, "{lock} {held} of {} · {handoffs}", duration(wall));
    }
    if !sites.is_empty() {
        let named = sites.iter().take(LONGEST).map(|site| {
            let name = site.object.as_ref().map_or("the interpreter's own code", |path| file_name(path));
            // The linker has no path for what was started.
            let name = if name.is_empty() { "the program itself" } else { name };
            format!("{} in {}", duration(site.time), shortened(name, NAME))
        });
        let what = if recording.locks.is_empty() { "outside of the interpreter" } else { "without the lock" };
        let _ = writeln!(text, "computed {what}: {}", named.collect::<Vec<_>>().join(", "));
    }
    calls::table(text, recording);
    waits::list(text, recording);
    let with = with(recording);
    if !with.is_empty() {
        let _ = writeln!(text, "it ran with {}", with.join(", "));
    }
    if let Some(ended) = ended(recording) {
        let _ = writeln!(text, "{ended}");
    }
    for note in notes::notes(recording) {
        let _ = writeln!(text, "note: {note}");
    }
    if let Some(advice) = advice(recording, &shares, &owners) {
        let _ = writeln!(text, "{advice}");
    }
}

/// `it ended after 272.66 ms with exit status 0`
fn ended(recording: &Recording) -> Option<String> {
    let end = recording.end.as_ref().filter(|_| recording.window.is_none())?;
    let (t, status) = (duration(end.t), one_line(&end.status));
    Some(match recording.head.sampled {
        Some(_) => format!("it was sampled for {t}; {status}"),
        // When it began isn't known.
        None if end.cut => format!("it ended with {status}"),
        None => format!("it ended after {t} with {status}"),
    })
}

/// What is said of it beside numbers.
pub(super) struct Said {
    pub(super) with: Vec<String>,
    pub(super) ended: Option<String>,
    pub(super) notes: Vec<String>,
    pub(super) advice: Option<String>,
}

pub(super) fn said(recording: &Recording) -> Said {
    let shares = Shares::all(&recording.timeline, 0..recording.timeline.wall());
    Said {
        with: with(recording),
        ended: ended(recording),
        notes: notes::notes(recording),
        advice: advice(recording, &shares, &recording.owners()),
    }
}

/// `numpy 2.4.6`, and the switch interval: each once.
fn with(recording: &Recording) -> Vec<String> {
    let library = |it: &Library| {
        let version = it.version.as_ref().map(|version| format!(" {}", shortened(version, NAME)));
        let threads = it.threads.map(|threads| format!(" with {}", counted(threads, "thread")));
        format!("{}{}{}", shortened(&it.name, NAME), version.unwrap_or_default(), threads.unwrap_or_default())
    };
    let interval = |micros: &u64| format!("a switch interval of {}", duration(micros.saturating_mul(1000)));
    let mut with: Vec<String> = Vec::new();
    for it in recording.libraries.iter().map(library).chain(recording.intervals.iter().flatten().map(interval)) {
        if !with.contains(&it) && with.len() < LISTED {
            with.push(it);
        }
    }
    with
}

/// `1 gap`, `2 gaps`
fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub(super) fn part(part: Nanos, whole: Nanos) -> String {
    format!("{:.0} %", part as f64 / whole.max(1) as f64 * 100.0)
}

/// A row a thread; of many those that wait most.
fn lanes(text: &mut String, recording: &Recording, shares: &[Shares]) {
    let lanes = &recording.timeline.lanes;
    let mut listed: Vec<usize> = (0..lanes.len()).collect();
    listed.sort_by_key(|lane| Reverse(shares[*lane].waiting));
    listed.truncate(LISTED);
    listed.sort_unstable();
    let width = listed.iter().map(|lane| lanes[*lane].name.chars().count().min(NAME)).max().unwrap_or(0);
    let pad = " ".repeat(width);
    let _ = writeln!(text, "{pad}  {:>9} {:>9} {:>12} {:>9}", "holds", "waits", "computes", "blocked");
    let _ = writeln!(text, "{pad}  {:>9} {:>9} {:>12} {:>9}", "the lock", "for it", "without it", "");
    for lane in &listed {
        let it = shares[*lane];
        let name = shortened(&lanes[*lane].name, NAME);
        let pad = " ".repeat(width.saturating_sub(name.chars().count()));
        let [held, waiting, computing, blocked] =
            [it.held, it.waiting, it.free().saturating_sub(it.blocked), it.blocked].map(|time| part(time, it.life));
        let life = duration(it.life);
        let _ = writeln!(text, "{name}{pad}  {held:>9} {waiting:>9} {computing:>12} {blocked:>9}  of {life}");
    }
    if lanes.len() > listed.len() {
        let _ = writeln!(text, "and {} that waited less", counted((lanes.len() - listed.len()) as u64, "thread"));
    }
}

/// One sentence, where what was seen allows it.
fn advice(recording: &Recording, shares: &[Shares], owners: &[Owner]) -> Option<String> {
    let Recording { timeline, gaps, end, places, .. } = recording;
    // How a process ends says nothing of what it did.
    let whole =
        gaps.iter().all(|gap| gap.lost == 0) && !recording.more && end.as_ref().is_some_and(|end| end.unserved == 0);
    if !whole || timeline.wall() < SHORT || recording.head.sampled.is_some() {
        return None;
    }
    let busiest = (0..owners.len()).max_by_key(|at| owners[*at].held())?;
    let lock = owners[busiest].interpreter.or_else(|| places.iter().find_map(|place| place.lock));
    let at_it = |place: &&(&Place, &Shares)| place.0.lock == lock;
    let lanes: Vec<_> = places.iter().zip(shares).collect();
    let lanes: Vec<&Shares> = lanes.iter().filter(at_it).map(|(_, shares)| *shares).collect();
    let sum = |of: fn(&Shares) -> Nanos| lanes.iter().map(|it| of(it) as f64).sum::<f64>();
    let (life, held, waiting) = (sum(|it| it.life), sum(|it| it.held), sum(|it| it.waiting));
    let worst = lock.and_then(|lock| calls::worst(recording, recording.locks[lock], held));
    if lanes.len() == 1 && recording.processes.len() > 1 {
        // The busiest of several is not the program.
        return None;
    }
    let waited = if waiting / life < 0.005 {
        "less than 1 %".into()
    } else {
        format!("only {}", part(waiting as Nanos, life as Nanos))
    };
    Some(match lanes.len() {
        1 if held / life < 0.05 => "The lock was hardly held: what it waits for or calls sets its pace".into(),
        1 if held / life > 0.99 => {
            "It held the lock nearly all the time, so threads won't make it faster: use processes".into()
        }
        1 => format!(
            "One thread held the lock for {:.0} % of its time, so more threads like it, on as many cores, do at most {:.1} times as much",
            held / life * 100.0,
            life / held
        ),
        _ if waiting / life >= WAITING && worst.is_some() => format!(
            "Its threads spent {:.0} % of their lives waiting for the lock: {}",
            waiting / life * 100.0,
            worst.unwrap_or_default()
        ),
        _ if waiting / life >= WAITING => format!(
            "Its threads spent {:.0} % of their lives waiting for the lock: give the work to processes, or to calls that \
             release the lock for longer (gil atlas tells which do)",
            waiting / life * 100.0
        ),
        _ => format!("Its threads spent {waited} of their lives waiting for the lock: it isn't what limits them"),
    })
}
