//! Who held a lock when, how it went on, and why: on timelines written by hand, of which everything is known.

use gil_playground::Scenario;
use gil_playground::timeline::handoffs::{HandoffCause, of_the_pool};
use gil_playground::timeline::owners::{Owner, owners};
use gil_playground::timeline::shares::{Shares, each_piece};
use gil_playground::timeline::{Cause, CauseKind, Event, EventKind, Lane, Manner, Nanos, Span, State, Timeline, rows};

fn scenario(count: usize, more: &str) -> Scenario {
    let json = format!(
        r#"{{"runtime":"cpython-3.12",{more}"threads":[{{"name":"t","count":{count},
            "ops":[{{"op":"kernel","name":"matmul","n":512,"blas_threads":4}}]}}]}}"#
    );
    Scenario::from_json(&json).unwrap()
}

fn span(state: State, start: Nanos, end: Nanos) -> Span {
    Span { state, op: 0, rep: 0, start, end, cause: None }
}

fn wait(start: Nanos, end: Nanos, kind: CauseKind) -> Span {
    Span { cause: Some(Cause { kind, holder: 0 }), ..span(State::GilWait, start, end) }
}

/// The lanes of threads, without their helpers.
fn timeline<const N: usize>(spans: [Vec<Span>; N], events: &[(Nanos, usize, EventKind)]) -> Timeline {
    let lanes = rows::of(&scenario(N, "")).into_iter().filter(|lane| lane.parent.is_none());
    let lanes = lanes.zip(spans).map(|(lane, spans)| Lane { spans, ..lane }).collect();
    let events = events.iter().map(|&(t, lane, kind)| Event { t, lane, kind, to: None }).collect();
    Timeline { lanes, events }
}

fn owner(timeline: &Timeline) -> Owner {
    let mut owners = owners(&scenario(timeline.lanes.len(), ""), timeline);
    assert_eq!(owners.len(), 1);
    owners.remove(0)
}

fn stretches(owner: &Owner) -> Vec<(Nanos, Nanos)> {
    owner.holdings.iter().map(|holding| (holding.start, holding.end)).collect()
}

use EventKind::{Drop, ForcedSwitch, Take, Tick};

#[test]
fn where_clocks_disagree_by_a_step_a_holding_ends_where_the_next_begins_and_the_last_when_all_is_over() {
    let spans = [vec![span(State::Python, 0, 5)], vec![span(State::Python, 4, 9)]];
    let timeline = timeline(spans, &[(0, 0, Take), (4, 1, Take), (5, 0, Drop)]);
    assert_eq!(stretches(&owner(&timeline)), [(0, 4), (4, 9)]);
}

/// Lane 0 does this until it drops at 10; lane 1 waits like this and has the lock at 12.
fn cause(before: State, dropped: &[EventKind], waits: Vec<Span>) -> HandoffCause {
    let mine = [waits, vec![span(State::Python, 12, 20)]].concat();
    let mut events = vec![(0, 0, Take)];
    events.extend(dropped.iter().map(|kind| (10, 0, *kind)));
    events.extend([(12, 1, Take), (20, 1, Drop)]);
    let handoffs = owner(&timeline([vec![span(before, 0, 10)], mine], &events)).handoffs;
    assert_eq!(handoffs.iter().map(|it| (it.from, it.to, it.dropped, it.taken)).collect::<Vec<_>>(), [(0, 1, 10, 12)]);
    handoffs[0].cause
}

#[test]
fn a_cause_is_what_the_holder_did_whether_it_was_asked_and_what_the_taker_lived_through() {
    let (waits, lost) = (|| vec![wait(0, 12, CauseKind::Bytecode)], || vec![wait(0, 12, CauseKind::LostRace)]);
    let forced = [Drop, ForcedSwitch];
    assert_eq!(cause(State::Python, &[Drop], waits()), HandoffCause::Voluntary);
    assert_eq!(cause(State::Python, &forced, waits()), HandoffCause::ForcedSwitch);
    assert_eq!(cause(State::Python, &[Tick, Drop], lost()), HandoffCause::Tick);
    assert_eq!(cause(State::Python, &[Drop], lost()), HandoffCause::LostRace);
    assert_eq!(cause(State::KernelHeld, &forced, waits()), HandoffCause::Kernel);
    assert_eq!(cause(State::Io, &[Drop], waits()), HandoffCause::Kernel);
    assert_eq!(cause(State::Python, &[Drop], vec![]), HandoffCause::PickedUp);
    let busy = vec![wait(0, 9, CauseKind::Bytecode), span(State::KernelReleased, 9, 12)];
    assert_eq!(cause(State::Python, &[Drop], busy), HandoffCause::PickedUp);
    let late = vec![wait(0, 11, CauseKind::LostRace), span(State::Runnable, 11, 12)];
    assert_eq!(cause(State::Python, &[Drop], late), HandoffCause::LostRace, "without a core it waited before");
    let pool = vec![wait(0, 12, CauseKind::PoolLock)];
    assert_eq!(cause(State::Python, &[Drop], pool), HandoffCause::PickedUp, "the pool is no GIL");
}

