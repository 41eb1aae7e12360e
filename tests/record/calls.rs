//! Calls of C code: what their facts mean, and what real CPythons tell.

use crate::{end, facts, process, written};
use What::{Calls, Lost, Operator, Returns, RunsPython, Signals, Waits, Woken};
use gil_playground::atlas::rule::Verdict;
use gil_playground::record::Recording;
use gil_playground::record::calls::{Call, Times};
use gil_playground::record::facts::{Fact, Head, Place, What};
use gil_playground::record::file::{Writer, read};
use gil_playground::timeline::{Nanos, State};

const COND: u64 = 0x7000;
const SWITCH: u64 = COND + 88;

fn recording(life: Vec<Fact>, until: Nanos) -> Recording {
    read(&written(&[process(1)], &[(0, life)], &end(until))).unwrap().into()
}

fn spans(recording: &Recording) -> Vec<(State, Nanos, Nanos, Option<usize>)> {
    let told = recording.timeline.lanes[0].spans.iter();
    told.map(|span| (span.state, span.start, span.end, Recording::call_of(span))).collect()
}

fn call(recording: &Recording, at: usize) -> (Option<usize>, u64, Nanos, Times) {
    let Call { parent, count, total, own, .. } = recording.calls[at].clone();
    (parent, count, total, own)
}

#[test]
fn time_belongs_to_the_innermost_call() {
    let life = facts(&[
        (0, Signals(SWITCH)),
        (100, Calls(7)),
        (150, RunsPython(7)),
        (200, Calls(8)),
        (300, Signals(COND)),
        (700, Signals(SWITCH)),
        (800, Returns(8)),
        (850, Calls(8)),
        (900, Returns(8)),
        (950, Returns(7)),
        (1000, Signals(COND)),
    ]);
    let recording = recording(life, 1000);
    let expected = [
        (State::Python, 0, 100, None),
        (State::KernelHeld, 100, 150, Some(0)),
        (State::Python, 150, 200, Some(0)),
        (State::KernelHeld, 200, 300, Some(1)),
        (State::KernelReleased, 300, 700, Some(1)),
        (State::KernelHeld, 700, 800, Some(1)),
        (State::Python, 800, 850, Some(0)),
        (State::KernelHeld, 850, 900, Some(1)),
        (State::Python, 900, 950, Some(0)),
        (State::Python, 950, 1000, None),
    ];
    assert_eq!(spans(&recording), expected);
    assert_eq!(call(&recording, 0), (None, 1, 850, Times { held: 200, python: 150, released: 0, waiting: 0 }));
    assert_eq!(call(&recording, 1), (Some(0), 2, 650, Times { held: 250, python: 0, released: 400, waiting: 0 }));
    // 400 of 650, and of 850 with the call around it.
    assert_eq!(recording.calls[1].gil_free(), Some(400.0 / 650.0));
    assert_eq!(recording.calls[0].gil_free(), Some(400.0 / 850.0));
}

#[test]
fn a_function_of_numpys_is_known_by_its_public_name_and_the_atlas_has_a_word_for_it() {
    let named = |name: &str| {
        let place = Place { process: 0, number: 1, name: name.into(), file: "/a/job.py".into(), line: 7 };
        let mut writer = Writer::new(Vec::new(), &Head::default()).unwrap();
        writer.clock(0, 0).unwrap();
        writer.process(&process(1)).unwrap();
        writer.thread(0, 1, "python").unwrap();
        for fact in facts(&[(0, Signals(SWITCH)), (10, Calls(1)), (5_000_000, Returns(1)), (5_000_001, Signals(COND))])
        {
            writer.fact(0, fact).unwrap();
        }
        writer.place(&place).unwrap();
        writer.clock(10_000_000, 10_000_000).unwrap();
        let recording: Recording = read(&writer.end(&end(6_000_000)).unwrap()).unwrap().into();
        let Call { name, line, atlas, .. } = recording.calls[0].clone();
        assert!(recording.text().contains("job.py:7"), "{}", recording.text());
        (name, line, atlas)
    };
    let (holds, releases) = (Some(Verdict::Holds), Some(Verdict::Releases));
    assert_eq!(named("numpy.linalg.det"), ("numpy.linalg.det".into(), 7, holds));
    assert_eq!(named("numpy.linalg._linalg.inv"), ("numpy.linalg.inv".into(), 7, releases));
    assert_eq!(named("numpy.core.fromnumeric.sort").0, "numpy.sort");
    // Others have a part of their name in common with NumPy's.
    assert_eq!(named("builtins.sum"), ("builtins.sum".into(), 7, None));
}

