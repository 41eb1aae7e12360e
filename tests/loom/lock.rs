//! The lock, model-checked: `loom` runs its very text in every interleaving of two or three threads, within a bound on
//! preemptions, and each law is shown to be one by a lock that breaks it.
#![cfg(not(target_arch = "wasm32"))]
#![allow(dead_code, unreachable_pub, reason = "the included files are written for the crate")]

#[path = "../../crate/core/src/gil/lock.rs"]
mod lock;
#[path = "../../crate/core/src/gil/waits.rs"]
mod waits;

/// What `crate/core/src/gil/sync.rs` is for the crate.
mod sync {
    pub use loom::sync::atomic::{AtomicBool, AtomicU32, Ordering};
    pub use loom::sync::{Condvar, Mutex, MutexGuard};
}

use lock::{Ended, Gil, Guard, Waits, Witness};
use loom::sync::Arc;
use loom::sync::atomic::AtomicUsize;
use loom::sync::atomic::Ordering::Relaxed;
use loom::thread;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;
use waits::Endless;

/// How a timed wait ends: loom has no time, so a model says it for each wait, and loom says when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    /// Somebody signals before the interval is over.
    Suffices,
    /// It is over at any point, and the waiter has left the queue.
    RunsOut,
    /// It is over just when somebody signals: the signal is spent on this waiter.
    RunsOutAtTheSignal,
}

const TIMES: [Time; 3] = [Time::Suffices, Time::RunsOut, Time::RunsOutAtTheSignal];

/// What a mutated lock leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Without {
    Nothing,
    /// No waiter ever asks.
    Request,
    /// A forced drop does not wait for the switch.
    Handshake,
}

/// The first waits of a run end as `first` says, whoever waits. Of the later ones the time runs out for whoever would
/// then be the first to ask, and suffices for the others until the request is answered.
struct Modelled {
    first: Mutex<Vec<Time>>,
    asked: std::sync::Arc<AtomicBool>,
    without: Without,
}

impl Waits for Modelled {
    fn for_lock<'a>(&self, gil: &'a Gil, state: Guard<'a>) -> (Guard<'a>, Ended) {
        let later = if self.asked.load(Relaxed) { Time::Suffices } else { Time::RunsOut };
        let time = self.first.lock().unwrap().pop().unwrap_or(later);
        let state = if time == Time::RunsOut {
            drop(state);
            if self.without == Without::Request {
                // Nothing comes of it, so else this waiter might be the only one that ever runs.
                thread::yield_now();
            }
            gil.state()
        } else {
            gil.cond.wait(state).unwrap()
        };
        let asks = time != Time::Suffices && self.without != Without::Request;
        (state, if asks { Ended::OutOfPatience } else { Ended::Signalled })
    }

    fn for_switch<'a>(&self, gil: &'a Gil, state: Guard<'a>, me: usize) -> Guard<'a> {
        if self.without == Without::Handshake { state } else { Endless.for_switch(gil, state, me) }
    }
}

/// What the laws need to know of what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Happened {
    Takes,
    Drops { forced: bool },
}

/// The lock, and what happened at it.
struct Model {
    gil: Gil,
    /// Who executes bytecode, plus one.
    inside: AtomicUsize,
    /// How often a thread had the lock and was done.
    served: AtomicUsize,
    /// In the order in which the mutex was held.
    log: Mutex<Vec<(usize, Happened)>>,
    /// Somebody has asked since the last take.
    asked: std::sync::Arc<AtomicBool>,
}

impl Model {
    fn new(waits: impl FnOnce(std::sync::Arc<AtomicBool>) -> Box<dyn Waits>) -> Arc<Self> {
        let (inside, served) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let asked = std::sync::Arc::default();
        let gil = Gil::new(waits(std::sync::Arc::clone(&asked)));
        Arc::new(Self { gil, inside, served, log: Mutex::default(), asked })
    }

    fn seat(&self, me: usize) -> Seat<'_> {
        Seat { model: self, me }
    }

    /// Executes bytecode: alone.
    fn compute(&self, me: usize) {
        assert_eq!(self.inside.swap(me + 1, Relaxed), 0, "two hold the lock");
        assert_eq!(self.inside.swap(0, Relaxed), me + 1, "two hold the lock");
    }

    /// A thread that wants the lock so often.
    fn visit(&self, me: usize, times: usize) {
        for _ in 0..times {
            self.gil.take(me, &mut self.seat(me));
            self.compute(me);
            self.gil.drop(me, &mut self.seat(me));
        }
        self.served.fetch_add(1, Relaxed);
    }

    /// A thread that lets go only when asked to, until so many others are served.
    fn hog(&self, me: usize, others: usize) {
        self.gil.take(me, &mut self.seat(me));
        while self.served.load(Relaxed) < others {
            self.compute(me);
            self.gil.checkpoint(me, &mut self.seat(me));
            thread::yield_now();
        }
        self.gil.drop(me, &mut self.seat(me));
        self.served.fetch_add(1, Relaxed);
    }

    /// A thread of 2.7 that executes so many instructions and ticks before each.
    fn tick(&self, me: usize, instructions: usize) {
        self.gil.take(me, &mut self.seat(me));
        for _ in 0..instructions {
            self.gil.tick(0, me, &mut self.seat(me));
            self.compute(me);
        }
        self.gil.drop(me, &mut self.seat(me));
    }
}

struct Seat<'a> {
    model: &'a Model,
    me: usize,
}

