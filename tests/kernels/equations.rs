//! Every kernel by its own equation: it holds for the output, and for no output with one entry flipped.

use gil_playground::kernels::{self, Alone, Array, Backend, Kernel, RESIDUAL_LIMIT, Random, TABLE};
use proptest::prelude::*;

fn compute(kernel: &Kernel, n: usize, seed: u64) -> (Vec<Array>, Vec<Array>) {
    let input = (kernel.input)(n, n, &mut Random::new(seed));
    let mut output = Vec::new();
    kernel.run(Backend::Auto, &input, &mut output, &Alone).expect("it converges");
    (input, output)
}

#[test]
fn the_equation_holds_at_every_size_of_interest() {
    for kernel in &TABLE {
        for n in [2, 3, 4, 7, 8, 31, 64, 100, 200] {
            let (input, output) = compute(kernel, n, 1);
            let residual = (kernel.residual)(&input, &output);
            assert!(residual <= RESIDUAL_LIMIT, "{} of size {n}: {residual}", kernel.name);
        }
    }
}

#[test]
fn an_output_with_one_entry_flipped_is_found() {
    for kernel in &TABLE {
        let (input, output) = compute(kernel, 40, 2);
        for which in 0..output.len() {
            let mut wrong = output.clone();
            let entry = wrong[which].iter_mut().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap();
            *entry = -*entry;
            let residual = (kernel.residual)(&input, &wrong);
            assert!(residual > RESIDUAL_LIMIT, "{} with output {which} flipped: {residual}", kernel.name);
        }
    }
}

#[test]
fn a_repeat_in_the_memory_of_the_last_gives_the_same_bits() {
    for kernel in &TABLE {
        let (input, first) = compute(kernel, 24, 3);
        let mut again = first.clone();
        kernel.run(Backend::Auto, &input, &mut again, &Alone).unwrap();
        assert_eq!(first, again, "{}", kernel.name);
    }
}

#[test]
fn small_matrices_are_as_exact_as_large_ones() {
    for kernel in &TABLE {
        for n in 2..10 {
            for seed in 0..500 {
                let (input, output) = compute(kernel, n, seed);
                let residual = (kernel.residual)(&input, &output);
                assert!(residual <= RESIDUAL_LIMIT, "{} of size {n}, seed {seed}: {residual}", kernel.name);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_equation_holds_for_random_input(which in 0..TABLE.len(), n in 2usize..48, seed: u64) {
            let (input, output) = compute(&TABLE[which], n, seed);
        let residual = (TABLE[which].residual)(&input, &output);
        prop_assert!(residual <= RESIDUAL_LIMIT, "{}: {}", TABLE[which].name, residual);
    }
}

/// The residual is taken at a moderate scale, so it cannot see whether a result was brought back to the input's.
#[test]
fn a_power_of_two_in_the_input_is_one_in_the_result() {
    for (name, output, power) in
        [("svd", 1, 1.0), ("eigh", 0, 1.0), ("qr", 1, 1.0), ("lu", 2, 1.0), ("cholesky", 0, 0.5), ("inv", 0, -1.0)]
    {
        let (kernel, factor) = (kernels::find(name).unwrap(), 2f64.powi(600));
        let compute = |input: &[Array]| {
            let mut out = Vec::new();
            kernel.run(Backend::Auto, input, &mut out, &Alone).unwrap();
            out.swap_remove(output)
        };
        let input = (kernel.input)(20, 20, &mut Random::new(3));
        let large: Vec<Array> = input.iter().map(|array| array * factor).collect();
        let expected = compute(&input) * factor.powf(power);
        let difference = (compute(&large) - &expected).amax();
        assert!(difference <= 1e-12 * expected.amax(), "{name}: {difference:e} beside {:e}", expected.amax());
    }
}
