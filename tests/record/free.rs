//! Pythons that run without a GIL.

use crate::{end, facts, written};
use What::{Attaches, Calls, Detaches, Lost, Parks, Returns, Signals, Unparks};
use gil_playground::record::Recording;
use gil_playground::record::facts::{Fact, Process, What};
use gil_playground::record::file::read;
use gil_playground::timeline::{Nanos, State};

const COND: u64 = 0x7000;
const SWITCH: u64 = COND + 88;

fn recording(life: Vec<Fact>, until: Nanos) -> Recording {
    let process =
        Process { pid: 1, python: "3.14.7 free-threading build (main)".into(), slots: 6, ..Process::default() };
    read(&written(&[process], &[(0, life)], &end(until))).unwrap().into()
}

fn spans(recording: &Recording) -> Vec<(State, Nanos, Nanos, Option<usize>)> {
    let told = recording.timeline.lanes[0].spans.iter();
    told.map(|span| (span.state, span.start, span.end, Recording::call_of(span))).collect()
}

#[test]
fn a_thread_without_a_gil_is_in_calls_and_outside_of_the_interpreter_and_asleep() {
    let life = facts(&[
        (0, Calls(1)),
        (200, Detaches(0x10)),
        (500, Attaches),
        (600, Returns(1)),
        (700, Parks),
        (750, Unparks),
        (800, Calls(1)),
        (900, Returns(1)),
    ]);
    let recording = recording(life, 1000);
    let expected = [
        (State::KernelReleased, 0, 200, Some(0)),
        (State::KernelReleased, 200, 500, Some(0)),
        (State::KernelReleased, 500, 600, Some(0)),
        (State::Python, 600, 700, None),
        (State::Io, 700, 750, None),
        (State::Python, 750, 800, None),
        (State::KernelReleased, 800, 900, Some(0)),
        (State::Python, 900, 1000, None),
    ];
    assert_eq!(spans(&recording), expected);
    assert!(recording.locks.is_empty());
    // Only what left the interpreter is told of whose code it was.
    assert_eq!(recording.sites.iter().map(|site| site.time).collect::<Vec<_>>(), [300]);
    let json: serde_json::Value = serde_json::from_str(&recording.json()).unwrap();
    let nothing = [
        &json["metrics"]["gil_held"],
        &json["metrics"]["gil_wait_us"],
        &json["metrics"]["lanes"][0]["held"],
        &json["calls"][0]["held_us"],
        &json["calls"][0]["gil_free"],
    ];
    assert!(nothing.iter().all(|it| it.is_null()), "{nothing:?}");
    assert_eq!(json["calls"][0]["total_us"], 0.7);
    assert!(recording.text().contains("runs Python computes in C   blocked\nmain "), "{}", recording.text());
}

/// It loads a module that may need a GIL.
const LOADS: [(Nanos, What); 2] = [(0, Signals(SWITCH)), (100, Signals(COND))];

#[test]
fn a_lock_for_a_module_that_is_loaded_is_none() {
    let life = facts(&[&LOADS[..], &[(300, Calls(1)), (400, Returns(1)), (500, Parks), (550, Unparks)]].concat());
    let recording = recording(life, 600);
    let expected = [
        (State::Python, 0, 100, None),
        (State::Python, 100, 300, None),
        (State::KernelReleased, 300, 400, Some(0)),
        (State::Python, 400, 500, None),
        (State::Io, 500, 550, None),
        (State::Python, 550, 600, None),
    ];
    assert_eq!(spans(&recording), expected);
    assert!(recording.locks.is_empty() && recording.timeline.events.is_empty());
    assert_eq!(recording.free, [true]);
}

#[test]
fn with_its_gil_on_it_holds_it_also_where_something_was_lost() {
    let life = facts(&[&LOADS[..], &[(150, Parks), (160, Unparks), (200, Signals(SWITCH)), (300, Lost(5))]].concat());
    let more = facts(&[(400, Calls(1)), (900, Returns(1)), (950, Signals(COND))]);
    let recording = recording([life, more].concat(), 1000);
    let expected =
        [(State::Python, 0, 100, None), (State::KernelReleased, 100, 200, None), (State::Python, 200, 300, None)];
    assert_eq!(spans(&recording), expected);
    assert_eq!((recording.owners()[0].held(), &recording.free[..]), (200, &[false][..]));
}

#[cfg(all(feature = "cli", target_os = "linux", target_arch = "x86_64"))]
mod real {
    use crate::live::{assert_laws, installed};
    use crate::programs::{Recorded, record};
    use gil_playground::record::facts::Calls;
    use gil_playground::timeline::{Span, State};

    const JOB: &str = "
import hashlib, threading, time
def work():
    sum(range(3_000_000))
    hashlib.pbkdf2_hmac('sha256', b'secret', b'salt', 100_000)
    time.sleep(0.05)
threads = [threading.Thread(target=work) for _ in range(2)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
";

    fn free() -> Vec<String> {
        let names: Vec<String> = installed(true).into_iter().map(|python| python.display().to_string()).collect();
        if names.is_empty() {
            println!("skipped: no Python without a GIL is installed by pyenv");
        }
        names
    }

    #[test]
    fn its_calls_its_sleeps_and_who_left_the_interpreter_are_told_and_no_lock_is() {
        // Where nobody asks for one or the other, it takes a GIL while it loads modules.
        for (python, asked) in free().into_iter().flat_map(|python| [(python.clone(), "A=0"), (python, "PYTHON_GIL=0")])
        {
            let Recorded { recording, status, stderr, .. } = record(&["env", asked, &python, "-c", JOB]);
            assert_eq!(status, Some(0), "{python}: {stderr}");
            assert!(recording.locks.is_empty(), "{python}: {}", recording.text());
            assert_laws(&recording, &python);
            if recording.told != [Some(Calls::Told)] {
                assert_eq!(recording.told, [Some(Calls::Unsafe)], "{python}");
                assert!(recording.text().contains("3.14.4"), "{}", recording.text());
                continue;
            }
            let total = |name: &str| -> u64 {
                recording.calls.iter().filter(|call| call.name == name).map(|call| call.total).sum()
            };
            for (name, least) in [("builtins.sum", 10_000_000), ("_hashlib.pbkdf2_hmac", 20_000_000)] {
                assert!(total(name) > least, "{python}: {name} {}\n{}", total(name), recording.text());
            }
            let asleep = |state: State| -> u64 {
                let worker = &recording.timeline.lanes[1];
                worker.spans.iter().filter(|span| span.state == state).map(Span::nanos).sum()
            };
            assert!(asleep(State::Io) > 45_000_000, "{python}: {}", recording.text());
            let hashing =
                recording.sites.iter().find(|site| site.object.as_ref().is_some_and(|it| it.contains("hash")));
            assert!(hashing.is_some_and(|site| site.time > 20_000_000), "{python}: {}", recording.text());
        }
    }

    #[test]
    fn with_its_gil_switched_on_it_obeys_the_laws_of_the_lock() {
        for python in free() {
            let Recorded { recording, status, stderr, .. } = record(&["env", "PYTHON_GIL=1", &python, "-c", JOB]);
            assert_eq!(status, Some(0), "{python}: {stderr}");
            assert_eq!(recording.owners().len(), 1, "{python}: {}", recording.text());
            assert_laws(&recording, &python);
        }
    }
}
