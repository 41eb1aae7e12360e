//! What facts mean: short stories at a lock, of which everything is known.

use crate::{end, facts, process, written};
use EventKind::{Drop, DropRequest, ForcedSwitch, Take};
use What::{Awake, Computed, Lost, Signals, Site, Switched, TimedOut, Waits, WaitsForSwitch, Woken};
use gil_playground::record::Recording;
use gil_playground::record::facts::{Fact, Head, Object, Process, What};
use gil_playground::record::file::{Writer, read};
use gil_playground::timeline::owners::Owner;
use gil_playground::timeline::{CauseKind, EventKind, Nanos, State};

const COND: u64 = 0x7000;
const SWITCH: u64 = COND + 88;

fn recording(processes: u32, threads: &[(usize, Vec<Fact>)], until: Nanos) -> Recording {
    let processes: Vec<_> = (0..processes).map(|at| process(1 + 100 * at)).collect();
    read(&written(&processes, threads, &end(until))).unwrap().into()
}

/// `state start-end`, with the cause of a wait.
fn spans(recording: &Recording, lane: usize) -> Vec<String> {
    let told = |span: &gil_playground::timeline::Span| {
        let cause = span.cause.map(|cause| format!(" {} {}", cause.kind, cause.holder)).unwrap_or_default();
        format!("{} {}-{}{cause}", span.state, span.start, span.end)
    };
    recording.timeline.lanes[lane].spans.iter().map(told).collect()
}

fn events(recording: &Recording) -> Vec<(Nanos, usize, EventKind, Option<usize>)> {
    recording.timeline.events.iter().map(|it| (it.t, it.lane, it.kind, it.to)).collect()
}

#[test]
fn a_waiter_asks_after_an_interval_and_the_holder_waits_until_it_has_the_lock() {
    let hog = facts(&[
        (0, Signals(SWITCH)),
        (6100, Signals(COND)),
        (6101, WaitsForSwitch(SWITCH)),
        (6115, Switched),
        (6116, Waits(COND)),
        (9010, Woken),
        (9012, Signals(SWITCH)),
        (9999, Signals(COND)),
    ]);
    let waiter = facts(&[
        (1000, Waits(COND)),
        (6000, TimedOut),
        (6000, Waits(COND)),
        (6110, Woken),
        (6112, Signals(SWITCH)),
        (9000, Signals(COND)),
    ]);
    let recording = recording(1, &[(0, hog), (0, waiter)], 10_000);
    let expected = [
        "python 0-6100",
        "gil-wait 6100-6115 forced-switch 1",
        "kernel-released 6115-6116",
        "gil-wait 6116-9012 bytecode 1",
        "python 9012-9999",
    ];
    assert_eq!(spans(&recording, 0), expected);
    assert_eq!(spans(&recording, 1), ["gil-wait 1000-6112 bytecode 0", "python 6112-9000"]);
    let expected = [
        (0, 0, Take, None),
        (6000, 1, DropRequest, Some(0)),
        (6100, 0, Drop, None),
        (6100, 0, ForcedSwitch, Some(1)),
        (6112, 1, Take, None),
        (9000, 1, Drop, None),
        (9012, 0, Take, None),
        (9999, 0, Drop, None),
    ];
    assert_eq!(events(&recording), expected);
    let owners = recording.owners();
    assert_eq!(owners.len(), 1);
    assert_eq!(
        owners[0].holdings.iter().map(|it| (it.lane, it.start)).collect::<Vec<_>>(),
        [(0, 0), (1, 6112), (0, 9012)]
    );
}

#[test]
fn who_asks_has_seen_no_switch_for_an_interval() {
    // Lane 1 waits from 0 on; lane 0 drops and takes again at 3, which is no switch; lane 2 has it from 5 on, which is one.
    let of = [
        facts(&[(0, Signals(SWITCH)), (3, Signals(COND)), (3, Signals(SWITCH)), (5, Signals(COND))]),
        facts(&[(1, Waits(COND)), (4, TimedOut), (4, Waits(COND)), (8, TimedOut), (8, Waits(COND)), (12, TimedOut)]),
        facts(&[(5, Waits(COND)), (5, Woken), (5, Signals(SWITCH)), (20, Signals(COND))]),
    ];
    let recording = recording(1, &of.map(|facts| (0, facts)), 20);
    let asked = events(&recording).into_iter().filter(|it| it.2 == DropRequest).collect::<Vec<_>>();
    assert_eq!(asked, [(4, 1, DropRequest, Some(0)), (12, 1, DropRequest, Some(2))]);
}

