//! No hidden lock: wasm's allocator is one global spin lock, so what is timed asks it no more often the larger an array
//! is or the longer a run lasts.
//!
//! Invariant: a count is of one thread that nothing ran on before, and covers all that this thread did in between.
#![cfg(not(target_arch = "wasm32"))]

use allocation_counter::measure;
use gil_playground::engine::clock;
use gil_playground::engine::measure::Run;
use gil_playground::engine::plan::Plan;
use gil_playground::kernels::{Alone, Backend, Kernel, Random, TABLE};
use gil_playground::timeline::report::Environment;
use gil_playground::{Report, Scenario};
use std::thread;

/// What a warm run may ask for, and a helper in its whole life: fewer than a kernel has columns or a run has passes.
/// `lstsq` asks most often, for the factors and the rotations of its singular value decomposition.
const MOST: u64 = 24;

/// How often the second and the third run allocate, each in the memory of the one before.
fn of_warm_runs(kernel: &Kernel, backend: Backend, n: usize) -> [u64; 2] {
    let count = || {
        let input = (kernel.input)(n, n, &mut Random::new(1));
        let mut output = Vec::new();
        let mut run = || kernel.run(backend, &input, &mut output, &Alone).expect("it converges");
        run();
        [(); 2].map(|()| measure(&mut run).count_total)
    };
    thread::scope(|scope| scope.spawn(count).join().expect("it ends"))
}

/// How often each lane of a measured run allocates in its whole life, and the run's Report.
fn of_lanes(json: &str) -> (Vec<u64>, Report) {
    let plan = Plan::new(Scenario::from_json(json).expect("the test's own Scenario is right")).expect("it fits");
    let run = Run::new(plan, clock::monotonic, 2);
    let counts = thread::scope(|scope| {
        let run = &run;
        let live = |lane| scope.spawn(move || measure(|| run.lane(lane)).count_total);
        let lanes: Vec<_> = (0..run.plan().lanes.len()).map(live).collect();
        lanes.into_iter().map(|lane| lane.join().expect("a lane never panics")).collect()
    });
    (counts, run.report(Environment::native()).expect("the run succeeds"))
}

#[test]
fn a_larger_array_is_no_reason_to_allocate_more_often() {
    let mut wrong = Vec::new();
    for kernel in &TABLE {
        for backend in [Backend::Auto, Backend::Nalgebra] {
            let counts = [32, 64, 128].map(|n| of_warm_runs(kernel, backend, n));
            println!("{} {backend:?}: {counts:?}", kernel.name);
            if counts.iter().flatten().any(|&count| count != counts[0][0] || count > MOST) {
                wrong.push(format!("{} {backend:?}: {counts:?}, at most {MOST} and all equal", kernel.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_longer_run_is_no_reason_to_allocate_more_often() {
    for runtime in ["one-lock", "cpython-2.7", "cpython-3.12", "cpython-3.14t"] {
        let counts = [10, 1000].map(|repeat| {
            let (counts, _) = of_lanes(&format!(
                r#"{{"runtime":"{runtime}","threads":[{{"name":"worker","count":2,"repeat":{repeat},"ops":[
                    {{"op":"python","us":20}},{{"op":"wait","us":0}},{{"op":"kernel","name":"matmul","n":32}},
                    {{"op":"kernel","name":"cholesky","n":32,"gil":"holds"}}]}}]}}"#
            ));
            // Which lane grows what they share depends on who comes first.
            counts.iter().sum::<u64>()
        });
        println!("{runtime}: {counts:?}");
        assert_eq!(counts[0], counts[1], "{runtime}");
    }
}

#[test]
fn a_helper_allocates_while_it_warms_up_and_no_more() {
    let mut helped = 0;
    for kernel in TABLE.iter().filter(|kernel| kernel.threaded(Backend::Auto)) {
        let (counts, report) = of_lanes(&format!(
            r#"{{"runtime":"cpython-3.12","threads":[{{"name":"worker","repeat":40,"ops":[
                {{"op":"kernel","name":"{}","n":128,"blas_threads":3}}]}}]}}"#,
            kernel.name
        ));
        let helpers = report.timeline.lanes.iter().zip(counts).filter(|(lane, _)| lane.parent.is_some());
        for (lane, count) in helpers {
            println!("{}, {}: {count} in {} kernels", kernel.name, lane.name, lane.spans.len());
            assert!(count <= MOST, "{}, {}: {count}, at most {MOST}", kernel.name, lane.name);
            helped += lane.spans.len();
        }
    }
    assert!(helped > 0, "no helper had anything to do");
}
