//! A part of a recording: what is in it is what the whole has there.

use crate::file::some_facts;
use crate::{end, facts, process, written};
use gil_playground::record::Recording;
use gil_playground::record::facts::What::{Calls, Returns, Signals, Waits, Woken};
use gil_playground::record::file::{File, read};
use gil_playground::timeline::{EventKind, Nanos, State};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;

const COND: u64 = 0x7000;
const SWITCH: u64 = COND + 88;

/// The first thread holds, is in a call without the lock, and holds; the second waits for it once.
fn file() -> File {
    let first = facts(&[
        (0, Signals(SWITCH)),
        (100, Calls(7)),
        (200, Signals(COND)),
        (600, Signals(SWITCH)),
        (700, Returns(7)),
        (1000, Signals(COND)),
    ]);
    let second = facts(&[(650, Waits(COND)), (1000, Woken), (1000, Signals(SWITCH)), (1100, Signals(COND))]);
    let third = facts(&[(210, Signals(SWITCH)), (250, Signals(COND))]);
    read(&written(&[process(1)], &[(0, first), (0, second), (0, third)], &end(1200))).unwrap()
}

#[test]
fn times_begin_where_it_begins_and_what_goes_on_is_cut() {
    let recording = Recording::within(file(), 300..800).unwrap();
    let lanes: Vec<_> = recording.timeline.lanes.iter().map(|lane| (&lane.name[..], lane.spans.len())).collect();
    assert_eq!(lanes, [("main", 3), ("thread 2", 1)]);
    let spans: Vec<_> =
        recording.timeline.lanes[0].spans.iter().map(|it| (it.state, it.start, it.end, it.op)).collect();
    let expected = [(State::KernelReleased, 0, 300, 1), (State::KernelHeld, 300, 400, 1), (State::Python, 400, 500, 0)];
    assert_eq!(spans, expected);
    let events: Vec<_> = recording.timeline.events.iter().map(|event| (event.t, event.lane, event.kind)).collect();
    assert_eq!(events, [(300, 0, EventKind::Take)]);
    let call = &recording.calls[0];
    assert_eq!((call.count, call.total, call.own.held, call.own.released), (1, 400, 100, 300));
    assert_eq!(recording.owners()[0].held(), 200);
    assert!(recording.text().starts_with("recorded · python job.py · CPython 3.12.1 · from 300 ns to 800 ns\n"));
}

#[test]
fn who_holds_the_lock_already_holds_it_from_its_beginning() {
    let recording = Recording::within(file(), 50..150).unwrap();
    let events: Vec<_> = recording.timeline.events.iter().map(|event| (event.t, event.kind)).collect();
    assert_eq!(events, [(0, EventKind::Take)]);
    assert_eq!(recording.owners()[0].held(), 100);
    assert_eq!(recording.began, Recording::from(file()).began + 50);
}

#[test]
fn where_nothing_happened_says_so() {
    let backwards = Range { start: 800, end: 300 };
    let windows = [
        (5000..6000, "5.0 µs to 6.0 µs"),
        (backwards, "nothing is from 800 ns to 300 ns"),
        (9000..Nanos::MAX, "its end"),
    ];
    for (window, said) in windows {
        let error = Recording::within(file(), window).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

/// Nanoseconds by what they were spent on.
type Sums = BTreeMap<String, Nanos>;

fn add(sums: &mut Sums, file: File, window: Range<Nanos>) {
    let Ok(recording) = Recording::within(file, window) else { return };
    let mut put = |key: String, time: Nanos| *sums.entry(key).or_default() += time;
    let name = |call: usize| (&recording.calls[call].name, recording.calls[call].operator);
    for lane in &recording.timeline.lanes {
        for span in &lane.spans {
            put(format!("{} {} {:?}", lane.name, span.state, Recording::call_of(span).map(name)), span.nanos());
        }
    }
    for (at, call) in recording.calls.iter().enumerate() {
        let kind = (name(at), call.parent.map(name));
        put(format!("{kind:?} held"), call.own.held);
        put(format!("{kind:?} released"), call.own.released);
        put(format!("{kind:?} waiting"), call.own.waiting);
        put(format!("{kind:?} total"), call.total);
    }
    for site in &recording.sites {
        put(format!("{:?}", site.object), site.time);
    }
    sums.retain(|_, time| *time > 0);
}

proptest! {
    #[test]
    fn two_parts_add_up_to_the_whole(
        lives in prop::collection::vec(some_facts(), 1..4), cut in 0..1_u64 << 40
    ) {
        let threads: Vec<_> = lives.into_iter().map(|facts| (0, facts)).collect();
        let file = || read(&written(&[process(1)], &threads, &end(7))).unwrap();
        let (mut whole, mut parts) = (Sums::new(), Sums::new());
        add(&mut whole, file(), 0..Nanos::MAX);
        add(&mut parts, file(), 0..cut);
        add(&mut parts, file(), cut..Nanos::MAX);
        prop_assert_eq!(parts, whole);
    }
}
