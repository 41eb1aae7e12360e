//! The file: what is written is read back, and no bytes are believed.

use crate::{end, facts, process, written, written_at};
use gil_playground::record::Recording;
use gil_playground::record::facts::{Fact, Head, Library, Seen, What};
use gil_playground::record::file::{File, Writer, read, read_at_most};
use gil_playground::timeline::Nanos;
use proptest::prelude::*;

fn what() -> impl Strategy<Value = What> {
    let address = 0..1_u64 << 48;
    prop_oneof![
        address.clone().prop_map(What::Signals),
        address.clone().prop_map(What::Waits),
        Just(What::Woken),
        Just(What::TimedOut),
        address.clone().prop_map(What::WaitsForSwitch),
        Just(What::Switched),
        (0..1_u64 << 56).prop_map(What::Computed),
        (0..1_u64 << 56).prop_map(What::Awake),
        address.prop_map(What::Site),
        (0..9_u64).prop_map(What::Calls),
        (0..9_u64).prop_map(What::Returns),
        (0..9_u64).prop_map(What::RunsPython),
        (0..9_u64).prop_map(What::Operator),
        (0..9_u64).prop_map(What::Detaches),
        Just(What::Attaches),
        Just(What::Parks),
        Just(What::Unparks),
        (0..Seen::ALL.len()).prop_map(|at| What::Seen(Seen::ALL[at])),
        Just(What::Stops),
        Just(What::Starts),
        (0..1_u64 << 56).prop_map(What::Lost),
    ]
}