#[test]
fn who_was_woken_and_waits_again_has_lost_a_race() {
    let fast = facts(&[(0, Signals(SWITCH)), (5, Signals(COND)), (6, Signals(SWITCH)), (20, Signals(COND))]);
    let slow = facts(&[(1, Waits(COND)), (7, Woken), (8, Waits(COND)), (21, Woken), (22, Signals(SWITCH))]);
    let recording = recording(1, &[(0, fast), (0, slow)], 30);
    let causes: Vec<_> = recording.timeline.lanes[1].spans.iter().filter_map(|span| span.cause).collect();
    assert_eq!(causes.iter().map(|cause| cause.kind).collect::<Vec<_>>(), [CauseKind::Bytecode, CauseKind::LostRace]);
    assert_eq!(spans(&recording, 1)[1], "gil-wait 8-22 lost-race 0");
    // For a reader that is one wait.
    let told = "longest waits: 21 ns by thread 2 from 1 ns on in 2 rounds: woken, but main was faster\n";
    assert!(recording.text().contains(told), "{}", recording.text());
}

#[test]
fn a_stretch_without_the_lock_is_blocked_where_the_thread_computed_for_less_than_half_of_it() {
    let life = facts(&[
        (0, Computed(1000)),
        (0, Signals(SWITCH)),
        (100_000, Computed(101_000)),
        (100_000, Signals(COND)),
        (200_000, Computed(150_000)),
        (200_000, Signals(SWITCH)),
        (300_000, Computed(250_000)),
        (300_000, Signals(COND)),
        (400_000, Computed(349_000)),
        (400_000, Signals(SWITCH)),
        (400_100, Signals(COND)),
        (400_200, Signals(SWITCH)),
    ]);
    let recording = recording(1, &[(0, life)], 500_000);
    let states: Vec<_> = recording.timeline.lanes[0].spans.iter().map(|span| span.state).collect();
    let (held, io, out) = (State::Python, State::Io, State::KernelReleased);
    assert_eq!(states, [held, io, held, out, held, out, held]);
    assert_eq!(recording.sites.iter().map(|site| site.time).sum::<Nanos>(), 100_100);
    // Of the last, short one nobody asked.
    let cpu: Vec<_> = recording.cpu.iter().map(|((_, start), time)| (*start, *time)).collect();
    assert_eq!(cpu, [(100_000, 49_000), (300_000, 99_000)]);
    assert_eq!(spans(&recording, 0)[6], "python 400200-500000", "it held the lock to the end");
}

#[test]
fn who_has_not_slept_computes_however_little_of_a_core_it_gets() {
    let life = |last: What| {
        facts(&[
            (0, Computed(0)),
            (0, Signals(SWITCH)),
            (100_000, Awake(90_000)),
            (100_000, Signals(COND)),
            (1_100_000, last),
            (1_100_000, Signals(SWITCH)),
        ])
    };
    let state = |last| recording(1, &[(0, life(last))], 1_200_000).timeline.lanes[0].spans[1].state;
    assert_eq!(state(Awake(190_000)), State::KernelReleased);
    assert_eq!(state(Computed(190_000)), State::Io);
}

#[test]
fn where_facts_were_lost_nothing_is_known() {
    let life = facts(&[
        (0, Signals(SWITCH)),
        (10, Signals(COND)),
        (20, Signals(SWITCH)),
        (30, Lost(7)),
        (50, Signals(SWITCH)),
    ]);
    let recording = recording(1, &[(0, life)], 60);
    assert_eq!(spans(&recording, 0), ["python 0-10", "kernel-released 10-20", "python 20-30", "python 50-60"]);
    let gap = recording.gaps[0];
    assert_eq!((gap.lane, gap.start, gap.end, gap.lost), (0, 30, 50, 7));
    assert!(recording.text().contains("lost: 7 events in 1 gap of"));
}

