//! Real CPythons under `gil record`: the laws of the lock, whichever build it is.

use crate::programs::{Recorded, record};
use gil_playground::record::Recording;
use gil_playground::timeline::{EventKind, Span, State};
use std::path::PathBuf;
use std::{env, fs};

const HOGS: &str = "
import threading, time
def hog(until):
    while time.perf_counter() < until:
        pass
until = time.perf_counter() + 0.4
threads = [threading.Thread(target=hog, args=(until,)) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
";

/// The Python of this machine, that of its distribution, and those of pyenv that have a GIL of today's kind.
pub(crate) fn pythons() -> Vec<PathBuf> {
    let mut found = installed(false);
    found.insert(0, "python3".into());
    let distribution = PathBuf::from("/usr/bin/python3");
    found.extend(distribution.exists().then_some(distribution));
    found
}

/// Those of pyenv from 3.6 on, with a GIL or without one: the names of these end with a t.
pub(crate) fn installed(free: bool) -> Vec<PathBuf> {
    let is_wanted = |(name, python): (String, PathBuf)| {
        let minor = name.strip_prefix("3.").and_then(|rest| rest.split('.').next()?.parse::<u32>().ok());
        (minor.is_some_and(|minor| minor >= 6) && name.ends_with('t') == free).then_some(python)
    };
    versions().into_iter().filter_map(is_wanted).collect()
}

/// All of pyenv, with their versions.
pub(crate) fn versions() -> Vec<(String, PathBuf)> {
    let home = || Some(PathBuf::from(env::var_os("HOME")?).join(".pyenv"));
    let root = env::var_os("PYENV_ROOT").map(PathBuf::from).or_else(home);
    let installed = root.and_then(|root| fs::read_dir(root.join("versions")).ok()).into_iter().flatten().flatten();
    let named = |it: fs::DirEntry| (it.file_name().to_string_lossy().into_owned(), it.path().join("bin/python"));
    let mut found: Vec<(String, PathBuf)> = installed.map(named).collect();
    found.sort();
    found
}

pub(crate) fn assert_laws(recording: &Recording, python: &str) {
    for lane in &recording.timeline.lanes {
        let ordered = lane.spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
        assert!(ordered, "{python}: the spans of {} overlap", lane.name);
    }
    for lock in 0..recording.locks.len() {
        let at_it = |lane: usize| recording.places[lane].lock == Some(lock);
        let holdings: Vec<_> = recording.timeline.holdings().into_iter().filter(|it| at_it(it.lane)).collect();
        for pair in holdings.windows(2) {
            assert!(pair[0].end <= pair[1].start, "{python}: two lanes hold at once: {pair:?}");
        }
    }
    for event in recording.timeline.events.iter().filter(|event| event.kind == EventKind::ForcedSwitch) {
        assert!(event.to.is_some_and(|to| to != event.lane), "{python}: {event:?}");
    }
}

#[test]
fn two_hogs_take_turns_by_requests_on_every_python() {
    for python in pythons() {
        let name = python.display().to_string();
        let Recorded { recording, status, .. } = record(&[&name, "-c", HOGS]);
        assert_eq!(status, Some(0), "{name}");
        assert_laws(&recording, &name);
        let owners = recording.owners();
        assert_eq!(owners.len(), 1, "{name}: {}", recording.text());
        let by_a_hog = |it: &&gil_playground::timeline::handoffs::Handoff| it.from > 0 && it.to > 0;
        let turns = owners[0].handoffs.iter().filter(by_a_hog).count();
        assert!(turns > 10, "{name}: {turns} turns\n{}", recording.text());
        // An interval without a switch comes before each request; timers are never early by more than a little.
        let (mut switched, mut holder) = (0, None);
        for event in &recording.timeline.events {
            match event.kind {
                EventKind::Take if holder.replace(event.lane) != Some(event.lane) => switched = event.t,
                EventKind::DropRequest => {
                    assert!(event.t - switched > 4_800_000, "{name}: asks {} ns after a take", event.t - switched);
                }
                _ => {}
            }
        }
        let life = recording.timeline.wall() - recording.timeline.events[0].t;
        let held = owners[0].held() as f64 / life as f64;
        assert!(held > 0.5, "{name}: held {held}");
    }
}

#[test]
fn a_sleep_is_blocked_and_hashing_computes_without_the_lock() {
    let job = "
import hashlib, time
time.sleep(0.1)
hashlib.sha256(b'x' * 60_000_000).digest()
";
    let Recorded { recording, .. } = record(&["python3", "-c", job]);
    let longest = |state| {
        let spans = recording.timeline.lanes[0].spans.iter().filter(|span| span.state == state);
        spans.map(Span::nanos).max().unwrap_or(0)
    };
    assert!(longest(State::Io) > 90_000_000, "{}", recording.text());
    assert!(longest(State::KernelReleased) > 10_000_000, "{}", recording.text());
}

#[test]
fn a_copy_of_a_process_has_a_lock_of_its_own() {
    let job = "
import os
child = os.fork()
sum(range(3_000_000))
if child:
    os.waitpid(child, 0)
";
    let Recorded { recording, status, .. } = record(&["python3", "-c", job]);
    assert_eq!(status, Some(0));
    assert_eq!(recording.processes.len(), 2, "{}", recording.text());
    assert_eq!(recording.processes[1].parent, Some(0));
    assert_eq!(recording.processes[1].python, recording.processes[0].python);
    assert_eq!(recording.locks.len(), 2);
    assert_laws(&recording, "python3");
}

#[test]
fn an_interpreter_with_a_gil_of_its_own_is_a_lane_of_its_own() {
    let job = "
try:
    import _interpreters as interpreters
    run = interpreters.exec
except ImportError:
    import _xxsubinterpreters as interpreters
    run = interpreters.run_string
other = interpreters.create()
run(other, 'sum(range(3_000_000))')
interpreters.destroy(other)
";
    let own = |python: &PathBuf| {
        ["3.12.", "3.13.", "3.14.", "3.15."].iter().any(|it| python.display().to_string().contains(it))
    };
    for python in pythons().iter().filter(|python| own(python)) {
        let name = python.display().to_string();
        let Recorded { recording, status, stderr, .. } = record(&[&name, "-c", job]);
        assert_eq!(status, Some(0), "{name}: {stderr}");
        assert_eq!(recording.locks, [0, 0], "{name}: {}", recording.text());
        let names: Vec<&str> = recording.timeline.lanes.iter().map(|lane| &lane.name[..]).collect();
        assert_eq!(names, ["main", "main, GIL 2"], "{name}");
        assert!(recording.owners()[1].held() > 10_000_000, "{name}: {}", recording.text());
        assert_laws(&recording, &name);
    }
}

#[test]
fn five_hundred_short_threads_are_all_there() {
    let job = "
import threading
for _ in range(50):
    threads = [threading.Thread(target=sum, args=(range(1000),)) for _ in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
";
    let Recorded { recording, status, .. } = record(&["python3", "-c", job]);
    assert_eq!(status, Some(0));
    assert_eq!(recording.timeline.lanes.len(), 501);
    assert_eq!(recording.gaps, []);
    assert_laws(&recording, "python3");
}

#[test]
fn a_thousand_stops_and_starts_in_a_running_interpreter_keep_the_laws() {
    let job = "
import ctypes, os, random, sys, threading, time
sys.setswitchinterval(0.0005)
agent = ctypes.PyDLL([path for path in os.environ['LD_PRELOAD'].split(':') if 'gil-playground' in path][0])
going = True
def hog():
    while going:
        sum(range(200))
def sleeper():
    while going:
        time.sleep(0.0003)
threads = [threading.Thread(target=it) for it in (hog, hog, sleeper)]
[thread.start() for thread in threads]
random.seed(1)
said = set()
for _ in range(1000):
    time.sleep(random.random() * 0.0005)
    said.add(agent.gil_recording_stop())
    time.sleep(random.random() * 0.0005)
    said.add(agent.gil_recording_start())
print(said, agent.gil_recording_start())
going = False
[thread.join() for thread in threads]
";
    for python in pythons() {
        let name = python.display().to_string();
        let Recorded { recording, status, stdout, stderr } = record(&[&name, "-c", job]);
        assert_eq!((status, &stdout[..]), (Some(0), &b"{0} 1\n"[..]), "{name}: {stderr}");
        assert_laws(&recording, &name);
        let takes = recording.timeline.events.iter().filter(|event| event.kind == EventKind::Take).count();
        assert!(takes > 300, "{name}: {takes}");
    }
}
