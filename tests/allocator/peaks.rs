//! A kernel never needs more memory than its row says.
#![cfg(not(target_arch = "wasm32"))]

use gil_playground::kernels::{self, Alone, Backend, Random, TABLE};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

#[test]
fn a_kernel_never_needs_more_memory_than_its_row_says() {
    let n = 160;
    for kernel in &TABLE {
        let before = ALLOCATOR.current_usage();
        ALLOCATOR.reset_peak_usage();
        // A thread of its own: what a worker keeps counts, what others kept does not.
        let use_it = || {
            let input = (kernel.input)(n, n, &mut Random::new(4));
            let mut output = Vec::new();
            kernel.run(Backend::Auto, &input, &mut output, &Alone).expect("it converges");
            kernel.run(Backend::Auto, &input, &mut output, &Alone).unwrap();
            (kernel.residual)(&input, &output);
            ALLOCATOR.peak_usage()
        };
        let peak = std::thread::scope(|scope| scope.spawn(use_it).join().unwrap());
        let peak = (peak - before) as u64;
        let row = kernels::call(kernel.name).unwrap().bytes(n, n);
        // Vectors and panels are small beside n² doubles.
        let small = (n * 64 * 8 + (64 << 10)) as u64 + kernels::packing_bytes(n);
        assert!(peak <= row + small, "{}: {peak} bytes, its row says {row}", kernel.name);
        assert!(peak + row / 3 >= row, "{}: {peak} bytes, its row says {row}, far too many", kernel.name);
    }
}
