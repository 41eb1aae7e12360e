//! What samples mean: short stories of which everything is known, at 200 samples a second.

use crate::file::some_facts;
use crate::{end, facts, process, written_at};
use EventKind::{Drop, Take};
use What::Seen as Sees;
use gil_playground::record::Recording;
use gil_playground::record::facts::Seen::{Blocked, Computes, Gone, Holds, Waits};
use gil_playground::record::facts::{End, Fact, Seen, What};
use gil_playground::record::file::read;
use gil_playground::timeline::{CauseKind, EventKind, Nanos, State};
use proptest::prelude::*;

const MS: Nanos = 1_000_000;

fn recording(threads: Vec<Vec<Fact>>, end: &End) -> Recording {
    let threads: Vec<_> = threads.into_iter().map(|facts| (0, facts)).collect();
    read(&written_at(Some(200.0), &[process(1)], &threads, end)).unwrap().into()
}

/// Milliseconds.
fn life(told: &[(Nanos, Seen)]) -> Vec<Fact> {
    facts(&told.iter().map(|(t, seen)| (t * MS, Sees(*seen))).collect::<Vec<_>>())
}

/// Two that pass the lock on, one that sleeps and computes, and one that ends.
fn story() -> Recording {
    let lives = [
        life(&[(0, Holds), (10, Waits), (25, Holds)]),
        life(&[(0, Waits), (10, Holds), (25, Waits)]),
        life(&[(0, Blocked), (20, Computes)]),
        life(&[(5, Waits), (15, Gone)]),
    ];
    recording(lives.into(), &end(40 * MS))
}

#[test]
fn a_lane_is_in_what_was_seen_until_something_else_is() {
    let recording = story();
    let spans = |lane: usize| -> Vec<_> {
        let told = |span: &gil_playground::timeline::Span| {
            assert!(span.cause.is_none_or(|cause| cause.kind == CauseKind::Bytecode));
            (span.state, span.start / MS, span.end / MS, span.cause.map(|cause| cause.holder))
        };
        recording.timeline.lanes[lane].spans.iter().map(told).collect()
    };
    let (held, waits, out, io) = (State::Python, State::GilWait, State::KernelReleased, State::Io);
    assert_eq!(spans(0), [(held, 0, 10, None), (waits, 10, 25, Some(1)), (held, 25, 40, None)]);
    assert_eq!(spans(1), [(waits, 0, 10, Some(0)), (held, 10, 25, None), (waits, 25, 40, Some(0))]);
    assert_eq!(spans(2), [(io, 0, 20, None), (out, 20, 40, None)]);
    assert_eq!(spans(3), [(waits, 5, 15, Some(0))], "it ends where it was not there any more");
}

#[test]
fn holders_take_and_drop_and_no_switch_is_called_forced() {
    let recording = story();
    let events: Vec<_> = recording.timeline.events.iter().map(|it| (it.t / MS, it.lane, it.kind)).collect();
    let expected = [(0, 0, Take), (10, 0, Drop), (10, 1, Take), (25, 1, Drop), (25, 0, Take), (40, 0, Drop)];
    assert_eq!(events, expected);
    assert_eq!(recording.locks, [0]);
    let owners = recording.owners();
    assert_eq!((owners.len(), owners[0].held(), owners[0].handoffs.len()), (1, 40 * MS, 2));
}

#[test]
fn a_wait_for_a_lock_that_is_free_has_no_cause() {
    let recording =
        recording(vec![life(&[(0, Waits)]), life(&[(0, Holds), (5, Blocked)]), life(&[(5, Waits)])], &end(9 * MS));
    let causes = |lane: usize| recording.timeline.lanes[lane].spans[0].cause.map(|cause| cause.holder);
    assert_eq!((causes(0), causes(2)), (Some(1), None));
}

#[test]
fn a_sampled_recording_says_so_and_claims_nothing_that_samples_do_not_show() {
    let recording = story();
    let text = recording.text();
    assert!(text.starts_with("sampled · python job.py · CPython 3.12.1\n"), "{text}");
    assert!(
        text.contains(
            "note: sampled 200 times a second: what is shorter than 5 ms is not seen, and every time is exact to that\n"
        ),
        "{text}"
    );
    assert!(text.contains("at least 2 hand-offs\n") && !text.contains("forced"), "{text}");
    assert!(text.contains("longest waits: 15.00 ms by main from 10.00 ms on: thread 2 held the lock"), "{text}");
    assert!(!text.contains("missing") && !text.contains("spent"), "{text}");
    let report: serde_json::Value = serde_json::from_str(&recording.json()).unwrap();
    assert_eq!(report["engine"], "sampled");
    assert_eq!(report["source"]["exact"], false);
    assert_eq!(report["source"]["rate_hz"], 200.0);
    assert_eq!(report["source"]["missed"], 0);
    assert_eq!(report["metrics"]["forced_switches"], serde_json::Value::Null);
    assert!(recording.svg().contains("at least") && !recording.svg().contains("0 forced"));
    let late = self::recording(vec![life(&[(0, Holds), (35, Waits), (43, Holds)])], &End { missed: 3, ..end(50 * MS) });
    assert!(late.text().contains("note: missing: 3 of 10 samples, for which the sampler was late"), "{}", late.text());
    assert!(!late.text().contains("longest waits"), "8 ms are less than two samples: {}", late.text());
}

/// What a sampler may see of some threads, in any order.
fn samples() -> impl Strategy<Value = Vec<Vec<Fact>>> {
    let sample = (0..40_u64, 0..Seen::ALL.len()).prop_map(|(t, at)| Fact { t, what: Sees(Seen::ALL[at]) });
    let life = prop::collection::vec(sample, 0..20).prop_map(|mut facts| {
        facts.sort_by_key(|fact| fact.t);
        facts
    });
    prop::collection::vec(life, 1..5)
}

proptest! {
    #[test]
    fn whatever_was_seen_one_lane_at_most_holds_the_lock(lives in samples()) {
        let recording = recording(lives, &end(50));
        for owner in recording.owners() {
            prop_assert!(owner.holdings.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", owner.holdings);
        }
        let all = recording.timeline.holdings();
        prop_assert!(all.windows(2).all(|pair| pair[0].end <= pair[1].start), "{all:?}");
        for span in recording.timeline.lanes.iter().flat_map(|lane| &lane.spans).filter(|span| span.state == State::Python) {
            prop_assert!(all.iter().any(|it| it.start <= span.start && span.end <= it.end), "{span:?} is held");
        }
    }

    #[test]
    fn whatever_is_in_the_file_no_two_spans_of_a_lane_overlap(
        lives in prop::collection::vec(some_facts(), 1..5), sampled in prop::option::of(Just(200.0))
    ) {
        let threads: Vec<_> = lives.into_iter().map(|facts| (0, facts)).collect();
        let recording: Recording = read(&written_at(sampled, &[process(1)], &threads, &end(1 << 40))).unwrap().into();
        for lane in &recording.timeline.lanes {
            prop_assert!(lane.spans.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", lane.spans);
        }
        prop_assert!(recording.json().len() > 2 && recording.text().len() > 2);
    }
}
