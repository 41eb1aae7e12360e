//! Calls that real CPythons tell.

use crate::live::pythons;
use crate::programs::{Recorded, record, record_with};
use gil_playground::record::Recording;
use gil_playground::record::calls::Call;
use gil_playground::record::facts::Calls;
use gil_playground::timeline::{Span, State};

/// Those that tell calls.
fn recent() -> Vec<String> {
    let names = pythons().into_iter().map(|python| python.display().to_string());
    let recent: Vec<String> =
        names.filter(|name| ["3.12", "3.13", "3.14", "3.15"].iter().any(|it| name.contains(it))).collect();
    if recent.is_empty() {
        println!("skipped: no Python of 3.12 or later is installed by pyenv");
    }
    recent
}

fn found<'r>(recording: &'r Recording, name: &str) -> &'r Call {
    let mut named = recording.calls.iter().filter(|call| call.name == name);
    named.next().unwrap_or_else(|| panic!("no {name}:\n{}", recording.text()))
}

const JOB: &str = "
import hashlib, time, zlib
data = bytes(20_000_000)
time.sleep(0.05)
hashlib.pbkdf2_hmac('sha256', b'secret', b'salt', 200_000)
zlib.compress(data)
sum(range(5_000_000))
sorted(range(200_000), key=lambda it: -abs(it))
try:
    int('x' * 100_000)
except ValueError:
    print('as it should be')
";

#[test]
fn calls_are_told_with_their_line_and_what_they_do_with_the_lock() {
    for python in recent() {
        let Recorded { recording, status, stdout, stderr } = record(&[&python, "-c", JOB]);
        assert_eq!((status, &stdout[..]), (Some(0), &b"as it should be\n"[..]), "{python}: {stderr}");
        assert_eq!(recording.told, [Some(Calls::Told)], "{python}");
        assert_eq!(recording.intervals, [Some(5000)], "{python}");
        let calls = [
            ("time.sleep", 4, 0.99..=1.0),
            ("_hashlib.pbkdf2_hmac", 5, 0.95..=1.0),
            ("zlib.compress", 6, 0.9..=1.0),
            ("builtins.sum", 7, 0.0..=0.05),
            ("builtins.sorted", 8, 0.0..=0.05),
        ];
        for (name, line, free) in calls {
            let call = found(&recording, name);
            assert_eq!((call.line, call.count), (line, 1), "{python}: {name}");
            let told = call.gil_free().unwrap();
            assert!(free.contains(&told), "{python}: {name} {told}\n{}", recording.text());
        }
        let spans = |name: &str| -> Vec<State> {
            let all = recording.timeline.lanes[0].spans.iter();
            let of = all.filter(|span| Recording::call_of(span).is_some_and(|at| recording.calls[at].name == name));
            of.map(|span| span.state).collect()
        };
        assert!(spans("time.sleep").contains(&State::Io), "{python}");
        assert!(spans("builtins.sum").iter().all(|state| *state == State::KernelHeld), "{python}");
        // Its key is Python code, which calls again.
        assert!(spans("builtins.sorted").contains(&State::Python), "{python}");
    }
}

#[test]
fn the_lock_alone_is_recorded_where_nobody_asked_for_calls() {
    for python in recent() {
        let Recorded { recording, status, .. } = record_with(&["--no-calls"], &[&python, "-c", JOB]);
        assert_eq!(status, Some(0), "{python}");
        assert_eq!((&recording.calls[..], &recording.told[..]), (&[][..], &[None][..]), "{python}");
        let spans = &recording.timeline.lanes[0].spans;
        assert!(!spans.iter().any(|span| span.state == State::KernelHeld), "{python}");
    }
}

#[test]
fn before_312_calls_of_functions_made_in_c_are_told() {
    let all = pythons().into_iter().map(|python| python.display().to_string());
    for python in all.filter(|name| !recent().contains(name)) {
        // A Python as old as 3.6 has no lock before it has two threads.
        let job = "
import threading, time
threading.Thread(target=int).start()
time.sleep(0.001)
def work():
    time.sleep(0.02)
    sum(range(2_000_000))
it = threading.Thread(target=work)
it.start()
it.join()
time.sleep(0.01)
sorted(range(200_000), key=lambda it: -it)
";
        let Recorded { recording, status, stderr, .. } = record(&[&python, "-c", job]);
        assert_eq!(status, Some(0), "{python}: {stderr}");
        assert_eq!(recording.told, [Some(Calls::Builtins)], "{python}: {}", recording.text());
        let calls =
            [("builtins.sum", 7, 0.0..=0.05), ("builtins.sorted", 12, 0.0..=0.05), ("time.sleep", 11, 0.99..=1.0)];
        for (name, line, free) in calls {
            let call = recording.calls.iter().find(|call| call.name == name && call.line == line);
            let call = call.unwrap_or_else(|| panic!("{python}: no {name}\n{}", recording.text()));
            let told = call.gil_free().unwrap();
            assert!(call.count == 1 && free.contains(&told), "{python}: {name} {told}\n{}", recording.text());
        }
    }
}

