//! The oracles of real CPython that a real lock can be asked: O1, O2, O3, O6 and O8, natively and in a browser.
//!
//! Invariant: an oracle is its Scenarios and a verdict on their Reports. A busy machine only ever adds to a time, some
//! milliseconds at each wake-up, so intervals are long and what is compared is a low quantile; the three mutations below
//! make O1 and O2 fail all the same.

use gil_playground::engine::control::Hooks;
use gil_playground::gil::lock::{Ended, Gil, Guard, Waits};
use gil_playground::gil::waits::Interval;
use gil_playground::timeline::micros;
use gil_playground::timeline::{CauseKind, EventKind, Holding, Lane, Nanos, Span, State};
use gil_playground::{Report, Result as Measured, Scenario};
use std::ops::RangeInclusive;
use std::time::Duration;

/// A question and what is to be expected.
pub(crate) struct Oracle {
    pub(crate) name: &'static str,
    /// What it asks, with so many lanes each.
    scenarios: fn(lanes: usize) -> Vec<Scenario>,
    verdict: fn(&[Report]) -> Result<(), String>,
}

pub(crate) const O1: Oracle = Oracle {
    name: "O1: a thread back from a released kernel waits an interval for a hog",
    scenarios: |_| vec![hog_and_kernel(30_000.0)],
    verdict: |reports| {
        reports.iter().try_for_each(forced_drops_end_in_a_switch)?;
        reports.iter().try_for_each(returns_after_an_interval)
    },
};

pub(crate) const O2: Oracle = Oracle {
    name: "O2: two hogs alternate, with slices of an interval",
    scenarios: |_| vec![hogs(2, 10, 30_000.0)],
    verdict: |reports| {
        reports.iter().try_for_each(forced_drops_end_in_a_switch)?;
        reports.iter().try_for_each(slices_last_an_interval)?;
        reports.iter().try_for_each(alternates)
    },
};

pub(crate) const O3: Oracle = Oracle {
    name: "O3: each of many hogs keeps the slice and waits for all the others",
    // The longest waits are cut off by the end of a run, so a short one in an unlucky order shows a mean far too low: of runs
    // of four hogs in random order, one in three with 6 slices each, one in a thousand with 16.
    scenarios: |lanes| vec![hogs(lanes, 16, 20_000.0)],
    verdict: |reports| {
        reports.iter().try_for_each(slices_last_an_interval)?;
        reports.iter().try_for_each(waits_for_all_others)
    },
};

pub(crate) const O6: Oracle = Oracle {
    name: "O6: a call that keeps the lock stalls the other thread for as long",
    scenarios: |_| vec![held_kernel_and_server()],
    verdict: |reports| reports.iter().try_for_each(stalls_for_the_call),
};

pub(crate) const O8: Oracle = Oracle {
    name: "O8: bytecode split over two threads takes as long as on one",
    scenarios: |_| vec![hogs(2, 8, 30_000.0)],
    verdict: |reports| reports.iter().try_for_each(splitting_gains_nothing),
};

/// Asks up to three times, because something else on the machine can spoil one run, hardly all of them. Says how often it
/// was asked again: a fault that comes and goes shows there.
///
/// # Errors
/// What the last run said against it.
pub(crate) async fn ask(
    oracle: &Oracle,
    lanes: usize,
    hooks: &Hooks,
    measure: impl AsyncFn(Scenario, Hooks) -> Measured<Report>,
) -> Result<usize, String> {
    let once = async || {
        let mut reports = Vec::new();
        for scenario in (oracle.scenarios)(lanes) {
            reports.push(measure(scenario, hooks.clone()).await.map_err(|error| error.to_string())?);
        }
        (oracle.verdict)(&reports)
    };
    let mut retries = 0;
    loop {
        match once().await {
            Ok(()) => return Ok(retries),
            Err(said) if retries == 2 => return Err(said),
            Err(_) => retries += 1,
        }
    }
}

struct Without {
    interval: Interval,
    request: bool,
    handshake: bool,
}