impl Witness for Seat<'_> {
    fn waits(&mut self, holder: usize) {
        assert_ne!(holder, self.me, "waits for itself");
    }

    fn loses_race(&mut self, holder: usize) {
        assert_ne!(holder, self.me, "loses to itself");
    }

    fn takes(&mut self, _: Option<usize>) {
        if self.model.asked.swap(false, Relaxed) {
            // Whoever relied on the request waits on, and its time will run out.
            self.model.gil.cond.notify_all();
        }
        let mut log = self.model.log.lock().unwrap();
        // G2: after a forced drop another thread takes before the dropper does.
        assert_ne!(
            log.last(),
            Some(&(self.me, Happened::Drops { forced: true })),
            "a forced drop without a switch: {log:?}"
        );
        log.push((self.me, Happened::Takes));
    }

    fn drops(&mut self, forced: bool) {
        self.model.log.lock().unwrap().push((self.me, Happened::Drops { forced }));
    }

    fn switches(&mut self, to: usize) {
        let log = self.model.log.lock().unwrap();
        let taken = log.iter().rfind(|(_, happened)| *happened == Happened::Takes);
        assert!(taken.is_some_and(|(taker, _)| *taker == to), "the lock names another than who took: {log:?}");
    }

    fn requests_drop(&mut self, holder: usize) {
        assert_ne!(holder, self.me, "asks itself");
        assert!(!self.model.asked.swap(true, Relaxed), "asks twice");
    }

    fn ticks(&mut self) {}

    fn loses_tick(&mut self, winner: usize) {
        assert_ne!(winner, self.me, "loses to itself");
    }
}

type Life = fn(&Model, usize);

/// How the threads of a run wait, given whether somebody has asked.
trait Waiting: Fn(std::sync::Arc<AtomicBool>) -> Box<dyn Waits> + Send + Sync + 'static {}
impl<F: Fn(std::sync::Arc<AtomicBool>) -> Box<dyn Waits> + Send + Sync + 'static> Waiting for F {}

fn endless(_: std::sync::Arc<AtomicBool>) -> Box<dyn Waits> {
    Box::new(Endless)
}

fn modelled(first: &[Time], without: Without) -> impl Waiting + use<> {
    let first = first.to_vec();
    move |asked| Box::new(Modelled { first: Mutex::new(first.clone()), asked, without })
}

/// Runs one thread per life in every interleaving with at most so many preemptions.
fn explore(preemptions: usize, waiting: impl Waiting, lives: &'static [Life]) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(preemptions);
    builder.check(move || {
        let model = Model::new(&waiting);
        let others = (1..lives.len()).map(|me| {
            let model = Arc::clone(&model);
            thread::spawn(move || lives[me](&model, me))
        });
        let others: Vec<_> = others.collect();
        lives[0](&model, 0);
        for other in others {
            other.join().unwrap();
        }
    });
}

/// Every way in which the first three waits of a run can end.
fn ends() -> impl Iterator<Item = [Time; 3]> {
    TIMES.into_iter().flat_map(|a| TIMES.into_iter().flat_map(move |b| TIMES.into_iter().map(move |c| [a, b, c])))
}

const HOG_AND_VISITOR: &[Life] = &[|model, me| model.hog(me, 1), |model, me| model.visit(me, 1)];
const HOG_AND_TWO_VISITORS: &[Life] =
    &[|model, me| model.hog(me, 2), |model, me| model.visit(me, 1), |model, me| model.visit(me, 1)];
const TWO_TURNS_EACH: &[Life] = &[|model, me| model.visit(me, 2), |model, me| model.visit(me, 2)];
const THREE_VISITORS: &[Life] =
    &[|model, me| model.visit(me, 1), |model, me| model.visit(me, 1), |model, me| model.visit(me, 1)];

#[test]
fn without_time_nobody_is_left_asleep_and_one_holds_at_a_time() {
    explore(3, endless, TWO_TURNS_EACH);
    explore(3, endless, THREE_VISITORS);
}

/// Among them those who leave for good with a request pending: whoever asked still waits, so the drop ends.
#[test]
fn however_the_waits_end_threads_that_come_and_go_get_the_lock_and_leave() {
    for first in ends() {
        explore(3, modelled(&first, Without::Nothing), TWO_TURNS_EACH);
        explore(2, modelled(&first, Without::Nothing), THREE_VISITORS);
    }
}

#[test]
fn a_hog_is_made_to_hand_over_and_gets_the_lock_back() {
    explore(3, modelled(&[], Without::Nothing), HOG_AND_VISITOR);
    explore(2, modelled(&[], Without::Nothing), HOG_AND_TWO_VISITORS);
}

#[test]
fn ticks_leave_nobody_asleep_and_one_holds_at_a_time() {
    explore(3, endless, &[|model, me| model.tick(me, 2), |model, me| model.tick(me, 2)]);
    explore(
        2,
        endless,
        &[|model, me| model.tick(me, 1), |model, me| model.tick(me, 1), |model, me| model.visit(me, 1)],
    );
}

/// What the model says of a lock without something.
fn verdict(without: Without) -> String {
    let run = || explore(2, modelled(&[], without), HOG_AND_VISITOR);
    let panic = catch_unwind(AssertUnwindSafe(run)).expect_err("the model finds nothing wrong");
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string)).unwrap_or_default()
}

#[test]
fn a_lock_whose_waiters_never_ask_is_caught() {
    let verdict = verdict(Without::Request);
    assert!(verdict.contains("exceeded maximum number of branches"), "{verdict}");
}

#[test]
fn a_lock_whose_forced_drop_does_not_wait_for_the_switch_is_caught() {
    let verdict = verdict(Without::Handshake);
    assert!(verdict.contains("a forced drop without a switch"), "{verdict}");
}