const ROWS: &str = "
import sqlite3, sys; '_sqlite3' in sys.builtin_module_names and sys.exit(77)
rows = sqlite3.connect(':memory:').execute('with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) \
    select max(i) from n union all select sum(i) from n')
for row in rows:
    print(row)
";

#[test]
fn what_is_no_call_is_told_by_its_line_on_every_python() {
    let mut seen = 0;
    for python in pythons() {
        let python = python.display().to_string();
        let Recorded { recording, status, stdout, stderr } = record(&[&python, "-c", ROWS]);
        // What is part of the interpreter itself releases the lock unseen.
        if status == Some(77) || stderr.contains("No module named '_sqlite3'") {
            println!("skipped: {python} has no SQLite of its own");
            continue;
        }
        assert_eq!((status, &stdout[..]), (Some(0), &b"(300000,)\n(45000150000,)\n"[..]), "{python}: {stderr}");
        let call = recording.calls.iter().find(|call| call.operator);
        let call = call.unwrap_or_else(|| panic!("{python}:\n{}", recording.text()));
        assert!(call.name.starts_with("operator"), "{python}: {}", call.name);
        assert_eq!((call.line, call.gil_free()), (4, None), "{python}");
        assert!(call.own.released > 1_000_000, "{python}: {}\n{}", call.own.released, recording.text());
        seen += 1;
    }
    assert!(seen > 0);
}

const CALLS_BACK: &str = "
import sqlite3, sys; '_sqlite3' in sys.builtin_module_names and sys.exit(77)
base = sqlite3.connect(':memory:')
base.create_function('halved', 1, lambda i: len('x' * (i // 2)))
rows = base.execute('with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) select halved(i) from n')
print(len(rows.fetchall()))
";

#[test]
fn a_call_that_has_run_python_code_goes_on_as_itself_on_every_python() {
    let mut seen = 0;
    for python in pythons() {
        let python = python.display().to_string();
        let Recorded { recording, status, stdout, stderr } = record(&[&python, "-c", CALLS_BACK]);
        if status == Some(77) || stderr.contains("No module named '_sqlite3'") {
            println!("skipped: {python} has no SQLite of its own");
            continue;
        }
        assert_eq!((status, &stdout[..]), (Some(0), &b"2000\n"[..]), "{python}: {stderr}");
        let rows = recording.calls.iter().find(|call| call.name.ends_with("fetchall"));
        let rows = rows.unwrap_or_else(|| panic!("{python}:\n{}", recording.text()));
        assert!(rows.line == 6 && rows.own.released > 0, "{python}:\n{}", recording.text());
        assert!(recording.calls.iter().all(|call| !call.operator), "{python}:\n{}", recording.text());
        seen += 1;
    }
    assert!(seen > 0);
}

const IO: &str = "
import socket, tempfile, threading
one, other = socket.socketpair()
threading.Timer(0.06, other.send, [b'x']).start()
one.recv(1)
file = tempfile.TemporaryFile()
file.write(bytes(40_000_000))
file.seek(0)
file.read()
";

#[test]
fn a_socket_blocks_without_the_lock_and_a_file_is_read_without_it_on_every_python() {
    for python in pythons() {
        let python = python.display().to_string();
        let Recorded { recording, status, stderr, .. } = record(&[&python, "-c", IO]);
        assert_eq!(status, Some(0), "{python}: {stderr}");
        let from = |line: u32, name: &str| {
            let mut calls = recording.calls.iter().enumerate().filter(|(_, call)| call.name.ends_with(name));
            calls.find(|(_, call)| call.line == line).unwrap_or_else(|| panic!("{python}:\n{}", recording.text()))
        };
        let (receives, _) = from(5, "recv");
        let spans = recording.timeline.lanes.iter().flat_map(|lane| &lane.spans);
        let blocked = spans.filter(|span| span.state == State::Io && Recording::call_of(span) == Some(receives));
        let blocked: u64 = blocked.map(Span::nanos).sum();
        assert!(blocked > 40_000_000, "{python}: {blocked}\n{}", recording.text());
        let (_, call) = from(9, "read");
        assert!(call.gil_free() > Some(0.5), "{python}: {call:?}");
    }
}
