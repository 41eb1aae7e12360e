//! A finished run, measured or simulated, as a page takes it.
//!
//! Invariant: a column is a copy in the page's own memory, so it outlives the run and can be handed to another thread.

use crate::timeline::handoffs::{Handoff, of_the_pool};
use crate::timeline::owners::{Owner, owners};
use crate::timeline::report::Report;
use crate::timeline::shares::each_piece;
use crate::timeline::{Event, Holding, Lane, Nanos, Span, State, Timeline};
use js_sys::{Array, Float64Array, Int8Array, Int32Array, Uint8Array, Uint32Array};
use wasm_bindgen::prelude::*;

/// A finished run as columns; a time is in microseconds from the start barrier.
#[wasm_bindgen]
pub struct Outcome(Report);

#[wasm_bindgen]
impl Outcome {
    /// The whole Report as JSON, byte for byte what the command line prints.
    #[cfg(feature = "simulator")]
    pub fn json(&self) -> String {
        self.0.to_json()
    }

    /// JSON of `ReportHead`.
    #[wasm_bindgen(getter)]
    pub fn head(&self) -> String {
        self.0.head_json()
    }

    /// What `Columns` in `www/src/wasm/protocol.ts` describes, without the head: each column behind its name. One export,
    /// because each of them costs every reader some bytes.
    pub fn columns(&self) -> Array {
        let Report { head, timeline } = &self.0;
        columns(timeline, &owners(&head.scenario, timeline), &of_the_pool(&head.scenario, timeline))
    }
}

/// The same of any timeline, its locks and the hand-offs of the BLAS pool's own.
#[inline]
pub fn columns(timeline: &Timeline, owners: &[Owner], pool: &[Handoff]) -> Array {
    let handoffs = owners.iter().map(|owner| &owner.handoffs[..]).chain([pool]);
    let columns = Columns(Array::new());
    columns.of_spans(timeline);
    columns.of_events(&timeline.events);
    columns.of_pieces(timeline);
    columns.of_holdings(owners, &timeline.lanes);
    columns.of_handoffs(&handoffs.collect::<Vec<_>>());
    columns.0
}

impl Outcome {
    /// Of this run.
    pub fn new(report: Report) -> Self {
        Self(report)
    }
}

/// A column behind its name, and another, and so on.
struct Columns(Array);

impl Columns {
    fn add(&self, name: &str, column: &JsValue) {
        self.0.push(&name.into());
        self.0.push(column);
    }

    /// Where each part of what follows begins, and where the last one ends.
    fn add_firsts(&self, name: &str, lengths: impl Iterator<Item = usize>) {
        let mut next = 0;
        let firsts = lengths.map(|length| {
            next += length as u32;
            next
        });
        let firsts: Vec<u32> = std::iter::once(0).chain(firsts).collect();
        self.add(name, &Uint32Array::from(&firsts[..]));
    }

    fn add_times<T>(&self, name: &str, all: &[T], time: impl Fn(&T) -> Nanos) {
        let micros: Vec<f64> = all.iter().map(|it| time(it) as f64 / 1000.0).collect();
        self.add(name, &Float64Array::from(&micros[..]));
    }

    fn add_bytes<T>(&self, name: &str, all: &[T], byte: impl Fn(&T) -> u8) {
        self.add(name, &Uint8Array::from(&all.iter().map(byte).collect::<Vec<_>>()[..]));
    }

    fn add_counts<T>(&self, name: &str, all: &[T], count: impl Fn(&T) -> u32) {
        self.add(name, &Uint32Array::from(&all.iter().map(count).collect::<Vec<_>>()[..]));
    }

    /// What may be missing is -1 then.
    fn add_lanes<T>(&self, name: &str, all: &[T], lane: impl Fn(&T) -> Option<usize>) {
        let lanes: Vec<i32> = all.iter().map(|it| lane(it).map_or(-1, |lane| lane as i32)).collect();
        self.add(name, &Int32Array::from(&lanes[..]));
    }