pub(crate) fn some_facts() -> impl Strategy<Value = Vec<Fact>> {
    let fact = (0..1_u64 << 40, what()).prop_map(|(t, what)| Fact { t, what });
    prop::collection::vec(fact, 0..40).prop_map(|mut facts| {
        facts.sort_by_key(|fact| fact.t);
        facts
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(lives in prop::collection::vec(some_facts(), 1..4)) {
        let threads: Vec<_> = lives.into_iter().enumerate().map(|(at, facts)| (at % 2, facts)).collect();
        let bytes = written(&[process(1), process(20)], &threads, &end(7));
        let file = read(&bytes).unwrap();
        prop_assert_eq!(file.processes, [process(1), process(20)]);
        prop_assert_eq!(file.end, Some(end(7)));
        let read: Vec<_> = file.threads.into_iter().map(|thread| (thread.process, thread.facts)).collect();
        prop_assert_eq!(read, threads);
    }

    #[test]
    fn a_file_that_is_cut_or_damaged_is_read_or_refused_in_one_line(
        lives in prop::collection::vec(some_facts(), 1..3), rate in prop::option::of(1.0..2000.0_f64),
        cut in 0.0..1.0_f64, at in 0.0..1.0_f64, byte: u8
    ) {
        let threads: Vec<_> = lives.into_iter().map(|life| (0, life)).collect();
        let mut bytes = written_at(rate, &[process(1)], &threads, &end(7));
        let place = (bytes.len() as f64 * at) as usize;
        bytes[place] = byte;
        bytes.truncate((bytes.len() as f64 * (1.0 - cut * cut)) as usize);
        match read(&bytes) {
            Ok(file) => {
                let recording = Recording::from(file);
                let json: serde_json::Value = serde_json::from_str(&recording.json()).unwrap();
                let engine = if recording.head.sampled.is_some() { "sampled" } else { "recorded" };
                prop_assert!(!recording.text().is_empty() && json["engine"] == engine);
            }
            Err(error) => prop_assert_eq!(error.to_string().lines().count(), 1),
        }
    }
}

/// Takes and drops every few microseconds, by a counter of 2.5 GHz, as two threads that pass the lock on write them.
fn turns(count: u64) -> Vec<Fact> {
    let mut t = 0;
    let turn = |at: u64| {
        t += 5_000 + at * at * 7919 % 4_000;
        Fact { t, what: What::Signals(if at.is_multiple_of(2) { 0x5555_0088 } else { 0x5555_0030 }) }
    };
    (0..count).map(turn).collect()
}

#[test]
fn what_came_before_a_cut_is_read_until_the_last_look_at_the_clock() {
    let life = turns(20_000);
    let middle = life[9_999].t;
    let mut writer = Writer::new(Vec::new(), &Head::default()).unwrap();
    writer.clock(0, 0).unwrap();
    writer.process(&process(1)).unwrap();
    writer.thread(0, 1, "python").unwrap();
    for (at, fact) in life.iter().enumerate() {
        if at == 10_000 {
            writer.clock(middle, middle).unwrap();
        }
        writer.fact(0, *fact).unwrap();
    }
    let bytes = writer.end(&end(1 << 30)).unwrap();
    let facts = |file: &File| (file.threads[0].facts.len(), file.more, file.end.is_some());
    assert_eq!(facts(&read(&bytes).unwrap()), (20_000, false, true));
    assert_eq!(facts(&read(&bytes[..bytes.len() - 1]).unwrap()), (10_000, false, false), "its end is cut off");
    assert_eq!(
        facts(&read_at_most(&bytes, &(0..Nanos::MAX), 19_000).unwrap()),
        (10_000, true, true),
        "the rest is not read"
    );
}

#[test]
fn of_a_long_file_a_part_is_read_alone() {
    // Two threads pass the lock on, 400,000 facts in 2 s.
    let mut writer = Writer::new(Vec::new(), &Head { cores: 2, ..Head::default() }).unwrap();
    writer.clock(0, 1_000_000).unwrap();
    writer.process(&process(1)).unwrap();
    for tid in [1, 2] {
        writer.thread(0, tid, "python").unwrap();
    }
    for turn in 0..200_000_u64 {
        let (thread, t) = (turn as usize % 2, 1000 + turn * 10_000);
        writer.fact(thread, Fact { t, what: What::Signals(0x5555_0088) }).unwrap();
        writer.fact(thread, Fact { t: t + 9_000, what: What::Signals(0x5555_0030) }).unwrap();
        if turn % 10_000 == 9_999 {
            writer.clock(t + 9_500, t + 1_009_500).unwrap();
        }
    }
    let bytes = writer.end(&end(2_000_000_000)).unwrap();
    let count = |file: &File| file.threads.iter().map(|thread| thread.facts.len()).sum::<usize>();
    for part in [0..3_000_000, 1_000_000_000..1_050_000_000, 1_990_000_000..Nanos::MAX, 999_999_000..1_000_001_000] {
        let file = read_at_most(&bytes, &part, 100_000).unwrap();
        assert!(count(&file) < 60_000, "{} facts for {part:?}", count(&file));
        let alone = Recording::within(file, part.clone()).unwrap();
        let cut_out = Recording::within(read(&bytes).unwrap(), part.clone()).unwrap();
        assert_eq!(alone.timeline, cut_out.timeline, "{part:?}");
        assert_eq!((alone.began, alone.more, alone.earlier), (cut_out.began, false, part.start > 0));
    }
    // What is too long for once is shown from its beginning, and says how to go on.
    let part = 500_000_000..Nanos::MAX;
    let text = Recording::within(read_at_most(&bytes, &part, 100_000).unwrap(), part).unwrap().text();
    assert!(text.contains("gil show --from 0.899 goes on where this ends"), "{text}");
}

#[test]
fn what_is_small_only_when_it_is_packed_is_refused() {
    let mut bytes = written(&[process(1)], &[(0, facts(&[(1, What::Woken)]))], &end(7));
    // A thousand chunks of a letter that a later version may have, each a thousand times as large when it is unpacked.
    let zeros = miniz_oxide::deflate::compress_to_vec(&vec![0; 1 << 20], 9);
    for _ in 0..1000 {
        bytes.push(b'Z');
        bytes.extend((zeros.len() as u32).to_le_bytes());
        bytes.extend(&zeros);
    }
    assert!(read(&bytes).unwrap_err().to_string().contains("has a chunk that can't be unpacked"));
}

#[test]
fn an_event_takes_at_most_six_bytes() {
    let life = turns(50_000);
    let count = life.len();
    let bytes = written(&[process(1)], &[(0, life)], &end(1 << 30));
    assert!(bytes.len() <= 6 * count, "{} bytes for {count} events", bytes.len());
}

#[test]
fn what_is_no_recording_is_named() {
    let bytes = written(&[process(1)], &[(0, facts(&[(1, What::Woken)]))], &end(7));
    let error = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    assert!(error(b"{}").contains("is no recording: give one that gil record wrote"));
    assert!(error(&bytes[..8]).contains("ends before its version"));
    assert!(error(&bytes[..10]).contains("ends before its head"));
    let newer = [&bytes[..8], &[9, 0], &bytes[10..]].concat();
    assert!(error(&newer).contains("of version 9, this gil reads version 3"));
}

#[test]
fn what_a_process_ran_with_is_read_back_and_told() {
    let numpy = Library { process: 0, name: "numpy".into(), version: Some("2.4.6".into()), threads: None };
    let blas = Library { process: 0, name: "OpenBLAS".into(), version: None, threads: Some(1) };
    let mut writer = Writer::new(Vec::new(), &Head::default()).unwrap();
    writer.clock(0, 0).unwrap();
    writer.process(&process(1)).unwrap();
    writer.thread(0, 1, "python").unwrap();
    writer.interval(0, 5000).unwrap();
    writer.library(&numpy).unwrap();
    writer.library(&blas).unwrap();
    writer.clock(10, 10).unwrap();
    let recording: Recording = read(&writer.end(&end(7)).unwrap()).unwrap().into();
    assert_eq!((&recording.libraries[..], &recording.intervals[..]), (&[numpy, blas][..], &[Some(5000)][..]));
    assert!(
        recording.text().contains("it ran with numpy 2.4.6, OpenBLAS with 1 thread, a switch interval of 5.00 ms\n"),
        "{}",
        recording.text()
    );
    let json: serde_json::Value = serde_json::from_str(&recording.json()).unwrap();
    let told = &json["environment"]["processes"][0];
    assert_eq!((&told["switch_interval_us"], &told["libraries"][0]["version"]), (&5000.into(), &"2.4.6".into()));
    assert_eq!(told["libraries"][1]["threads"], 1);
}

#[test]
fn of_a_recording_only_the_end_can_be_kept() {
    let kept = |wanted: u64, last_look: u64| {
        let mut writer = Writer::new(Vec::new(), &Head::default()).unwrap();
        writer.keep_last(wanted);
        writer.clock(0, 1000).unwrap();
        writer.process(&process(1)).unwrap();
        writer.thread(0, 1, "python").unwrap();
        for look in 1..=10_u64 {
            writer.fact(0, Fact { t: look * 100 - 50, what: What::Signals(look) }).unwrap();
            writer.clock(look * 100, 1000 + look * 100).unwrap();
        }
        // The program has ended, or sleeps.
        for look in (1100..=last_look).step_by(100) {
            writer.clock(look, 1000 + look).unwrap();
        }
        let file = writer.end(&end(1000)).unwrap();
        let facts = read(&file).unwrap().threads[0].facts.clone();
        let numbers = facts.iter().map(|fact| if let What::Signals(number) = fact.what { number } else { 0 });
        assert_eq!(facts[0].t, 50, "times begin with the look before it");
        (numbers.collect::<Vec<_>>(), facts.last().unwrap().t - facts[0].t, file.len())
    };
    // Never less than was wanted, whenever the clock was looked at, and at most a part more.
    assert_eq!(kept(250, 1000).0, [7, 8, 9, 10]);
    for wanted in 1..=900 {
        assert!((wanted..wanted + 100).contains(&kept(wanted, 1000).1), "{wanted}");
    }
    assert_eq!(kept(5000, 1000).0, (1..=10).collect::<Vec<_>>());
    let (numbers, _, length) = kept(250, 1_000_000);
    assert!(numbers == [7, 8, 9, 10] && length < kept(250, 2000).2 + 20, "{numbers:?}, {length} bytes");
}