#[test]
fn whoever_drops_the_lock_at_once_did_nothing_in_between_so_no_call_before_it_is_to_blame() {
    let mine = vec![wait(0, 11, CauseKind::Bytecode), span(State::Python, 11, 12)];
    let events = [(10, 0, Take), (10, 0, Drop), (11, 1, Take), (12, 1, Drop)];
    let timeline = timeline([vec![span(State::Io, 0, 10)], mine], &events);
    let owner = owner(&timeline);
    assert_eq!(owner.handoffs.iter().map(|it| it.cause).collect::<Vec<_>>(), [HandoffCause::Voluntary]);
    assert_eq!(stretches(&owner), [(11, 12)], "nothing was held in between");
}

#[test]
fn the_pools_lock_goes_from_the_kernel_that_left_last_to_the_one_that_waited() {
    let pool = |end| wait(0, end, CauseKind::PoolLock);
    let kernel = |start| span(State::KernelReleased, start, start + 10);
    let timeline = timeline([vec![kernel(0)], vec![pool(10), kernel(10)], vec![pool(20), kernel(20)]], &[]);
    let handoffs = of_the_pool(&scenario(3, r#""blas":"pool","#), &timeline);
    let told: Vec<_> = handoffs.iter().map(|it| (it.from, it.to, it.dropped, it.taken, it.cause)).collect();
    assert_eq!(told, [(0, 1, 10, 10, HandoffCause::PoolLock), (1, 2, 20, 20, HandoffCause::PoolLock)]);
    assert!(handoffs.iter().all(|it| it.manner == Manner::Voluntary));
    assert_eq!(of_the_pool(&scenario(3, ""), &timeline), [], "a team of one's own has no lock");
}

#[test]
fn a_holding_is_in_the_state_in_which_its_holder_spends_most_of_it() {
    let spans = [span(State::Python, 0, 3), span(State::KernelHeld, 3, 9), span(State::Python, 9, 11)];
    let lane = &timeline([spans.to_vec()], &[]).lanes[0];
    assert_eq!(lane.mostly(0, 11), Some(State::KernelHeld));
    assert_eq!(lane.mostly(1, 3), Some(State::Python));
    assert_eq!(lane.mostly(2, 4), Some(State::Python), "the first of two that are alike");
    assert_eq!(lane.mostly(11, 12), None);
}

#[test]
fn a_lanes_life_is_cut_where_it_takes_and_drops_its_lock() {
    let spans = vec![wait(2, 6, CauseKind::Bytecode), span(State::Python, 6, 9), wait(9, 12, CauseKind::PoolLock)];
    let timeline = timeline([spans], &[(5, 0, Take), (10, 0, Drop)]);
    let mut pieces = Vec::new();
    each_piece(&timeline, |lane, piece| pieces.push((lane, piece.start, piece.end, piece.held)));
    let expected = [(0, 2, 5, false), (0, 5, 6, true), (0, 6, 9, true), (0, 9, 10, true), (0, 10, 12, false)];
    assert_eq!(pieces, expected);
    let [shares] = Shares::all(&timeline, 0..12)[..] else { panic!("one lane") };
    assert_eq!((shares.life, shares.held, shares.waiting, shares.pool, shares.running), (10, 5, 3, 3, 3));
    assert_eq!(Shares::all(&timeline, 4..7)[0].held, 2);
}

#[test]
fn a_wait_that_a_holding_interrupts_is_two_so_no_wait_explains_two_hand_offs() {
    let mine = vec![wait(0, 4, CauseKind::LostRace), span(State::Runnable, 4, 9), span(State::Python, 9, 10)];
    // Lane 1 has the lock for a moment at 4, which no span of its own shows, and again at 9.
    let events = [(0, 0, Take), (4, 0, Drop), (4, 1, Take), (4, 1, Drop), (4, 0, Take), (9, 0, Drop), (9, 1, Take)];
    let owner = owner(&timeline([vec![span(State::Python, 0, 9)], mine], &events));
    let told: Vec<_> = owner.handoffs.iter().map(|it| (it.from, it.to, it.taken, it.cause)).collect();
    let expected =
        [(0, 1, 4, HandoffCause::LostRace), (1, 0, 4, HandoffCause::PickedUp), (0, 1, 9, HandoffCause::Voluntary)];
    assert_eq!(told, expected);
}