#[test]
fn an_operator_is_what_the_lock_was_dropped_for_until_it_is_taken_again() {
    let life = facts(&[
        (0, Signals(SWITCH)),
        (10, Calls(7)),
        (20, RunsPython(7)),
        (100, Operator(5)),
        (100, Signals(COND)),
        (400, Waits(COND)),
        (450, Woken),
        (450, Signals(SWITCH)),
        (500, Signals(COND)),
        (600, Signals(SWITCH)),
        (700, Signals(COND)),
    ]);
    let recording = recording(life, 700);
    let expected = [
        (State::Python, 0, 10, None),
        (State::KernelHeld, 10, 20, Some(0)),
        (State::Python, 20, 100, Some(0)),
        (State::KernelReleased, 100, 400, Some(1)),
        (State::GilWait, 400, 450, Some(1)),
        (State::Python, 450, 500, Some(0)),
        (State::KernelReleased, 500, 600, Some(0)),
        (State::Python, 600, 700, Some(0)),
    ];
    assert_eq!(spans(&recording), expected);
    assert_eq!(call(&recording, 1), (Some(0), 1, 350, Times { held: 0, python: 0, released: 300, waiting: 50 }));
    // How long it held the lock before and after is not known, so neither is the fraction.
    assert_eq!([0, 1].map(|at| recording.calls[at].gil_free()), [Some(400.0 / 640.0), None]);
    let json: serde_json::Value = serde_json::from_str(&recording.json()).unwrap();
    let told = ["total_us", "held_us", "gil_free"].map(|key| json["calls"][1][key].clone());
    assert_eq!(told, [(); 3].map(|()| serde_json::Value::Null));
    assert_eq!(json["calls"][1]["released_us"], 0.3);
}

#[test]
fn a_call_that_ends_ends_those_inside_of_it_and_an_end_of_none_is_nothing() {
    let life = facts(&[
        (0, Signals(SWITCH)),
        (10, Calls(1)),
        (20, Calls(2)),
        (30, Returns(1)),
        (40, Returns(9)),
        (50, Signals(COND)),
    ]);
    let recording = recording(life, 50);
    assert_eq!([0, 1].map(|at| recording.calls[at].total), [20, 10]);
    assert_eq!(spans(&recording).last(), Some(&(State::Python, 30, 50, None)));
}

#[test]
fn where_facts_were_lost_the_thread_is_in_no_call_until_one_is_told() {
    let life = facts(&[
        (0, Signals(SWITCH)),
        (10, Calls(1)),
        (20, Lost(3)),
        (60, Calls(1)),
        (60, Calls(2)),
        (60, Signals(SWITCH)),
        (90, Signals(COND)),
    ]);
    let recording = recording(life, 90);
    let expected =
        [(State::Python, 0, 10, None), (State::KernelHeld, 10, 20, Some(0)), (State::KernelHeld, 60, 90, Some(1))];
    assert_eq!(spans(&recording), expected);
    assert_eq!(recording.gaps.iter().map(|gap| (gap.start, gap.end, gap.lost)).collect::<Vec<_>>(), [(20, 60, 3)]);
}

#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod live {
    use crate::live::pythons;
    use crate::programs::{Recorded, record, record_with};
    use gil_playground::record::Recording;
    use gil_playground::record::calls::Call;
    use gil_playground::record::facts::Calls;
    use gil_playground::timeline::State;

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
}