#[test]
fn two_processes_have_a_lock_each_even_at_the_same_address() {
    let life = || facts(&[(0, Signals(SWITCH)), (10, Signals(COND))]);
    let recording = recording(2, &[(0, life()), (1, life())], 10);
    assert_eq!(recording.locks, [0, 1]);
    assert_eq!(recording.places.iter().map(|place| place.lock).collect::<Vec<_>>(), [Some(0), Some(1)]);
    assert_eq!(recording.owners().len(), 2);
    assert_eq!(recording.timeline.lanes[1].name, "101 · python");
}

#[test]
fn a_thread_in_an_interpreter_with_a_lock_of_its_own_goes_on_in_another_lane() {
    const OTHER: u64 = 0x9000;
    let life = facts(&[
        (0, Signals(SWITCH)),
        (10, Signals(COND)),
        (11, Signals(OTHER + 88)),
        (20, Signals(OTHER)),
        (21, Signals(SWITCH)),
        (30, Signals(COND)),
    ]);
    let recording = recording(1, &[(0, life)], 30);
    assert_eq!(spans(&recording, 0), ["python 0-10", "kernel-released 10-11", "python 21-30"]);
    assert_eq!(spans(&recording, 1), ["python 11-20", "kernel-released 20-21"]);
    assert_eq!(recording.timeline.lanes[1].name, "main, GIL 2");
    assert_eq!(recording.places.iter().map(|place| place.lock).collect::<Vec<_>>(), [Some(0), Some(1)]);
    assert_eq!(recording.owners().iter().map(Owner::held).collect::<Vec<_>>(), [19, 9]);
}

#[test]
fn a_condition_without_its_other_is_no_lock() {
    let recording = recording(1, &[(0, facts(&[(0, Signals(COND)), (5, Signals(COND + 40))]))], 10);
    assert_eq!((recording.locks.len(), recording.timeline.events.len()), (0, 0));
    assert!(recording.text().contains("no thread took or dropped a GIL"));
}

#[test]
fn a_report_has_no_number_where_nobody_asked_or_saw() {
    let recording = recording(1, &[(0, facts(&[(0, Signals(SWITCH)), (5000, Signals(COND))]))], 5000);
    let report: serde_json::Value = serde_json::from_str(&recording.json()).unwrap();
    for field in ["/scenario", "/one_thread_us", "/metrics/speedup", "/metrics/efficiency", "/lanes/0/spans/0/op"] {
        assert_eq!(report.pointer(field), Some(&serde_json::Value::Null), "{field}");
    }
    assert_eq!(report["engine"], "recorded");
    assert_eq!(report["wall_us"], 5.0);
    assert_eq!(report["metrics"]["gil_held"], 1.0);
    assert_eq!(report["events"][0]["lock"], 0);
    assert_eq!(report["lanes"][0]["spans"][0]["state"], "python");
}

#[test]
fn a_copy_has_what_its_parent_had_wherever_its_own_lies() {
    let mut writer = Writer::new(Vec::new(), &Head::default()).unwrap();
    writer.clock(0, 0).unwrap();
    writer.process(&process(1)).unwrap();
    writer.process(&Process { parent: Some(0), ..process(2) }).unwrap();
    let object = |process, base, path: &str| Object { process, base, path: path.into() };
    writer.object(&object(0, 0x2000, "/numpy.so")).unwrap();
    writer.object(&object(1, 0x1000, "/binascii.so")).unwrap();
    writer.thread(1, 2, "python").unwrap();
    for fact in facts(&[(0, Signals(SWITCH)), (10, Site(0x2500)), (10, Signals(COND)), (90, Signals(SWITCH))]) {
        writer.fact(0, fact).unwrap();
    }
    writer.clock(100, 100).unwrap();
    let recording: Recording = read(&writer.end(&end(95)).unwrap()).unwrap().into();
    let sites: Vec<_> = recording.sites.iter().map(|site| (site.object.as_deref(), site.time)).collect();
    assert_eq!(sites, [(Some("/numpy.so"), 80)]);
}
