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
