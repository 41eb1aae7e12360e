//! Random Scenarios: every runtime, lock, machine and kind of operation, small enough to simulate by the thousand.

use gil_playground::gil::policy;
use proptest::prelude::*;

/// Any interpreter.
fn runtime() -> impl Strategy<Value = String> {
    prop::sample::select(policy::TABLE.map(|row| row.runtime.name()).to_vec())
}

/// Any operation, free ones among them.
fn op() -> impl Strategy<Value = String> {
    let us = prop_oneof![Just(0.0), 0.5..60.0, 60.0..20_000.0];
    prop_oneof![
        us.clone().prop_map(|us: f64| format!(r#"{{"op":"python","us":{us:.3}}}"#)),
        us.clone().prop_map(|us: f64| format!(r#"{{"op":"wait","us":{us:.3}}}"#)),
        (us, prop_oneof![Just("releases"), Just("holds"), Just("numpy")], 1u32..4, 2usize..40).prop_map(
            |(us, gil, team, n)| format!(
                r#"{{"op":"kernel","name":"inv","n":{n},"gil":"{gil}","blas_threads":{team},"us":{us:.3}}}"#
            )
        ),
    ]
}

/// A number, or one for each thread.
fn interpreter() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["0", "1", "2", "\"each\""])
}

fn thread() -> impl Strategy<Value = String> {
    (1u32..5, 1u32..6, interpreter(), prop::collection::vec(op(), 1..5)).prop_map(
        |(count, repeat, interpreter, ops)| {
            let ops = ops.join(",");
            format!(r#"{{"name":"NAME","count":{count},"repeat":{repeat},"interpreter":{interpreter},"ops":[{ops}]}}"#)
        },
    )
}

/// A Scenario that `Scenario::from_json` accepts.
pub(crate) fn scenario() -> impl Strategy<Value = String> {
    let machine = (1u32..9, any::<u64>(), prop_oneof![Just(0.0), 1.0..200.0], 100.0..10_000.0);
    let lock = (prop_oneof![20.0..500.0, 500.0..20_000.0], 1u32..2_000, prop_oneof![Just("team"), Just("pool")]);
    (runtime(), machine, lock, prop::collection::vec(thread(), 1..4)).prop_map(
        |(runtime, (cores, seed, wake, quantum), (interval, check, blas), threads)| {
            let threads = threads.iter().enumerate().map(|(at, thread)| thread.replace("NAME", &format!("group {at}")));
            let threads = threads.collect::<Vec<_>>().join(",");
            format!(
                r#"{{"runtime":"{runtime}","cores":{cores},"seed":{seed},"wake_us":{wake:.3},"quantum_us":{quantum:.3},
                "switch_interval_us":{interval:.3},"check_interval":{check},"blas":"{blas}","threads":[{threads}]}}"#
            )
        },
    )
}

fn short_op() -> impl Strategy<Value = String> {
    prop_oneof![
        prop_oneof![Just(0.0), 0.001..6000.0].prop_map(|us: f64| format!(r#"{{"op":"python","us":{us:.3}}}"#)),
        prop_oneof![Just(0.0), 0.001..2000.0].prop_map(|us: f64| format!(r#"{{"op":"wait","us":{us:.3}}}"#)),
        (0.0..5000.0, prop_oneof![Just("releases"), Just("holds")], 1..4).prop_map(|(us, gil, team): (f64, _, i32)| {
            format!(r#"{{"op":"kernel","name":"qr","n":64,"us":{us:.3},"gil":"{gil}","blas_threads":{team}}}"#)
        }),
    ]
}

/// One with few ticks and small operations, for laws that compare every entry with every other.
pub(crate) fn short() -> impl Strategy<Value = String> {
    let runtime = runtime();
    let thread = (1..4, 1..4, interpreter(), prop::collection::vec(short_op(), 1..4));
    let threads = prop::collection::vec(thread, 1..4);
    let blas = prop::sample::select(vec!["team", "pool"]);
    let wake = prop::sample::select(vec![0, 40, 300]);
    (runtime, threads, 1..6, 100..6000, blas, wake, any::<u32>()).prop_map(
        |(runtime, threads, cores, interval, blas, wake, seed)| {
            let threads = threads.into_iter().enumerate().map(|(at, (count, repeat, interpreter, ops))| {
                let ops = ops.join(",");
                format!(
                    r#"{{"name":"group {at}","count":{count},"repeat":{repeat},"interpreter":{interpreter},"ops":[{ops}]}}"#
                )
            });
            let threads = threads.collect::<Vec<_>>().join(",");
            format!(
                r#"{{"runtime":"{runtime}","cores":{cores},"switch_interval_us":{interval},"check_interval":1000,"blas":"{blas}","wake_us":{wake},"seed":{seed},"threads":[{threads}]}}"#
            )
        },
    )
}