    fn of_spans(&self, timeline: &Timeline) {
        let spans: Vec<&Span> = timeline.lanes.iter().flat_map(|lane| &lane.spans).collect();
        self.add_firsts("spanFirst", timeline.lanes.iter().map(|lane| lane.spans.len()));
        self.add_bytes("spanState", &spans, |span| span.state as u8);
        self.add_counts("spanOp", &spans, |span| span.op);
        self.add_counts("spanRep", &spans, |span| span.rep);
        self.add_times("spanStart", &spans, |span| span.start);
        self.add_times("spanEnd", &spans, |span| span.end);
        self.add_lanes("spanHolder", &spans, |span| span.cause.map(|cause| cause.holder));
        let causes: Vec<i8> = spans.iter().map(|span| span.cause.map_or(-1, |cause| cause.kind as i8)).collect();
        self.add("spanCause", &Int8Array::from(&causes[..]));
    }

    fn of_events(&self, events: &[Event]) {
        self.add_times("eventTime", events, |event| event.t);
        self.add_bytes("eventKind", events, |event| event.kind as u8);
        self.add_counts("eventLane", events, |event| event.lane as u32);
        self.add_lanes("eventTo", events, |event| event.to);
    }

    /// They tile a lane's life, so a piece begins where the one before it ends; where the lane did nothing that is known,
    /// its state is 255. One more than the last state is a wait for the BLAS pool.
    fn of_pieces(&self, timeline: &Timeline) {
        let (mut ends, mut states, mut held) = (Vec::new(), Vec::new(), Vec::new());
        let mut lengths = vec![0; timeline.lanes.len()];
        let mut last = None;
        each_piece(timeline, |lane, piece| {
            let mut add = |end: Nanos, state: u8, is_held: bool| {
                lengths[lane] += 1;
                ends.push(end);
                states.push(state);
                held.push(u8::from(is_held));
            };
            if last.is_some_and(|(before, end)| before == lane && end < piece.start) {
                add(piece.start, u8::MAX, false);
            }
            let pool = piece.span.waits_for_pool();
            add(piece.end, if pool { State::ALL.len() as u8 } else { piece.span.state as u8 }, piece.held);
            last = Some((lane, piece.end));
        });
        self.add_firsts("pieceFirst", lengths.into_iter());
        self.add_times("pieceEnd", &ends, |end| *end);
        self.add_bytes("pieceState", &states, |state| *state);
        self.add_bytes("pieceHeld", &held, |held| *held);
    }

    fn of_holdings(&self, owners: &[Owner], lanes: &[Lane]) {
        let holdings: Vec<&Holding> = owners.iter().flat_map(|owner| &owner.holdings).collect();
        self.add_firsts("heldFirst", owners.iter().map(|owner| owner.holdings.len()));
        self.add_counts("heldLane", &holdings, |holding| holding.lane as u32);
        self.add_times("heldStart", &holdings, |holding| holding.start);
        self.add_times("heldEnd", &holdings, |holding| holding.end);
        self.add_bytes("heldState", &holdings, |holding| {
            lanes[holding.lane].mostly(holding.start, holding.end).map_or(0, |state| state as u8)
        });
    }

    fn of_handoffs(&self, locks: &[&[Handoff]]) {
        let handoffs: Vec<&Handoff> = locks.iter().copied().flatten().collect();
        self.add_firsts("handFirst", locks.iter().map(|handoffs| handoffs.len()));
        self.add_counts("handFrom", &handoffs, |handoff| handoff.from as u32);
        self.add_counts("handTo", &handoffs, |handoff| handoff.to as u32);
        self.add_times("handDropped", &handoffs, |handoff| handoff.dropped);
        self.add_times("handTaken", &handoffs, |handoff| handoff.taken);
        self.add_bytes("handCause", &handoffs, |handoff| handoff.cause as u8);
    }
}