impl Waits for Without {
    fn for_lock<'a>(&self, gil: &'a Gil, state: Guard<'a>) -> (Guard<'a>, Ended) {
        let (state, ended) = self.interval.for_lock(gil, state);
        (state, if self.request { Ended::Signalled } else { ended })
    }

    fn for_switch<'a>(&self, gil: &'a Gil, state: Guard<'a>, me: usize) -> Guard<'a> {
        if self.handshake { state } else { self.interval.for_switch(gil, state, me) }
    }
}

/// The lock with one thing taken out, and the oracles that notice.
pub(crate) struct Mutation {
    pub(crate) what: &'static str,
    pub(crate) waits: fn(Duration) -> Box<dyn Waits>,
    pub(crate) noticed_by: &'static [Oracle],
}

pub(crate) const WITHOUT_INTERVAL: Mutation =
    Mutation { what: "its interval", waits: |_| Box::new(Interval(Duration::ZERO)), noticed_by: &[O1, O2] };

pub(crate) const WITHOUT_REQUEST: Mutation = Mutation {
    what: "the drop request",
    waits: |interval| Box::new(Without { interval: Interval(interval), request: true, handshake: false }),
    noticed_by: &[O1, O2],
};

/// On a busy machine the waiter often takes the core from the hog at once, and then nothing but the lock's own word tells.
pub(crate) const WITHOUT_SWITCH: Mutation = Mutation {
    what: "the forced switch",
    waits: |interval| Box::new(Without { interval: Interval(interval), request: false, handshake: true }),
    noticed_by: &[O1, O2],
};

/// A slice or a wait as long as the interval, in intervals: never shorter, and longer by what a busy machine adds.
const AN_INTERVAL: RangeInclusive<f64> = 0.95..=1.6;

