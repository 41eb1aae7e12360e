//! The measured laws in a browser: the same ones as natively, on a real pool of web workers.
//!
//! Invariant: this thread never blocks while a run is on; it looks at the phase and gives the event loop a turn.

use super::oracles::{Mutation, O1, O2, O3, O6, O8, WITHOUT_INTERVAL, WITHOUT_REQUEST, WITHOUT_SWITCH, ask};
use super::{assert_laws, assert_parallel, assert_serialized, random, threads};
use gil_playground::engine::control::{Hooks, Phase};
use gil_playground::engine::measure::Run;
use gil_playground::engine::plan::Plan;
use gil_playground::engine::pool;
use gil_playground::timeline::report::Environment;
use gil_playground::{Error, Report, Scenario, web};
use js_sys::{Promise, global};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::WorkerGlobalScope;

/// What this worker is to JavaScript.
fn scope() -> WorkerGlobalScope {
    global().unchecked_into()
}

async fn turn(ms: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

async fn measure(scenario: Scenario, hooks: Hooks, stop: bool) -> gil_playground::Result<Report> {
    let cores = scope().navigator().hardware_concurrency() as usize;
    let run = Arc::new(Run::sabotaged(Plan::new(scenario)?, web::clock, cores, hooks));
    pool::start(&run)?;
    let phase = || run.control().phase.load(Ordering::Acquire);
    for _ in 0..12_000 {
        if stop && phase() == Phase::Running as u32 {
            run.control().stop.set();
        }
        if phase() >= Phase::Done as u32 {
            break;
        }
        turn(5).await;
    }
    run.report(Environment { cores, ..Environment::native() })
}

async fn alone(scenario: Scenario, hooks: Hooks) -> gil_playground::Result<Report> {
    measure(scenario, hooks, false).await
}

/// Starts a pool of so many workers and checks every law on it.
pub(crate) async fn assert_every_law_on(workers: usize) {
    JsFuture::from(web::init_thread_pool(workers)).await.expect("the pool starts");
    let scenario = |runtime| threads(workers, runtime, "qr", 192, 8);

    let locked = measure(scenario("one-lock"), Hooks::default(), false).await.unwrap();
    assert_laws(&locked);
    assert_serialized(&locked);

    let released = measure(scenario("cpython-3.12"), Hooks::default(), false).await.unwrap();
    assert_laws(&released);
    if released.head.environment.cores >= 2 {
        assert_parallel(&released);
    }

    for oracle in if workers == 2 { &[O1, O2, O6, O8][..] } else { &[O3] } {
        let verdict = ask(oracle, workers, &Hooks::default(), alone).await;
        verdict.unwrap_or_else(|text| panic!("{}: {text}", oracle.name));
    }
    if workers == 2 {
        for Mutation { what, waits, .. } in [WITHOUT_INTERVAL, WITHOUT_REQUEST, WITHOUT_SWITCH] {
            let hooks = Hooks { waits: Some(waits), ..Hooks::default() };
            assert!(ask(&O2, workers, &hooks, alone).await.is_err(), "a lock without {what} passes {}", O2.name);
        }
    }

    for seed in 0..14 {
        assert_laws(&measure(random::scenario(seed, workers as u64), Hooks::default(), false).await.unwrap());
    }

    let shift = Some((1, 2000.0));
    let shifted = measure(scenario("one-lock"), Hooks { shift, ..Hooks::default() }, false).await.unwrap();
    assert_laws(&shifted);

    let endless = threads(workers, "one-lock", "lu", 32, 20_000);
    assert_eq!(measure(endless, Hooks::default(), true).await.unwrap_err(), Error::Cancelled);

    let other = threads(workers + 1, "one-lock", "lu", 32, 1);
    let Err(Error::Failed(text)) = measure(other, Hooks::default(), false).await else { panic!("a pool too small") };
    assert!(text.contains("start a pool of"), "{text}");
}
