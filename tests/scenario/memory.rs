//! What a run needs, what fits, and that a refusal's advice is right: the numbers of a memory are the same on every target.

use gil_playground::engine::plan::{Plan, STACK_BYTES};
use gil_playground::kernels::{Alone, Backend, CALLS, Random, TABLE, find};
use gil_playground::scenario::Scenario;

const MIB: u64 = 1 << 20;

fn calling(kernel: &str, n: usize, count: u64) -> Scenario {
    let json = format!(
        r#"{{"runtime":"one-lock","threads":[{{"name":"worker","count":{count},"repeat":8,
            "ops":[{{"op":"kernel","name":"{kernel}","n":{n}}}]}}]}}"#
    );
    Scenario::from_json(&json).unwrap()
}

fn refusal(kernel: &str, n: usize, count: u64, memory: u64) -> Option<String> {
    Plan::within(calling(kernel, n, count), memory).err().map(|error| error.to_string())
}

/// The numbers that stand in a sentence.
fn numbers(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[test]
fn sixty_four_threads_fit_the_largest_memory_and_thirty_two_small_ones_the_smallest() {
    assert_eq!(refusal("qr", 256, 64, 512 * MIB), None);
    assert_eq!(refusal("qr", 128, 32, 128 * MIB), None);
    assert_eq!(refusal("qr", 8, 64, 128 * MIB), None);
}

#[test]
fn a_refusal_names_two_numbers_that_differ_and_as_many_threads_as_fit() {
    for kernel in &CALLS {
        for (n, memory) in [(8, 128), (100, 128), (256, 128), (256, 512), (700, 256), (1024, 512)] {
            let Some(text) = refusal(kernel.name, n, 1024, memory * MIB) else { continue };
            let [needed, there, most, at, ..] = numbers(&text)[..] else { panic!("{text}") };
            assert!(needed > there && there == memory * 85 / 100, "{text}");
            assert!(text.ends_with("or simulate it") && at == n as u64, "{text}");
            assert_eq!(refusal(kernel.name, n, most, memory * MIB), None, "{text}");
            let one_more = refusal(kernel.name, n, most + 1, memory * MIB).unwrap();
            let [needed, there, ..] = numbers(&one_more)[..] else { panic!("{one_more}") };
            assert!(needed > there, "{one_more}");
        }
    }
}

#[test]
fn where_not_even_one_thread_fits_the_largest_size_that_does_is_named() {
    let text = refusal("lstsq", 1024, 1, 64 * MIB).unwrap();
    let [_, _, n, ..] = numbers(&text)[..] else { panic!("{text}") };
    assert!(text.contains("the largest n that fits is"), "{text}");
    assert_eq!(refusal("lstsq", n as usize, 1, 64 * MIB), None, "{text}");
    assert!(refusal("lstsq", n as usize + 1, 1, 64 * MIB).is_some(), "{text}");
}

#[test]
fn what_overflows_a_wasm_address_is_refused_with_its_number() {
    let text = refusal("lstsq", 1024, 1024, 512 * MIB).unwrap();
    assert!(numbers(&text)[0] > 4096, "{text}");
    let json = r#"{"runtime":"cpython-3.12","switch_interval_us":1,"threads":[{"name":"hog","count":64,"repeat":1000,
        "ops":[{"op":"python","us":60000000}]}]}"#;
    let text = Plan::within(Scenario::from_json(json).unwrap(), 512 * MIB).unwrap_err().to_string();
    assert!(numbers(&text)[0] > 1_000_000 && text.contains("a longer switch interval"), "{text}");
}

/// Arrays live on the heap, so the stack does not grow with n; a browser's pool threads have no more than this.
#[test]
fn every_kernel_runs_and_is_verified_on_a_worker_s_stack() {
    let works = |kernel: &'static gil_playground::kernels::Kernel, backend, n| {
        let use_it = move || {
            let input = (kernel.input)(n, n, &mut Random::new(1));
            let mut output = Vec::new();
            kernel.run(backend, &input, &mut output, &Alone).unwrap();
            kernel.residual(&input, &output)
        };
        let worker = std::thread::Builder::new().stack_size(STACK_BYTES as usize);
        let residual = worker.spawn(use_it).unwrap().join().unwrap();
        assert!(residual <= gil_playground::kernels::RESIDUAL_LIMIT, "{} {n}: {residual}", kernel.name);
    };
    for kernel in &TABLE {
        for backend in [Backend::Auto, Backend::Nalgebra] {
            works(kernel, backend, 200);
        }
    }
    for name in ["svd", "schur", "lstsq"] {
        works(find(name).unwrap(), Backend::Auto, 1024);
    }
}