fn scenario(interval_us: f64, threads: &str) -> Scenario {
    let json = format!(r#"{{"runtime":"cpython-3.12","switch_interval_us":{interval_us},"threads":[{threads}]}}"#);
    Scenario::from_json(&json).expect("the test's own Scenario is right")
}

/// Of so many intervals.
fn hog(count: usize, intervals: usize, interval_us: f64) -> String {
    format!(r#"{{"name":"hog","count":{count},"repeat":{intervals},"ops":[{{"op":"python","us":{interval_us}}}]}}"#)
}

fn hogs(count: usize, intervals: usize, interval_us: f64) -> Scenario {
    scenario(interval_us, &hog(count, intervals, interval_us))
}

fn hog_and_kernel(interval_us: f64) -> Scenario {
    let kernel = r#"{"name":"kernel","repeat":60,"ops":[{"op":"kernel","name":"qr","n":256}]}"#;
    scenario(interval_us, &format!("{},{kernel}", hog(1, 25, interval_us)))
}

fn held_kernel_and_server() -> Scenario {
    let threads = r#"{"name":"holder","repeat":5,"ops":[{"op":"kernel","name":"qr","n":448,"gil":"holds"}]},
        {"name":"server","repeat":100,"ops":[{"op":"python","us":50},{"op":"wait","us":500}]}"#;
    scenario(1_000.0, threads)
}

fn expect(what: &str, value: f64, bounds: &RangeInclusive<f64>) -> Result<(), String> {
    if bounds.contains(&value) { Ok(()) } else { Err(format!("{what} is {value:.3}, not within {bounds:?}")) }
}

/// What a machine that does nothing else would show, nearly; too few values show nothing.
fn undisturbed(what: &str, mut values: Vec<f64>) -> Result<f64, String> {
    values.sort_by(f64::total_cmp);
    if values.len() < 4 { Err(format!("{what}: only {values:?}")) } else { Ok(values[values.len() / 4]) }
}

fn interval_us(report: &Report) -> f64 {
    report.head.scenario.switch_interval_us
}

fn end(lane: &Lane) -> Nanos {
    lane.spans.last().map_or(0, |span| span.end)
}

/// The holdings while every lane is still alive: what comes after is not contended.
pub(crate) fn contended(report: &Report) -> Vec<Holding> {
    let first_end = report.timeline.lanes.iter().map(end).min().unwrap_or(0);
    report.timeline.holdings().into_iter().filter(|holding| holding.end < first_end).collect()
}

/// G2: a forced drop is over when another lane has taken.
fn forced_drops_end_in_a_switch(report: &Report) -> Result<(), String> {
    let mut forced = report.timeline.events.iter().filter(|event| event.kind == EventKind::ForcedSwitch);
    forced.find(|event| event.to == Some(event.lane)).map_or(Ok(()), |event| Err(format!("{event:?} without a switch")))
}

fn returns_after_an_interval(report: &Report) -> Result<(), String> {
    let [hog, kernel] = &report.timeline.lanes[..] else { return Err("not two lanes".into()) };
    let until = end(hog);
    // The first wait is for a start, not for a return; one wait may have two parts.
    let repeats = 1..report.head.scenario.threads[1].repeat;
    let waits = repeats.filter_map(|rep| {
        let waits = kernel.spans.iter().filter(|span| span.rep == rep && span.state == State::GilWait);
        let waits: Vec<&Span> = waits.collect();
        let ended = waits.last()?.end < until;
        ended.then(|| waits.iter().map(|span| micros(span.nanos())).sum::<f64>() / interval_us(report))
    });
    let wait = undisturbed("waits while the hog lived", waits.collect())?;
    expect("the wait in intervals", wait, &AN_INTERVAL)
}

fn slices_last_an_interval(report: &Report) -> Result<(), String> {
    let slices = contended(report).iter().map(|holding| micros(holding.end - holding.start)).collect();
    expect("a slice in intervals", undisturbed("slices", slices)? / interval_us(report), &AN_INTERVAL)
}

fn alternates(report: &Report) -> Result<(), String> {
    let holdings = contended(report);
    let changes = holdings.windows(2).filter(|pair| pair[0].lane != pair[1].lane).count();
    expect("the part of slices that go to the other", changes as f64 / (holdings.len() - 1) as f64, &(0.97..=1.0))
}

fn waits_for_all_others(report: &Report) -> Result<(), String> {
    let holdings = contended(report);
    let lanes = report.timeline.lanes.len();
    let mut last_end = vec![None; lanes];
    let mut waits = Vec::new();
    let mut slices = Vec::new();
    for holding in &holdings {
        slices.push(micros(holding.end - holding.start));
        waits.extend(last_end[holding.lane].replace(holding.end).map(|end| micros(holding.start - end)));
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len().max(1) as f64;
    let others = mean(&waits) / mean(&slices);
    expect("the mean wait in slices", others, &((lanes - 1) as f64 * 0.8..=(lanes - 1) as f64 * 1.25))
}

fn stalls_for_the_call(report: &Report) -> Result<(), String> {
    let [holder, server] = &report.timeline.lanes[..] else { return Err("not two lanes".into()) };
    let calls = holder.spans.iter().filter(|span| span.state == State::KernelHeld && span.end < end(server));
    let stalls = calls.map(|call| {
        let waits = server.spans.iter().filter(|span| span.cause.is_some_and(|cause| cause.kind == CauseKind::Kernel));
        let within = waits.map(|wait| wait.end.min(call.end).saturating_sub(wait.start.max(call.start)));
        within.sum::<Nanos>() as f64 / call.nanos() as f64
    });
    expect("the part of a call that the other stalls", undisturbed("calls", stalls.collect())?, &(0.8..=1.0))
}

/// One after the other the slices would take the sum of their times. Two runs are not compared: on a busy machine the one
/// whose threads sleep in turn is given more of the cores.
fn splitting_gains_nothing(report: &Report) -> Result<(), String> {
    let spans = report.timeline.lanes.iter().flat_map(|lane| &lane.spans);
    let bytecode: Nanos = spans.filter(|span| span.state == State::Python).map(Span::nanos).sum();
    expect("the wall over the time of all bytecode", report.timeline.wall() as f64 / bytecode as f64, &(0.999..=1.2))
}
