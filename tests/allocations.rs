//! No hidden lock: wasm's allocator is one global spin lock, so a warm kernel asks it no more often the larger it is.
#![cfg(not(target_arch = "wasm32"))]

use allocation_counter::measure;
use gil_playground::kernels::{Alone, Backend, Kernel, Random, TABLE};

/// How often a run in the memory of the last one allocates.
fn allocations(kernel: &Kernel, backend: Backend, n: usize) -> u64 {
    let input = (kernel.input)(n, n, &mut Random::new(1));
    let mut output = Vec::new();
    let mut run = || kernel.run(backend, &input, &mut output, &Alone).expect("it converges");
    run();
    run();
    measure(run).count_total
}

#[test]
fn a_larger_array_is_no_reason_to_allocate_more_often() {
    let mut wrong = Vec::new();
    for kernel in &TABLE {
        for backend in [Backend::Auto, Backend::Nalgebra] {
            let counts = [64, 128, 192].map(|n| allocations(kernel, backend, n));
            println!("{} {backend:?}: {counts:?}", kernel.name);
            if counts.iter().any(|&count| count != counts[0]) {
                wrong.push(format!("{} {backend:?}: {counts:?}", kernel.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
